"""How is a way of saying something written down, and where does it stand in a clause?

A pattern is a row of words, each separated by a space:

    chest          this word                       breath*        every English word that begins so
    hurts|at_once  one of these words or phrases   BODY_PART      one of the words or phrases of this class
    on?            may be there or not             chest & aches  both of these, in any order, up to eight words apart
    38to43         a number in this range; .38to43: with a decimal point
    ..  ...        up to three, up to six words    !about|by      no such word comes next
    ^  $           the clause begins, ends here

The words of a gap deny and suppose nothing.

A match holds whole words.  It reads the plain words of `wording.py`: one case, "cannot", "do not", "he is".
"""

import bisect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from citewell.corpus.errors import CitewellError
from citewell.index.spelling import english_counts

_BETWEEN = r"(?: (?!(?:no|not|never|without|neither|nor|nobody|if|denies) )\S+)"
_GAPS = {"..": _BETWEEN + "{0,3}?", "...": _BETWEEN + "{0,6}?"}
_APART = _BETWEEN + "{0,8}?"
_PLACES = {**_GAPS, "....": _APART, "^": "^", "$": "(?= $)"}
_RANGE = re.compile(r"(?P<point>\.?)(?P<low>\d+(?:\.\d+)?)to(?P<high>\d+(?:\.\d+)?)")
_NUMBER = r"\d+(?:\.\d+)?"
_POINT = r"\d+\.\d+"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern, ready to be looked for.

    `needs` holds, for each word that must be there, the forms that it can have: a quick check before the regex.
    `ranges` are those of the numbers, in order.
    """

    regex: str
    needs: tuple[frozenset[str], ...]
    ranges: tuple[tuple[float, float], ...]

    def may_be_in(self, words: frozenset[str]) -> bool:
        """Tell whether a clause has all the words that the pattern needs."""
        return not any(map(words.isdisjoint, self.needs))

    def find(self, text: str, words: frozenset[str]) -> Iterator[tuple[int, int]]:
        """Find the spans of the pattern in a clause: `text` with one space around each word, `words` those of it."""
        if not self.may_be_in(words):
            return
        regex, at = _ready(self.regex), 0
        while (match := regex.search(text, at)) is not None:
            if all(low <= float(n) <= high for n, (low, high) in zip(match.groups(), self.ranges, strict=True)):
                yield match.span()
                at = match.end()
            else:
                at = match.start() + 1


class PatternReader:
    """Makes patterns ready that share their classes of words; each choice of words is written out once."""

    def __init__(self, classes: Mapping[str, Sequence[str]]) -> None:
        self._classes = classes
        self._known: dict[str, tuple[str, frozenset[str]]] = {}

    def __call__(self, pattern: str) -> list[Pattern]:
        """Make a pattern ready: one for each order that it allows.

        Raises:
            CitewellError: a class in it is not known.
        """
        one, both, other = pattern.partition(" & ")
        orders = (f"{one} .... {other}", f"{other} .... {one}") if both else (pattern,)
        return [_compile(order, self._choices) for order in orders]

    def _choices(self, term: str) -> tuple[str, frozenset[str]]:
        """Give the choices of a term as a regular expression, and the first words of them."""
        if term not in self._known:
            phrases = _phrases(term, self._classes)
            first = frozenset(phrase.partition(" ")[0] for phrase in phrases)
            self._known[term] = "|".join(map(re.escape, phrases)), first
        return self._known[term]


def _compile(pattern: str, choices: Callable[[str], tuple[str, frozenset[str]]]) -> Pattern:
    parts: list[str] = []
    needs: list[frozenset[str]] = []
    ranges: list[tuple[float, float]] = []
    for term in pattern.split():
        if term in _PLACES:
            parts.append(_PLACES[term])
        elif term.startswith("!"):
            parts.append(f"(?! (?:{choices(term[1:])[0]}) )")
        elif number := _RANGE.fullmatch(term):
            parts.append(f" ({_POINT if number['point'] else _NUMBER})(?= )")
            ranges.append((float(number["low"]), float(number["high"])))
        else:
            words, first = choices(term.removesuffix("?"))
            optional = term.endswith("?")
            parts.append(f"(?: (?:{words})(?= ))" + "?" * optional)
            if not optional:
                needs.append(first)
    needs.sort(key=len)
    return Pattern("".join(parts), tuple(needs), tuple(ranges))


@cache
def _ready(regex: str) -> re.Pattern[str]:
    """Compile a regex once, when it is first needed: most messages need few of them."""
    return re.compile(regex)


def _phrases(term: str, classes: Mapping[str, Sequence[str]]) -> list[str]:
    """Write out the words and phrases that a term stands for, the longest first."""
    found: list[str] = []
    for choice in term.split("|"):
        if choice.isupper():
            if choice not in classes:
                raise CitewellError(f"The patterns name a class “{choice}”, which is not among their words.")
            found += [phrase for held in classes[choice] for phrase in _phrases_of(held, classes)]
        else:
            found += _forms(choice.replace("_", " "))
    return sorted(set(found), key=lambda phrase: (-len(phrase), phrase))


def _phrases_of(held: str, classes: Mapping[str, Sequence[str]]) -> list[str]:
    return [held] if " " in held else _phrases(held, classes)


def _forms(word: str) -> list[str]:
    if not word.endswith("*"):
        return [word]
    stem, known = word[:-1], _sorted_english()
    start = bisect.bisect_left(known, stem)
    end = bisect.bisect_left(known, stem + "{")  # "{" comes after "z"
    return [stem, *known[start:end]]


@cache
def _sorted_english() -> list[str]:
    return sorted(word for word in english_counts() if word.isalpha())
