"""Does the library answer the question?

A passage may be near to a question and still not answer it: it speaks of another drug, another trial, another year, or
of everything but the cost that was asked about.  The best passages are measured by `FEATURES`; two logistic models
over them tell the chance that those shown answer, and the chance that the library touches the subject at all.  They
stand, with the thresholds for both, in `answerability.json`; `benchmarks/train_status.py` learns them and writes its
report.  With another encoder than the default one, whose cosines mean something else, two others go by words alone.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from citewell.index.aspects import asked_aspects, named_aspects
from citewell.index.contents import Contents
from citewell.index.follow_up import listed
from citewell.index.names import names_medicine
from citewell.index.question_kind import TOPIC_END
from citewell.index.signals import SIGNALS, Asked
from citewell.index.spelling import english_stems
from citewell.index.types import Chance, Status
from citewell.index.words import stems

FEATURES = (
    "health",           # log-odds that the question, whatever the library, is one about health and care
    "sentence",         # cosine of the best sentence
    "article",          # cosine of the whole article
    "kind",             # log probability that the passage is about the kind of thing asked for (symptoms, causes)
    "margin",           # how far its score stands above that of the sixth candidate
    "names",            # how far the passage holds the worst held name: 1 as typed, .8 by another name, 0 not at all
    "medicine_missing", # 1 if it lacks a medicine that the question names
    "coverage",         # share of the question's words in it, by their rarity in the library; other names count
    "missing",          # how rare in English the rarest word is that it lacks
    "numbers_missing",  # 1 if it lacks a number of the question
    "numbers_unknown",  # 1 if the whole library lacks one
    "codes_unknown",    # 1 if the library lacks a code: letters with digits ("KarMMa-3")
    "words_unknown",    # 1 if the library lacks a word that is no English either ("Casiopeia"), in capitals or not
    "rare_unknown",     # 1 if the library lacks a word, even an English one, as rare as a name ("Hopkins", "Medicare")
    "aspects",          # how near its sentences are to the aspects asked about
    "aspects_missing",  # how many aspects that the question names it has no word of
    "aspects_unknown",  # 1 if the library has no word of one
    "size",             # logarithm of how many passages the library has: among more, some are near to anything
)  # fmt: skip

JUDGED = 3
"""How many of the best passages are judged; the most promising of them counts."""

MARGIN_OVER = 5
"""The margin of a score is taken to that of the candidate so many ranks below, or to the last."""

_BY_OTHER_NAME = 0.8
_MODELS = ("by_meaning", "by_words")

_NUMBER_WORDS = [
    "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip
_NUMBER = re.compile(rf"\d+(?:\.\d+)?|\b(?:{'|'.join(_NUMBER_WORDS)})\b", re.IGNORECASE)
_SMALL = frozenset({"0", "1", "2"})
"""Numbers that stand everywhere, and tell nothing."""

_LEAST_LIKELY = 1e-5
_RARE = 4.5
"""The rarity from which a word is rare: one passage of 100 words in some 300 has it."""

_PLAIN = 2.0
"""The rarity of a word that every passage has: what lacks nothing lacks no more than that."""


BY_ENCODER = frozenset({"health", "sentence", "article", "kind", "aspects"})
"""Features that depend on which encoder made the vectors; with another than the default one they do not count."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model over the `FEATURES`, with the chance from which it counts."""

    weights: NDArray[np.float64]
    bias: float
    threshold: float

    def chance(self, features: NDArray[np.float32]) -> float:
        """Compute the chance for the features of some passages, a row each: that of the most promising; 0 for none."""
        log_odds = (features @ self.weights + self.bias).max(initial=-np.inf)
        return float(1 / (1 + np.exp(-log_odds)))


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt: the chance that a passage answers, and that the library touches the subject."""

    answers: Logistic
    touches: Logistic


@dataclass(frozen=True, slots=True)
class _Health:
    """Weights of a question's vector, as the encoder with this fingerprint makes it."""

    weights: NDArray[np.float32]
    bias: float
    embedder_fingerprint: str


def load_model(embedder_fingerprint: str) -> Model:
    """Choose the model for an encoder: the one that was learnt with it, or the one that goes by words alone."""
    health, by_meaning, by_words = _learnt()
    return by_meaning if embedder_fingerprint == health.embedder_fingerprint else by_words


@cache
def learnt_text() -> str:
    """Read `answerability.json`; once."""
    return resources.files("citewell.index").joinpath("answerability.json").read_text("utf-8")


@cache
def _learnt() -> tuple[_Health, Model, Model]:
    learnt = json.loads(learnt_text())
    health = learnt["health"]
    vector = np.array(health["weights"], dtype=np.float32)
    meaning, words = (Model(*map(_logistic, (learnt[name][k] for k in ("answers", "touches")))) for name in _MODELS)
    return _Health(vector, float(health["bias"]), str(health["embedder_fingerprint"])), meaning, words


def _logistic(learnt: Mapping[str, Any]) -> Logistic:
    weights = np.array([learnt["weights"][name] for name in FEATURES])
    return Logistic(weights, float(learnt["bias"]), float(learnt["threshold"]))


def judge(part: str, features: NDArray[np.float32], embedder_fingerprint: str) -> Chance:
    """Judge a question by the features of its best passages; what does not touch the subject is no answer."""
    model = load_model(embedder_fingerprint)
    answers, touches = model.answers.chance(features), model.touches.chance(features)
    status: Status = "answered" if answers >= model.answers.threshold else "related"
    return Chance(part, answers, touches, status if touches >= model.touches.threshold else "not_in_library")


