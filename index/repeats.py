"""Which passages say again what a better one has said?

Shingles (Broder 1997, doi 10.1109/SEQUEN.1997.666900): two passages are near-duplicates when most of the five-word runs
of the shorter stand in the other too.  Articles that retell one press release share whole sentences; a reader should
meet each once, so two passages whose answering sentences are the same words also count as one.
"""

from collections import Counter

from citewell.index.words import words

_RUN = 5

_SAME = 0.8
"""Share of common runs from which texts count as the same: one word in twenty-five changed leaves about .8 of them."""


class Repeats:
    """Remembers the texts kept so far and finds the one that a further text repeats."""

    def __init__(self) -> None:
        self._kept_with: dict[tuple[str, ...], list[int]] = {}
        self._sizes: list[int] = []
        self._answers: dict[tuple[str, ...], int] = {}

    def find_or_keep(self, text: str, answering: str) -> int | None:
        """Return the number (from 0) of the kept text that this one repeats, or keep it and return None.

        `answering` are the words of the text that answer, compared on their own as well.
        """
        answer = tuple(words(answering))
        if len(answer) >= _RUN and answer in self._answers:
            return self._answers[answer]
        runs = _runs(text)
        common = Counter(kept for run in runs for kept in self._kept_with.get(run, ()))
        for kept, count in sorted(common.items()):
            if count >= _SAME * min(len(runs), self._sizes[kept]):
                return kept
        number = len(self._sizes)
        self._sizes.append(len(runs))
        for run in runs:
            self._kept_with.setdefault(run, []).append(number)
        self._answers.setdefault(answer, number)
        return None


def _runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + _RUN]) for i in range(max(1, len(found) - _RUN + 1))}
