"""Which passages say again what a better one has said?

Shingles (Broder 1997, doi 10.1109/SEQUEN.1997.666900): two passages are near-duplicates when most of the five-word runs
of the shorter stand in the other too.  Articles that retell one press release share whole sentences; a reader should
meet each once, so two passages whose answering sentences are the same words also count as one.  A passage that holds a
number which the better one lacks, or that denies more or less, is never folded: one "not" changes everything.  Nor is
one folded for its meaning alone: to the default encoder "vaccines are safe" and "vaccines are not safe" are the same
(cosine .99).
"""

import re
from collections import Counter
from typing import NamedTuple

from citewell.index.words import words

_RUN = 5

_SAME = 0.8
"""Share of common runs from which texts count as the same: one word in twenty-five changed leaves about .8 of them."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

_DENIES = re.compile(
    r"\b(?:no|not|never|none|nor|neither|without|cannot|unless|unlikely|stop|avoid|\w+n['’]t)\b", re.IGNORECASE
)


class Repeats:
    """Remembers the texts kept so far and finds the one that a further text repeats."""

    def __init__(self) -> None:
        self._kept_with: dict[tuple[str, ...], list[int]] = {}
        self._sizes: list[int] = []
        self._answers: dict[tuple[str, ...], int] = {}
        self._facts: list[_Facts] = []

    def find_or_keep(self, text: str, answering: str) -> int | None:
        """Return the number (from 0) of the kept text that this one repeats, or keep it and return None.

        `answering` are the words of the text that answer, compared on their own as well.
        """
        answer = tuple(words(answering))
        if len(answer) >= _RUN and answer in self._answers:
            return self._answers[answer]
        runs, facts = _runs(text), _facts(text)
        common = Counter(kept for run in runs for kept in self._kept_with.get(run, ()))
        for kept, count in sorted(common.items()):
            is_same = count >= _SAME * min(len(runs), self._sizes[kept])
            if is_same and facts.numbers <= self._facts[kept].numbers and facts.denials == self._facts[kept].denials:
                return kept
        number = len(self._sizes)
        self._sizes.append(len(runs))
        self._facts.append(facts)
        for run in runs:
            self._kept_with.setdefault(run, []).append(number)
        self._answers.setdefault(answer, number)
        return None


class _Facts(NamedTuple):
    """What must agree before a text counts as a repeat: its numbers, and how often each denying word stands in it."""

    numbers: frozenset[str]
    denials: Counter[str]


def _facts(text: str) -> _Facts:
    return _Facts(frozenset(_NUMBER.findall(text)), Counter(_DENIES.findall(text.lower())))


def _runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + _RUN]) for i in range(max(1, len(found) - _RUN + 1))}
