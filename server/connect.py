"""What does the library tell a health record about a code?

`/connect` takes the parameters that health records send to MedlinePlus Connect, so that a hospital switches by changing
the base address, and answers in the same form.

Sources:
    MedlinePlus Connect: Web Service, National Library of Medicine,
        https://medlineplus.gov/medlineplus-connect/web-service/ (parameters, code systems, formats)
    HL7 Version 3 Implementation Guide: URL-Based Implementations of the Context-Aware Knowledge Retrieval (Infobutton)
        Domain, Release 4, HL7 International, linked from https://www.openinfobutton.org/hl7-infobutton-standard
    HL7 Version 3 Implementation Guide: Context-Aware Knowledge Retrieval (Infobutton) Service-Oriented Architecture
        Implementation Guide, Release 1, https://www.hl7.org/implement/standards/product_brief.cfm?product_id=283
    The Atom Syndication Format, RFC 4287, https://www.rfc-editor.org/rfc/rfc4287
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for

from citewell.index.words import stems
from citewell.server.answer import Answer, Snapshot, answer
from citewell.server.connect_codes import System, find_system, find_topics, load_codes, tells_of
from citewell.server.connect_feed import Entry, Feed, summarize, to_atom, to_json
from citewell.server.languages import speaking, spoken
from citewell.server.messages import say
from citewell.server.problems import Problem, shown
from citewell.server.quotes import Quote
from citewell.server.schemas import MAX_QUESTION
from citewell.server.snapshot import current_snapshot

bp = Blueprint("connect", __name__)

MOST_ENTRIES = 3
"""Articles in a feed: as many as MedlinePlus Connect names topics."""

_CODE = "mainSearchCriteria.v.c"
_SYSTEM = "mainSearchCriteria.v.cs"
_NAME = "mainSearchCriteria.v.dn"
_ORIGINAL = "mainSearchCriteria.v.ot"
_LANGUAGE = "informationRecipient.languageCode.c"
_FORMAT = "knowledgeResponseType"
_RECIPIENT = "informationRecipient"

_FORMATS = {"": "atom", "text/xml": "atom", "application/json": "json", "application/javascript": "json"}

_SPANISH = {"es", "sp"}
"""MedlinePlus Connect was long asked for Spanish as `sp`, and some records still do."""

_NEARLY_AS_GOOD = 0.15
"""A passage whose score is less than the best one's by more than this part of it tells of something else too often."""

