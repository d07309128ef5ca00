"""Does a message in Spanish describe danger?

A small net beside `danger.py`, so that "no puedo respirar" is not answered with silence in a library of English
articles.  `danger_es.yaml` holds some usual phrases for each danger.  It promises less than the English patterns: it
mends no spelling but accents, knows few ways of saying a thing, takes a figure of speech at its word ("me muero por un
café"), and has been read neither by clinicians nor by a native speaker.  No notice does not mean no danger.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import get_args

import yaml

from citewell.server.danger import Action, Danger, load_patterns
from citewell.server.languages import speaking, spoken
from citewell.server.notices import Notice
from citewell.server.settings import Settings
from citewell.server.urgent import urgent_notice

_ENDS = re.compile(r"[.,](?!\d)|[;:!?¿¡\n()]|\b(?:pero|y|aunque|porque)\b")
_SPACE = re.compile(r"\s+")

_ASKS = re.compile(
    r"\s*(?:que (?:es|son|causa|significa|hago|hacer|debo|se hace|pasa|hay)|cual(?:es)?|como|por que|cuando|"
    r"cuant[oa]s?|a quien|quien|donde|hay|existe|es (?:normal|comun|posible|frecuente)|puede|pueden|podria|causa|da|"
    r"provoca)\b"
)
"""How a sentence begins that asks about a danger, instead of telling of it."""

_SUPPOSES = re.compile(r"(?:^|\s)(?:si|cuando|en caso de|por si)\s+(?:\w+\s+){0,4}$")
_DENIES = re.compile(r"(?:^|\s)(?:no|sin|nunca|tampoco|ni|ningun|ninguna|jamas)\s+(?:\w+\s+){0,2}$")
_LONG_AGO = re.compile(r"\b(?:el (?:ano|mes) pasado|hace (?:\w+ ){0,2}(?:anos?|mes|meses)|de nin[oa]|antes tenia)\b")


@dataclass(frozen=True, slots=True)
class _Row:
    danger: Danger
    pattern: re.Pattern[str]
    is_name: bool


def find_danger_in_spanish(message: str) -> tuple[Danger, ...]:
    """Find the dangers that a message in Spanish describes.

    Returns:
        One danger of each kind, the most pressing action first; none where the message only asks about dangers,
        supposes or denies them, or tells of long ago.
    """
    found: dict[str, Danger] = {}
    for clause in _clauses(message):
        for row in _rows():
            if any(_is_told(clause, match, row) for match in row.pattern.finditer(clause)):
                found.setdefault(row.danger.kind, row.danger)
    return tuple(sorted(found.values(), key=lambda danger: get_args(Action).index(danger.action)))


def notice_in_spanish(dangers: tuple[Danger, ...], settings: Settings) -> Notice | None:
    """Say whom to call in Spanish, too, where another language is spoken and somebody told of danger in Spanish."""
    if spoken() == "es":
        return None
    with speaking("es"):
        return urgent_notice(dangers, settings)


def _clauses(message: str) -> Iterator[str]:
    decomposed = unicodedata.normalize("NFD", message.casefold())
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return (clause for part in _ENDS.split(plain) if (clause := _SPACE.sub(" ", part).strip()))


def _is_told(clause: str, match: re.Match[str], row: _Row) -> bool:
    before = clause[: match.start()]
    if _LONG_AGO.search(clause) or _SUPPOSES.search(before) or _DENIES.search(before):
        return False
    return not (row.is_name and _ASKS.match(clause))


@cache
def _rows() -> tuple[_Row, ...]:
    """Read `danger_es.yaml`, once."""
    text = resources.files("citewell.server").joinpath("danger_es.yaml").read_text("utf-8")
    content = yaml.CSafeLoader(text).get_single_data()
    dangers = {entry.id: Danger(entry.id, entry.kind, entry.action) for entry in load_patterns().entries}
    return tuple(
        _Row(dangers[entry["entry"]], _pattern(phrase, content["parts"]), is_name)
        for entry in content["entries"]
        for is_name, field in ((False, "reports"), (True, "names"))
        for phrase in entry.get(field, ())
    )


def _pattern(phrase: str, parts: dict[str, str]) -> re.Pattern[str]:
    for name, part in parts.items():
        phrase = phrase.replace(f"{{{name}}}", part)
    return re.compile(rf"\b(?:{phrase})(?!\w)")
