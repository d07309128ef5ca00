"""What turns text into embeddings, and what reads a passage together with the question?

An embedder is anything with a name, a fingerprint and `encode`.  `load_embedder` is the one place that chooses: the
default sentence-transformers model, another one by name or path, or the hashing embedder, which knows no meaning, only
words, and needs no model.  A rescorer is anything with `scores`; there is none unless a publisher names one.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from citewell.index.hashing import HashingEmbedder

Embeddings = NDArray[np.float32]
"""float32 of shape (n, dim); every row has unit length, so that a dot product is a cosine."""

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"
"""The model that pip installs with Citewell; see `citewell.index.encoder`."""


class Embedder(Protocol):
    """Turns texts into unit vectors. Equal fingerprints give interchangeable embeddings."""

    name: str
    fingerprint: str
    dim: int

    def encode(self, texts: Sequence[str], progress: Callable[[int], object] | None = None) -> Embeddings:
        """Encode texts as float32 of shape (len(texts), dim); call `progress(n)` after every n of them."""
        ...


class Rescorer(Protocol):
    """Reads passages together with a question: closer than vectors, too slow for more than a few passages."""

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Score how well each text answers a question, as float32 of shape (len(texts),); higher is better."""
        ...


def load_embedder(name: str = DEFAULT_EMBEDDER) -> Embedder:
    """Load an embedder by name: `hashing`, or a sentence-transformers model.

    Raises:
        CitewellError: the model is not there, or its weights are not the ones expected.
    """
    if name == HashingEmbedder.name:
        return HashingEmbedder()
    from citewell.index.encoder import SentenceEncoder  # noqa: PLC0415 - torch takes seconds; only who needs it pays

    return SentenceEncoder(name)


def load_rescorer(name: str | None) -> Rescorer | None:
    """Load a cross-encoder by name or folder; none for no name.

    Raises:
        CitewellError: the model is not there, or does not give one score for a question with a passage.
    """
    if name is None:
        return None
    from citewell.index.encoder import CrossEncoderRescorer  # noqa: PLC0415 - as above

    return CrossEncoderRescorer(name)
