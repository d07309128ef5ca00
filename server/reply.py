"""How is an answer laid out on the page?

Every notice has its place, quotes about one study stand together, and no link leads where a page may not lead.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from citewell.corpus.entries import Term
from citewell.corpus.links import web_address
from citewell.corpus.types import Article, Span
from citewell.index.types import Status
from citewell.server.answer import Answer
from citewell.server.arrange import Group
from citewell.server.fragments import text_fragment
from citewell.server.marks import Line, lines
from citewell.server.notices import Notice
from citewell.server.quotes import Quote
from citewell.server.terms import Explained, find_terms, term_names

Place = Literal["first", "advice", "status", "others", "disagreement"]
State = Status | Literal["small_talk", "elsewhere", "urgent"]

_PLACES: Mapping[str, Place] = {
    "urgent": "first",
    "personal_advice": "advice",
    "language": "advice",
    "small_talk": "status",
    "related": "status",
    "not_in_library": "status",
    "disagreement": "disagreement",
}
"""Where a notice of a kind stands; all others stand between the status and the quotes."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A quote as the page sets it.

    It is cut into lines; `follow_up` is what it states of its follow-up, each slice once; `fragment` leads to its words
    on the publisher's page.  A folded one shows what it is about, until the reader opens it.
    """

    quote: Quote
    lines: tuple[Line, ...]
    follow_up: tuple[str, ...]
    fragment: str
    is_folded: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Quotes that stand together: those of a group that several articles tell of, else any that follow each other."""

    group: Group | None
    quotes: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as the page sets it.

    `state` names the heading and the look of its status; `terms` are those that stand in the quotes, by their anchors.
    """

    state: State
    notices: Mapping[Place, Sequence[Notice]]
    suggestions: tuple[str, ...]
    sections: tuple[Section, ...]
    terms: Mapping[str, Term]


def lay_out(answer: Answer, articles: Mapping[str, Article], glossary: tuple[Term, ...] = ()) -> Reply:
    """Lay an answer out.

    Args:
        answer: what is said.
        articles: those of its release, by id.
        glossary: its terms; they are marked where they first stand in a quote.
    """
    state = _state(answer)
    notices: dict[Place, list[Notice]] = {}
    for notice in answer.notices:
        if _is_told(notice.kind, state):
            place = "status" if notice.kind == state == "elsewhere" else _PLACES.get(notice.kind, "others")
            links = tuple(link for link in notice.links if link.text not in answer.suggestions)
            notices.setdefault(place, []).append(replace(notice, links=links))
    suggestions = () if "first" in notices else answer.suggestions
    explained = [find_terms(quote.text, term_names(glossary)) for quote in answer.quotes]
    anchors = {term: f"term-{number}" for number, term in enumerate(dict.fromkeys(_terms(explained)), 1)}
    shown = [
        _shown(quote, articles[quote.citation.article_id], found, anchors, is_folded=_is_folded(quote, answer.quotes))
        for quote, found in zip(answer.quotes, explained, strict=True)
    ]
    terms = {anchor: term for term, anchor in anchors.items()}
    return Reply(state, notices, suggestions, tuple(_sections(answer, shown)), terms)


def _terms(explained: Iterable[Iterable[Explained]]) -> Iterator[Term]:
    for found in explained:
        yield from (one.term for one in found)


def _is_folded(quote: Quote, quotes: Sequence[Quote]) -> bool:
    """Fold all but the best quote for each question of the message."""
    return quote is not next(other for other in quotes if other.part == quote.part)


def _is_told(kind: str, state: State) -> bool:
    """Tell whether a notice stands among the others; that of a study stands at its quotes."""
    if state == "urgent":
        return kind == "urgent"
    return kind != "same_study" and (kind, state) != ("related", "elsewhere")  # “related” tells how to read the quotes


def _state(answer: Answer) -> State:
    """Name what kind of reply it is: one of the three statuses, or what none of them fits.

    Small talk was not searched.  An answer of which no word may be shown only says where to read it.  Somebody in
    danger for whom nothing was found is told whom to call, and nothing of what a library lacks.
    """
    kinds = {notice.kind for notice in answer.notices}
    if "small_talk" in kinds:
        return "small_talk"
    if answer.status == "related" and not answer.quotes and "elsewhere" in kinds:
        return "elsewhere"
    return "urgent" if "urgent" in kinds and answer.status == "not_in_library" else answer.status


def safe_address(url: str) -> str:
    """Return `url` if a notice may link to it (a telephone number, a page of ours, the web), else nothing."""
    is_ours = url.startswith("/") and not url.startswith(("//", "/\\"))
    return url if is_ours or url.startswith("tel:") else web_address(url)


def _sections(answer: Answer, every: Sequence[Shown]) -> list[Section]:
    retold = {rank: group for group in answer.groups if group.articles > 1 for rank in group.ranks}
    together = itertools.groupby(every, key=lambda shown: retold.get(shown.quote.rank))
    return [Section(group, tuple(members)) for group, members in together]


def _shown(
    quote: Quote, article: Article, explained: Sequence[Explained], anchors: Mapping[Term, str], *, is_folded: bool
) -> Shown:
    cited = quote.citation
    marks = [_moved(mark, cited.start) for mark in quote.highlights]
    terms = {_moved(one.span, cited.start): anchors[one.term] for one in explained}
    follow_up = dict.fromkeys(quote.text[span.start : span.end] for span in quote.follow_up)
    first = marks[0] if marks else Span(cited.start, cited.end)
    return Shown(
        quote,
        tuple(lines(article, cited.start, cited.end, marks, terms)),
        tuple(follow_up),
        text_fragment(article, first.start, first.end),
        is_folded,
    )


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
