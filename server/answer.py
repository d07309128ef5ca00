"""What do we say about the passages that were found?

The answer decision: which status, which quotes, which notices.  A `Quote` has no field for words of our own; its text
is cut from the article here and nowhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from citewell.corpus.types import Article, Citation, Span, cite, sha256_text
from citewell.index.contents import Contents
from citewell.index.embedder import Embedder, Rescorer
from citewell.index.question import clean_question, understand
from citewell.index.search import search
from citewell.index.types import Hit, Ranking
from citewell.index.words import stems
from citewell.server.messages import say

Status = Literal["answered", "related", "not_in_library"]

ANSWERED_FROM = 0.5
RELATED_FROM = 0.36
"""Strengths (see `strength`) from which a library is taken to answer, or to touch the subject.  A simple rule, read off
the seeds' questions and off-topic chat (benchmarks/status.md); to be calibrated."""

_COSINE_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go on to."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Fixed words from the catalogue that stand before the quotes."""

    kind: str
    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage as it is shown: `text` is a slice of the article, `highlights` are offsets into `text`."""

    rank: int
    score: float
    text: str
    sha256: str
    passage_id: str
    heading: str
    highlights: tuple[Span, ...]
    editor_notes: tuple[str, ...]
    also_in: tuple[Citation, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class Answer:
    """All that is said in reply to one question."""

    question: str
    searched_for: str
    status: Status
    notices: tuple[Notice, ...]
    quotes: tuple[Quote, ...]
    release: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One release, opened, with the embedder that its vectors were made with, and a rescorer if one is named."""

    release_id: str
    built: str
    contents: Contents
    embedder: Embedder
    rescorer: Rescorer | None = None


def answer(snapshot: Snapshot, question: str, k: int = 5, history: Sequence[str] = ()) -> Answer:
    """Answer a question from one release.

    Args:
        snapshot: the release.
        question: what the person typed.
        k: how many quotes to show at most.
        history: the questions asked before, oldest first.
    """
    query = understand(question, snapshot.contents.speller, history)
    ranking = search(snapshot.contents, snapshot.embedder, query, k, rescorer=snapshot.rescorer)
    status = decide(ranking, snapshot.contents)
    shown = () if status == "not_in_library" else ranking.hits
    return Answer(
        question=clean_question(question),
        searched_for=query.text,
        status=status,
        notices=() if status == "answered" else (_notice(status),),
        quotes=tuple(quote(hit, snapshot.contents) for hit in shown),
        release=snapshot.release_id,
    )


def decide(ranking: Ranking, contents: Contents) -> Status:
    """Decide whether the passages found answer, are only related, or neither: by the strength of the best of them."""
    best = max((strength(hit, contents) for hit in ranking.hits), default=0.0)
    return "answered" if best >= ANSWERED_FROM else "related" if best >= RELATED_FROM else "not_in_library"


def strength(hit: Hit, contents: Contents) -> float:
    """Measure how well a passage matches, up to 1: by its better cosine, and the share of the question's words in it.

    A word counts as in it, too, where the passage has another name of what the word names.
    """
    article = contents.articles[hit.passage.article_id]
    wanted = set(stems(hit.part))
    held = set(stems(f"{article.title} {contents.text(hit.passage)}"))
    for name in contents.vocabulary.expand(hit.part):
        if any(other and held.issuperset(other) for other in map(stems, name.others)):
            held.update(stems(name.found))
    found = wanted & held
    shared = len(found) / len(wanted) if wanted else 0.0
    return _COSINE_SHARE * max(hit.dense, hit.sentence) + (1 - _COSINE_SHARE) * shared


def quote(hit: Hit, contents: Contents) -> Quote:
    """Cut the quote of a hit out of its article, with all that a reader needs to check it."""
    passage = hit.passage
    article = contents.articles[passage.article_id]
    text = article.text[passage.start : passage.end]
    return Quote(
        rank=hit.rank,
        score=round(hit.score, 4),
        text=text,
        sha256=sha256_text(text),
        passage_id=passage.passage_id,
        heading=passage.heading,
        highlights=tuple(Span(s.start - passage.start, s.end - passage.start) for s in hit.answering),
        editor_notes=editor_notes(article, passage.start, passage.end),
        also_in=tuple(
            cite(contents.articles[same.passage.article_id], same.passage.start, same.passage.end)
            for same in hit.also_in
        ),
        citation=cite(article, passage.start, passage.end),
    )


def editor_notes(article: Article, start: int, end: int) -> tuple[str, ...]:
    """Say what a reader of `[start, end)` must know: damage to the words, and a review that is overdue."""
    damaged = [note for note in article.editor_notes if note.start < end and start < note.end]
    notes = [say(f"note.{note.kind}", text=article.text[note.start : note.end]) for note in damaged]
    if article.review_by and article.review_by < datetime.now(UTC).date().isoformat()[: len(article.review_by)]:
        notes.append(say("note.stale", date=article.review_by))
    return tuple(dict.fromkeys(notes))


def _notice(status: Literal["related", "not_in_library"]) -> Notice:
    return Notice(status, say(f"notice.{status}"), (Link(say("page.all_articles"), "/articles"),))
