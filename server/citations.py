"""How is a quote cited for a reference manager (RIS, BibTeX), and in words for people to copy?

What an article says of itself is written on one line and with the marks of each format taken out of it, so that no
title can add a field or an entry of its own.
"""

from collections.abc import Mapping
from string import ascii_letters, digits

import rispy
from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from citewell.corpus.types import Citation
from citewell.server.csl import CslDate, CslItem, CslName, CslType, Style, csl_item, formatted
from citewell.server.messages import say

_RIS_TYPES: Mapping[CslType, str] = {
    "article-journal": "JOUR",
    "article-newspaper": "NEWS",
    "report": "RPRT",
    "webpage": "ELEC",
}

_BIBTEX_TYPES: Mapping[CslType, tuple[str, str]] = {
    "article-journal": ("article", "journal"),
    "article-newspaper": ("article", "journal"),
    "report": ("techreport", "institution"),
    "webpage": ("misc", "publisher"),
}
"""The type of an entry, and the field in which it names who published it."""

_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\lbrace{}",  # \{ would do for TeX, but BibTeX counts braces whatever stands before them
        "}": r"\rbrace{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "$%&_#"},
    }
)

_IN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
_IN_KEY = frozenset(f"{ascii_letters}{digits}-_")


def say_citation(citation: Citation, style: Style = "vancouver") -> str:
    """Return a citation in plain words, ready to copy: the article in a style of journals, then the place in it."""
    article = formatted(csl_item(citation), style)
    place = say("quote.place", start=citation.start, end=citation.end)
    return f"{article.removesuffix('.')}. {place}."


def ris(item: CslItem, notes: list[str]) -> str:
    """Write an item as one reference in RIS; each of `notes` has a field of its own."""
    reference = {
        "type_of_reference": _RIS_TYPES[item.type],
        "id": item.id,
        "authors": [_ris_name(name) for name in item.author or ()],
        "title": item.title,
        "secondary_title": item.container_title,
        "publisher": item.publisher,
        "type_of_work": item.genre,
        "year": _iso(item.issued)[:4],
        "date": _ris_date(item.issued),
        "access_date": _ris_date(item.accessed),
        "doi": item.DOI,
        "urls": [item.URL] if item.URL else [],
        "language": item.language,
        "notes": notes,
    }
    stated = {field: value for field, value in reference.items() if value}
    lines: str = rispy.dumps([stated])
    return lines.removeprefix("1.\n").replace("\n", "\r\n")  # RIS knows no number, and ends lines with both


def bibtex(item: CslItem, notes: list[str]) -> str:
    """Write an item as one entry of BibTeX in UTF-8; `date` and `urldate` are for biblatex."""
    kind, published_by = _BIBTEX_TYPES[item.type]
    words = {
        "title": item.title,
        published_by: item.container_title or item.publisher,
        "type": item.genre,
        "year": _iso(item.issued)[:4],
        "date": _iso(item.issued),
        "urldate": _iso(item.accessed),
        "language": item.language,
        "note": " · ".join(notes),
    }
    fields = {"author": " and ".join(_bibtex_name(name) for name in item.author or ())}
    fields |= {name: value.translate(_TEX) for name, value in words.items() if value}
    fields |= {"doi": (item.DOI or "").translate(_IN_ADDRESS), "url": (item.URL or "").translate(_IN_ADDRESS)}
    key = "".join(sign if sign in _IN_KEY else "-" for sign in item.id)
    entry = Entry(kind, key, [Field(name, value) for name, value in fields.items() if value])
    return write_string(Library([entry]))


def _ris_name(name: CslName) -> str:
    return name.literal or f"{name.family}, {name.given}"


def _bibtex_name(name: CslName) -> str:
    """Write a name; in braces BibTeX takes it as one, whatever stands in it (“Dept of Health and Care, England”)."""
    if name.literal:
        return f"{{{name.literal.translate(_TEX)}}}"
    return f"{name.family}, {name.given}".translate(_TEX)


def _iso(date: CslDate | None) -> str:
    if date is None:
        return ""
    year, *rest = date.date_parts[0]
    return "-".join([f"{year:04}", *(f"{part:02}" for part in rest)])


def _ris_date(date: CslDate | None) -> str:
    """Write a date as RIS does: year, month, day and anything else, each after a stroke, also where it is missing."""
    parts = _iso(date).split("-")
    return "/".join([*parts, "", "", ""][:4]) if date else ""
