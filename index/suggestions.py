"""Which questions can readers be offered, because this library answers them?

They are the publisher's own, where some are marked `offer`, else headings of articles that end in "?".  `suggest` asks
each of them when a release is built and keeps those whose answer is found; `first` and `nearby` choose among these.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from itertools import chain, islice, zip_longest
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from citewell.corpus.entries import SuggestedQuestion
from citewell.corpus.rights import shown_until
from citewell.index.contents import Contents
from citewell.index.coverage import FOUND_WITHIN, Found, first_found, folded
from citewell.index.embedder import Embedder
from citewell.index.prepared import Suggestion
from citewell.index.question import understand
from citewell.index.search import search

_T = TypeVar("_T")

IsAnswered = Callable[[Contents, Embedder, str], bool]
"""Tells whether a question, asked as people ask it, is `answered`."""

HEADINGS_TRIED = 200
"""How many headings are asked at most, spread over the articles: a large library has more than anybody is offered."""


def answers(contents: Contents, embedder: Embedder, question: str) -> bool:
    """Tell whether a library answers a question, as a reader's question is judged."""
    ranking = search(contents, embedder, understand(question, contents.speller), FOUND_WITHIN)
    return any(chance.status == "answered" for chance in ranking.chances)


def suggest(
    contents: Contents,
    embedder: Embedder,
    questions: Sequence[SuggestedQuestion],
    is_answered: IsAnswered = answers,
) -> Iterator[Suggestion]:
    """Ask the candidates, and yield those whose answer is found, in their order.

    The answer of a publisher's question, or a passage under the heading, must be among the first `FOUND_WITHIN` hits,
    and the question must be `answered`.
    """
    for question, is_right in _offered(questions) or _headings(contents):
        right = next(filter(is_right, first_found(contents, embedder, question, FOUND_WITHIN)), None)
        if right and is_answered(contents, embedder, question):
            yield Suggestion(question, right.article_id, right.passage_id)


def first(contents: Contents, n: int = 3, without: Set[str] = frozenset()) -> tuple[str, ...]:
    """Choose the same n suggestions each time, from articles that lie far apart in the list of them.

    `without` are the ids of articles that may not answer.
    """
    by_article: dict[str, dict[str, str]] = defaultdict(dict)
    for suggestion in (one for one in contents.suggestions if one.article_id not in without):
        by_article[suggestion.article_id].setdefault(suggestion.passage_id, suggestion.question)
    articles = len(by_article)
    in_turn = _in_turn([tuple(questions.values()) for questions in by_article.values()])
    return tuple(in_turn[number * articles // n] for number in range(n)) if n <= articles else tuple(in_turn[:n])


def nearby(
    contents: Contents, vector: NDArray[np.float32], n: int = 3, without: Set[str] = frozenset()
) -> tuple[str, ...]:
    """Find the n suggestions nearest to a question, nearest first, no two of them answered by the same passage.

    Args:
        contents: the release.
        vector: the question's unit vector as `question_vectors` gives it, float32 of shape (dim,).
        n: how many at most.
        without: the ids of articles that may not answer.
    """
    order = np.argsort(-(contents.suggestion_vectors.astype(np.float32) @ vector), kind="stable")
    nearest: dict[str, str] = {}
    for suggestion in (contents.suggestions[i] for i in order if contents.suggestions[i].article_id not in without):
        nearest.setdefault(suggestion.passage_id, suggestion.question)
    return tuple(islice(nearest.values(), n))


def _offered(questions: Iterable[SuggestedQuestion]) -> list[tuple[str, Callable[[Found], bool]]]:
    """List the questions of a publisher that may be offered, each with what tells its answer."""
    return [(one.question, _holds(folded(one.answer))) for one in questions if one.offer]


def _headings(contents: Contents) -> list[tuple[str, Callable[[Found], bool]]]:
    """List the headings that ask, each with what tells the passages under it; the articles take turns.

    A heading of several articles asks something else in each, and is left out, as is one that may not be shown.
    """
    hidden = {
        article.text[heading.start : heading.end]
        for article in contents.articles.values()
        for heading in article.headings
        if heading.end > shown_until(article)
    }
    under: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for passage in contents.passages:
        if passage.heading.endswith("?") and passage.heading not in hidden:
            under[passage.heading][passage.article_id].add(passage.passage_id)
    by_article: dict[str, list[tuple[str, Callable[[Found], bool]]]] = defaultdict(list)
    for heading, articles in under.items():
        if len(articles) == 1:
            ((article_id, passage_ids),) = articles.items()
            by_article[article_id].append((heading, _is_one_of(passage_ids)))
    in_turn = _in_turn(by_article.values())
    return in_turn[:: max(1, math.ceil(len(in_turn) / HEADINGS_TRIED))]


def _holds(answer: str) -> Callable[[Found], bool]:
    return lambda found: answer in folded(found.text)


def _is_one_of(passage_ids: set[str]) -> Callable[[Found], bool]:
    return lambda found: found.passage_id in passage_ids


def _in_turn(lists: Iterable[Sequence[_T]]) -> list[_T]:
    """Take the first of each list, then the second of each, and so on."""
    return [one for one in chain.from_iterable(zip_longest(*lists)) if one is not None]
