"""Which part of a list is wanted, and of which articles?"""

from collections.abc import Sequence
from typing import TypeVar

from flask import url_for

from citewell.corpus.types import Article
from citewell.server.answer import Snapshot
from citewell.server.schemas import Page, Wanted

_T = TypeVar("_T")


def part_of(listed: Sequence[_T], page: Page) -> Sequence[_T]:
    """Cut the wanted part out of a list."""
    return listed[page.offset : page.offset + page.limit]


def next_address(view: str, page: Page, total: int) -> str | None:
    """Return the address of the part of a view's list after this one, if there is one."""
    after = page.offset + page.limit
    if after >= total:
        return None
    return url_for(f"api.{view}", **page.model_dump(exclude_unset=True) | {"limit": page.limit, "offset": after})


def is_wanted(article: Article, wanted: Wanted, snapshot: Snapshot) -> bool:
    """Tell whether an article passes the filters.

    A date that is stated less precisely than it is asked for counts as the first day that it may be; no date, no day.
    """
    published = article.published
    return (
        wanted.source_type in {"", article.source_type}
        and wanted.language in {"", article.language}
        and (not wanted.study or wanted.study in studies_of(article, snapshot))
        and published >= wanted.published_from
        and (not wanted.published_to or "" < published[: len(wanted.published_to)] <= wanted.published_to)
    )


def studies_of(article: Article, snapshot: Snapshot) -> tuple[str, ...]:
    """Name the studies that an article says it is about, as it names them and as Citewell does."""
    named = (name for study in article.studies for name in (study, *snapshot.evidence.studies.named(study)))
    return tuple(dict.fromkeys(named))
