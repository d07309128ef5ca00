"""Which articles of a library does a reader want to see listed?

A shelf holds what a list of articles shows, in order and ready to be searched, for libraries of tens of thousands.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from citewell.server.evidence import Evidence

UNDATED = "undated"
"""What stands for the year of an article that states none."""

MOST_CHOICES = 100
"""How many choices a filter offers at most: those with most articles. Others come up as the list gets shorter."""

_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list shows of one article, and by what it is found."""

    article_id: str
    title: str
    language: str
    source_type: str
    publisher: str
    published: str
    year: str
    studies: tuple[str, ...]
    folded: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asked to see: words of the title, and choices; an empty one leaves all."""

    title: str = ""
    type: str = ""
    publisher: str = ""
    study: str = ""
    year: str = ""


FILTERS = ("type", "publisher", "study", "year")
"""The choices of `Wanted`, as they are offered."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, and how many articles it leaves."""

    value: str
    count: int


def shelve(evidence: Evidence) -> tuple[Entry, ...]:
    """Put the articles of a release on a shelf, by title."""
    entries = (
        Entry(
            article_id=article.article_id,
            title=article.title,
            language=article.language,
            source_type=article.source_type,
            publisher=article.publisher,
            published=article.published,
            year=found.group() if (found := _YEAR.match(article.published)) else UNDATED,
            studies=tuple(
                dict.fromkeys(name for study in article.studies for name in evidence.studies.named(study) or (study,))
            ),
            folded=fold(article.title),
        )
        for article in evidence.articles.values()
    )
    return tuple(sorted(entries, key=lambda entry: entry.title.casefold()))


def find(shelf: tuple[Entry, ...], wanted: Wanted) -> tuple[Entry, ...]:
    """Find the articles that a reader wants: every word in the title, in any order, and every choice."""
    words = fold(wanted.title).split()
    return tuple(
        entry
        for entry in shelf
        if (not wanted.type or entry.source_type == wanted.type)
        and (not wanted.publisher or entry.publisher == wanted.publisher)
        and (not wanted.study or wanted.study in entry.studies)
        and (not wanted.year or entry.year == wanted.year)
        and all(word in entry.folded for word in words)
    )


def choices(shelf: tuple[Entry, ...], wanted: Wanted) -> Mapping[str, tuple[Choice, ...]]:
    """Tell what each filter can be set to when the others stay as they are, so that no choice leads nowhere.

    Returns:
        For each filter its choices: years from the newest, all others by name.  What is chosen now is among them.
    """
    return {name: _choices(shelf, wanted, name) for name in FILTERS}


def fold(text: str) -> str:
    """Return text for comparing: without capitals and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))


def _choices(shelf: tuple[Entry, ...], wanted: Wanted, name: str) -> tuple[Choice, ...]:
    others = find(shelf, replace(wanted, **{name: ""}))
    counted = Counter(value for entry in others for value in _values(entry, name))
    kept = dict(counted.most_common(MOST_CHOICES))
    now = getattr(wanted, name)
    if now:
        kept[now] = counted[now]
    listed = [Choice(value, count) for value, count in kept.items()]
    if name == "year":
        return tuple(sorted(listed, key=lambda choice: (choice.value != UNDATED, choice.value), reverse=True))
    return tuple(sorted(listed, key=lambda choice: fold(choice.value)))


def _values(entry: Entry, name: str) -> Iterator[str]:
    match name:
        case "type":
            yield entry.source_type
        case "publisher" if entry.publisher:
            yield entry.publisher
        case "study":
            yield from entry.studies
        case "year":
            yield entry.year
