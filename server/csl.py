"""How is a quote cited in the form that reference managers share (CSL-JSON), and in the styles of medical journals?

CSL-JSON follows the Citation Style Language 1.0.2 (https://docs.citationstyles.org/en/v1.0.2/specification.html).  The
styles are ours (`styles/`), as citeproc-py leaves the blanks out of the dates of the common Vancouver style and writes
the title twice in the common AMA style where an article names no author.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Annotated, Any, Literal

from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from pydantic import BaseModel, ConfigDict, Field

from citewell.corpus.characters import tidy
from citewell.corpus.dates import is_iso_date
from citewell.corpus.links import bare_doi, web_address
from citewell.corpus.types import Citation
from citewell.server.languages import spoken
from citewell.server.messages import say

Style = Literal["vancouver", "ama"]

CslType = Literal["article-journal", "article-newspaper", "report", "webpage"]

_TYPES: Mapping[str, CslType] = {
    "research": "article-journal",
    "news": "article-newspaper",
    "press_release": "report",
    "guideline": "report",
    "patient_information": "webpage",
    "aggregator": "webpage",
    "other": "webpage",
}

_PERIODICALS = ("article-journal", "article-newspaper")
"""Kinds of articles whose publisher is the journal or paper that they stand in."""

_LOCALES: Mapping[str, str] = {"en": "en-US", "es": "es-ES"}
"""The locale of CSL in which a citation is written, for each language that Citewell speaks."""

_KEPT = 5_000
"""Formatted citations that are kept: writing one takes some milliseconds, and a page shows several."""

_FAMILY = r"(?:[a-z]{1,4} ){0,3}[^\W\d_][\w’'-]*"
_GIVEN = r"[^\W\d_a-z](?:[\w’'-]+|\.?)(?:[ .-]*[^\W\d_a-z](?:[\w’'-]+|\.?)){0,2}"
_PERSON = re.compile(f"(?P<family>{_FAMILY}), (?P<given>{_GIVEN})")
"""“Family, Given”, with a family name of one word, as in “van den Berg, Anna M.”."""

_AFTER_NAMES = re.compile(r"(?:[JS]r|Inc|Ltd|Co|LLC|GmbH|[A-Z][a-z]?[A-Z]+[a-z]?|I[IV]+)\.?")
"""What may stand after a comma and is no given name: “Jr.”, “Inc.”, “MD”, “PhD”, “III”."""

_DOUBLE_END = re.compile(r"([?!…]|[.?!…][”\"’»])\.(?=\s|$)")
"""A full stop after a title that has its own end."""


class _Csl(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True)


class CslName(_Csl):
    """A person by family and given name, where an article clearly states them so; else a name as it stands."""

    family: str | None = None
    given: str | None = None
    literal: str | None = None


class CslDate(_Csl):
    """A date: one list of a year and, as far as they are known, a month and a day."""

    date_parts: Annotated[list[list[int]], Field(alias="date-parts")]


class Place(_Csl):
    """Where a quote stands: half-open code-point offsets into the text of an article, and the SHA-256 of the words."""

    article_id: str
    start: int
    end: int
    sha256: str


class CslItem(_Csl):
    """A quote as one item of CSL-JSON; `accessed` is when someone last compared the article with its source."""

    id: str
    type: CslType
    title: str
    author: list[CslName] | None = None
    issued: CslDate | None = None
    accessed: CslDate | None = None
    container_title: Annotated[str | None, Field(alias="container-title")] = None
    publisher: str | None = None
    genre: str | None = None
    URL: str | None = None
    DOI: str | None = None
    language: str | None = None
    note: str | None = None
    custom: Place | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the item as CSL-JSON; what nobody stated is left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


def csl_item(citation: Citation, sha256: str = "", notes: tuple[str, ...] = (), address: str = "") -> CslItem:
    """Cite a quote as an item of CSL-JSON.

    Args:
        citation: where the quote stands.
        sha256: of its words; without it the item says nothing of the place.
        notes: what a reader must know beside the words, such as that the article was retracted.
        address: where the quote can be read, for an article that has no address of its own.
    """
    kind = _TYPES[citation.source_type]
    publisher = tidy(citation.publisher) or None
    place = Place(article_id=citation.article_id, start=citation.start, end=citation.end, sha256=sha256)
    return CslItem(
        id=f"{citation.article_id}#{citation.start}-{citation.end}",
        type=kind,
        title=tidy(citation.title),
        author=[_name(tidy(author)) for author in citation.authors] or None,
        issued=_date(citation.published),
        accessed=_date(citation.checked),
        container_title=publisher if kind in _PERIODICALS else None,
        publisher=None if kind in _PERIODICALS else publisher,
        genre=say("source_type.press_release") if citation.source_type == "press_release" else None,
        URL=web_address(citation.url) or address or None,
        DOI=bare_doi(citation.doi) or None,
        language=tidy(citation.language) or None,
        note=" · ".join(place_notes(citation, sha256, notes)) if sha256 else None,
        custom=place if sha256 else None,
    )


def place_notes(citation: Citation, sha256: str, notes: tuple[str, ...] = ()) -> list[str]:
    """Say where a quote stands and how to check it, then what else a reader must know, a sentence each."""
    place = say("quote.check_place", start=citation.start, end=citation.end)
    return [place, say("quote.check_sha256", sha256=sha256), *(tidy(note) for note in notes)]


def formatted(item: CslItem, style: Style) -> str:
    """Write a citation as plain text, in the language spoken to this person; it does not name the place."""
    shown = item.model_copy(update={"id": "cited", "note": None, "custom": None})
    return _formatted(shown.model_dump_json(by_alias=True, exclude_none=True), style, _LOCALES[spoken()])


@lru_cache(_KEPT)
def _formatted(item: str, style: Style, locale: str) -> str:
    path = resources.files("citewell.server").joinpath("styles", f"{style}.csl")
    with resources.as_file(path) as file:
        # A style of its own for each citation: citeproc-py keeps its state in it.
        read = CitationStylesStyle(str(file), locale=locale, validate=False)
    source = CiteProcJSON([CslItem.model_validate_json(item).as_json()])
    bibliography = CitationStylesBibliography(read, source, formatter.plain)
    bibliography.register(Cited([CitationItem("cited")]))
    return _DOUBLE_END.sub(r"\1", str(bibliography.bibliography()[0]))


def _name(author: str) -> CslName:
    """Take a name apart where it clearly reads “Family, Given”; organisations and all others stay as they are."""
    found = _PERSON.fullmatch(author)
    if not found or _AFTER_NAMES.fullmatch(found["given"]):
        return CslName(literal=author)
    return CslName(family=found["family"], given=found["given"])


def _date(iso: str) -> CslDate | None:
    """Return an ISO date as far as it is stated; nothing for what is no date."""
    return CslDate(date_parts=[[int(part) for part in iso.split("-")]]) if is_iso_date(iso) else None
