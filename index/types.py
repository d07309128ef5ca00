"""What is a query, a hit, a ranking?"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from citewell.corpus.types import Passage, Span

FIRST_RANK = 1

Status = Literal["answered", "related", "not_in_library"]
"""What the library has on a question: the answer, the subject, or neither."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched.

    `text` is told to the reader: the words of a question, spelling repaired, made whole where it leans on what came
    before.  `parts` are the single questions in it, each searched on its own; there is always one.  `message` is all
    that was typed, spelling repaired, where that is more than the parts; else empty.  `topic` are the words that were
    taken over from the questions asked before.
    """

    text: str
    parts: tuple[str, ...]
    message: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A passage that says what a better hit says, with the score it would have had on its own."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage that may answer, with the signals that ranked it.

    `score` orders the hits of one part of a query (higher is better) and is not comparable between queries; `dense` and
    `sentence` are cosines in [-1, 1] (the whole passage, and its best sentence); `lexical` is the BM25 score. `part` is
    the question that it was found for.  `answering` are the spans of the sentences that answer, in the article;
    `also_in` are passages that say the same and are not shown on their own; `also_for` are further questions that this
    passage, or one folded into it, was found for.
    """

    rank: int
    score: float
    passage: Passage
    dense: float
    sentence: float
    lexical: float
    part: str
    answering: tuple[Span, ...]
    also_in: tuple[Repeat, ...] = ()
    also_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely it is, by the best passage found for one question of a message, that the library answers it.

    `touches` is how likely the library is to have anything on the subject at all; `status` is what both come to.
    """

    part: str
    answers: float
    touches: float
    status: Status


@dataclass(frozen=True, slots=True)
class Ranking:
    """The hits of one query, best first, and the chance of each of its parts, in their order.

    `vectors` are those of the parts, of shape (parts, dim). `withheld` are the ids of articles that were not to be
    searched, but would have been among the first.
    """

    query: Query
    hits: tuple[Hit, ...]
    chances: tuple[Chance, ...]
    vectors: NDArray[np.float32] = field(compare=False, repr=False)
    withheld: tuple[str, ...] = ()
