"""The ranker: a weight for every signal, and a sum in which more of a good sign never does harm."""

import json
from importlib import resources
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from citewell.index.ranker import learnt_weights, rank, standardise
from citewell.index.signals import SIGNALS

NUMBERS = st.floats(-50, 50, width=32)
MEASURED = arrays.arrays(np.float32, st.tuples(st.integers(1, 8), st.just(len(SIGNALS))), elements=NUMBERS)
WEIGHTS = st.lists(st.floats(0.015625, 2, width=32), min_size=len(SIGNALS), max_size=len(SIGNALS)).map(
    lambda weights: dict(zip(SIGNALS, weights, strict=True))
)


def test_the_file_holds_a_weight_for_every_signal_and_no_other_and_none_takes_away() -> None:
    weights = json.loads(resources.files("citewell.index").joinpath("ranker.json").read_text("utf-8"))["weights"]
    assert sorted(weights) == sorted(SIGNALS)
    assert all(weight >= 0 for weight in weights.values())
    assert sum(weight > 0 for weight in weights.values()) >= 3
    assert dict(learnt_weights()) == weights


def test_no_signal_has_two_names() -> None:
    assert len(set(SIGNALS)) == len(SIGNALS)


def test_the_learnt_weights_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        learnt_weights()["dense"] = 1.0  # type: ignore[index]


@settings(max_examples=settings.default.max_examples // 2)
@given(MEASURED)
def test_columns_get_mean_0_and_deviation_1_and_constant_ones_say_nothing(signals: np.ndarray) -> None:
    standard = standardise(signals)
    assert standard.dtype == np.float32
    exact = signals.astype(np.float64)
    for column, before in zip(standard.T, exact.T, strict=True):
        if np.ptp(before) == 0:
            assert not column.any()
        elif before.std() > 1e-3:
            assert column.mean() == pytest.approx(0, abs=1e-4)
            assert column.std() == pytest.approx(1, abs=1e-4)
            assert np.allclose(column, (before - before.mean()) / before.std(), atol=1e-4)


@pytest.mark.parametrize("value", [0.1, 7.3, 33.333, -1.0])
@pytest.mark.parametrize("candidates", [1, 3, 197])
def test_what_is_the_same_for_all_says_nothing(value: float, candidates: int) -> None:
    assert not standardise(np.full((candidates, 2), value, dtype=np.float32)).any()


def test_scores_are_the_weighted_sum() -> None:
    signals = np.zeros((2, len(SIGNALS)), dtype=np.float32)
    signals[1, SIGNALS.index("dense")], signals[0, SIGNALS.index("lexical")] = 0.5, 12
    weights = dict.fromkeys(SIGNALS, 0.3) | {"dense": 0.7, "lexical": 0.2}
    assert rank(signals, weights).tolist() == pytest.approx([0.2 - 0.7, 0.7 - 0.2])


@settings(max_examples=settings.default.max_examples // 2)
@given(MEASURED, WEIGHTS, st.data())
def test_of_two_alike_the_one_with_more_of_a_signal_scores_no_less(
    signals: np.ndarray, weights: dict[str, float], data: st.DataObject
) -> None:
    signal = data.draw(st.integers(0, len(SIGNALS) - 1))
    more = np.concatenate([signals, signals[:1]])
    more[-1, signal] += data.draw(st.floats(1, 50, width=32))
    scores = rank(more, weights)
    assert scores[-1] > scores[0]


@settings(max_examples=settings.default.max_examples // 2)
@given(MEASURED, WEIGHTS, st.randoms())
def test_the_order_of_the_candidates_does_not_matter(
    signals: np.ndarray, weights: dict[str, float], random: Random
) -> None:
    order = list(range(len(signals)))
    random.shuffle(order)
    assert np.allclose(rank(signals[order], weights), rank(signals, weights)[order], atol=1e-3)
