"""Which other names does a question's words have?

"Carvykti" is cilta-cel and JNJ-68284528; what "came back" has relapsed.  The names stand in the files of
`index/vocabulary/` and in the publisher's own glossary.  Most are found by their stems, so that "heart attacks" finds
"heart attack".  Codes and brands are found letter by letter, and abbreviations by their capitals, so that a car is no
CAR: in lower case too where they can be no other word ("crs"), for patients do not press shift.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from citewell.corpus.entries import Names, load_names
from citewell.index.words import stems, stopwords, words

_TOKEN = re.compile(
    r"""['’]s\b                                     # the possessive is no word of its own
    | (?P<end> [.,;:!?](?=\s|$) | [()\[\]"“”\n] | \s[-–—]+\s )   # no name reaches beyond it
    | (?P<word> \d+(?:[.,]\d+)* | [^\W\d_]+ )       # two words: "JNJ-68284528", "JNJ 68284528", "JNJ68284528"
    """,
    re.VERBOSE,
)
_AROUND = ' .,;:!?()[]"“”\n'
_PLURAL = re.compile(r"^([A-Z]{2,})s$")

_LOWER_CASE_FROM = 3
"""Abbreviations with fewer letters ("OS", "MM") count only in capitals: too many words look like them."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """What a name in a question can be searched with.

    `found` is the name as it stands there, `others` are the other names of the same thing, lay ones last, and `covers`
    narrower things that it asks for as well; none of them stands in the question. `ambiguous`: it has other meanings.
    """

    found: str
    others: tuple[str, ...]
    covers: tuple[str, ...]
    ambiguous: bool


class _Word(NamedTuple):
    """A word in the three forms it can be found by: a plural "s" after capitals is left out of the first two."""

    capitals: str
    lower: str
    stem: str


_END = _Word("|", "|", "|")

_Key = str
"""The stems of a name, with spaces between and around them: names with the same key are the same name."""

_Sign = tuple[int, tuple[str, ...]]
"""How a name is found: by which form of its words (the number of a field of `_Word`), and the words in that form."""

_CAPITALS, _LOWER, _STEM = range(3)


@dataclass(slots=True)
class _Thing:
    """What the names of one thing are, how each is found, and what else it asks for."""

    term: _Key
    ambiguous: bool
    lay: set[_Key] = field(default_factory=set)
    names: dict[_Key, str] = field(default_factory=dict)
    signs: dict[_Key, set[_Sign]] = field(default_factory=dict)
    covers: dict[_Key, str] = field(default_factory=dict)


@cache
def load_vocabulary() -> tuple[Names, ...]:
    """Read the names that Citewell brings along; once.

    Raises:
        CitewellError: a file is not as it should be.
    """
    folder = resources.files("citewell.index").joinpath("vocabulary")
    files = sorted(file.name for file in folder.iterdir() if file.name.endswith(".yaml"))
    return tuple(entry for file in files for entry in _load_file(file))


@cache
def _load_file(name: str) -> tuple[Names, ...]:
    with resources.as_file(resources.files("citewell.index").joinpath("vocabulary", name)) as path:
        return load_names(path)


def names_medicine(expansion: Expansion) -> bool:
    """Tell whether a name in a question is that of one medicine: not of a class, nor what people call it."""
    return any(_key(name) in _medicines() for name in (expansion.found, *expansion.others))


@cache
def _medicines() -> frozenset[_Key]:
    single = (entry for entry in _load_file("drugs.yaml") if not entry.covers)
    return frozenset(_key(name) for entry in single for name in set(entry.names).difference(entry.lay))


class Vocabulary:
    """All names that can be found in a question."""

    def __init__(self, own: Iterable[Names], general: Iterable[Names]) -> None:
        """Gather the entries of a publisher and the general ones.

        Entries about one thing are joined: their terms are the same, or the term of one is a name of the other.  Else
        a name that stands among the publisher's has no other meaning, and a name of several things is ambiguous.
        """
        self._things, holders = _gather(own, general)
        shared = {key for key, holding in holders.items() if len(holding) > 1}
        # Where no other entry tells which name of an ambiguous one is meant, all of its names are.
        self._vague = {n for n, thing in enumerate(self._things) if thing.ambiguous and shared.isdisjoint(thing.names)}
        self._found: dict[_Sign, list[int]] = defaultdict(list)
        lengths: dict[tuple[int, str], set[int]] = defaultdict(set)
        for number, thing in enumerate(self._things):
            for form, sequence in set().union(*thing.signs.values()):
                self._found[form, sequence].append(number)
                lengths[form, sequence[0]].add(len(sequence))
        self._lengths = {first: tuple(found) for first, found in lengths.items()}

    def expand(self, text: str) -> tuple[Expansion, ...]:
        """Find the names in a question, the longest first and none inside another; one for each place, in order."""
        text = unicodedata.normalize("NFC", text)
        spans, read = _read(text)
        question = _padded(read)
        is_shouted = text.isupper() and len(text.split()) > 1  # then capitals say nothing
        matches = self._match(read, range(_LOWER if is_shouted else _CAPITALS, _STEM + 1))
        taken = [False] * len(read)
        chosen: list[tuple[int, int]] = []
        for start, length in sorted(matches, key=lambda match: (-match[1], match[0])):
            if not any(taken[start : start + length]):
                taken[start : start + length] = [True] * length
                chosen.append((start, length))
        return tuple(
            self._expand(text[spans[start][0] : spans[start + length - 1][1]], matches[start, length], question)
            for start, length in sorted(chosen)
        )

    def _match(self, read: list[_Word], forms: Iterable[int]) -> dict[tuple[int, int], set[int]]:
        """Find every name: (number of its first word, how many words) → the things that it may mean."""
        matches: dict[tuple[int, int], set[int]] = defaultdict(set)
        for form in forms:
            sequence = tuple(word[form] for word in read)
            for start, first in enumerate(sequence):
                for length in self._lengths.get((form, first), ()):
                    name = sequence[start : start + length]
                    if (form, name) in self._found:
                        matches[start, len(name)].update(self._found[form, name])
        return matches

    def _expand(self, found: str, numbers: set[int], question: _Key) -> Expansion:
        things = [self._things[number] for number in sorted(numbers)]
        others = {key: name for thing in things for key, name in thing.names.items() if key not in question}
        covers = {key: name for thing in things for key, name in thing.covers.items() if key not in question}
        return Expansion(
            found,
            others=tuple(others.values()),
            covers=tuple(name for key, name in covers.items() if key not in others),
            ambiguous=len(numbers) > 1 or not self._vague.isdisjoint(numbers),
        )


def _gather(own: Iterable[Names], general: Iterable[Names]) -> tuple[list[_Thing], dict[_Key, set[int]]]:
    """Make one thing of all entries about it, the publisher's first; tell also which things hold each name."""
    things = [_thing(entry) for entry in own]
    by_term = {thing.term: number for number, thing in enumerate(things)}
    holders: dict[_Key, set[int]] = defaultdict(set)
    for number, thing in enumerate(things):
        for key in thing.names:
            holders[key].add(number)
    claimed = set(holders)
    for entry in general:
        new = _thing(entry)
        same = by_term.get(new.term)
        if same is None and not new.ambiguous:
            related = holders.get(new.term, set()) | {by_term[key] for key in new.names if key in by_term}
            certain = [number for number in related if not things[number].ambiguous]
            same = certain[0] if len(certain) == 1 else None
        if same is None:
            same = len(things)
            things.append(_Thing(new.term, new.ambiguous))
        _join(things[same], new, claimed)
        by_term.setdefault(new.term, same)
        for key in new.names.keys() - claimed:
            holders[key].add(same)
    for thing in things:
        thing.names = {key: thing.names[key] for key in sorted(thing.names, key=thing.lay.__contains__)}
    return things, holders


def _thing(entry: Names) -> _Thing:
    covers = {_key(name): name for name in entry.covers}
    thing = _Thing(_key(entry.term), entry.ambiguous, lay=set(map(_key, entry.lay)), covers=covers)
    exact = {*entry.brand, *entry.codes}
    short = {name for name in entry.names if name.isupper()}.union(entry.abbreviations) - exact
    for name in entry.names:
        read = _name_words(name)
        if read:
            form = _LOWER if name in exact else _STEM
            if name in short:
                form = _LOWER if not entry.ambiguous and _may_be_typed(read) else _CAPITALS
            key = _padded(read)
            thing.names.setdefault(key, name)
            thing.signs.setdefault(key, set()).add((form, tuple(word[form] for word in read)))
    return thing


def _join(thing: _Thing, new: _Thing, claimed: Set[_Key]) -> None:
    """Add the names of another entry about the same thing, but those that a publisher uses as they are used there."""
    thing.lay |= new.lay - thing.names.keys()
    for key in new.names:
        if key not in claimed:
            thing.names.setdefault(key, new.names[key])
            thing.signs.setdefault(key, set()).update(new.signs[key])
    thing.covers |= new.covers
    thing.ambiguous |= new.ambiguous


def _may_be_typed(read: list[_Word]) -> bool:
    """Tell whether an abbreviation in lower case can be nothing else."""
    letters = [word.lower for word in read]
    return len("".join(letters)) >= _LOWER_CASE_FROM and " ".join(letters) not in _short_words()


@cache
def _short_words() -> frozenset[str]:
    text = resources.files("citewell.index").joinpath("shortwords.txt").read_text("utf-8")
    return stopwords().union(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _name_words(name: str) -> list[_Word]:
    return _read(unicodedata.normalize("NFC", name).strip(_AROUND))[1]


def _read(text: str) -> tuple[list[tuple[int, int]], list[_Word]]:
    """Find the words of a text, and the marks that no name reaches beyond: where each stands, and its forms."""
    found = [match for match in _TOKEN.finditer(text) if match.lastgroup]
    forms = [_word(match.group()) if match.lastgroup == "word" else _END for match in found]
    return [match.span() for match in found], forms


@lru_cache(maxsize=50_000)
def _word(text: str) -> _Word:
    capitals = _PLURAL.sub(r"\1", text)
    stem = "".join(stems(text)) or "".join(words(text))  # a stop word has no stem, but counts in a name
    return _Word(capitals, "".join(words(capitals)), stem)


def _key(name: str) -> _Key:
    return _padded(_name_words(name))


def _padded(read: Iterable[_Word]) -> _Key:
    return f" {' '.join(word.stem for word in read)} "
