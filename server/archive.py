"""Which words stood where in the releases that are kept?

Older releases lie on the disk as they were served.  Only where an article's line begins is held in memory; its words
are read when they are asked for.  What may be compared is what both then and now may be shown.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from citewell.corpus.rights import shown_until
from citewell.corpus.store import article_from_json
from citewell.corpus.types import Article
from citewell.index.files import sha256_file
from citewell.index.release import KEPT_RELEASES, list_releases

_ARTICLES, _PASSAGES = "articles.jsonl", "passages.jsonl"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """The words at a place of an article in one release, as far as they may be compared."""

    release_id: str
    text: str
    is_passage: bool


@dataclass(frozen=True, slots=True)
class _Lines:
    """Where the lines about each article begin and end in the files of a release, in bytes."""

    articles: dict[str, tuple[int, int]]
    passages: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Archive:
    """The releases that are kept in a folder, the live one among them; none without a folder."""

    folder: Path | None = None

    def find(self, article_id: str, start: int, end: int, live: Article | None) -> list[Place]:
        """Find what stood at a place in each release that had it, the newest first.

        Args:
            article_id: the article.
            start: the first code point of the place.
            end: the end of the place.
            live: the article as it is now, whose rights hold for its older words too; None if it is gone.
        """
        return list(self._find(article_id, start, end, live))

    def _find(self, article_id: str, start: int, end: int, live: Article | None) -> Iterator[Place]:
        for release_id in reversed(list_releases(self.folder)) if self.folder else ():
            assert self.folder
            try:
                then = _read_article(self.folder / release_id, article_id)
                if then is None or end > _limit(then, live):
                    continue
                spans = _read_spans(self.folder / release_id, article_id)
            except (OSError, ValueError, KeyError, TypeError) as error:  # pruned, damaged, or of a format of its own
                _log.warning("Release %s cannot be consulted (%s).", release_id, type(error).__name__)
                continue
            is_passage = any(at == start and min(to, _limit(then, live)) == end for at, to in spans)
            yield Place(release_id, then.text[start:end], is_passage)

    def knows(self, article_id: str) -> bool:
        """Tell whether some release that is kept has an article."""
        for release_id in list_releases(self.folder) if self.folder else ():
            assert self.folder
            try:
                if article_id in _lines(self.folder / release_id).articles:
                    return True
            except (OSError, ValueError, KeyError, TypeError):
                continue
        return False

    def corpus_digest(self, release_id: str) -> str | None:
        """Return the hash of all that a release was built from, as its manifest has it."""
        if not self.folder:
            return None
        return str(json.loads((self.folder / release_id / "manifest.json").read_bytes())["corpus_digest"])


def _limit(then: Article, live: Article | None) -> int:
    """Return up to where the older words of an article may be shown: as its rights were, and as they are."""
    limits = [shown_until(then)]
    if live:
        limits.append(shown_until(replace(then, rights=live.rights)))
    return min(limits)


@lru_cache(maxsize=256)
def _read_article(folder: Path, article_id: str) -> Article | None:
    at = _lines(folder).articles.get(article_id)
    return article_from_json(_read(folder / _ARTICLES, at).decode()) if at else None


@lru_cache(maxsize=256)
def _read_spans(folder: Path, article_id: str) -> tuple[tuple[int, int], ...]:
    at = _lines(folder).passages.get(article_id)
    lines = _read(folder / _PASSAGES, at).decode().removesuffix("\n").split("\n") if at else []
    return tuple((record[1], record[2]) for record in map(json.loads, lines))


def _read(path: Path, at: tuple[int, int]) -> bytes:
    with path.open("rb") as file:
        file.seek(at[0])
        return file.read(at[1] - at[0])


@lru_cache(maxsize=KEPT_RELEASES + 1)
def _lines(folder: Path) -> _Lines:
    """Find the lines about each article; a release never changes, so that it is read once.

    Raises:
        ValueError: a file is not as the manifest has it.
    """
    files = json.loads((folder / "manifest.json").read_bytes())["files"]
    for name in (_ARTICLES, _PASSAGES):
        if sha256_file(folder / name) != files[name]:
            raise ValueError(f"{folder / name} has changed since it was written")
    return _Lines(_spread(folder / _ARTICLES), _spread(folder / _PASSAGES))


def _spread(path: Path) -> dict[str, tuple[int, int]]:
    """Find where the lines about each article begin and end; they stand together."""
    found: dict[str, tuple[int, int]] = {}
    at = 0
    with path.open("rb") as file:
        for line in file:
            record = json.loads(line)
            article_id = record[0] if isinstance(record, list) else record["article_id"]
            found[article_id] = (found.get(article_id, (at, at))[0], at + len(line))
            at += len(line)
    return found
