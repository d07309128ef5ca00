"""How would an article put what is asked? The learnt map keeps to its encoder and to unit length."""

import json
from importlib import resources

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from citewell.index.adapter import Adapter, adapt, learnt_adapter

FITTING = learnt_adapter().embedder_fingerprint
DIM = 384


def unit(seed: int) -> np.ndarray:
    vector = np.random.default_rng(seed).standard_normal(DIM).astype(np.float32)
    return vector / np.linalg.norm(vector)


def test_the_map_belongs_to_the_default_encoder_and_is_near_to_nothing() -> None:
    learnt = json.loads(resources.files("citewell.index").joinpath("answerability.json").read_text("utf-8"))
    weights, fingerprint = learnt_adapter()
    assert fingerprint == learnt["health"]["embedder_fingerprint"]
    assert weights.shape == (DIM, DIM)
    assert weights.dtype == np.float32
    assert np.isfinite(weights).all()
    assert 0.1 < np.linalg.norm(weights, 2) < 3  # it turns questions, and does not replace them


def test_another_encoders_vectors_stay_as_they_are() -> None:
    vector = unit(1)
    assert adapt(vector, "another encoder") is vector


@given(seed=st.integers(0, 2**32 - 1))
def test_a_turned_vector_has_unit_length_and_is_the_same_every_time(seed: int) -> None:
    turned = adapt(unit(seed), FITTING)
    assert turned.dtype == np.float32
    assert abs(float(np.linalg.norm(turned)) - 1) < 1e-5
    assert np.array_equal(turned, adapt(unit(seed), FITTING))


def test_a_vector_is_turned_by_the_map() -> None:
    swap = np.array([[-1, 1], [1, -1]], dtype=np.float32)  # v + vW changes the places of the two numbers
    turned = adapt(np.array([0.6, 0.8], dtype=np.float32), "mine", Adapter(swap, "mine"))
    assert np.allclose(turned, [0.8, 0.6])


def test_a_vector_that_is_mapped_to_nothing_does_no_harm() -> None:
    nothing = adapt(unit(2), "mine", Adapter(-np.eye(DIM, dtype=np.float32), "mine"))
    assert np.allclose(nothing, 0, atol=1e-3)
    assert np.isfinite(nothing).all()
