"""Which texts have been encoded before?

Encoding is nearly all of the time of a build, so embeddings are kept in the library by the hash of the text and the
fingerprint of the encoder: a changed article costs only its own passages.  The cache holds nothing that a build could
not make again; deleting it only costs time.  Kept as float16, whose rounding changes a cosine by less than .001.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from citewell.corpus.errors import CitewellError
from citewell.index.embedder import Embedder, Embeddings

_SCHEMA = "CREATE TABLE IF NOT EXISTS embedding (key BLOB PRIMARY KEY, vector BLOB NOT NULL) STRICT, WITHOUT ROWID"

_BATCH = 2048
"""Texts encoded between two commits: what a killed build loses at most."""


class EmbeddingCache:
    """Embeddings by text, in one SQLite file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path, timeout=30)) as connection:
                connection.execute(_SCHEMA)
                yield connection
        except sqlite3.DatabaseError as error:
            raise CitewellError(
                f"The embedding cache {self.path} cannot be used ({error}). Delete it, or make room on its disk, and "
                "run `citewell build` again: it only saves time."
            ) from error

    def encode(
        self, embedder: Embedder, texts: Sequence[str], progress: Callable[[int], object] | None = None
    ) -> Embeddings:
        """Encode texts as unit vectors, float32 of shape (len(texts), dim), asking the embedder only for new ones.

        `progress(n)` is called after every n new texts; `count_new` tells how many there are.
        """
        embeddings = np.empty((len(texts), embedder.dim), dtype=np.float32)
        with self._connect() as connection:
            for first in range(0, len(texts), _BATCH):
                batch = texts[first : first + _BATCH]
                keys = [_key(embedder, text) for text in batch]
                known = _lookup(connection, keys)
                new = {key: text for key, text in zip(keys, batch, strict=True) if key not in known}
                if new:
                    encoded = embedder.encode(list(new.values()), progress).astype(np.float16)
                    known.update(zip(new, encoded, strict=True))
                    with connection:
                        connection.executemany(
                            "INSERT OR REPLACE INTO embedding VALUES (?, ?)",
                            ((key, known[key].tobytes()) for key in new),
                        )
                embeddings[first : first + len(batch)] = [known[key] for key in keys]
        embeddings /= np.maximum(np.linalg.norm(embeddings, axis=1, keepdims=True), np.finfo(np.float32).tiny)
        return embeddings

    def count_new(self, embedder: Embedder, texts: Sequence[str]) -> int:
        """Count the distinct texts that have not been encoded yet."""
        keys = list({_key(embedder, text) for text in texts})
        with self._connect() as connection:
            return len(keys) - len(_lookup(connection, keys))


def _key(embedder: Embedder, text: str) -> bytes:
    return hashlib.sha256(f"{embedder.fingerprint}\0{text}".encode()).digest()


def _lookup(connection: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, np.ndarray]:
    found: dict[bytes, np.ndarray] = {}
    for first in range(0, len(keys), 500):  # well under SQLite's limit on bound parameters
        some = keys[first : first + 500]
        marks = ",".join("?" * len(some))
        rows = connection.execute(f"SELECT key, vector FROM embedding WHERE key IN ({marks})", some)  # noqa: S608
        found.update((key, np.frombuffer(vector, dtype=np.float16)) for key, vector in rows)
    return found
