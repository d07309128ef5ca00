"""Which figures of which measures does a clause tell, and of whom, when and in which arm of a study?

A figure is told only where there is one way to read it: one figure for one measure, or two for two arms in their order.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from citewell.index.disagreement_rules import Measure, find, find_only, load_rules, medicine_starts
from citewell.index.figures import NUMBER_WORDS, Figure, find_figures, number

OTHER_ARM = "other arm"

_NEGATED = re.compile(r"\b(?:not|no|never|without|neither|nor|cannot|\w+n['’]t)\s(?:\w+\s){0,2}$", re.IGNORECASE)
_NARROWER_BEFORE = re.compile(
    r"\b(?!(?:overall|total|several|serious)\b)\w+(?:al|ic|ary|ory|ous|tive)\s\Z", re.IGNORECASE
)
_NARROWER_AFTER = re.compile(
    r"\s(?:of (?:the|an?) (?!people|patients|study|trial|group|arm|\d)|other than|lasting|before|requiring|leading|due"
    r"|that|which|caused|excluding|except|without)\b",
    re.IGNORECASE,
)
_COMPARED_WITH = re.compile(r"\W*(?:as )?(?:compared|relative|versus|unlike|in contrast)\b", re.IGNORECASE)
"""What turns the order of two arms round: "Compared with standard care, ..."."""

_AND = re.compile(r"[\s,]*(?:and|or)?[\s,]*")
_FOLLOW_UP = re.compile(r"follow[\s-]?up\b[^\d;]{0,25}$|\bfollowed (?:for|over)[^\d;]{0,25}$", re.IGNORECASE)
_OF_FOLLOW_UP = re.compile(r"[\s-](?:of |median )?follow[\s-]?up\b", re.IGNORECASE)
_AT = re.compile(
    r"\b(?:at|by|after|within|first|for|over|past|than|next|in|reached|since)\s"
    r"(?:(?:the|about|around|approximately|nearly|at|least|more|than|a|first|over)\s){0,3}$",
    re.IGNORECASE,
)
_LATER = re.compile(r"\s(?:after|following|post|later|on|or (?:more|later|longer))\b", re.IGNORECASE)
_POINT = re.compile(rf"\b(?P<unit>year|month)\s(?P<n>\d{{1,2}}|{'|'.join(NUMBER_WORDS)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of a measure.

    `arm` is a medicine, `OTHER_ARM` or empty; `beside` tells that another arm stands in the same paragraph; `times` are
    the time points and `follow_ups` the lengths of follow-up that it is stated for, in months.
    """

    measure: Measure
    figure: Figure
    arm: str
    beside: bool
    medicine: str
    groups: frozenset[str]
    times: tuple[float, ...]
    follow_ups: tuple[float, ...]


class _Roles(NamedTuple):
    """The lengths of time of a text: time points and follow-ups in months, and what is neither."""

    times: tuple[float, ...]
    follow_ups: tuple[float, ...]
    follow_up_figures: tuple[Figure, ...]
    values: tuple[Figure, ...]


def find_told(clause: str, sentence: str, paragraph: str, article: str) -> Iterator[Told]:
    """Find what a clause tells.

    Args:
        clause: its words.
        sentence: the sentence that it is a part of, which may tell the group, the time and the arm.
        paragraph: the line that it stands in, which may tell the follow-up and the medicine.
        article: the whole text, which tells the medicine if it has only one.
    """
    named = _measures_in(clause, sentence)
    figures = find_figures(clause) if named else ()
    if not figures:
        return
    roles, wider, widest = (_roles(text, find_figures(text)) for text in (clause, sentence, paragraph))
    groups, head = _groups(sentence), _groups(sentence[: sentence.index(clause) + len(clause)])
    if groups != head:  # "95%, with grade 3 in 4%": of whom the first clause speaks, the later ones may tell
        return
    arms, all_arms = _arms(clause), _arms(sentence)
    beside = OTHER_ARM in _arms(paragraph)
    for kind in dict.fromkeys((measure.of, measure.near) for _, measure in named):
        of_kind = [(place, measure) for place, measure in named if (measure.of, measure.near) == kind]
        for measure, figure, arm in _pairs(of_kind, figures, roles, arms, all_arms):
            yield Told(
                measure,
                figure,
                arm,
                beside,
                find_only(load_rules().medicines, sentence, paragraph, article) if measure.same == "medicine" else "",
                groups,
                roles.times or wider.times,
                roles.follow_ups or wider.follow_ups or widest.follow_ups,
            )


