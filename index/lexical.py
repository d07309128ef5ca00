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
        total: NDArray[np.float32] = self.stem_scores(stems(query)).sum(axis=0)
        return total

    def stem_scores(self, wanted: Sequence[str]) -> NDArray[np.float32]:
        """Score every passage for each stem: float32 of shape (len(wanted), size), 0 where it does not occur."""
        scores = np.zeros((len(wanted), self.size), dtype=np.float32)
        data, passages, starts = (self._engine.scores[name] for name in ("data", "indices", "indptr"))
        for row, stem in zip(scores, wanted, strict=True):
            number = self._engine.vocab_dict.get(stem)
            if number is not None:
                found = slice(starts[number], starts[number + 1])
                row[passages[found]] = data[found]
        return scores

    def scores_together(self, wanted: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Find the passages that hold all of some stems: their positions, and their scores for them."""
        data, passages, starts = (self._engine.scores[name] for name in ("data", "indices", "indptr"))
        numbers = [self._engine.vocab_dict.get(stem) for stem in wanted]
        if not numbers or None in numbers:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        lists = sorted((slice(starts[n], starts[n + 1]) for n in numbers), key=lambda found: found.stop - found.start)
        positions, scores = passages[lists[0]], data[lists[0]]
        for found in lists[1:]:
            positions, here, there = np.intersect1d(positions, passages[found], True, True)
            scores = scores[here] + data[found][there]
        return positions.astype(np.int64), scores

    def rarity(self, wanted: Sequence[str]) -> NDArray[np.float32]:
        """Weigh stems by how few passages hold them (the inverse document frequency of BM25); unknown ones weigh 0."""
        starts = self._engine.scores["indptr"]
        numbers = [self._engine.vocab_dict.get(stem) for stem in wanted]
        held = np.array([0 if n is None else starts[n + 1] - starts[n] for n in numbers], dtype=np.float32)
        return np.where(held > 0, np.log1p((self.size - held + 0.5) / (held + 0.5)), 0).astype(np.float32)

    def save(self, folder: Path) -> None:
        """Write the index as files into a new folder."""
        self._engine.save(folder, corpus=None, show_progress=False)

    @classmethod
    def load(cls, folder: Path, size: int) -> "LexicalIndex":
        """Read what `save` wrote, for a release of `size` passages."""
        return cls(bm25s.BM25.load(folder, load_corpus=False, mmap=False), size)
