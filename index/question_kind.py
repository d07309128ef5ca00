"""What does a question ask about, and which answers are of that kind?

Two readings of a question, both by the cues of `question_kinds.yaml`.  Its *kind* is the aspect asked about (symptoms,
causes, outlook): how much a passage is of that kind is told by a linear classifier over its embedding.  Its *form* is
what an answer must hold ("how long" wants a span of time): told by patterns, sentence by sentence.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import yaml
from numpy.typing import NDArray

TOPIC_END = ": "
"""Stands between what a question leans on and the question."""

_FLOOR = 1e-3
"""Probabilities below this count as this: a classifier is never so sure."""


@dataclass(frozen=True, slots=True)
class _Form:
    name: str
    asks: re.Pattern[str]
    answers: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Classifier:
    """Softmax regression: `weights` of shape (kinds, dim), for the embeddings of one encoder."""

    embedder_fingerprint: str
    kinds: tuple[str, ...]
    weights: NDArray[np.float32]
    biases: NDArray[np.float32]


def find_kind(question: str) -> str:
    """Name the aspect that a question asks about; empty if no cue tells. What it leans on ("topic: ") is not read."""
    asked = question.rpartition(TOPIC_END)[2]
    return next((kind for kind, asks in _kinds() if asks.search(asked)), "")


def find_form(question: str) -> str:
    """Name what the answer to a question must hold; empty if no cue tells. What it leans on is not read."""
    asked = question.rpartition(TOPIC_END)[2]
    return next((form.name for form in _forms() if form.asks.search(asked)), "")


def forms_of(sentence: str) -> int:
    """Tell which forms of answer a sentence holds, as bits: see `form_bit`."""
    return sum(1 << number for number, form in enumerate(_forms()) if form.answers.search(sentence))


def form_patterns() -> tuple[str, ...]:
    """List the patterns by which `forms_of` tells: a release must be built again when they change."""
    return tuple(form.answers.pattern for form in _forms())


def form_bit(form: str) -> int:
    """Return the bit that stands for a form in `forms_of`; no bit for no form."""
    return next((1 << number for number, known in enumerate(_forms()) if known.name == form), 0)


def kind_scores(kind: str, embeddings: NDArray[np.float32], embedder_fingerprint: str) -> NDArray[np.float32]:
    """Score how much passages are of a kind, as log probabilities: float32 of shape (n,).

    All zero where nothing can be said: for no kind, and for the embeddings of an encoder it was not learnt for.
    """
    model = _classifier()
    if kind not in model.kinds or embedder_fingerprint != model.embedder_fingerprint:
        return np.zeros(len(embeddings), dtype=np.float32)
    logits = embeddings @ model.weights.T + model.biases
    logits -= logits.max(axis=1, keepdims=True)
    chances = np.exp(logits[:, model.kinds.index(kind)]) / np.exp(logits).sum(axis=1)
    scores: NDArray[np.float32] = np.log(chances + _FLOOR).astype(np.float32)
    return scores


@cache
def _cues() -> dict[str, Sequence[dict[str, str]]]:
    text = resources.files("citewell.index").joinpath("question_kinds.yaml").read_text("utf-8")
    cues: dict[str, Sequence[dict[str, str]]] = yaml.safe_load(text)
    return cues


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((cue["kind"], re.compile(cue["asks"], re.IGNORECASE)) for cue in _cues()["kinds"])


@cache
def _forms() -> tuple[_Form, ...]:
    return tuple(
        _Form(cue["form"], re.compile(cue["asks"], re.IGNORECASE), re.compile(cue["answers"], re.IGNORECASE))
        for cue in _cues()["forms"]
    )


@cache
def _classifier() -> _Classifier:
    model = json.loads(resources.files("citewell.index").joinpath("question_kinds.json").read_text("utf-8"))
    return _Classifier(
        model["embedder_fingerprint"],
        tuple(model["kinds"]),
        np.array(model["weights"], dtype=np.float32),
        np.array(model["biases"], dtype=np.float32),
    )
