"""Which words stand at a place of an article, now and in the releases that are kept?"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from flask import current_app, url_for

from citewell.corpus.types import Article, sha256_text
from citewell.server.answer import Snapshot
from citewell.server.archive import Archive, Place
from citewell.server.problems import Problem
from citewell.server.quotes import shown_passage
from citewell.server.snapshot import current_snapshot

ARCHIVE = "citewell.archive"
"""Where an app keeps the releases that it can look back to."""


@dataclass(frozen=True, slots=True)
class There:
    """A place that somebody asks about.

    `text` are its words now, as far as they may be shown; of a place that reaches into what may not be shown, those
    before.  `then` is what stood there in the releases that are kept, the newest first.
    """

    snapshot: Snapshot
    article: Article
    start: int
    asked_end: int
    text: str
    then: Sequence[Place]

    @property
    def end(self) -> int:
        """Where the words that are shown end."""
        return self.start + len(self.text)

    def meant(self, sha256: str) -> list[Place]:
        """Return the releases in which the words with a hash stood there."""
        return [place for place in self.then if sha256_text(place.text) == sha256]

    def missing(self) -> Problem:
        """Say that there is no such place."""
        limit = self.snapshot.evidence.limits[self.article.article_id]
        return Problem(404, "no_span", start=self.start, end=self.asked_end, length=limit)


def archive() -> Archive:
    """Return the releases that this app can look back to."""
    kept = current_app.extensions[ARCHIVE]
    assert isinstance(kept, Archive)
    return kept


def split_id(passage_id: str) -> tuple[str, int, int]:
    """Return the article, start and end that the id of a passage is made of."""
    article_id, _, place = passage_id.rpartition("#")
    start, _, end = place.partition("-")
    return article_id, int(start), int(end)


def look(article_id: str, start: int, end: int, sha256: str) -> There:
    """Look at a place; `sha256` says which words are meant, where that is known, else it is empty.

    Raises:
        Problem: 404 if there never was such an article, 410 if it had such words and is gone.
    """
    snapshot = current_snapshot()
    article = snapshot.evidence.articles.get(article_id)
    then = archive().find(article_id, start, end, article) if start < end else []
    if article is None:
        meant = [place for place in then if sha256 in {"", sha256_text(place.text)}]
        raise gone(snapshot, None, meant) if meant else Problem(404, "no_article", article_id=article_id)
    limit = snapshot.evidence.limits[article_id]
    is_there = start < end <= limit or (start < limit < len(article.text) and start < end)
    return There(snapshot, article, start, end, article.text[start : min(end, limit)] if is_there else "", then)


def heading_of(there: There) -> str | None:
    """Return the heading over a passage, as far as it may be shown; None if the place is not that of a passage."""
    for passage in there.snapshot.contents.passages:
        if passage.article_id == there.article.article_id:
            shown = shown_passage(passage, there.snapshot.evidence)
            if shown and (shown.start, shown.end) == (there.start, there.end):
                return shown.heading
    return None


def gone(snapshot: Snapshot, article: Article | None, meant: Sequence[Place]) -> Problem:
    """Say that words no longer stand at their place, and where they stand now."""
    more = {
        "successor": successor(snapshot, meant[0].text, article),
        "releases": [place.release_id for place in meant],
    }
    return Problem(410, "gone", more)


def successor(snapshot: Snapshot, words: str, article: Article | None) -> str | None:
    """Return the address where some words stand now, their own article first; else that of the article, if it is there.

    Only what may be shown is searched.
    """
    evidence = snapshot.evidence
    for other in chain([article] if article else [], evidence.articles.values()):
        at = other.text.find(words, 0, evidence.limits[other.article_id])
        if at >= 0:
            return permalink(other.article_id, at, words)
    return url_for("api.read_article", article_id=article.article_id, lang=None) if article else None


def permalink(article_id: str, start: int, words: str) -> str:
    """Return the address that names some words for good: their place, and their hash."""
    return url_for(
        "api.read_place",
        article_id=article_id,
        start=start,
        end=start + len(words),
        sha256=sha256_text(words),
        lang=None,  # the same for everyone
    )
