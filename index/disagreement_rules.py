"""What can two articles disagree about? The rules of `disagreements.yaml`, which explains its fields, as types."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

_GAP = r"(?:\s+[^\s;]+){1,4}?\s+"
_SPACE = r"(?:\s+|\s?[-\u2010\u2011\u2013]\s?)"

_REFRACTORY = re.compile(r"[\s-](?:refractory|resistant|exposed)")

Names = tuple[str, ...]


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Measure(_Rule):
    """Something that is counted or measured."""

    measure: str
    names: Names
    of: Literal["share", "duration", "people", "temperature", "dose"]
    same: Literal["study", "medicine"]
    why: str
    at_time: bool = False
    median: bool = False
    tested: bool = False
    order: bool = False
    near: float = 0.0
    beside: Names = ()


class Event(_Rule):
    """Something that has a date."""

    event: str
    names: Names
    same: Literal["study", "medicine"]
    why: str
    by_authority: bool = False
    beside: Names = ()


class Claim(_Rule):
    """Something that is said, denied or left open."""

    claim: str
    about: Literal["diseases", "medicines"]
    says: Names
    denies: Names
    open: Names
    why: str


class Group(_Rule):
    """Words that part one group, grade, threshold or analysis from another."""

    group: str
    names: Names
    counted: bool = False


class Rules(_Rule):
    """The whole file. Things that only have names are mappings from what they are called to those names."""

    measures: tuple[Measure, ...]
    groups: tuple[Group, ...]
    other_arms: Names
    medicines: dict[str, Names]
    diseases: dict[str, Names]
    authorities: dict[str, Names]
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    hedges: Names
    no_claim: Names
    in_the_past: Names


@cache
def load_rules() -> Rules:
    """Read the rules, once."""
    text = resources.files("citewell.index").joinpath("disagreements.yaml").read_text("utf-8")
    return Rules.model_validate(yaml.safe_load(text))


def find(names: Names, text: str) -> list[re.Match[str]]:
    """Find where a text has any of some names, written as in the file; of those that begin at one place the longest."""
    pattern, needles = _compiled(names)
    lower = text.lower()
    # Most names are in no sentence, and looking for a word is many times faster than looking for a pattern.
    return list(pattern.finditer(text)) if any(needle in lower for needle in needles) else []


def medicine_starts(names: Names, text: str) -> Iterator[int]:
    """Find where a medicine is named, but not in "lenalidomide-refractory": there it names people."""
    return (m.start() for m in find(names, text) if not _REFRACTORY.match(text, m.end()))


def find_only(things: Mapping[str, Names], *texts: str) -> str:
    """Name the only one of some things that the first text with any of them names; empty if it names several."""
    for text in texts:
        found = [name for name, names in things.items() if next(medicine_starts(names, text), None) is not None]
        if found:
            return found[0] if len(found) == 1 else ""
    return ""


@cache
def _compiled(names: Names) -> tuple[re.Pattern[str], frozenset[str]]:
    """Compile names to a pattern, and a word of each without which it cannot be found."""
    pattern = re.compile("|".join(map(_expression, sorted(names, key=len, reverse=True))) or r"(?!)")
    return pattern, frozenset(max(re.split(r"[\s*]+", name.replace("...", " ")), key=len).lower() for name in names)


def _expression(name: str) -> str:
    """Write a name as a regular expression: `*` is any ending, `...` up to four words, a space may be a hyphen."""
    parts: list[str] = []
    for word in name.split():
        if word == "...":
            parts[-1] = _GAP
            continue
        exact = re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "")
        parts += [exact if any(map(str.isupper, word)) else f"(?i:{exact})", _SPACE]
    first, last = name[0], name[-1]
    begins = r"(?<!\w)" if first.isalnum() else ""
    ends = r"(?!\w)" if last.isalnum() else ""
    return begins + "".join(parts[:-1]) + ends
