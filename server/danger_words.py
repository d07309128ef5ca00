"""Does a message sound like those that people in danger write?

Patterns (`danger.py`) find the dangers that somebody thought of; people put danger in words that nobody thought of.  So
a message in which no pattern finds one is also weighed word by word: a multinomial logistic model over its words and
pairs of words, learnt by `benchmarks/train_danger_words.py` from the messages of `benchmarks/notices/` and
`tests/server/danger_messages.yaml`.  The weights stand in `danger_words.json`; it only ever adds a notice.
"""

import itertools
import json
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from citewell.server.danger import Action, Danger

LEARNT_IN = ("en", "tl")
"""The languages of the messages that the weights were learnt on: of the words of others they know nothing."""

_TOKEN = re.compile(r"\w+(?:\.\d)?|[?!]")
_NUMBERS = ((re.compile(r"\d+[.,]\d"), "00.0"), (re.compile(r"\d{3,}"), "000"), (re.compile(r"\d\d"), "00"))


@dataclass(frozen=True, slots=True)
class Weights:
    """A learnt model: for each word or pair of words its inverse document frequency and its weight for each class.

    The classes are "no danger" and the actions, in this order; `threshold` is the least probability of danger.
    """

    actions: tuple[Action, ...]
    intercepts: tuple[float, ...]
    threshold: float
    terms: Mapping[str, tuple[float, ...]]


def sounds_like_danger(message: str) -> tuple[Danger, ...]:
    """Return the danger that the words of a message sound like; none for most messages.

    Which danger it is the words do not tell: its kind is "other".
    """
    weights = load_weights()
    likely = probabilities(message, weights)
    if 1 - likely[0] < weights.threshold:
        return ()
    action = weights.actions[max(range(1, len(likely)), key=likely.__getitem__) - 1]
    return (Danger("words", "self_harm" if action == "crisis_line" else "other", action),)


def probabilities(message: str, weights: Weights) -> tuple[float, ...]:
    """Return how likely a message is to be of each class: "no danger", then the actions of `weights`.

    TF-IDF with 1 + log(count), of length 1, then softmax: as `TfidfVectorizer` and `LogisticRegression` of
    scikit-learn have it.
    """
    counted = {term: count for term, count in Counter(terms(message)).items() if term in weights.terms}
    values = {term: (1 + math.log(count)) * weights.terms[term][0] for term, count in counted.items()}
    length = math.sqrt(sum(value * value for value in values.values())) or 1.0
    scores = [
        intercept + sum(value * weights.terms[term][1 + number] for term, value in values.items()) / length
        for number, intercept in enumerate(weights.intercepts)
    ]
    top = max(scores)
    grown = [math.exp(score - top) for score in scores]
    return tuple(one / sum(grown) for one in grown)


def terms(message: str) -> list[str]:
    """Cut a message into words and pairs of words, in small letters and with the digits of numbers made alike."""
    text = re.sub("[’']", "", message.lower())
    for number, alike in _NUMBERS:
        text = number.sub(alike, text)
    tokens = _TOKEN.findall(text)
    return [*tokens, *(f"{first} {second}" for first, second in itertools.pairwise(tokens))]


@cache
def load_weights() -> Weights:
    """Read `danger_words.json`."""
    saved = json.loads(resources.files("citewell.server").joinpath("danger_words.json").read_text("utf-8"))
    return Weights(
        tuple(saved["actions"]),
        tuple(saved["intercepts"]),
        saved["threshold"],
        {term: tuple(values) for term, values in saved["terms"].items()},
    )
