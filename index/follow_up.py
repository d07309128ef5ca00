"""What does a follow-up lean on?

"And the dose?" means nothing without the question before it.  A question leans back when it names no subject of its
own, opens like a fragment ("what about …"), or holds a pointing word ("it", "they", "that") that stands for nothing in
the question itself; the "it" of "is it normal to lose hair" points nowhere.  What it leans on are the content words of
the questions before, back to the latest one that stands by itself.  Rules and word lists only: the same words always
give the same topic.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from importlib import resources

import yaml

from citewell.index.words import stems, words

_TOPIC_WORDS = 12
"""A topic is a few words; a question before that was a whole letter gives its first ones."""

_CLOSE_BY = 4
"""An "and" further before an "it" joins two nouns, rather than two clauses."""

_TOKEN = re.compile(r"(?:\b(?:type|stage|grade|phase) (?=\d|[iv]+\b))?[^\W_]+(?:[-’'.,/][^\W_]+)*", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:my|our|the|his|her) (?P<who>\w+)\b(?!['’])", re.IGNORECASE)
_THEY = re.compile(r"\b(?:he|she|they)\b", re.IGNORECASE)
_THEMSELVES = re.compile(r"\b(?:him|her|them)sel(?:f|ves)\b", re.IGNORECASE)
_OF_THEM = re.compile(r"\b(?:his|her|their)\b", re.IGNORECASE)
_OPENER = re.compile(r"(?:and|but|so|or|then|also|what about|how about|what if|why not|how so)\b")
_DEFINES = re.compile(r"(?:(?:and|but|so|or|then|also),? )?(?:what|who)(?:['’]?s| is| are| does| do)\b(?! about)")

_PLEONASTIC = re.compile(
    # "is it normal to lose hair", "if it is true that": an adjective, then what "it" stands for
    r"\bit(?: is|['’]s| was)?(?: be)?(?: \w+)?"
    r" (?!able|going|likely|supposed|given|used|due|next|close|similar|compared|\w+ed\b|take|takes)\w+"
    r" (?:(?:for|of) (?:[\w'’-]+ ){1,4}?)?(?:to (?!my|the|an?|me|us|you|this|that|it|treat|work)|that |if |when )"
    # "how long does it take to recover", "it hurts when I swallow"
    r"|\bit (?:take|takes|took)(?: \w+)? (?:to|for|before|until)\b|\bit (?:hurts?|helps?) (?:to|if|when)\b"
    r"|\b(?:when|if) it comes to\b"
)
_FOR_SOMEONE = frozenset({"he", "she", "him", "her", "his", "hers"})
_FOR_SEVERAL = frozenset({"they", "them", "their", "theirs", "these", "those"})
_FOR_SOMETHING = frozenset({"it", "its", "this", "that", "same", "such"}) | _FOR_SEVERAL
_MANY = frozenset({"people", "patients", "persons", "children", "kids", "men", "women", "doctors", "nurses", "adults"})
_STAFF_DO = frozenset({"do", "take", "test", "check", "collect", "call", "diagnose", "put"})
_HANGING = frozenset({"after", "before", "afterwards", "afterward", "during", "then", "instead", "meanwhile"})
_LINKS = _HANGING | {"since", "within", "without"}
"""Prepositions that count in a search, but name nothing."""


class Role(Enum):
    """What a word does in a question."""

    GRAMMAR = "grammar"
    PLAIN = "plain"
    ASPECT = "aspect"
    PEOPLE = "people"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a question as typed, its role and stems, and where it stands."""

    text: str
    lower: str
    role: Role
    stems: tuple[str, ...]
    start: int


def carry_topic(text: str, history: Sequence[str]) -> str:
    """Find the words to search together with a question that leans on the ones before it.

    Args:
        text: One question.
        history: The questions asked before it, oldest first.

    Returns:
        The topic, as typed ("side effects CAR-T"), newest question first; empty where the question stands by itself.
    """
    if not leans(text):
        return ""
    topic: list[str] = []
    said = set(stems(text))
    replaced = _asks_another_aspect(read_words(text))
    for earlier in reversed(history):
        found = read_words(earlier)
        for word in found:
            topical = word.role in {Role.THING, Role.PEOPLE} or (word.role is Role.ASPECT and not replaced)
            if topical and not said.issuperset(word.stems):
                topic.append(word.text)
        said.update(stems(earlier))
        if not leans(earlier) and _things(found):
            break
        replaced = replaced or _asks_another_aspect(found)
    return " ".join(topic[:_TOPIC_WORDS])


def leans(text: str) -> bool:
    """Tell whether a question needs the ones before it to be understood."""
    found = read_words(text)
    if not found or listed("courtesy").issuperset(word.lower for word in found):
        return False
    things = _things(found)
    if not things or _points_back(text, found):
        return True
    lower = text.lower()
    if _DEFINES.match(lower):
        return False
    return found[-1].lower in _HANGING or (_OPENER.match(lower) is not None and _is_one_thing(found))


