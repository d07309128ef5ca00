"""What does a code of a health record ask a library?

`connect_codes.yaml` names the code systems by their object identifiers, and for each topic a plain question and its
codes, with their sources.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from citewell.index.coverage import folded

_NDC_PARTS = (5, 4, 2)
"""Digits of labeler, product and package as pharmacies write them; the FDA leaves one leading zero of the ten out."""

_NDC = re.compile(r"(\d{4,5})-(\d{3,4})-(\d{1,2})")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """Where codes can be looked up."""

    name: str
    url: str


class System(_Strict):
    """A code system; `form` says how its codes compare."""

    name: str
    oid: str
    also: str = ""
    form: Literal["exact", "tree", "ndc"] = "exact"
    source: Source


class Topic(_Strict):
    """A plain question, and the codes that ask it, by the name of their system; each code with its name there.

    A passage tells of the topic only where it holds one of the `words`.
    """

    topic: str
    question: str
    words: tuple[str, ...]
    codes: Mapping[str, Mapping[str, str]]
    sources: tuple[Source, ...] = ()


class Codes(_Strict):
    """All of the file."""

    systems: tuple[System, ...]
    topics: tuple[Topic, ...]


@cache
def load_codes() -> Codes:
    """Read the file."""
    text = resources.files("citewell.server").joinpath("connect_codes.yaml").read_text("utf-8")
    return TypeAdapter(Codes).validate_python(yaml.CSafeLoader(text).get_single_data())


def find_system(oid: str) -> System | None:
    """Return the code system with this object identifier, if it is one that the file knows."""
    return next((system for system in load_codes().systems if oid in {system.oid, system.also} - {""}), None)


def find_topics(system: System, code: str) -> tuple[Topic, ...]:
    """Return the topics that a code asks for, in the order of the file; none where the code is unknown."""
    asked = same_form(system, code)
    return tuple(
        topic
        for topic in load_codes().topics
        if any(_stands_for(system, same_form(system, listed), asked) for listed in topic.codes.get(system.name, {}))
    )


def tells_of(topic: Topic, text: str) -> bool:
    """Tell whether a passage holds one of the words of a topic, whole and in any case."""
    held = folded(text)
    return any(re.search(rf"(?<!\w){re.escape(folded(words))}(?!\w)", held) for words in topic.words)


def same_form(system: System, code: str) -> str:
    """Write a code in the one form in which those of its system compare."""
    code = code.strip()
    match system.form:
        case "tree":
            return code.upper().replace(".", "")
        case "ndc":
            parts = _NDC.fullmatch(code)
            return "".join(part.zfill(n) for part, n in zip(parts.groups(), _NDC_PARTS, strict=True)) if parts else code
        case _:
            return code


def _stands_for(system: System, listed: str, asked: str) -> bool:
    return asked.startswith(listed) if system.form == "tree" else asked == listed
