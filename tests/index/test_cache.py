"""The embedding cache: what was encoded once is not encoded again."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from citewell.corpus.errors import CitewellError
from citewell.index.cache import EmbeddingCache
from citewell.index.hashing import HashingEmbedder


class Counting(HashingEmbedder):
    """Remembers what it was asked to encode."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], progress: Callable[[int], object] | None = None) -> NDArray[np.float32]:
        self.asked += texts
        return super().encode(texts, progress)


def test_only_new_texts_are_encoded(tmp_path: Path) -> None:
    cache, embedder = EmbeddingCache(tmp_path / "embeddings.sqlite"), Counting()
    first = cache.encode(embedder, ["fever", "car", "fever"])
    assert embedder.asked == ["fever", "car"]
    assert cache.count_new(embedder, ["car", "new", "new"]) == 1
    again = cache.encode(embedder, ["car", "fever", "new"])
    assert embedder.asked == ["fever", "car", "new"]
    assert np.array_equal(again[:2], first[[1, 0]])
    assert np.allclose(first, HashingEmbedder().encode(["fever", "car", "fever"]), atol=1e-3)
    assert np.allclose(np.linalg.norm(again, axis=1), 1, atol=1e-6)


def test_another_encoder_has_its_own_embeddings(tmp_path: Path) -> None:
    cache, one, other = EmbeddingCache(tmp_path / "embeddings.sqlite"), Counting(), Counting()
    other.fingerprint = "other"
    cache.encode(one, ["fever"])
    cache.encode(other, ["fever"])
    assert other.asked == ["fever"]


def test_nothing_to_encode(tmp_path: Path) -> None:
    assert EmbeddingCache(tmp_path / "e.sqlite").encode(Counting(), []).shape == (0, 512)


def test_a_damaged_cache_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "embeddings.sqlite"
    path.write_bytes(b"no database at all, but long enough to be taken for one" * 20)
    with pytest.raises(CitewellError, match=r"embeddings\.sqlite cannot be used .* Delete it"):
        EmbeddingCache(path).encode(Counting(), ["fever"])