def read_words(text: str) -> list[Word]:
    """Find the words of a question, with the role that each plays."""
    found: list[Word] = []
    for match in _TOKEN.finditer(text):
        typed = match.group()
        after_thing = bool(found) and found[-1].role is Role.THING
        role, counted = _classify(typed, after_thing)
        found.append(Word(typed, typed.lower(), role, counted, match.start()))
    return found


@lru_cache(maxsize=4096)
def _classify(typed: str, after_thing: bool) -> tuple[Role, tuple[str, ...]]:
    """Tell what a word does, by its place in the lists, and its stems."""
    heard = words(typed)
    parts = stems(" ".join(heard[:-1] if len(heard) > 1 else heard))  # a compound stands last, after its parts
    counted = tuple(stems(typed)) or (typed.lower(),)
    if len(typed) == 1 and typed.isupper() and typed not in "AI":
        return Role.THING, counted  # "T cells", "vitamin D"
    if not parts or typed.lower() in _LINKS:
        return Role.GRAMMAR, counted
    if typed.isdigit():
        return Role.PLAIN, counted
    for name, role in (("people", Role.PEOPLE), ("aspects", Role.ASPECT), ("plain", Role.PLAIN)):
        if listed(name).issuperset(parts):
            return role, counted
    if listed("kinds").issuperset(parts) and not after_thing:
        return Role.ASPECT, counted
    return Role.THING, counted


def _things(found: list[Word]) -> list[Word]:
    return [word for word in found if word.role is Role.THING]


def _asks_another_aspect(found: list[Word]) -> bool:
    """Tell whether a follow-up puts an aspect in the place of the one asked before ("and the dose?")."""
    names_one = any(word.role is Role.ASPECT for word in found)
    return names_one and _FOR_SEVERAL.isdisjoint(word.lower for word in found)


def _is_one_thing(found: list[Word]) -> bool:
    """Tell whether the things of a question are one phrase ("low blood counts"), not two ("fever with Carvykti")."""
    places = [place for place, word in enumerate(found) if word.role is Role.THING]
    between = found[places[0] : places[-1] + 1]
    return all(word.role is not Role.GRAMMAR or word.lower in {"and", "or", "of", "the"} for word in between)


def _points_back(text: str, found: list[Word]) -> bool:
    """Tell whether a pointing word stands for nothing in the question itself."""
    nowhere = {match.start() for match in _PLEONASTIC.finditer(text.lower())}
    for place, word in enumerate(found):
        following = found[place + 1].lower if place + 1 < len(found) else ""
        if word.lower in _FOR_SOMEONE:
            points = not any(earlier.role is Role.PEOPLE and earlier.lower not in _MANY for earlier in found[:place])
        elif word.lower in _FOR_SOMETHING and word.start not in nowhere and following not in listed("after_idle"):
            points = _is_pointing(found, place, following) and not _stands_for(text, found, place)
        else:
            continue
        if points:
            return True
    return False


def _is_pointing(found: list[Word], place: int, following: str) -> bool:
    """Tell a pointing word from the "that" of "drugs that help" and the "they" of "what do they do in a biopsy"."""
    word = found[place].lower
    if word == "that":
        return place == 0 or not following or found[place - 1].lower in listed("before_that")
    if word == "same":
        return all(later.lower not in {"as", "time", "day"} for later in found[place:])
    return not (word == "they" and following in _STAFF_DO)


def _stands_for(text: str, found: list[Word], place: int) -> bool:
    """Tell whether a pointing word stands for a thing named before it, in an earlier clause of the same question."""
    word = found[place]
    roles = {Role.THING, Role.PEOPLE} if word.lower in _FOR_SEVERAL else {Role.THING}
    first = next((earlier for earlier in found[:place] if earlier.role in roles), None)
    if first is None:
        return False
    if word.lower in {"its", "their", "theirs"} or first.role is Role.PEOPLE:
        return True
    between = [other.lower for other in found[:place] if other.start > first.start]
    gap = text[first.start + len(first.text) : word.start]
    begins = (
        not listed("clause").isdisjoint(between)
        or not {"and", "or"}.isdisjoint(between[-_CLOSE_BY:])
        or bool(between and between[-1] in listed("before_subject"))
    )
    return begins or any(mark in gap for mark in ",;.!?")


def as_ones_own(question: str) -> str:
    """Put a question that is asked for a relative as they would ask it: "can my wife" as "can I"."""
    own = _RELATIVE.sub(lambda found: "I" if found["who"].lower() in listed("relatives") else found.group(), question)
    return _THEMSELVES.sub("myself", _OF_THEM.sub("my", _THEY.sub("I", own))) if own != question else question


def listed(name: str) -> frozenset[str]:
    """Give the words of one list of `question_words.yaml`, and their stems; read once."""
    return _word_lists()[name]


@cache
def _word_lists() -> dict[str, frozenset[str]]:
    lists = yaml.safe_load(resources.files("citewell.index").joinpath("question_words.yaml").read_text("utf-8"))
    return {name: frozenset(stems(text)) | frozenset(words(text)) for name, text in lists.items()}
