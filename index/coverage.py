"""Does a library answer what it must, does it still answer as before, and which gap is a question about?

`cover` asks the question of every must-cover item; `check` asks a publisher's own questions and compares the first
answer with that of another release.  Both search exactly as people's questions are searched.  `red_topics` finds the
items without cover that a question is about.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from citewell.corpus.entries import MustCover, Names, SuggestedQuestion
from citewell.corpus.rights import shown_until
from citewell.corpus.standing import standings
from citewell.corpus.types import Article, Passage
from citewell.index.contents import Contents
from citewell.index.embedder import Embedder, Embeddings
from citewell.index.names import Vocabulary
from citewell.index.prepared import Covered
from citewell.index.question import understand
from citewell.index.search import search
from citewell.index.signals import encoded_text

COVERED_WITHIN = 5
"""A passage covers an item when it is among so many first hits: as many as an answer shows."""

FOUND_WITHIN = 3
"""An expected answer counts as found within so many first hits."""

ABOUT_FROM = 0.3
"""Cosine from which a question may be about an item whose names it does not use; see `red_topics`."""

ABOUT_AHEAD = 0.05
"""How much nearer a red item must then be than every green one."""

_BETWEEN_NAMES = re.compile(r"[,;:()/]|\band\b|\bor\b")


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a question: the rank at which its answer was found (0: not among the first), and what came first.

    `before` is the text that came first in the release compared with, or empty if there is none.
    """

    question: SuggestedQuestion
    rank: int
    first: str
    before: str = ""

    @property
    def has_changed(self) -> bool:
        """Tell whether another passage came first before."""
        return bool(self.before) and self.before != self.first


@dataclass(frozen=True, slots=True)
class Found:
    """One of the first passages found for a question; one that is folded into a hit comes after it, with its rank."""

    rank: int
    text: str
    article_id: str
    passage_id: str


def cover(contents: Contents, embedder: Embedder, items: Sequence[MustCover]) -> Iterator[Covered]:
    """Find for each item the first passage that covers it."""
    for item in items:
        wanted = [re.compile(rf"(?<!\w){re.escape(folded(words))}(?!\w)") for words in item.words]
        for found in first_found(contents, embedder, item.question, COVERED_WITHIN):
            if any(words.search(folded(found.text)) for words in wanted):
                yield Covered(item, found.passage_id)
                break
        else:
            yield Covered(item)


def check(
    contents: Contents, embedder: Embedder, questions: Sequence[SuggestedQuestion], before: Contents | None = None
) -> Iterator[Checked]:
    """Ask every question; `before` is a release built with the same encoder to compare the first answers with."""
    for question in questions:
        found = first_found(contents, embedder, question.question, FOUND_WITHIN)
        rank = next((one.rank for one in found if folded(question.answer) in folded(one.text)), 0)
        earlier = first_found(before, embedder, question.question, 1) if before else []
        yield Checked(question, rank, found[0].text if found else "", earlier[0].text if earlier else "")


def red_topics(contents: Contents, question: str, vector: NDArray[np.float32]) -> tuple[Covered, ...]:
    """Find the red must-cover items that a question is about.

    It is about an item if it uses one of its names (the parts of its topic, its `words` and `names`, and the other
    names that the vocabulary has for these); or else if the item is the red one nearest in meaning, with a cosine of
    at least `ABOUT_FROM`, and nearer by `ABOUT_AHEAD` than every green one.  How both were chosen, and how often they
    are right: benchmarks/red_topics.md.

    Args:
        contents: the release.
        question: a part of a query, or the whole message that it stands in: names count wherever they stand.
        vector: the part's unit vector as `question_vectors` gives it, float32 of shape (dim,).
    """
    red = tuple(covered for covered in contents.coverage if not covered.is_covered)
    if not red:
        return ()
    named = [one for one, names in zip(red, _names_of(red, contents.vocabulary), strict=True) if names.expand(question)]
    if named:
        return tuple(named)
    is_red = np.array([not covered.is_covered for covered in contents.coverage])
    cosines = contents.coverage_vectors.astype(np.float32) @ vector
    nearest = int(np.argmax(np.where(is_red, cosines, -np.inf)))
    ahead_of = float(cosines[~is_red].max(initial=-1))
    is_about = cosines[nearest] >= max(ABOUT_FROM, ahead_of + ABOUT_AHEAD)
    return (contents.coverage[nearest],) if is_about else ()


def question_vectors(
    contents: Contents, encode: Callable[[Sequence[str]], Embeddings], questions: Sequence[str]
) -> Embeddings:
    """Encode questions as the search does, with other names: unit vectors, float32 of shape (questions, dim)."""
    return encode([encoded_text(question, contents.vocabulary.expand(question)) for question in questions])


def topic_vectors(
    contents: Contents, encode: Callable[[Sequence[str]], Embeddings], items: Sequence[MustCover]
) -> Embeddings:
    """Encode must-cover items: the mean direction of question and topic, float32 of shape (items, dim)."""
    asked = question_vectors(contents, encode, [text for item in items for text in (item.question, item.topic)])
    both = asked[::2] + asked[1::2]
    both /= np.maximum(np.linalg.norm(both, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return both


def first_found(contents: Contents, embedder: Embedder, question: str, k: int) -> list[Found]:
    """Ask a question, and return the passages of the first k hits, best first, as far as they may be shown."""
    gone = standings(contents.articles.values(), datetime.now(UTC).date()).keys()
    ranking = search(contents, embedder, understand(question, contents.speller), k, without=gone)
    return [
        Found(hit.rank, text, passage.article_id, passage.passage_id)
        for hit in ranking.hits
        for passage in (hit.passage, *(same.passage for same in hit.also_in))
        if (text := _shown(contents.articles[passage.article_id], passage))
    ]


def _shown(article: Article, passage: Passage) -> str:
    """Cut the words of a passage out of its article, up to where its rights end."""
    return article.text[passage.start : min(passage.end, shown_until(article))]


def folded(text: str) -> str:
    """Fold case and white space, so that only words are compared."""
    return " ".join(text.casefold().split())


@lru_cache(maxsize=2)  # two: the release that answers, and the one that takes over
def _names_of(items: tuple[Covered, ...], vocabulary: Vocabulary) -> tuple[Vocabulary, ...]:
    """Gather for each item what it is called; a vocabulary of its own finds these names in a question."""
    found = []
    for item in (covered.item for covered in items):
        parts = [part.strip() for part in _BETWEEN_NAMES.split(item.topic) if part.strip()]
        names = [*parts, *item.words, *item.names]
        others = chain.from_iterable(_other_names(name, vocabulary) for name in names)
        found.append(Vocabulary([Names(term=names[0], synonyms=(*names[1:], *others))], ()))
    return tuple(found)


def _other_names(name: str, vocabulary: Vocabulary) -> Iterator[str]:
    for found in vocabulary.expand(name):
        if found.found.casefold() == name.casefold() and not found.ambiguous:
            yield from found.others
