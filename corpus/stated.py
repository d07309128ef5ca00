"""What may a publisher state about a file, in front matter or in a sidecar, and is it valid?"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import yaml

from citewell.corpus.characters import tidy
from citewell.corpus.dates import is_iso_date
from citewell.corpus.draft import Metadata
from citewell.corpus.errors import Refused
from citewell.corpus.links import bare_doi, web_address
from citewell.corpus.rights import are_rights
from citewell.corpus.types import SOURCE_TYPES, UNDATED, Reference

KEYS: tuple[str, ...] = (
    "title",
    "publisher",
    "authors",
    "published",
    "reviewed",
    "review_by",
    "checked",
    "data_cut",
    "stale_after",
    "supersedes",
    "corrects",
    "retracted",
)
KEYS += ("source_type", "studies", "rights", "language", "url", "doi", "sources")
SOURCE_KEYS: tuple[str, ...] = ("title", "publisher", "published", "url", "doi", "sections")


def read_sidecar(data: bytes, name: str) -> Metadata:
    """Read the bytes of a `<file name>.yaml` beside a file.

    Raises:
        Refused: if it is not YAML, or states something that is not known or not valid.
    """
    try:
        values = yaml.safe_load(data.decode("utf-8-sig"))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Refused(f"{name}: is not valid YAML ({first_line(error)}); correct it or remove it.") from None
    if values is None:
        return Metadata()
    if not isinstance(values, dict):
        raise Refused(f"{name}: holds no keys; write lines such as 'title: …'; known keys are {', '.join(KEYS)}.")
    return read_stated(values, name)


def read_stated(values: Mapping[Any, Any], name: str) -> Metadata:
    """Check what front matter or a sidecar states and turn it into metadata.

    Args:
        values: the YAML mapping.
        name: the file it stands in, for messages.

    Returns:
        The metadata; `sources` become references, addresses that are not http or https are left out.

    Raises:
        Refused: for an unknown key or a value that is not valid, naming both.
    """
    _check_keys(values, KEYS, name)
    source_type = _text(values, "source_type", name)
    if source_type and source_type not in SOURCE_TYPES:
        known = ", ".join(SOURCE_TYPES)
        raise Refused(f"{name}: the key 'source_type' has the value {source_type!r}; known values are {known}.")
    language = _text(values, "language", name)
    if language and not (language.replace("-", "").isalnum() and language.isascii() and 2 <= len(language) <= 35):
        raise Refused(f"{name}: the key 'language' has the value {language!r}; write a language code such as 'en'.")
    rights = _text(values, "rights", name)
    if rights and not are_rights(rights):
        raise Refused(
            f"{name}: the key 'rights' has the value {rights[:60]!r}; write full, link, or the most words that may be "
            "shown, as excerpt(80)."
        )
    return Metadata(
        title=_text(values, "title", name),
        url=web_address(_text(values, "url", name)),
        doi=_doi(values, name),
        publisher=_text(values, "publisher", name),
        authors=_texts(values, "authors", name),
        published=_date(values, "published", name),
        reviewed=_text(values, "reviewed", name),
        review_by=_date(values, "review_by", name),
        checked=_date(values, "checked", name),
        data_cut=_date(values, "data_cut", name),
        stale_after=_date(values, "stale_after", name),
        supersedes=_texts(values, "supersedes", name),
        corrects=_texts(values, "corrects", name),
        retracted=_retracted(values, name),
        source_type=source_type,
        studies=_texts(values, "studies", name),
        rights=rights,
        language=language,
        references=_sources(values, name),
    )


def overlay(found: Metadata, stated: Metadata) -> Metadata:
    """Return what a reader found, with every field that the publisher states in its place."""
    given = {f.name: value for f in fields(Metadata) if (value := getattr(stated, f.name))}
    return replace(found, **given)


def first_line(error: Exception) -> str:
    """Return the gist of an exception on one line, for a sentence to people."""
    gist = str(getattr(error, "problem", None) or error)
    return tidy(gist.split("\n", 1)[0])[:120].rstrip(". ") or type(error).__name__


def _sources(values: Mapping[Any, Any], name: str) -> tuple[Reference, ...]:
    entries = values.get("sources") or []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise Refused(f"{name}: the key 'sources' must be a list of entries with keys {', '.join(SOURCE_KEYS)}.")
    references = []
    for entry in entries:
        _check_keys(entry, SOURCE_KEYS, f"{name}, sources")
        title = _text(entry, "title", name)
        if not title:
            raise Refused(f"{name}: an entry of 'sources' has no 'title'; give every source a title.")
        references.append(
            Reference(
                title=title,
                publisher=_text(entry, "publisher", name),
                published=_date(entry, "published", name),
                url=web_address(_text(entry, "url", name)),
                doi=_doi(entry, name),
                sections=_texts(entry, "sections", name),
            )
        )
    return tuple(references)


def _check_keys(values: Mapping[Any, Any], known: tuple[str, ...], name: str) -> None:
    for given in values:
        if given not in known:
            shown = given if isinstance(given, str) else type(given).__name__
            raise Refused(f"{name}: the key {shown[:60]!r} is not known; known keys are {', '.join(known)}.")


def _text(values: Mapping[Any, Any], field: str, name: str) -> str:
    """Return one value as text; YAML reads a bare date or number as such."""
    value = values.get(field)
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Refused(f"{name}: the key {field!r} must be text, not a {type(value).__name__}.")
    return tidy(str(value))


def _texts(values: Mapping[Any, Any], field: str, name: str) -> tuple[str, ...]:
    """Return a list of text; a single text is a list of one."""
    value = values.get(field)
    entries = value if isinstance(value, list) else [value]
    return tuple(text for entry in entries if (text := _text({field: entry}, field, name)))


def _date(values: Mapping[Any, Any], field: str, name: str) -> str:
    stated = _text(values, field, name)
    if stated and not is_iso_date(stated):
        raise Refused(
            f"{name}: the key {field!r} has the value {stated[:60]!r}; write it as 2025, 2025-06 or 2025-06-07."
        )
    return stated


def _retracted(values: Mapping[Any, Any], name: str) -> str:
    """Return since when an article is retracted, `UNDATED` for a bare `true`, or nothing."""
    value = values.get("retracted")
    if isinstance(value, bool):
        return UNDATED if value else ""
    stated = _text(values, "retracted", name)
    if stated and not is_iso_date(stated):
        raise Refused(
            f"{name}: the key 'retracted' has the value {stated[:60]!r}; write true, or the date as 2025, 2025-06 or "
            "2025-06-07."
        )
    return stated


def _doi(values: Mapping[Any, Any], name: str) -> str:
    stated = _text(values, "doi", name)
    doi = bare_doi(stated)
    if stated and not doi:
        raise Refused(
            f"{name}: the key 'doi' has the value {stated[:60]!r}, which is no DOI; write it as 10.1200/JCO-25-00760."
        )
    return doi
