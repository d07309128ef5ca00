"""Which articles may no longer be offered as an answer, and which are corrected by another?

An article is retracted if its publisher says so, superseded if an article that is not retracted says so, directly or by
way of others, and stale once its `stale_after` is past.  Articles name one another by article_id, address or DOI.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Literal
from urllib.parse import urlsplit

from citewell.corpus.dates import is_past
from citewell.corpus.links import bare_doi
from citewell.corpus.types import UNDATED, Article


@dataclass(frozen=True, slots=True)
class Standing:
    """Why an article is not offered as an answer.

    `by` is the article_id of the one that replaces it, if one does; `since` the date of the retraction, of the
    publication of the one that replaces it, or the `stale_after`; empty where it is not known.
    """

    kind: Literal["retracted", "superseded", "stale"]
    by: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name under `supersedes` or `corrects` that no article has."""

    article_id: str
    key: Literal["supersedes", "corrects"]
    name: str


def standings(articles: Iterable[Article], today: date) -> dict[str, Standing]:
    """Tell which articles are not current, by article_id; all others are.

    Retracted comes before superseded, and superseded before stale.  The last of a chain replaces all before it, the one
    published last if there are several.  Articles that supersede each other in a circle do not count for one another.
    """
    by_id = {article.article_id: article for article in articles}
    replacements = _replacements(by_id)
    found = {}
    for article_id, article in by_id.items():
        newer = replacements.get(article_id)
        if article.retracted:
            since = "" if article.retracted == UNDATED else article.retracted
            found[article_id] = Standing("retracted", newer.article_id if newer else "", since)
        elif newer:
            found[article_id] = Standing("superseded", newer.article_id, newer.published)
        elif is_past(article.stale_after, today):
            found[article_id] = Standing("stale", since=article.stale_after)
    return found


def corrections(articles: Iterable[Article]) -> dict[str, tuple[str, ...]]:
    """List, for each article that others correct, the ids of those that are not retracted, the oldest first."""
    by_id = {article.article_id: article for article in articles}
    finder = _Finder(by_id.values())
    found: dict[str, list[str]] = {}
    for article in sorted(by_id.values(), key=_age):
        if not article.retracted:
            corrected = {other for name in article.corrects for other in finder.find(name, article)}
            for other in sorted(corrected):
                found.setdefault(other, []).append(article.article_id)
    return {article_id: tuple(by) for article_id, by in found.items()}


def circles(articles: Iterable[Article]) -> tuple[str, ...]:
    """List the articles that supersede themselves, directly or by way of others."""
    by_id = {article.article_id: article for article in articles}
    finder = _Finder(by_id.values())
    found = {a.article_id for a in by_id.values() if any(finder.is_only(name, a) for name in a.supersedes)}
    found.update(*(group for group in _newest_first(_links(by_id)) if len(group) > 1))
    return tuple(article_id for article_id in by_id if article_id in found)


def unknown_names(articles: Iterable[Article]) -> tuple[Unknown, ...]:
    """List the names of articles to supersede, then to correct, that no article has."""
    listed = list(articles)
    finder = _Finder(listed)
    stated = [Unknown(article.article_id, "supersedes", name) for article in listed for name in article.supersedes]
    stated += [Unknown(article.article_id, "corrects", name) for article in listed for name in article.corrects]
    return tuple(one for one in stated if not finder.holds(one.name))


class _Finder:
    """Finds articles by any of their names."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._ids: dict[str, list[str]] = {}
        for article in articles:
            for name in dict.fromkeys((article.article_id, *_names(article.url), *_names(article.doi))):
                self._ids.setdefault(name, []).append(article.article_id)

    def find(self, name: str, namer: Article) -> list[str]:
        """Return the ids of the articles that `name` names, but for the one that says it."""
        return [found for found in self._find(name) if found != namer.article_id]

    def holds(self, name: str) -> bool:
        """Whether `name` names any article."""
        return bool(self._find(name))

    def is_only(self, name: str, namer: Article) -> bool:
        """Whether `name` names the article that says it, and no other."""
        return self._find(name) == [namer.article_id]

    def _find(self, name: str) -> list[str]:
        found = self._ids.get(name, [])
        return found or [article_id for form in _names(name) for article_id in self._ids.get(form, [])]


def _names(text: str) -> list[str]:
    """Return the forms under which an address or a DOI is compared; nothing for what is neither."""
    doi = bare_doi(text)
    if doi:
        return [f"doi:{doi.lower()}"]
    try:
        parts = urlsplit(text)
    except ValueError:
        return []
    if parts.scheme.lower() not in {"http", "https"}:
        return []
    query = f"?{parts.query}" if parts.query else ""
    return [f"//{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}{query}"]


def _links(by_id: Mapping[str, Article]) -> dict[str, set[str]]:
    """Map each article to those that say that they supersede it."""
    finder = _Finder(by_id.values())
    links: dict[str, set[str]] = {}
    for article in by_id.values():
        for name in article.supersedes:
            for older in finder.find(name, article):
                links.setdefault(older, set()).add(article.article_id)
    return links


def _newest_first(links: Mapping[str, set[str]]) -> list[set[str]]:
    """Put what supersedes before what it supersedes; articles that supersede each other in a circle stand together."""
    groups = {name: {name} for older, newer in links.items() for name in (older, *newer)}
    leader = {name: name for name in groups}
    while True:
        graph: dict[str, set[str]] = {name: set() for name in groups}
        for older, newer in links.items():
            graph[leader[older]] |= {leader[name] for name in newer} - {leader[older]}
        try:
            return [groups[name] for name in TopologicalSorter(graph).static_order()]
        except CycleError as error:
            first, *others = dict.fromkeys(error.args[1])
            groups[first] = groups[first].union(*(groups.pop(other) for other in others))
            leader |= dict.fromkeys(groups[first], first)


def _replacements(by_id: Mapping[str, Article]) -> dict[str, Article]:
    """Map what is superseded to the last that replaces it; what is retracted replaces nothing, but passes on."""
    links = _links(by_id)
    last: dict[str, Article] = {}
    for group in _newest_first(links):
        for older in group:
            newer = links.get(older, set()) - group
            ends = [last.get(name, by_id[name]) for name in newer if name in last or not by_id[name].retracted]
            if ends:
                last[older] = max(ends, key=_age)
    return last


def _age(article: Article) -> tuple[str, str]:
    return article.published, article.article_id
