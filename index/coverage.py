"""Does a library answer what it must, and does it still answer as before?

`cover` asks the question of every must-cover item; `check` asks a publisher's own questions and compares the first
answer with that of another release.  Both search exactly as people's questions are searched.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from citewell.corpus.entries import MustCover, SuggestedQuestion
from citewell.index.contents import Contents
from citewell.index.embedder import Embedder
from citewell.index.question import understand
from citewell.index.search import search

COVERED_WITHIN = 5
"""A passage covers an item when it is among so many first hits: as many as an answer shows."""

FOUND_WITHIN = 3
"""An expected answer counts as found within so many first hits."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """A must-cover item with the passage that covers it; `passage_id` and `text` are empty if none does."""

    item: MustCover
    passage_id: str = ""
    text: str = ""

    @property
    def is_covered(self) -> bool:
        """Tell whether some passage covers the item."""
        return bool(self.passage_id)


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


def cover(contents: Contents, embedder: Embedder, items: Sequence[MustCover]) -> Iterator[Coverage]:
    """Find for each item the first passage that covers it."""
    for item in items:
        wanted = [_folded(words) for words in item.words]
        for _, text, passage_id in _first_texts(contents, embedder, item.question, COVERED_WITHIN):
            if any(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", _folded(text)) for words in wanted):
                yield Coverage(item, passage_id, text)
                break
        else:
            yield Coverage(item)


def check(
    contents: Contents, embedder: Embedder, questions: Sequence[SuggestedQuestion], before: Contents | None = None
) -> Iterator[Checked]:
    """Ask every question; `before` is a release built with the same encoder to compare the first answers with."""
    for question in questions:
        texts = _first_texts(contents, embedder, question.question, FOUND_WITHIN)
        answer = _folded(question.answer)
        found = next((rank for rank, text, _ in texts if answer in _folded(text)), 0)
        earlier = _first_texts(before, embedder, question.question, 1) if before else []
        yield Checked(question, found, texts[0][1] if texts else "", earlier[0][1] if earlier else "")


def _first_texts(contents: Contents, embedder: Embedder, question: str, k: int) -> list[tuple[int, str, str]]:
    """Return rank, text and id of the first k hits; a passage folded into a hit comes after it, with its rank."""
    ranking = search(contents, embedder, understand(question, contents.speller), k)
    return [
        (hit.rank, contents.text(passage), passage.passage_id)
        for hit in ranking.hits
        for passage in (hit.passage, *(same.passage for same in hit.also_in))
    ]


def _folded(text: str) -> str:
    """Fold case and white space, so that only words are compared."""
    return " ".join(text.casefold().split())
