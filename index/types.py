"""What is a query, a hit, a ranking?"""

from dataclasses import dataclass

from citewell.corpus.types import Passage, Span

FIRST_RANK = 1


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched.

    `text` is told to the reader: the words of a question, spelling repaired, made whole where it leans on what came
    before.  `parts` are the single questions in it, each searched on its own; there is always one.  `message` is all
    that was typed, spelling repaired, where that is more than the parts; else empty.
    """

    text: str
    parts: tuple[str, ...]
    message: str = ""


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
    `also_in` are passages that say the same and are not shown on their own.
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


@dataclass(frozen=True, slots=True)
class Ranking:
    """The hits of one query, best first."""

    query: Query
    hits: tuple[Hit, ...]