_TOLD = {"urgent", "related", "incomplete", "disagreement"}
"""The notices without which a quote of the answer would mislead."""

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a health record asks: a code of a system, what it is called there, and how it was first put."""

    code: str
    system: System | None
    oid: str
    name: str
    original: str
    language: str


@bp.get("/connect")
def connect() -> Response:
    """Tell what the library holds on a code; a code that nobody knows gives an empty feed."""
    form = _asked_format()
    asked = _asked()
    snapshot = current_snapshot()
    with speaking(asked.language):
        feed = _feed(snapshot, asked)
    response = jsonify(to_json(feed)) if form == "json" else Response(to_atom(feed), mimetype="text/xml")
    response.headers["Content-Language"] = asked.language
    return response


def _asked_format() -> str:
    """Return the format that was asked for. JSONP is refused: what a script can read, any page can."""
    form = _parameter(_FORMAT).lower()
    if form not in _FORMATS:
        raise _refused("format", format=shown(form))
    if form == "application/javascript" and "callback" in request.args:
        raise _refused("callback")
    return _FORMATS[form]


def _asked() -> Asked:
    oid = _parameter(_SYSTEM)
    language = _parameter(_LANGUAGE).lower().replace("_", "-").partition("-")[0]
    asked = Asked(
        code=_parameter(_CODE),
        system=find_system(oid),
        oid=oid,
        name=_parameter(_NAME),
        original=_parameter(_ORIGINAL),
        language="es" if language in _SPANISH else "en",
    )
    if oid and not asked.system:
        known = ", ".join(f"{system.name} {system.oid}" for system in load_codes().systems)
        raise _refused("unknown_system", system=shown(oid), known=known)
    if asked.code and not asked.system:
        raise _refused("no_system")
    if not (asked.code or asked.name or asked.original):
        raise _refused("no_code")
    return asked


def _parameter(name: str) -> str:
    value = request.args.get(name, "").strip()
    if len(value) > MAX_QUESTION:
        raise _refused("long", name=name, length=len(value), limit=MAX_QUESTION)
    if _NOT_IN_XML.search(value):
        raise _refused("character", name=name)
    return value


def _refused(why: str, **values: object) -> Problem:
    return Problem(400, "invalid_request", reason=say(f"connect.{why}", **values))


def _feed(snapshot: Snapshot, asked: Asked) -> Feed:
    publisher = snapshot.settings.publisher
    sent = {_CODE: asked.code, _SYSTEM: asked.oid, _NAME: asked.name, _ORIGINAL: asked.original}
    told = f"{asked.system.name} {asked.code}" if asked.system and asked.code else asked.name or asked.original
    return Feed(
        title=say("page.title"),
        subtitle=say("connect.results", asked=told),
        author=publisher.name if publisher else say("page.title"),
        author_url=(publisher.url if publisher else "") or request.url_root,
        language=asked.language,
        updated=datetime.fromisoformat(snapshot.built).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        base=request.url_root,
        url=_address("connect.connect", {name: value for name, value in sent.items() if value}),
        categories={_CODE: asked.code, _SYSTEM: asked.oid, _NAME: asked.name, _RECIPIENT: "PAT"},
        entries=tuple(_choose(_answers(snapshot, asked)).values())[:MOST_ENTRIES],
    )


def _answers(snapshot: Snapshot, asked: Asked) -> Iterator[Answer]:
    """Ask the library what the code asks, or what it is called where the code is unknown.

    Of an answer only the passages are kept that hold words of what was asked.  Nobody has reviewed what a name finds,
    and most names in a record are of what the library does not cover: there all words must be held, and be answered.
    """
    topics = find_topics(asked.system, asked.code) if asked.system and asked.code else ()
    answers = [_ask(snapshot, one.question, partial(tells_of, one)) for one in topics]
    yield from (one for one in answers if one.status == "answered")
    yield from (one for one in answers if one.status == "related")
    for name in () if topics else (asked.name, asked.original):
        if stems(name):
            called = _ask(snapshot, name, partial(_holds_all, frozenset(stems(name))))
            yield from (called,) if called.status == "answered" else ()


def _holds_all(words: frozenset[str], text: str) -> bool:
    return words.issubset(stems(text))


def _ask(snapshot: Snapshot, question: str, fits: Callable[[str], bool]) -> Answer:
    found = answer(snapshot, question, MOST_ENTRIES)
    return replace(found, quotes=tuple(quote for quote in found.quotes if fits(quote.text)))


def _choose(answers: Iterable[Answer]) -> dict[str, Entry]:
    """Choose the best passage of each article, of those only that are nearly as good as the best for their question."""
    chosen: dict[str, Entry] = {}
    for one in answers:
        told = [notice.text for notice in one.notices if notice.kind in _TOLD]
        best = max((quote.score for quote in one.quotes), default=0.0)
        for quote in one.quotes:
            if quote.score >= best - _NEARLY_AS_GOOD * abs(best):
                chosen.setdefault(quote.citation.article_id, _entry(quote, told))
    return chosen


def _entry(quote: Quote, told: Sequence[str]) -> Entry:
    cited = quote.citation
    place = {"article_id": cited.article_id, "start": cited.start, "end": cited.end, "lang": spoken()}
    return Entry(cited.title, _address("page.article", place), summarize(quote, told), cited.language)


def _address(endpoint: str, values: Mapping[str, Any]) -> str:
    return url_for(endpoint, **values, _external=True)
