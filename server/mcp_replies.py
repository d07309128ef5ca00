"""What does an assistant get from a tool?

Words of articles, each with its hash, its citation in words and where it can be read, and fixed words of ours.
"""

import re
from collections.abc import Sequence
from typing import Literal
from urllib.parse import quote, unquote

from pydantic import BaseModel, ConfigDict

from citewell.corpus.links import bare_doi, web_address
from citewell.corpus.types import Citation
from citewell.server.citations import say_citation
from citewell.server.client.bodies import Answered, Found, Link, Notice, Quote
from citewell.server.client.holdings import PassageBody, Verified
from citewell.server.messages import say

LOCAL = "citewell:/"
"""Stands for the address of a website where there is none: no browser opens it, but articles are resources under it."""

ARTICLES = f"{LOCAL}/articles/"
"""Where articles are read as resources."""

_PLACE = re.compile(r"/passages/(?P<article_id>[^/]+)/(?P<place>[0-9]+-[0-9]+)(?:\?|$)")


class _Reply(BaseModel):
    model_config = ConfigDict(frozen=True)


class Told(_Reply):
    """Fixed words to pass on as they are; `language` is the one that they are in."""

    kind: str
    text: str
    links: tuple[Link, ...]
    language: str


class Words(_Reply):
    """Words of an article, exactly as they stand in it: quote `text` as it is, with `citation` and `editor_notes`.

    `answering` are the sentences of `text` that answer most directly; `sha256` is of `text`, as UTF-8; `address` is
    where a person can read them.
    """

    text: str
    sha256: str
    citation: str
    address: str
    passage_id: str
    heading: str
    answering: tuple[str, ...]
    editor_notes: tuple[str, ...]


class Side(_Reply):
    """One side of a disagreement, word for word."""

    text: str
    sha256: str
    citation: str


class Disagreement(_Reply):
    """Sentences of articles that do not agree; show both."""

    text: str
    sides: tuple[Side, ...]


class Reply(_Reply):
    """What to say to a question: first the notices, in their order, then the quotes.

    `status` is `answered`, `related` (same subject, no answer) or `not_in_library`; `status_text` says it in words.
    """

    notices: tuple[Told, ...]
    status: Literal["answered", "related", "not_in_library"]
    status_text: str
    quotes: tuple[Words, ...]
    disagreements: tuple[Disagreement, ...]
    suggestions: tuple[str, ...]
    release: str


class Passages(_Reply):
    """Passages about something, best first, which need not answer a question; `total` is how many there are."""

    total: int
    passages: tuple[Words, ...]
    release: str


class Check(_Reply):
    """Whether quoted words stand in an article.

    `stands_there` are the words at their place now; `releases` those in which the quoted words stood there. `successor`
    is the `passage_id` where they stand now, or the resource of the article; empty if there is neither, or no need.
    """

    matches: bool
    sha256: str
    passage_id: str
    stands_there: str
    citation: str
    releases: tuple[str, ...]
    successor: str


def reply(answered: Answered, site: str) -> Reply:
    """Write an answer for an assistant.

    Args:
        answered: what the endpoint said.
        site: the address of the website, or `LOCAL`.
    """
    has_words = answered.status in {"answered", *(notice.kind for notice in answered.notices)}
    return Reply(
        notices=tuple(_told(notice, site) for notice in answered.notices),
        status=answered.status,
        status_text=say(f"status.{answered.status}") if has_words else "",  # small talk has a notice, and no status
        quotes=tuple(_quoted(one, site) for one in answered.quotes),
        disagreements=tuple(
            Disagreement(
                text=one.text,
                sides=tuple(
                    Side(text=side.text, sha256=side.sha256, citation=say_citation(side.citation)) for side in one.sides
                ),
            )
            for one in answered.disagreements
        ),
        suggestions=answered.suggestions,
        release=answered.release,
    )


def passages(found: Found, site: str) -> Passages:
    """Write what was found for an assistant."""
    return Passages(
        total=found.total, passages=tuple(_quoted(one, site) for one in found.hits), release=found.release
    )  # fmt: skip


def words(body: PassageBody, site: str) -> Words:
    """Write a passage for an assistant."""
    return _words(body, body.citation, body.editor_notes, (), site)


def check(verified: Verified) -> Check:
    """Write for an assistant whether words stand where they are said to."""
    return Check(
        matches=verified.matches is True,
        sha256=verified.sha256,
        passage_id=verified.passage_id,
        stands_there=verified.text,
        citation=say_citation(verified.citation),
        releases=verified.releases,
        successor=successor(verified.successor),
    )


def successor(address: str | None) -> str:
    """Return the id of the passage, or the resource of the article, that an address of the endpoint leads to."""
    if not address:
        return ""
    found = _PLACE.search(address)
    if found:
        return f"{unquote(found['article_id'])}#{found['place']}"
    return ARTICLES + address.rpartition("/")[2]


def _quoted(one: Quote, site: str) -> Words:
    answering = tuple(one.text[span.start : span.end] for span in one.highlights)
    return _words(one, one.citation, one.editor_notes, answering, site)


def _words(
    one: Quote | PassageBody, cited: Citation, notes: tuple[str, ...], answering: Sequence[str], site: str
) -> Words:
    return Words(
        text=one.text,
        sha256=one.sha256,
        citation=say_citation(cited),
        address=_address(cited, site),
        passage_id=one.passage_id,
        heading=one.heading,
        answering=tuple(answering),
        editor_notes=notes,
    )


def _address(cited: Citation, site: str) -> str:
    """Return where a person can read words: on the website's page that marks them, else where they are published."""
    page = f"{site}/articles/{quote(cited.article_id, safe='')}"
    if site != LOCAL:
        return f"{page}?start={cited.start}&end={cited.end}#quote"
    doi = bare_doi(cited.doi)
    return web_address(cited.url) or (f"https://doi.org/{doi}" if doi else page)


def _told(notice: Notice, site: str) -> Told:
    links = tuple(Link(text=link.text, url=_absolute(link.url, site)) for link in notice.links)
    return Told(
        kind=notice.kind, text=notice.text, links=tuple(link for link in links if link.url), language=notice.language
    )


def _absolute(url: str, site: str) -> str:
    """Return where a link of a notice leads; nowhere, if it leads to a page that only a website has."""
    is_article = url.startswith("/articles/") and url != "/articles/"
    if not url.startswith("/"):
        return url
    return site + url if site != LOCAL or is_article else ""