def _groups(text: str) -> frozenset[str]:
    return frozenset(group.group for group in load_rules().groups if find(group.names, text))


def _measures_in(clause: str, sentence: str) -> list[tuple[re.Match[str], Measure]]:
    """Find the measures that a clause names: of names that overlap the longest, none that is negated."""
    found = [(match, measure) for measure in load_rules().measures for match in find(measure.names, clause)]
    longest = [
        (match, measure)
        for match, measure in found
        if not any(
            other.start() < match.end() and match.start() < other.end() and len(other.group()) > len(match.group())
            for other, _ in found
        )
    ]
    return [
        (match, measure)
        for match, measure in sorted(longest, key=lambda pair: pair[0].start())
        if (measure.order or not _NEGATED.search(clause[: match.start()]))  # "do not drive" is an instruction
        and not (measure.of == "share" and _narrowed(match))
        and (not measure.median or "median" in clause.lower())
        and (not measure.beside or find(measure.beside, sentence))
    ]


def _narrowed(name: re.Match[str]) -> bool:
    """Tell whether a name stands for less than it says: "fungal infections", "died before the infusion"."""
    return bool(_NARROWER_BEFORE.search(name.string, 0, name.start()) or _NARROWER_AFTER.match(name.string, name.end()))


def _pairs(
    named: list[tuple[re.Match[str], Measure]],
    figures: Iterable[Figure],
    roles: _Roles,
    arms: list[str],
    all_arms: list[str],
) -> Iterator[tuple[Measure, Figure, str]]:
    """Tell which figure belongs to which measure and arm: only where there is one way to read it."""
    measures = list(dict.fromkeys(measure.measure for _, measure in named))
    measure = named[0][1]
    if measure.of != "duration" or measure.order:
        values = [figure for figure in figures if figure.quantity == measure.of]
    else:
        values = list(roles.follow_up_figures if measure.near else roles.values)
    if measure.tested and not values:
        values = [figure for figure in figures if figure.quantity == "people"]
    if len(measures) > 1 and not (len(values) == 1 and _listed(named, values[0])):
        return
    arms = arms or (all_arms if len(all_arms) == 1 else [])
    if len(values) == 1 and len(arms) <= 1 and (arms or len(all_arms) <= 1):
        arm = arms[0] if arms else ""
        yield from ((one, values[0], arm) for one in {m.measure: m for _, m in named}.values())
    elif len(values) == len(arms) == 2 and len(measures) == 1 and not _COMPARED_WITH.match(named[0][0].string):
        yield from ((measure, value, arm) for value, arm in zip(values, arms, strict=True))


def _listed(named: list[tuple[re.Match[str], Measure]], figure: Figure) -> bool:
    """Tell whether one figure is followed by a list of what it counts: "31 of 32 had this and that"."""
    places = [match for match, _ in named]
    text = places[0].string
    between = [text[one.end() : other.start()] for one, other in itertools.pairwise(places)]
    return figure.end <= places[0].start() and all(map(_AND.fullmatch, between))


def _roles(text: str, figures: Iterable[Figure]) -> _Roles:
    """Tell time points, lengths of follow-up and other lengths of time apart."""
    times = [number(m["n"]) * (12 if m["unit"].lower() == "year" else 1) for m in _POINT.finditer(text)]
    follow_ups: list[Figure] = []
    values: list[Figure] = []
    for figure in figures:
        if figure.quantity != "duration":
            continue
        before, after = text[: figure.start], text[figure.end :]
        if _FOLLOW_UP.search(before) or _OF_FOLLOW_UP.match(after):
            follow_ups.append(figure)
        elif _AT.search(before) or _LATER.match(after) or "-" in text[figure.start : figure.end]:
            times.append(figure.value)
        else:
            values.append(figure)
    return _Roles(tuple(times), tuple(f.value for f in follow_ups), tuple(follow_ups), tuple(values))


def _arms(text: str) -> list[str]:
    """List the arms that a text names, each once, in order."""
    rules = load_rules()
    places = [(match.start(), OTHER_ARM) for match in find(rules.other_arms, text)]
    places += [(start, name) for name, names in rules.medicines.items() for start in medicine_starts(names, text)]
    return list(dict.fromkeys(name for _, name in sorted(places)))
