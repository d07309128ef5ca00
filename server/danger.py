"""Does a message describe danger, and whom must the person call?

This is no triage.  `danger.yaml` holds the ways in which dangers are described, each entry with its reason and source;
`wording.py` cuts a message into clauses, `assertions.py` tells whether a clause reports a danger or only asks about it,
denies it or tells of long ago.  Every clause is judged alone, and a danger once reported in one clause stands, whatever
other clauses say: adding to a message never takes a danger away.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from typing import Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from rapidfuzz import process
from rapidfuzz.distance import OSA

from citewell.corpus.entries import EntrySource
from citewell.corpus.errors import CitewellError
from citewell.index.spelling import english_counts
from citewell.server.assertions import Manner, Telling, is_told, tell
from citewell.server.clauses import Clause, read_clauses
from citewell.server.patterns import Pattern, PatternReader
from citewell.server.questions import is_asked

Action = Literal["emergency", "crisis_line", "centre_line"]
"""Whom to call, most pressing first: the emergency number, a crisis line, the treatment centre's 24-hour line."""

Kind = Literal[
    "breathing", "chest_pain", "stroke", "seizure", "unconscious", "bleeding", "allergic_reaction", "overdose",
    "self_harm", "fever", "confusion", "speech", "shaking", "diarrhoea", "other",
]  # fmt: skip

_PRESSING: dict[Action, int] = {action: place for place, action in enumerate(get_args(Action))}

_SHORTEST, _LONG = 4, 8
"""Letters of a word that may be a misspelt symptom word, and of one that may have two slips."""

_IN_USE = 1_000_000
"""How often SymSpell's dictionary counts a word that is taken to be meant as it is typed ("never" is no fever)."""


@dataclass(frozen=True, slots=True)
class Danger:
    """A danger that a message describes: the entry of `danger.yaml` that found it, its kind, and whom to call."""

    id: str
    kind: Kind
    action: Action


