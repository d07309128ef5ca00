"""Which plain words did a hurried person mean?

For the pattern files that read whole messages (`advice.yaml`, `small_talk.yaml`): capitals, marks, apostrophes,
stretched letters, the shorthand of phones and single slips are taken away, so that a pattern is written once.  A word
is only ever mended to one that the patterns know, and never if it is English: no real question turns into small talk.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from citewell.index.spelling import english_counts

_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile(r"[\u0300-\u036f]+")
_APOSTROPHES = re.compile(r"['’‘`´]")
_STRETCHED = re.compile(r"(.)\1{2,}")
_ESCAPES = re.compile(r"\\.|\(\?[<!=:]*")

_SHORTHAND = {
    "u": "you", "ya": "you", "ur": "your", "r": "are", "b4": "before", "cud": "could", "shud": "should",
    "shld": "should", "shoud": "should", "wud": "would", "wld": "would", "wot": "what", "wat": "what",
    "wats": "whats", "hav": "have", "tak": "take", "tke": "take", "teh": "the", "yuo": "you", "hwo": "how",
    "waht": "what", "hw": "how", "ths": "this", "tis": "this", "mcuh": "much", "gud": "good", "cna": "can",
    "pls": "please", "plz": "please", "thx": "thanks", "thnx": "thanks", "tnx": "thanks", "hubby": "husband",
    "oh": "husband", "mam": "mum", "mums": "mum", "dads": "dad", "meds": "medicine", "ok": "okay", "okey": "okay",
    "kk": "okay", "wifes": "wife", "cn": "can", "doc": "doctor", "dr": "doctor",
}  # fmt: skip
"""What people type on phones, and slips in words that are too short to mend."""

_SHORTEST = 4
_LONG = 8
"""From so many letters on, a word may be two edits away from the one meant."""


def mend(message: str, meant: frozenset[str]) -> str:
    """Return the words of a message as they were meant: lower case, one space between them, no marks.

    Args:
        message: What a person typed.
        meant: The words that a slip may be mended to; all others stay as typed.
    """
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", message.casefold()))
    return " ".join(_meant(word, meant) for word in _WORD.findall(_APOSTROPHES.sub("", plain)))


def words_in(patterns: Iterable[str]) -> frozenset[str]:
    """List the words that patterns hold, for `mend`."""
    return frozenset(word for pattern in patterns for word in re.findall("[a-z]{4,}", _ESCAPES.sub(" ", pattern)))


@lru_cache(maxsize=10_000)
def _meant(word: str, meant: frozenset[str]) -> str:
    word = _SHORTHAND.get(word, word)
    if word in meant or not (word.isascii() and word.isalpha()):
        return word
    for shorter in (_STRETCHED.sub(r"\1\1", word), _STRETCHED.sub(r"\1", word)) if _STRETCHED.search(word) else ():
        if shorter in meant or shorter in english_counts():
            return _SHORTHAND.get(shorter, shorter)
    if len(word) < _SHORTEST or word in english_counts():
        return word
    near = process.extract(word, meant, scorer=OSA.distance, score_cutoff=2 if len(word) >= _LONG else 1, limit=None)
    likely = [
        ((edits, abs(len(other) - len(word))), other)
        for other, edits, _ in near
        if other[0] == word[0] or other[:2] == word[1::-1]  # few miss the first letter
    ]
    best = min((cost for cost, _ in likely), default=None)
    nearest = [other for cost, other in likely if cost == best]
    return nearest[0] if len(nearest) == 1 else word
