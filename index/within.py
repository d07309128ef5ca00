"""How is a part of a release searched?

The nearest passages of the articles that are wanted are candidates, however many others lie nearer.  The lexical
candidates need no such care: articles are left out of them by their ids (`search(…, without=…)`).
"""

from collections.abc import Set
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from citewell.index.contents import Contents
from citewell.index.embedder import Embeddings
from citewell.index.vectors import VectorIndex


class _Within(VectorIndex):
    """The vectors of a release, of which only some are found."""

    def __init__(self, whole: VectorIndex, wanted: NDArray[np.bool_]) -> None:
        self._whole = whole
        self._wanted = wanted

    @property
    def size(self) -> int:
        """How many passages are indexed, wanted or not."""
        return self._whole.size

    def search(self, query: NDArray[np.float32], n: int) -> NDArray[np.int64]:
        """Find the positions of the n nearest passages that are wanted, nearest first."""
        nearest = self._whole.search(query, self.size)
        return nearest[self._wanted[nearest]][:n]

    def rows(self, positions: NDArray[np.int64]) -> Embeddings:
        """Return the vectors at `positions`, as the whole does."""
        return self._whole.rows(positions)


def within(contents: Contents, article_ids: Set[str]) -> Contents:
    """Return the same contents, of which only the passages of some articles are found by their vectors."""
    wanted = np.array([passage.article_id in article_ids for passage in contents.passages], dtype=np.bool_)
    narrowed = replace(contents, vectors=_Within(contents.vectors, wanted))
    # What was computed once for the whole release holds for its parts too.
    vars(narrowed).update({name: value for name, value in vars(contents).items() if name != "vectors"})
    return narrowed