class Entry(BaseModel):
    """One entry of `danger.yaml`.

    `reports` say by themselves that something is happening ("cannot breathe"); `names` name a danger, and must stand in
    a report ("chest pain"); `wishes` count in any kind of sentence that does not deny them ("kill myself").  A match
    within one of `but_not` does not count, nor one that touches one of `nor_by`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    kind: Kind
    action: Action
    reason: str
    source: EntrySource
    reports: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    but_not: tuple[str, ...] = ()
    nor_by: tuple[str, ...] = ()


class Patterns(BaseModel):
    """The file `danger.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    written: str
    review: str
    words: dict[str, tuple[str, ...]]
    mended: tuple[str, ...]
    spellings: dict[str, str]
    emphasis: tuple[str, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    danger: Danger
    manner: Manner
    pattern: Pattern
    exceptions: tuple[Pattern, ...]
    beside: tuple[Pattern, ...]


def find_danger(message: str) -> tuple[Danger, ...]:
    """Find the dangers that a message describes.

    Args:
        message: what the person typed, in any spelling.

    Returns:
        One danger of each kind, the most pressing action first; none where the message only asks about dangers, denies
        them, or tells of long ago.
    """
    clauses = tuple(dict.fromkeys(read_clauses(message, _spell, _emphasis())))
    telling = tell(clauses)
    named = [(clause, _rows_for(clause), 0) for clause in clauses]
    named += [
        (pair, [row for row in _rows_for(pair) if row.manner is not Manner.NAME], seam)
        for pair, seam in _pairs(clauses)
    ]
    found = _find(named, telling, {})
    if found and not telling.now:  # where one danger is told of, another that is just named counts, too
        found = _find(named, replace(telling, now=True), found)
    return tuple(sorted(found.values(), key=lambda danger: (_press(danger), get_args(Kind).index(danger.kind))))


def _pairs(clauses: tuple[Clause, ...]) -> Iterator[tuple[Clause, int]]:
    """Join each clause with the next of its sentence; beside it, where the seam is.

    Some dangers are told across two clauses ("he does not know | he is in hospital").
    """
    for one, other in itertools.pairwise(clauses):
        if one.sentence == other.sentence and other.joined != "or" and not is_asked(other.text, "", other.mark):
            text, words = one.text.rstrip() + other.text, one.words | other.words
            yield replace(other, text=text, context=one.context, joined=one.joined, words=words), len(one.text) - 1


def _find(
    named: list[tuple[Clause, list[_Row], int]], telling: Telling, already: dict[Kind, Danger]
) -> dict[Kind, Danger]:
    """Find the dangers told of, one of each kind, beside those that were found already."""
    found = dict(already)
    for clause, rows, seam in named:
        for row in rows:
            held = found.get(row.danger.kind)
            if (held is None or _press(row.danger) < _press(held)) and _tells(row, clause, seam, telling):
                found[row.danger.kind] = row.danger
    return found


@cache
def load_patterns() -> Patterns:
    """Read `danger.yaml`.

    Raises:
        CitewellError: the file or an entry is not as it should be.
    """
    text = resources.files("citewell.server").joinpath("danger.yaml").read_text("utf-8")
    try:
        return Patterns.model_validate(yaml.CSafeLoader(text).get_single_data())
    except (yaml.YAMLError, ValidationError) as error:
        raise CitewellError(f"server/danger.yaml is not as it should be ({' '.join(str(error).split())}).") from error


def _press(danger: Danger) -> int:
    return _PRESSING[danger.action]


def _tells(row: _Row, clause: Clause, seam: int, telling: Telling) -> bool:
    """Tell whether a clause tells of a danger; where two clauses are joined, across their seam."""
    return any(
        is_told(clause, span, row.manner, telling)
        for span in row.pattern.find(clause.text, clause.words)
        if (not seam or span[0] < seam < span[1]) and not _is_excepted(row, clause, span, seam)
    )


def _is_excepted(row: _Row, clause: Clause, span: tuple[int, int], seam: int) -> bool:
    """Tell whether a match lies in an exception, or touches one where that is enough: always across a seam."""
    within, touching = ((), row.exceptions + row.beside) if seam else (row.exceptions, row.beside)
    return any(
        start <= span[0] and span[1] <= end
        for exception in within
        for start, end in exception.find(clause.text, clause.words)
    ) or any(
        start < span[1] and span[0] < end
        for exception in touching
        for start, end in exception.find(clause.text, clause.words)
    )


def _rows_for(clause: Clause) -> list[_Row]:
    """List the patterns whose words are all in a clause, in their order."""
    rows, by_word = _rows()
    numbers = sorted({number for word in ("", *clause.words) for number in by_word.get(word, ())})
    return [rows[number] for number in numbers if rows[number].pattern.may_be_in(clause.words)]


@cache
def _rows() -> tuple[list[_Row], dict[str, list[int]]]:
    """Make all patterns ready, and list for each word the numbers of those that it may be a sign of."""
    patterns = load_patterns()
    read = PatternReader(patterns.words)
    rows: list[_Row] = []
    by_word: dict[str, list[int]] = {}
    for entry in patterns.entries:
        danger = Danger(entry.id, entry.kind, entry.action)
        exceptions = tuple(ready for written in entry.but_not for ready in read(written))
        beside = tuple(ready for written in entry.nor_by for ready in read(written))
        manners = ((Manner.REPORT, entry.reports), (Manner.NAME, entry.names), (Manner.WISH, entry.wishes))
        ready = ((manner, pattern) for manner, several in manners for written in several for pattern in read(written))
        for manner, pattern in ready:
            row = _Row(danger, manner, pattern, exceptions, beside)
            for word in min(row.pattern.needs, key=_commonness, default=frozenset({""})):
                by_word.setdefault(word, []).append(len(rows))
            rows.append(row)
    return rows, by_word


def _commonness(words: frozenset[str]) -> int:
    return sum(english_counts().get(word, 0) for word in words)


@cache
def _named() -> frozenset[str]:
    """List the words that the patterns name."""
    patterns = load_patterns()
    written = [
        row
        for entry in patterns.entries
        for row in (*entry.reports, *entry.names, *entry.wishes, *entry.but_not, *entry.nor_by)
    ]
    return frozenset(
        re.findall("[a-z]+", " ".join([*written, *itertools.chain.from_iterable(patterns.words.values())]))
    )


@cache
def _emphasis() -> frozenset[str]:
    return frozenset(load_patterns().emphasis)


@lru_cache(maxsize=4096)
def _spell(word: str) -> str:
    """Give the symptom word that a misspelt word was meant for, or the word itself: one slip, or two in a long word."""
    patterns = load_patterns()
    if word in patterns.spellings:
        return patterns.spellings[word]
    if (
        len(word) > _SHORTEST
        and word.endswith("in")
        and word not in english_counts()
        and f"{word}g" in english_counts()
    ):
        return f"{word}g"  # "talkin"
    if len(word) < _SHORTEST or english_counts().get(word, 0) >= _IN_USE or word in _named():
        return word
    slips = 1 if len(word) < _LONG or word in english_counts() else 2
    best = process.extractOne(word, patterns.mended, scorer=OSA.distance, score_cutoff=slips)
    return best[0] if best else word
