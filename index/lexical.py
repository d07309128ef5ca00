"""Which passages share words with a query?

BM25 (Robertson & Zaragoza 2009, doi 10.1561/1500000019) over stemmed words, by bm25s.  Chosen over SQLite FTS5 and
tantivy because it scores *every* passage in 0.1 ms at 20,000 passages, the simplest way to fuse exactly with the dense
scores, and because its files are the same bytes on every build (benchmarks/lexical.md).  Saved as NumPy arrays and
JSON; no pickle.
"""

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from citewell.index.words import stems

K1 = 1.2
B = 0.75
"""The usual parameters (Robertson & Zaragoza 2009, section 3.2); not tuned."""


class LexicalIndex:
    """BM25 over the passages of one release."""

    def __init__(self, engine: bm25s.BM25, size: int) -> None:
        self._engine = engine
        self.size = size

    @classmethod
    def build(cls, texts: Sequence[str]) -> "LexicalIndex":
        """Index one text per passage, in order."""
        vocabulary = {"": 0}  # stands for a passage without words, which bm25s would divide by zero for
        ids = [[vocabulary.setdefault(stem, len(vocabulary)) for stem in stems(text)] or [0] for text in texts]
        engine = bm25s.BM25(k1=K1, b=B)
        engine.index((ids, vocabulary), create_empty_token=False, show_progress=False)
        return cls(engine, len(texts))

    def scores(self, query: str) -> NDArray[np.float32]:
        """Score every passage for a query: float32 of shape (size,), 0 where no word is shared."""
        known = [stem for stem in stems(query) if stem in self._engine.vocab_dict]
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._engine.get_scores(known), dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write the index as files into a new folder."""
        self._engine.save(folder, corpus=None, show_progress=False)

    @classmethod
    def load(cls, folder: Path, size: int) -> "LexicalIndex":
        """Read what `save` wrote, for a release of `size` passages."""
        return cls(bm25s.BM25.load(folder, load_corpus=False, mmap=False), size)
