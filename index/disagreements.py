"""Where do the sentences shown disagree?

Only in ways that a reader can check by looking at both: another number, date or certainty for the same thing, a claim
beside its denial, or one outcome told of different numbers of people.  Rounding, other units, other arms, groups, time
points and studies are no disagreements, and what cannot be told for sure is none.  What counts as the same thing stands
in `disagreements.yaml`; how often the rules are right, in benchmarks/disagreements.md.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from citewell.corpus.sentences import split_sentences
from citewell.corpus.types import Span
from citewell.index.disagreement_rules import load_rules
from citewell.index.facts import Claimed, Dated, Fact, read_facts
from citewell.index.figures import Figure, overlap
from citewell.index.told import OTHER_ARM, Told

Kind = Literal["number", "date", "hedge", "claim", "denominator"]

_SAME_TIME = 0.05
"""Two times that differ by less than this part of the longer one are the same: 2.5 years and 30 months."""

_SLACK = 1.0
"""Percentages that differ by less than a point are left alone: one of the two may be cut, not rounded."""

_SAME_ORDER = {"duration": 0.1, "temperature": 0.01}
"""The part by which the figures of two instructions may differ and mean the same: 8 weeks and two months."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Words that are shown: `text[start:end]`, where `text` is the article's, and the studies that they are about."""

    article_id: str
    text: str
    start: int
    end: int
    studies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a disagreement: the number of its statement, and where its sentence stands in the article's text."""

    statement: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sentences that disagree; `about` is what about, as `disagreements.yaml` calls it, and not for readers."""

    kind: Kind
    about: str
    left: Side
    right: Side


@dataclass(frozen=True, slots=True)
class _Stated:
    fact: Fact
    side: Side
    article_id: str
    studies: tuple[str, ...]


def find_disagreements(statements: Sequence[Statement]) -> tuple[Disagreement, ...]:
    """Find where statements of different articles disagree.

    Args:
        statements: passages, or the sentences of them that answer, best first.

    Returns:
        Each disagreement once, by the first two sentences that hold it; the left one stands first among the statements.
    """
    stated = [one for number, statement in enumerate(statements) for one in _read(number, statement)]
    found: dict[tuple[object, ...], Disagreement] = {}
    for left, right in itertools.combinations(stated, 2):
        if left.article_id == right.article_id:
            continue
        kind = _compare(left, right)
        if kind is not None:
            sides = frozenset({_said(left.fact), _said(right.fact)})
            found.setdefault((kind, sides), Disagreement(kind, _about(left.fact), left.side, right.side))
    return tuple(found.values())


def _read(number: int, statement: Statement) -> list[_Stated]:
    text = statement.text
    return [
        _Stated(fact, Side(number, span.start, span.end), statement.article_id, statement.studies)
        for span in split_sentences(text, statement.start, statement.end)
        for fact in read_facts(text[span.start : span.end], _line(text, span), text)
    ]


def _line(text: str, span: Span) -> str:
    end = text.find("\n", span.end)
    return text[text.rfind("\n", 0, span.start) + 1 : end if end >= 0 else len(text)]


def _compare(left: _Stated, right: _Stated) -> Kind | None:
    match left.fact, right.fact:
        case Told() as one, Told() as other if one.measure == other.measure:
            same = one.measure.same == "study" and _same_study(left, right)
            same = same or (one.measure.same == "medicine" and one.medicine == other.medicine != "")
            return _compare_figures(one, other) if same and _same_arm(one, other) else None
        case Dated() as one, Dated() as other if one.event == other.event:
            same = one.event.same == "study" and _same_study(left, right)
            same = same or (one.event.same == "medicine" and one.medicine == other.medicine != "")
            known = not one.event.by_authority or one.authority == other.authority != ""
            return "date" if same and known and _dates_part(one.dates, other.dates) else None
        case Claimed() as one, Claimed() as other if one.claim == other.claim and one.about == other.about != "":
            return _CLASHES.get(frozenset({one.stance, other.stance}))
    return None


_CLASHES: dict[frozenset[str], Kind] = {
    frozenset({"flat", "hedged"}): "hedge",
    frozenset({"flat", "denied"}): "claim",
    frozenset({"hedged", "denied"}): "claim",
    frozenset({"flat", "open"}): "claim",
}
"""What is open to some may be likely to others, so "open" beside "hedged" or "denied" is no disagreement."""


def _same_study(left: _Stated, right: _Stated) -> bool:
    return len(left.studies) == 1 and left.studies == right.studies


def _same_arm(one: Told, other: Told) -> bool:
    """Tell whether two figures are of the same arm.

    Where one names none and speaks of no other arm, it may be that of the medicine, but not for a number of people.
    """
    if one.arm == other.arm or one.measure.same == "medicine":
        return True
    if one.measure.of == "people" or OTHER_ARM in {one.arm, other.arm}:
        return False
    return (not one.arm and not one.beside) or (not other.arm and not other.beside)


def _compare_figures(one: Told, other: Told) -> Kind | None:
    measure = one.measure
    if _parted(one.follow_ups, other.follow_ups):
        return None
    if measure.of == "share" and _other_people(one.figure, other.figure):
        return "denominator" if _one_outcome(one, other) else None
    if one.groups != other.groups or one.figure.quantity != other.figure.quantity:
        return None
    if measure.at_time and not (one.times and other.times):
        return None
    when = (one.times, other.times) if measure.at_time else (one.times + one.follow_ups, other.times + other.follow_ups)
    parted = not measure.order and not measure.near and _parted(*when)
    return "number" if not parted and _differ(one, other) else None


def _one_outcome(one: Told, other: Told) -> bool:
    """Tell whether two figures of different numbers of people are of one outcome, with nothing said that parts them.

    What is known only of those tested is told with the threshold or without; of anything else, a group that one side
    names, or people spoken of before, may be a part of the others.
    """
    if _parted(one.times, other.times):
        return False
    counted = {group.group for group in load_rules().groups if group.counted}
    groups, others = one.groups - counted, other.groups - counted
    if one.measure.tested:
        return groups == others or not (groups and others)
    return groups == others and not (one.figure.those or other.figure.those)


def _other_people(one: Figure, other: Figure) -> bool:
    """Tell whether two figures are told of different numbers of people, both stated."""
    if one.of and other.of:
        return one.of != other.of
    told, others = _numbers_of_people(one), _numbers_of_people(other)
    return bool(told and others) and told.isdisjoint(others)


def _numbers_of_people(figure: Figure) -> set[int]:
    return {figure.part, figure.of} if figure.of else {int(figure.value)} if figure.quantity == "people" else set()


def _differ(one: Told, other: Told) -> bool:
    """Tell whether two figures cannot be the same number, rounded, cut, bounded or told about."""
    left, right = one.figure, other.figure
    if math.inf in {left.value, right.value}:
        return False
    gap, larger = abs(left.value - right.value), max(left.value, right.value)
    if one.measure.order:
        return gap > larger * _SAME_ORDER[one.measure.of]
    if overlap(left, right) or (one.measure.of == "share" and gap < _SLACK):
        return False
    return not one.measure.near or gap <= larger * one.measure.near


def _parted(times: tuple[float, ...], others: tuple[float, ...]) -> bool:
    """Tell whether two figures are stated for different times; unstated is not different."""
    return bool(times and others) and not any(
        abs(a - b) <= _SAME_TIME * max(a, b) for a, b in itertools.product(times, others)
    )


def _dates_part(dates: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Tell whether two dates, or two ranges, cannot both be right, each as precise as it is stated."""
    return len(dates) == len(others) and any(
        not (a.startswith(b) or b.startswith(a)) for a, b in zip(dates, others, strict=True)
    )


def _about(fact: Fact) -> str:
    match fact:
        case Told():
            return fact.measure.measure
        case Dated():
            return fact.event.event
        case Claimed():
            return fact.claim.claim


def _said(fact: Fact) -> tuple[object, ...]:
    """What a fact says, however it is worded: two pairs of sentences that say the same hold one disagreement."""
    match fact:
        case Told():
            figure = fact.figure
            return fact.measure.measure, fact.arm, fact.groups, round(figure.value, 1), figure.of
        case Dated():
            return fact.event.event, fact.dates
        case Claimed():
            return fact.claim.claim, fact.about, fact.stance