def measure_features(
    contents: Contents,
    asked: Asked,
    position: int,
    signals: NDArray[np.float32],
    margin: float,
    embedder_fingerprint: str,
) -> NDArray[np.float32]:
    """Measure the `FEATURES` of one of the best candidates for a question.

    Args:
        contents: the release.
        asked: the question.
        position: that of the candidate among the passages.
        signals: its `SIGNALS`.
        margin: how far its score stands above that of the candidate `MARGIN_OVER` ranks below.
        embedder_fingerprint: that of the encoder which made the question's vector.
    """
    passage = contents.passages[position]
    text = contents.text(passage)
    held = set(stems(f"{contents.articles[passage.article_id].title} {passage.heading} {text}"))
    typed = asked.text.rpartition(TOPIC_END)[2]
    numbers = _numbers(typed)
    named = named_aspects(stems(typed))
    of_names = [name for name in asked.names if not _asks_only(name.found)]
    names = [(set(stems(n.found)), [set(stems(other)) for other in (*n.others, *n.covers)]) for n in of_names]
    holds = [1.0 if found <= held else _BY_OTHER_NAME * any(map(held.issuperset, others)) for found, others in names]
    with_names = held.union(*(found for (found, _), how in zip(names, holds, strict=True) if how))
    needless = with_names | listed("relatives")
    lacked = [stem for stem in asked.stems if stem not in needless]
    known = _known(contents, asked, names)
    of_signals = dict(zip(SIGNALS, signals, strict=True))
    by_name = {
        "health": _health(asked.vector, embedder_fingerprint),
        "sentence": of_signals["sentence"],
        "article": of_signals["article"],
        "kind": of_signals["kind"],
        "margin": margin,
        "names": min(holds, default=1.0),
        "medicine_missing": any(how == 0 and names_medicine(name) for name, how in zip(of_names, holds, strict=True)),
        "coverage": _coverage(contents, asked, with_names),
        "missing": max(map(_rarity, lacked), default=_PLAIN),
        "numbers_missing": not numbers <= _numbers(text),
        "numbers_unknown": any(not contents.lexical.rarity(_spellings(number)).any() for number in numbers),
        "codes_unknown": any(_is_code(stem) and stem not in known for stem in asked.stems),
        "words_unknown": any(
            stem.isalpha() and stem not in known and stem not in english_stems() for stem in asked.stems
        ),
        "rare_unknown": any(stem not in known and _rarity(stem) >= _RARE for stem in asked.stems),
        "aspects": asked_aspects(contents.aspect_phrases, asked.vector) @ contents.aspects[position].astype(np.float32),
        "aspects_missing": sum(aspect.stems.isdisjoint(held) for aspect in named),
        "aspects_unknown": any(not contents.lexical.rarity(sorted(aspect.stems)).any() for aspect in named),
        "size": math.log(contents.lexical.size),
    }
    return np.array([float(by_name[name]) for name in FEATURES], dtype=np.float32)


def _asks_only(name: str) -> bool:
    """Tell whether a name is made of words that ask about a subject without naming one ("how many people")."""
    return listed("plain").union(listed("people")).issuperset(stems(name))


def _coverage(contents: Contents, asked: Asked, held: set[str]) -> float:
    """Weigh which share of a question's words a passage holds; a word that no passage has is the rarest."""
    wanted = [stem for stem in asked.stems if stem not in listed("relatives")]
    rarity = contents.lexical.rarity(wanted)
    weights = np.where(rarity > 0, rarity, math.log1p((contents.lexical.size + 0.5) / 0.5))
    return float(weights @ [stem in held for stem in wanted]) / max(float(weights.sum()), 1e-9)


def _known(contents: Contents, asked: Asked, names: Sequence[tuple[set[str], list[set[str]]]]) -> set[str]:
    """Find the stems of a question that the library holds, or holds under another name; and for whom people ask."""
    known = {stem for stem, rarity in zip(asked.stems, contents.lexical.rarity(asked.stems), strict=True) if rarity > 0}
    known |= listed("relatives")
    for found, others in names:
        if any(len(contents.lexical.scores_together(sorted(other))[0]) for other in others):
            known |= found
    return known


def _health(vector: NDArray[np.float32], embedder_fingerprint: str) -> float:
    """Tell the log-odds that a question is about health; 0, which is undecided, for the vector of another encoder."""
    health = _learnt()[0]
    is_known = embedder_fingerprint == health.embedder_fingerprint
    return float(vector @ health.weights + health.bias) if is_known else 0.0


def _numbers(text: str) -> set[str]:
    """Find the numbers of a text, as digits, also where they are written out; those that tell nothing left out."""
    found = {number.lower() for number in _NUMBER.findall(text)}
    return {str(_NUMBER_WORDS.index(n) + 3) if n in _NUMBER_WORDS else n for n in found} - _SMALL


def _spellings(number: str) -> list[str]:
    """List the stems under which a number can stand in the lexical index."""
    words = [_NUMBER_WORDS[int(number) - 3]] if number.isdigit() and 3 <= int(number) < 3 + len(_NUMBER_WORDS) else []
    return [stem for text in (number, *words) for stem in stems(text)]


def _is_code(stem: str) -> bool:
    return any(letter.isdigit() for letter in stem) and any(letter.isalpha() for letter in stem)


def _rarity(stem: str) -> float:
    """Weigh how rare a word is in English: the decimal logarithm of how unlikely it is in a passage of 100 words."""
    return _PLAIN - math.log10(max(english_stems().get(stem, 0.0), _LEAST_LIKELY))
