"""The vector index, against a NumPy dot product."""

import faiss
import numpy as np
import pytest

from citewell.corpus.errors import CitewellError
from citewell.index import vectors
from citewell.index.vectors import VectorIndex


def unit(rng: np.random.Generator, n: int, dim: int = 32) -> np.ndarray:
    rows = rng.normal(size=(n, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_search_is_exact_and_survives_a_round_trip() -> None:
    rng = np.random.default_rng(7)
    rows = unit(rng, 500)
    index = VectorIndex.from_bytes(VectorIndex.build(rows).to_bytes())
    assert index.size == 500
    for query in unit(rng, 20):
        cosines = rows @ query
        assert index.search(query, 10).tolist() == np.argsort(-cosines)[:10].tolist()
    positions = np.array([3, 499, 0, 3])
    assert np.array_equal(index.rows(positions), rows[positions])
    assert index.rows(np.array([], dtype=np.int64)).shape == (0, 32)
    assert index.search(rows[0], 1000).shape == (500,)


def test_a_large_library_is_quantised_and_still_finds_nearly_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXACT_UP_TO", 1000)
    rng = np.random.default_rng(7)
    rows = unit(rng, 2000)
    index = VectorIndex.from_bytes(VectorIndex.build(rows).to_bytes())
    assert len(index.to_bytes()) < rows.nbytes / 3
    recall = [len(set(index.search(query, 10)) & set(np.argsort(-(rows @ query))[:10])) / 10 for query in unit(rng, 50)]
    assert np.mean(recall) > 0.9
    positions = np.array([1999, 0, 7])
    assert np.allclose(index.rows(positions), rows[positions], atol=0.01)


def test_an_index_of_another_type_is_refused() -> None:
    other = faiss.serialize_index(faiss.IndexHNSWFlat(8, 4))
    with pytest.raises(CitewellError, match="IndexHNSWFlat"):
        VectorIndex.from_bytes(bytes(other))
