"""Which words of its own does Citewell say?

All of them: everything on a page or in an answer that is not a slice of an article comes from `words/`, one file for
each language.  Plain language (short sentences, common words), no medical statement.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType

import yaml
from babel.dates import format_date, format_skeleton

from citewell.server.languages import LANGUAGES, spoken

_ISO_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12][0-9]|3[01]))?")


@cache
def catalogue(language: str = "en") -> Mapping[str, str]:
    """Return all the words of a language, by their keys."""
    text = resources.files("citewell.server").joinpath("words", f"{language}.yaml").read_text("utf-8")
    return MappingProxyType(yaml.CSafeLoader(text).get_single_data())


def say(key: str, **values: object) -> str:
    """Return the words for `key`, in the language spoken to this person, with its values filled in.

    A value called `date` is said as people say dates.

    Raises:
        KeyError: the catalogue has no such words, or a value is missing.
    """
    if "date" in values:
        values["date"] = say_date(str(values["date"]))
    return catalogue(spoken())[key].format(**values)


def say_date(text: str) -> str:
    """Return an ISO date as people say it ("18 January 2026", "June 2025"), and any other text as it is."""
    found = _ISO_DATE.fullmatch(text)
    if not found:
        return text
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"] or 1))
    except ValueError:  # 30 February
        return text
    locale = LANGUAGES[spoken()]
    return format_date(day, "long", locale) if found["day"] else format_skeleton("yMMMM", day, locale=locale)
