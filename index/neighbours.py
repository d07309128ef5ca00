"""Which words are a few edits away from this one?

An edit is a letter added, left out, or put in the place of another, or two neighbours swapped (optimal string
alignment, Damerau 1964).  Nothing is prepared but the length of each word and which letters it has; these leave few
words to count.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA


def count_edits(word: str, other: str) -> int:
    """Count the edits between two words."""
    return int(OSA.distance(word, other))


class Neighbours:
    """A set of words, of the letters a to z, among which to look."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words, key=len)
        self._lengths = np.array([len(word) for word in self._words], dtype=np.int64)
        self._letters = _letters(self._words)

    def find(self, word: str, edits: int) -> dict[str, int]:
        """Find the words at most so many edits away, each with its edits."""
        start, end = np.searchsorted(self._lengths, (len(word) - edits, len(word) + edits + 1))
        theirs, own = self._letters[start:end], _letters([word])[0]
        new, missing = np.bitwise_count(theirs & ~own), np.bitwise_count(own & ~theirs)
        likely = [self._words[start + i] for i in np.flatnonzero(np.maximum(new, missing) <= edits)]
        found = process.extract(word, likely, scorer=OSA.distance, score_cutoff=edits, limit=None)
        return {other: int(distance) for other, distance, _ in found}


def _letters(words: Sequence[str]) -> NDArray[np.uint64]:
    """Set a bit for each letter of a word, and for each that it has twice: an edit sets and clears at most one."""
    spelled = np.array(words, dtype=np.bytes_)
    bits = np.zeros(256, dtype=np.uint64)
    bits[ord("a") : ord("z") + 1] = 1 << np.arange(26)
    once, twice = np.zeros((2, len(words)), dtype=np.uint64)
    for column in spelled.view(np.uint8).reshape(len(words), spelled.itemsize).T:
        letter = bits[column]
        twice |= once & letter
        once |= letter
    return once | twice << np.uint64(26)
