"""What is a question about, and does a passage say anything about that?

Cost, driving, fertility, survival: the aspects of being ill and treated that people ask about, whatever the library.
They stand in `aspects.yaml`, with phrases for the encoder and telling words.  A question that names an aspect of which
a library never speaks is not answered by the passages nearest to it, however near they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import yaml
from numpy.typing import NDArray

from citewell.index.embedder import Embeddings
from citewell.index.words import stems

_SHARPNESS = 0.06
"""How much nearer an aspect must be to a question, as a cosine, to count e times as much."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something that people ask about: how they speak of it, and the stems of telling words, if there are any."""

    name: str
    phrases: tuple[str, ...]
    stems: frozenset[str]


@cache
def load_aspects() -> tuple[Aspect, ...]:
    """Read `aspects.yaml`; once."""
    text = resources.files("citewell.index").joinpath("aspects.yaml").read_text("utf-8")
    entries = yaml.CSafeLoader(text).get_single_data()["aspects"]
    return tuple(
        Aspect(entry["aspect"], tuple(entry["phrases"]), frozenset(stems(entry.get("words", "")))) for entry in entries
    )


def aspect_phrases() -> tuple[str, ...]:
    """List the phrases of all aspects, one aspect after another."""
    return tuple(phrase for aspect in load_aspects() for phrase in aspect.phrases)


def measure_aspects(phrases: NDArray[np.floating], sentences: NDArray[np.floating]) -> NDArray[np.float32]:
    """Measure how near the nearest phrase of each aspect is to each sentence: float32 of shape (sentences, aspects)."""
    cosines = np.asarray(sentences, dtype=np.float32) @ np.asarray(phrases, dtype=np.float32).T
    starts = np.cumsum([0, *(len(aspect.phrases) for aspect in load_aspects())])[:-1]
    return np.maximum.reduceat(cosines, starts, axis=1)


def passage_aspects(phrases: Embeddings, sentences: Embeddings, counts: Sequence[int]) -> NDArray[np.float16]:
    """Measure how near the nearest sentence of each passage comes to each aspect: of shape (passages, aspects).

    The passages have `counts` of the sentences, one after another; one without any comes near to nothing.
    """
    nearest = np.zeros((len(counts), len(load_aspects())), dtype=np.float16)
    start = 0
    for row, count in zip(nearest, counts, strict=True):
        if count:
            row[:] = measure_aspects(phrases, sentences[start : start + count]).max(axis=0)
        start += count
    return nearest


def asked_aspects(phrases: NDArray[np.floating], question: NDArray[np.float32]) -> NDArray[np.float32]:
    """Tell how much a question asks about each aspect: shares that add up to 1, a softmax of the cosines."""
    near = measure_aspects(phrases, question[None])[0]
    counts = np.exp((near - near.max()) / _SHARPNESS)
    shares: NDArray[np.float32] = (counts / counts.sum()).astype(np.float32)
    return shares


def named_aspects(words: Sequence[str]) -> tuple[Aspect, ...]:
    """Find the aspects that the stems of a question name."""
    return tuple(aspect for aspect in load_aspects() if not aspect.stems.isdisjoint(words))
