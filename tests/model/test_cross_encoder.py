"""A stock cross-encoder named in the settings: loaded safely, and heard in the order of what is found."""

import importlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from citewell.corpus.errors import CitewellError
from citewell.index.embedder import DEFAULT_EMBEDDER, Rescorer, load_rescorer
from citewell.server.cli import main

pytestmark = pytest.mark.model

QUESTION = "Is fever common after the infusion?"

LEAFLETS = {
    "fever": "# Fever\n\n## How common is it?\n\nFever is common in the first days after the infusion.",
    "driving": "# Driving\n\n## When may I drive?\n\nDo not drive a car for eight weeks after the infusion.",
    "eating": "# Eating\n\n## What may I eat?\n\nEat what you like, but wash fruit and cook meat well.",
    "calling": "# Calling\n\n## Whom do I call?\n\nCall the ward at night when a fever comes back.",
}


def make_model(folder: Path, labels: int = 1) -> Path:
    """Save a cross-encoder of random weights, large enough to tell texts apart, with the default's tokenizer."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    default = importlib.import_module("citewell.index.encoder")._find_folder(DEFAULT_EMBEDDER)
    tokenizer = AutoTokenizer.from_pretrained(default)
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64,
        initializer_range=0.5, num_labels=labels,
    )  # fmt: skip
    torch.manual_seed(13)
    BertForSequenceClassification(config).save_pretrained(folder, safe_serialization=True)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def rescorer(tiny: Path) -> Rescorer:
    loaded = load_rescorer(str(tiny))
    assert loaded
    return loaded


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of four passages."""
    folder = tmp_path_factory.mktemp("leaflets")
    for name, text in LEAFLETS.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    run("ingest", folder, "--library", folder / "library")
    run("build", "--library", folder / "library", "--encoder", "hashing")
    return folder / "library"


def run(*args: object, code: int = 0, **environment: str) -> str:
    result = CliRunner().invoke(main, [str(arg) for arg in args], env=environment)
    assert result.exit_code == code, result.output
    return result.stdout or result.stderr


def ask(library: Path, *args: object, **environment: str) -> dict[str, float]:
    """Ask on the command line: the score of each passage by its text, best first."""
    told = json.loads(run("ask", QUESTION, "--library", library, "--json", *args, **environment))
    return {quote["text"]: quote["score"] for quote in told["quotes"]}


def standardised(values: list[float]) -> np.ndarray:
    return (np.array(values) - np.mean(values)) / np.std(values)


def test_a_question_is_answered_with_it_end_to_end(library: Path, tiny: Path, rescorer: Rescorer) -> None:
    plain, rescored = ask(library), ask(library, "--cross-encoder", tiny)
    assert len(plain) == len(LEAFLETS)
    read = []
    for text in plain:
        (leaflet,) = [leaflet for leaflet in LEAFLETS.values() if text in leaflet]
        title, heading, _ = leaflet.split("\n\n")
        read.append(f"{title.strip('# ')}\n{heading.strip('# ')}\n{text}")
    theirs = rescorer.scores(QUESTION, read)
    expected = dict(zip(plain, standardised(list(plain.values())) + standardised(theirs.tolist()), strict=True))
    assert rescored == pytest.approx(expected, abs=0.02)
    assert list(rescored) == sorted(expected, key=lambda text: -expected[text])
    assert ask(library, CITEWELL_ASK_CROSS_ENCODER=str(tiny)) == rescored


def test_scores_are_one_number_a_text_whatever_else_is_read(rescorer: Rescorer) -> None:
    texts = ["Fever is common.", "Driving is not. " * 300, ""]
    scores = rescorer.scores(QUESTION, texts)
    assert (scores.dtype, scores.shape) == (np.float32, (3,))
    assert np.ptp(scores) > 0.1
    assert [float(rescorer.scores(QUESTION, [text])[0]) for text in texts] == pytest.approx(scores.tolist(), abs=0.05)


def test_scores_are_not_pressed_into_0_to_1(rescorer: Rescorer) -> None:
    scores = rescorer.scores(QUESTION, list(LEAFLETS.values()))
    assert scores.min() < 0 or scores.max() > 1


def test_a_model_that_is_not_one_is_refused(tmp_path: Path, library: Path) -> None:
    with pytest.raises(CitewellError, match=r"BertModel.* is not a cross-encoder .* --cross-encoder"):
        load_rescorer(DEFAULT_EMBEDDER)
    with pytest.raises(CitewellError, match=r"2 labels\) is not a cross-encoder that gives one score"):
        load_rescorer(str(make_model(tmp_path, labels=2)))
    with pytest.raises(CitewellError, match=r"neither a folder nor a model .* as --cross-encoder"):
        load_rescorer("no such model")
    said = run("ask", QUESTION, "--library", library, "--cross-encoder", "no such model", code=1)
    assert said.startswith("Error: The cross-encoder “no such model” is neither")
    assert said.count("\n") == 1


def test_a_pickle_is_never_read(tiny: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(tiny, folder)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(CitewellError, match=r"no \.safetensors"):
        load_rescorer(str(folder))


@pytest.mark.parametrize(
    ("name", "said"), [("model.safetensors", "cannot be loaded"), ("config.json", r"no config\.json that can be read")]
)
def test_a_damaged_one_is_refused(tiny: Path, tmp_path: Path, name: str, said: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(tiny, folder)
    (folder / name).write_bytes((folder / name).read_bytes()[:200])
    with pytest.raises(CitewellError, match=said):
        load_rescorer(str(folder))


def test_no_name_is_no_rescorer() -> None:
    assert load_rescorer(None) is None
