"""Which articles does this library hold?

One SQLite file in the library folder.  Each change is one transaction: an article is there whole or not at all.
"""

import dataclasses
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from citewell.corpus.errors import CitewellError
from citewell.corpus.types import Article, EditorNote, Heading, Reference, Table

_SCHEMA = """
CREATE TABLE IF NOT EXISTS article (
    article_id TEXT PRIMARY KEY,
    source TEXT NOT NULL UNIQUE,      -- where it was read from: a path, or a name given by the caller
    source_sha256 TEXT NOT NULL,      -- of the bytes that were read
    article TEXT NOT NULL             -- the Article, as JSON
) STRICT
"""


_SELECT = "SELECT article, source, source_sha256 FROM article"


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article with where it came from and the hash of the bytes it was read from."""

    article: Article
    source: str
    source_sha256: str


def article_to_json(article: Article) -> str:
    """Write an article as one line of JSON, keys in a fixed order."""
    return json.dumps(dataclasses.asdict(article), ensure_ascii=False, separators=(",", ":"))


def article_from_json(line: str) -> Article:
    """Read what `article_to_json` wrote."""
    record: dict[str, Any] = json.loads(line)
    record["headings"] = tuple(Heading(**heading) for heading in record["headings"])
    record["tables"] = tuple(Table(**table) for table in record["tables"])
    record["editor_notes"] = tuple(EditorNote(**note) for note in record["editor_notes"])
    record["references"] = tuple(
        Reference(**{**reference, "sections": tuple(reference["sections"])}) for reference in record["references"]
    )
    for name in ("authors", "studies", "supersedes", "corrects"):
        record[name] = tuple(record[name])
    return Article(**record)


class ArticleStore:
    """The articles of one library, in one SQLite file. Opens a connection for each call, so it may be shared."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        """Open the store in one transaction that is committed unless the block raises."""
        try:
            with closing(sqlite3.connect(self.path, timeout=30)) as connection:
                connection.execute(_SCHEMA)
                with connection:
                    yield connection
        except sqlite3.DatabaseError as error:
            raise self._unusable(error) from error

    def put(self, stored: StoredArticle) -> None:
        """Add an article, or replace the one that came from the same source."""
        with self._connect() as connection:
            connection.execute("DELETE FROM article WHERE source = ?", (stored.source,))
            connection.execute(
                "INSERT INTO article VALUES (?, ?, ?, ?)",
                (stored.article.article_id, stored.source, stored.source_sha256, article_to_json(stored.article)),
            )

    def put_all(self, stored: list[StoredArticle]) -> None:
        """Add many articles in one transaction, replacing those with the same id."""
        rows = ((s.article.article_id, s.source, s.source_sha256, article_to_json(s.article)) for s in stored)
        with self._connect() as connection:
            connection.executemany("INSERT OR REPLACE INTO article VALUES (?, ?, ?, ?)", rows)

    def remove(self, article_id: str) -> bool:
        """Remove an article; tell whether it was there."""
        with self._connect() as connection:
            return connection.execute("DELETE FROM article WHERE article_id = ?", (article_id,)).rowcount > 0

    def get(self, article_id: str) -> StoredArticle | None:
        """Look an article up by its id."""
        return self._find("article_id", article_id)

    def find_source(self, source: str) -> StoredArticle | None:
        """Look up the article that was read from `source`."""
        return self._find("source", source)

    def find_sha256(self, source_sha256: str) -> StoredArticle | None:
        """Look up an article that was read from exactly these bytes."""
        return self._find("source_sha256", source_sha256)

    def all(self) -> list[StoredArticle]:
        """Return every article, ordered by id, as they were at one moment."""
        with self._connect() as connection:
            rows = connection.execute(f"{_SELECT} ORDER BY article_id").fetchall()
        return [self._stored(row) for row in rows]

    def _find(self, column: Literal["article_id", "source", "source_sha256"], value: str) -> StoredArticle | None:
        with self._connect() as connection:
            row = connection.execute(f"{_SELECT} WHERE {column} = ? ORDER BY article_id", (value,)).fetchone()
        return self._stored(row) if row else None

    def _stored(self, row: tuple[str, str, str]) -> StoredArticle:
        line, source, source_sha256 = row
        try:
            return StoredArticle(article_from_json(line), source, source_sha256)
        except (ValueError, KeyError, TypeError) as error:
            raise self._unusable(f"the article from {source} is not as it was written") from error

    def _unusable(self, why: object) -> CitewellError:
        return CitewellError(
            f"The article store {self.path} cannot be used ({why}). Restore it from a backup, or move it away and run "
            "`citewell ingest` on your articles again."
        )
