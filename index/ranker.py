"""How do the signals add up?

A linear model: each signal is standardised over the candidates of a question, so that its mean is 0 and its deviation
1, and weighted.  Score fusion keeps the margins that rank fusion throws away (Bruch et al. 2023, doi 10.1145/3596512).
The weights stand in `ranker.json`; `benchmarks/train_ranker.py` learns them and writes its report beside it.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from citewell.index.signals import SIGNALS


@cache
def learnt_weights() -> Mapping[str, float]:
    """Read the weight of each signal; once."""
    weights = json.loads(resources.files("citewell.index").joinpath("ranker.json").read_text("utf-8"))["weights"]
    return MappingProxyType({name: float(weights[name]) for name in SIGNALS})


def standardise(signals: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give every column mean 0 and standard deviation 1 over the candidates; a constant one says nothing."""
    centred = signals - signals.mean(axis=0, dtype=np.float64)  # in float32, equal numbers may differ from their mean
    spread = centred.std(axis=0)
    return np.where(spread > 1e-6, centred / np.maximum(spread, 1e-6), 0).astype(np.float32)


def rank(signals: NDArray[np.float32], weights: Mapping[str, float]) -> NDArray[np.float32]:
    """Score candidates by their signals, of shape (candidates, signals); higher is better."""
    return standardise(signals) @ np.array([weights[name] for name in SIGNALS], dtype=np.float32)
