"""Which sentences of a passage answer?

The one nearest to the question by vector, by shared words, by form ("how long" wants a span of time) and by what stands
around it; up to two more that are nearly as good.  A number is never marked without whom and when it speaks of: where
the sentence leans on the one before it ("Of these, 33% ..."), that one is marked too.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from citewell.corpus.types import Span
from citewell.index.words import stems

_WORDS_WEIGHT = 0.2
"""How much the share of the question's words found counts beside the cosine."""

_FORM_WEIGHT = 0.2
"""How much it counts that a sentence has the form asked for."""

_AROUND_WEIGHT = 0.4
"""How much the mean cosine of the sentences before and after counts: an answer stands where it is spoken of."""

_LENGTH_WEIGHT = 0.05
"""How much the logarithm of the number of words counts: a fuller sentence says more.  These four were learnt from the
tuning half of benchmarks/questions and the starter's questions, and rounded (benchmarks/ranker.md)."""

_MOST = 3
_MARGIN = 0.15
"""Up to so many sentences are marked, none that scores less than the best by more than the margin."""

_LEANS_BACK = re.compile(
    r"(?:(?:of|among|in|for|to) (?:these|those|them|whom|both)|the (?:other|remaining|rest|latter|former)|they|these|"
    r"those|both|it|he|she|this|that|such|all of (?:these|them)|however|but|also|in addition|similarly|by contrast|"
    r"in contrast|conversely|respectively)\b",
    re.IGNORECASE,
)
"""How a sentence begins that cannot be understood without the one before it."""

_SHARE = re.compile(r"\d\s?%|\bper ?cent\b|\b(?:half|a third|a quarter|most) of (?:them|these|those)\b", re.IGNORECASE)

_OF_WHOM = re.compile(
    r"\bn ?= ?\d|\b\d+ of\b|\b(?:patients|people|participants|men|women|children|adults|persons|cases|recipients|"
    r"survivors|cohort|group|arm|population|anyone|everyone|"
    r"those (?:who|with|whose|in|given|aged|taking|receiving|treated))\b",
    re.IGNORECASE,
)

_CELL_BORDER = " | "
"""Parts the cells of a row (`corpus.draft.table_blocks`)."""


def choose_answering(
    question: str,
    text: str,
    sentences: Sequence[Span],
    cosines: NDArray[np.floating],
    is_of_form: NDArray[np.bool_],
) -> tuple[Span, ...]:
    """Choose the sentences of a passage that answer, in reading order; none if it has no sentence.

    Args:
        question: What is asked.
        text: The article's text, into which the spans point.
        sentences: Those of the passage.
        cosines: How near each is to the question.
        is_of_form: Whether each has the form asked for.
    """
    if not sentences:
        return ()
    wanted = set(stems(question))
    said = [text[span.start : span.end] for span in sentences]
    shared = np.array([len(wanted.intersection(stems(words))) for words in said]) / max(1, len(wanted))
    padded = np.pad(np.maximum(cosines, 0), 1)
    scores = (
        np.asarray(cosines)
        + _WORDS_WEIGHT * shared
        + _FORM_WEIGHT * is_of_form
        + _AROUND_WEIGHT * (padded[:-2] + padded[2:]) / 2
        + _LENGTH_WEIGHT * np.log([len(words.split()) + 1 for words in said])
    )
    asks = np.array([words.endswith("?") for words in said])
    if not asks.all():
        scores[asks] = -np.inf  # a question is nearest of all to the question, and answers nothing
    best = np.argsort(-scores, kind="stable")[:_MOST]
    chosen = {int(number) for number in best if scores[number] >= scores[best[0]] - _MARGIN}
    leaning = {number - 1 for number in chosen if number > 0 and _leans_back(said[number]) and not asks[number - 1]}
    return tuple(sentences[number] for number in sorted(chosen | leaning))


def _leans_back(sentence: str) -> bool:
    """Tell whether a sentence says of whom or what it speaks only together with the one before it.

    The row of a table has its columns and its place in the table for that.
    """
    if _CELL_BORDER in sentence:
        return False
    if _LEANS_BACK.match(sentence):
        return True
    return _SHARE.search(sentence) is not None and _OF_WHOM.search(sentence) is None
