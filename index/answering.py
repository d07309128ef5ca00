"""Which sentence of a passage answers?

The one nearest to the query by vector and by shared words; a second one where it is nearly as good.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from citewell.corpus.types import Span
from citewell.index.words import stems

_WORDS_WEIGHT = 0.3
"""How much the share of the query's words found counts beside the cosine."""

_NEARLY = 0.9
"""A second sentence is marked when it scores at least this share of the best."""


def choose_answering(
    query: str, text: str, sentences: Sequence[Span], cosines: NDArray[np.floating]
) -> tuple[Span, ...]:
    """Choose the one or two of a passage's sentences that answer, in reading order; none if it has no sentence.

    `text` is the article's text, into which the spans point; `cosines` has one entry per sentence.
    """
    if not sentences:
        return ()
    wanted = set(stems(query))
    shared = [len(wanted.intersection(stems(text[span.start : span.end]))) for span in sentences]
    scores = np.asarray(cosines) + _WORDS_WEIGHT * np.array(shared) / max(1, len(wanted))
    asks = np.array([text[span.start : span.end].endswith("?") for span in sentences])
    if not asks.all():
        scores[asks] = -np.inf  # a question is nearest of all to the question, and answers nothing
    best, *others = np.argsort(-scores, kind="stable")
    chosen = [best, *(other for other in others[:1] if scores[other] >= _NEARLY * scores[best] > 0)]
    return tuple(sentences[i] for i in sorted(chosen))
