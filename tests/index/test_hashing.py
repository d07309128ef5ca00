"""The embedder without a model: it means "shares words with"."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from citewell.index.embedder import load_embedder


@given(st.lists(st.text(max_size=60), max_size=5))
def test_rows_are_unit_vectors_and_repeatable(texts: list[str]) -> None:
    embedder = load_embedder("hashing")
    embeddings = embedder.encode(texts)
    assert embeddings.shape == (len(texts), embedder.dim)
    assert embeddings.dtype == np.float32
    assert np.allclose(np.linalg.norm(embeddings, axis=1), 1, atol=1e-5)
    assert np.array_equal(embeddings, embedder.encode(texts))


def test_shared_words_bring_texts_near() -> None:
    fever, fevers, car = load_embedder("hashing").encode(["fever after treatment", "fevers after treatments", "a car"])
    assert fever @ fevers > 0.99
    assert fever @ car < 0.3
