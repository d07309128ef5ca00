"""How often is the right passage shown for the project's own questions, and the answering sentence marked?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from questions import Gold, Kind, Question, by_file, gold_spans, marked, right_passage
from systems import SIMPLE, Weights, as_one, readings

from citewell.corpus.store import ArticleStore
from citewell.index.contents import Contents
from citewell.index.embedder import Embedder
from citewell.index.question import clean_question, understand
from citewell.index.search import search
from citewell.index.spelling import Speller
from citewell.index.types import Hit

SHOWN = 5
RANKED = 10
"""As many hits are asked for, for RR@10; the first five are those that are shown."""

WithAnswers = tuple[Question, Sequence[Sequence[Gold]]]
Answer = Callable[[Question], Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question of a message that holds `parts` of them.

    `position` is that of the first hit with a right passage, from 0, None if there is none; `is_marked` tells whether
    that hit marks the words that answer.
    """

    parts: int
    position: int | None
    is_marked: bool

    def is_in_top(self, n: int) -> bool:
        """Tell whether a right passage is among the first n of those shown; the questions of a message take turns."""
        return self.position is not None and self.position < min(n * self.parts, SHOWN)

    @property
    def reciprocal_rank(self) -> float:
        """1 / rank, counting the turns; 0 if no hit is right."""
        return 0.0 if self.position is None else 1 / (self.position // self.parts + 1)


def outcomes(golds: Sequence[Sequence[Gold]], hits: Sequence[Hit]) -> list[Outcome]:
    """Judge the hits for one message: one outcome for each list of answers."""
    found = []
    for one in golds:
        right = [[gold for gold in one if right_passage(gold, hit.passage)] for hit in hits]
        position = next((place for place, answers in enumerate(right) if answers), None)
        is_marked = position is not None and any(marked(gold, hits[position].answering) for gold in right[position])
        found.append(Outcome(len(golds), position, is_marked))
    return found


def figures(found: Sequence[Outcome]) -> tuple[float | None, ...]:
    """Sum outcomes up: top 1, top 3, RR@10, and marked among those in the top 3; None for the mean of nothing."""
    return (
        _mean(outcome.is_in_top(1) for outcome in found),
        _mean(outcome.is_in_top(3) for outcome in found),
        _mean(outcome.reciprocal_rank for outcome in found),
        _mean(outcome.is_marked for outcome in found if outcome.is_in_top(3)),
    )


def find_answers(questions: Iterable[Question], store: ArticleStore) -> list[WithAnswers]:
    """Find the words that answer each question of a library."""
    articles = by_file(store)
    return [(question, gold_spans(question, articles)) for question in questions]


def judge(asked: Iterable[WithAnswers], answer: Answer) -> list[tuple[Kind, Outcome]]:
    """Ask questions of a system, and tell what became of each, with its kind."""
    return [(question.kind, outcome) for question, golds in asked for outcome in outcomes(golds, answer(question))]


def systems(contents: Contents, embedder: Embedder) -> dict[str, Answer]:
    """List the systems, ours last; the simple ones search a follow-up together with the question before it."""
    typed = readings(contents)["as typed"].contents

    def simple(by: Weights) -> Answer:
        def answer(question: Question) -> Sequence[Hit]:
            message = clean_question(" ".join([*question.history[-1:], question.question]))
            return search(typed, embedder, as_one(message), RANKED, by).hits

        return answer

    return {name: simple(by) for name, by in SIMPLE.items()} | {"ours": ours(contents, embedder, contents.speller)}


def ours(contents: Contents, embedder: Embedder, speller: Speller) -> Answer:
    """Answer as Citewell does, with a speller of choice."""

    def answer(question: Question) -> Sequence[Hit]:
        return search(contents, embedder, understand(question.question, speller, question.history), RANKED).hits

    return answer


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return fmean(found) if found else None
