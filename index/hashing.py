"""How can text be embedded without a model?

Feature hashing (Weinberger et al. 2009, doi 10.1145/1553374.1553516) of stemmed words: deterministic, fast, and the
cosine means "shares words with", so that ranking can be asserted in tests and demonstrations that load no model.
"""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from citewell.index.words import stems


class HashingEmbedder:
    """Embeds a text as the signed, hashed bag of its stemmed words."""

    name = "hashing"
    fingerprint = "hashing-1-512"
    dim = 512

    def encode(self, texts: Sequence[str], progress: Callable[[int], object] | None = None) -> NDArray[np.float32]:
        """Encode texts as float32 of shape (len(texts), dim), rows of unit length (zero words: the first axis)."""
        embeddings = np.array([_embed(text) for text in texts], dtype=np.float32).reshape(len(texts), self.dim)
        if progress:
            progress(len(texts))
        return embeddings


def _embed(text: str) -> NDArray[np.float64]:
    embedding = np.zeros(HashingEmbedder.dim)
    for stem in stems(text):
        digest = hashlib.blake2b(stem.encode(), digest_size=8).digest()
        embedding[int.from_bytes(digest[:4]) % len(embedding)] += 1 if digest[4] & 1 else -1
    if not embedding.any():
        embedding[0] = 1
    return embedding / np.linalg.norm(embedding)
