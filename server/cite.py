"""How does a program fetch the citation of a quote, in the form that it reads?

`/api/v1/citations/<article_id>/<start>-<end>`, with the form chosen by the `Accept` header or by a suffix.
"""

import re
from collections.abc import Mapping

from flask import Blueprint, Response, request
from pydantic import BaseModel, ConfigDict

from citewell.corpus.types import Article, cite, sha256_text
from citewell.server.api.endpoint import API, keep
from citewell.server.api.reading import check_language, read_query
from citewell.server.citations import bibtex, ris, say_citation
from citewell.server.csl import Style, csl_item, formatted, place_notes
from citewell.server.evidence import Evidence
from citewell.server.json_ld import medical_page, page_address, quotations, quote_address, website
from citewell.server.problems import Problem
from citewell.server.quotes import editor_notes
from citewell.server.selectors import annotate
from citewell.server.snapshot import current_snapshot

bp = Blueprint("cite", __name__)

bp.add_app_template_filter(say_citation)
for _described in (quotations, medical_page, website):
    bp.add_app_template_global(_described)

_PLACE = re.compile(r"(?P<start>[0-9]{1,9})-(?P<end>[0-9]{1,9})(?P<suffix>\.[a-z]{3,6})?")

_NO_NAME = re.compile(r"[^A-Za-z0-9_-]+")
"""What has no place in the name of a file."""

_SAVED = frozenset({".ris", ".bib"})
"""What a browser hands on to a reference manager; it shows the rest."""

_CSL_JSON = "application/vnd.citationstyles.csl+json"
_ANNOTATION = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
_FORMATTED = "text/x-bibliography"

_STYLES: Mapping[str, Style] = {f"{_FORMATTED}; style=vancouver": "vancouver", f"{_FORMATTED}; style=ama": "ama"}
"""Media types that name a style."""

TYPES: Mapping[str, str] = {
    ".json": _CSL_JSON,
    ".ris": "application/x-research-info-systems",
    ".bib": "application/x-bibtex",
    ".txt": "text/plain",
    ".jsonld": _ANNOTATION,
}
"""The forms of a citation: the media type that each suffix brings."""

_OFFERED: Mapping[str, str] = {
    **{media_type: suffix for suffix, media_type in TYPES.items()},
    "application/json": ".json",
    "application/ld+json": ".jsonld",
    _FORMATTED: ".txt",
    **dict.fromkeys(_STYLES, ".txt"),
}
"""The suffix for each media type that can be asked for; what comes first goes to those who take anything."""


class CitationQuery(BaseModel):
    """The query of a citation: the style of one that is written out, where its media type names none."""

    model_config = ConfigDict(extra="forbid")

    style: Style = "vancouver"


@bp.get(f"{API}/citations/<article_id>/<place>")
def citation(article_id: str, place: str) -> Response:
    """Cite the words of an article from `start` to `end`, as far as its rights allow to show them."""
    found = _PLACE.fullmatch(place)
    if found is None or (found["suffix"] and found["suffix"] not in TYPES):
        raise Problem(404, "not_found")
    evidence = current_snapshot().evidence
    article = evidence.articles.get(article_id)
    if article is None:
        raise Problem(404, "no_article", article_id=article_id)
    start, end, shown = int(found["start"]), int(found["end"]), evidence.limits[article_id]
    if not start < end <= shown:
        raise Problem(404, "no_span", start=start, end=end, length=shown)
    check_language()
    suffix, media_type = _form(found["suffix"])
    style = _STYLES.get(media_type, read_query((CitationQuery,)).style)
    written = _write(suffix, evidence, article, start, end, style).encode()
    response = Response(written)
    response.headers["Content-Type"] = media_type if suffix.startswith(".json") else f"{media_type}; charset=utf-8"
    name = f"{_NO_NAME.sub('-', article_id)}-{start}-{end}{suffix}"
    response.headers.set("Content-Disposition", "attachment" if suffix in _SAVED else "inline", filename=name)
    response.vary.add("Accept")
    keep(response, written)
    return response


def _form(suffix: str | None) -> tuple[str, str]:
    """Choose the form of a citation: its suffix, and the media type to send it as."""
    if suffix:
        return suffix, TYPES[suffix]
    accepted = request.accept_mimetypes
    media_type = accepted.best_match(_OFFERED) if accepted else _CSL_JSON
    if media_type is None:
        raise Problem(406, "not_acceptable", types=", ".join([*TYPES.values(), _FORMATTED]))
    return _OFFERED[media_type], media_type


def _write(suffix: str, evidence: Evidence, article: Article, start: int, end: int, style: Style) -> str:
    """Write the citation of `[start, end)` in a form."""
    page = page_address(article.article_id)
    if suffix == ".jsonld":
        shown = evidence.limits[article.article_id]
        return annotate(article, start, end, shown, request.base_url, page).model_dump_json(by_alias=True)
    cited, sha256 = cite(article, start, end), sha256_text(article.text[start:end])
    notes = editor_notes(evidence, article, start, end)
    item = csl_item(cited, sha256, notes, quote_address(article.article_id, start, end))
    match suffix:
        case ".ris":
            return ris(item, place_notes(cited, sha256, notes))
        case ".bib":
            return bibtex(item, place_notes(cited, sha256, notes))
        case ".txt":
            return f"{formatted(item, style)}\n"
        case _:
            return item.model_dump_json(by_alias=True, exclude_none=True)
