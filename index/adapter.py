"""How would an article put what is asked?

People ask in other words than those in which articles answer: "when nothing works any more" is answered by what is said
of refractory disease.  A linear map, learnt from lay questions and the sentences that answer them, turns the vector of
a question towards those of its answers; passages and sentences are compared with that.  The map stands in
`adapter.npz`; `benchmarks/train_adapter.py` learns it and writes its report.  The vectors of another encoder are left
as they are.
"""

from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Adapter(NamedTuple):
    """A map of shape (dim, dim) for the question vectors of the encoder with this fingerprint."""

    weights: NDArray[np.float32]
    embedder_fingerprint: str


@cache
def learnt_adapter() -> Adapter:
    """Read the map that was learnt; once."""
    with (
        resources.files("citewell.index").joinpath("adapter.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as learnt,
    ):
        return Adapter(learnt["weights"].astype(np.float32), str(learnt["embedder_fingerprint"]))


def adapt(
    vector: NDArray[np.float32], embedder_fingerprint: str, adapter: Adapter | None = None
) -> NDArray[np.float32]:
    """Turn a question's vector towards its answers: v + vW, of unit length; float32 of shape (dim,).

    `adapter` is the learnt one, unless told otherwise.
    """
    weights, fitting = adapter or learnt_adapter()
    if embedder_fingerprint != fitting:
        return vector
    turned = vector + vector @ weights
    return (turned / max(float(np.linalg.norm(turned)), 1e-9)).astype(np.float32)
