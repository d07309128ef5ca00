"""Which passages lie nearest to a query?

The only module that imports FAISS.  Rows are unit vectors, so inner product is cosine.  FAISS files carry no checksum:
the manifest's SHA-256 protects them, and only the two index types that `build` writes are ever accepted.
"""

from typing import cast

import faiss
import numpy as np
from numpy.typing import NDArray

from citewell.corpus.errors import CitewellError
from citewell.index.embedder import Embeddings

EXACT_UP_TO = 50_000
"""Passages up to which search is exact; above, 8 bits a number: recall@10 .995 at 100,000 passages, a fifth of the
time and a quarter of the size (benchmarks/vectors.md)."""


class VectorIndex:
    """The passage vectors of one release."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @property
    def size(self) -> int:
        """How many passages are indexed."""
        return int(self._index.ntotal)

    @classmethod
    def build(cls, embeddings: Embeddings) -> "VectorIndex":
        """Index unit vectors, float32 of shape (n, dim), in the order of the passages."""
        index = _choose(*embeddings.shape)
        if not index.is_trained:
            index.train(embeddings)
        index.add(embeddings)
        return cls(index)

    def search(self, query: NDArray[np.float32], n: int) -> NDArray[np.int64]:
        """Find the positions of the n passages nearest to a unit vector of shape (dim,), nearest first."""
        _, positions = self._index.search(query[None, :], min(n, self.size))
        return cast("NDArray[np.int64]", positions[0])

    def rows(self, positions: NDArray[np.int64]) -> Embeddings:
        """Return the vectors of the passages at `positions`, in their order: float32 of shape (n, dim)."""
        embeddings: Embeddings = self._index.reconstruct_batch(positions)
        return embeddings

    def to_bytes(self) -> bytes:
        """Serialise in FAISS's own format."""
        return bytes(faiss.serialize_index(self._index))

    @classmethod
    def from_bytes(cls, data: bytes) -> "VectorIndex":
        """Read what `to_bytes` wrote; the caller has checked its hash.

        Raises:
            CitewellError: the bytes hold an index of another type.
        """
        index = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
        if not isinstance(index, faiss.IndexFlat | faiss.IndexScalarQuantizer):
            raise CitewellError(f"A vector index of type {type(index).__name__} is not one that Citewell writes.")
        return cls(index)


def _choose(n: int, dim: int) -> faiss.Index:
    """Choose the index type by size: exact while that is fast, then 8-bit scalar quantisation, still a full scan."""
    if n <= EXACT_UP_TO:
        return faiss.IndexFlatIP(dim)
    return faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
