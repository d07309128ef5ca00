"""What does a sentence state that another could contradict?

Figures of a measure (`told`), dates of an event and stances on a claim, each with all that two must share to be
compared.  Only what stands in `disagreements.yaml` is looked for, and a sentence that can be read in two ways states
nothing.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from citewell.corpus.dates import DATE, iso_date
from citewell.index.disagreement_rules import Claim, Event, Names, find, find_only, load_rules
from citewell.index.told import Told, find_told

Stance = Literal["flat", "hedged", "open", "denied"]

_CUT = re.compile(r";|,?\s(?:while|whereas|but)\b|,\s(?:and|with|including)\b|\s[–—]\s")
_NEGATION = re.compile(r"\b(?:not|no|never|without|neither|nor|cannot|\w+n['’]t)\b", re.IGNORECASE)
_RANGE = re.compile(rf"({DATE})\s*(?:and|to|until|through|-|–)\s*({DATE})", re.IGNORECASE)
_DATE = re.compile(DATE, re.IGNORECASE)
_NEAR = 60
"""The date of an event stands at most so many characters from its name."""


@dataclass(frozen=True, slots=True)
class Dated:
    """The date of an event, or the first and last; ISO 8601, as precise as stated."""

    event: Event
    dates: tuple[str, ...]
    medicine: str
    authority: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A stance on a claim about a disease or a medicine."""

    claim: Claim
    stance: Stance
    about: str


Fact = Told | Dated | Claimed


@lru_cache(maxsize=4096)  # the same passages are shown again and again
def read_facts(sentence: str, paragraph: str, article: str) -> tuple[Fact, ...]:
    """Read what a sentence states.

    Args:
        sentence: its words; a question states nothing.
        paragraph: the line that it stands in, which may tell the follow-up and the medicine.
        article: the whole text, which tells the medicine or disease if it has only one.
    """
    if sentence.rstrip('”" ').endswith("?"):
        return ()
    clauses = [clause for clause in _clauses(sentence) if not find(load_rules().in_the_past, clause)]
    return (
        *(fact for clause in clauses for fact in find_told(clause, sentence, paragraph, article)),
        *(fact for clause in clauses for fact in _dated(clause, sentence, paragraph)),
        *_claimed(clauses, sentence, paragraph),
    )


def _clauses(sentence: str) -> list[str]:
    cuts = [0, *(match.start() for match in _CUT.finditer(sentence)), len(sentence)]
    return [sentence[start:end] for start, end in itertools.pairwise(cuts)]


def _dated(clause: str, sentence: str, paragraph: str) -> Iterator[Dated]:
    rules = load_rules()
    named = sorted(
        (
            (match, event)
            for event in rules.events
            if not event.beside or find(event.beside, sentence)
            for match in find(event.names, clause)
        ),
        key=lambda pair: (pair[0].start(), -pair[0].end()),
    )
    for place, (match, event) in enumerate(named):
        stop = named[place + 1][0].start() if place + 1 < len(named) else len(clause)
        dates = _dates(clause[match.start() : min(stop, match.end() + _NEAR)])
        if not dates and len({other.event for _, other in named}) == 1:
            dates = _dates(clause[max(0, match.start() - _NEAR) : match.start()])
        if dates:
            authority = find_only(rules.authorities, clause, sentence) if event.by_authority else ""
            medicine = find_only(rules.medicines, sentence, paragraph) if event.same == "medicine" else ""
            yield Dated(event, dates, medicine, authority)


def _dates(text: str) -> tuple[str, ...]:
    """Read the only date in a text, or the first and last of a range; empty where there are more."""
    if spans := list(_RANGE.finditer(text)):
        return (iso_date(spans[0][1]), iso_date(spans[0][2])) if len(spans) == 1 else ()
    found = _DATE.findall(text)
    return (iso_date(found[0]),) if len(found) == 1 else ()


def _claimed(clauses: Iterable[str], sentence: str, paragraph: str) -> Iterator[Claimed]:
    rules = load_rules()
    for claim in rules.claims:
        stances = {stance for clause in clauses if (stance := _stance(claim, clause))}
        if len(stances) == 1:
            # A disease must be named in the sentence: an article on one speaks of others too.
            said_of = {"diseases": (sentence,), "medicines": (sentence, paragraph)}[claim.about]
            yield Claimed(claim, stances.pop(), find_only(getattr(rules, claim.about), *said_of))


def _stance(claim: Claim, clause: str) -> Stance | None:
    """Tell what a clause says of a claim; nothing where it says two things, or speaks of hopes, words and questions."""
    rules = load_rules()
    stances: set[Stance] = set()
    left = clause
    doubted: tuple[tuple[Names, Stance], ...] = ((claim.open, "open"), (claim.denies, "denied"))
    for names, stance in doubted:
        for match in find(names, left):
            stances.add(stance)
            left = left.replace(match.group(), " ")
    said = find(claim.says, left)
    if said and not find(rules.no_claim, left):
        if _NEGATION.search(left, 0, said[0].start()):
            return None
        stances.add("hedged" if find(rules.hedges, left) else "flat")
    return stances.pop() if len(stances) == 1 else None
