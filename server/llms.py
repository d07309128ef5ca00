"""What is an assistant told that reads this website?

`/llms.txt`, in the form of https://llmstxt.org: a title, what this is, and lists of links with a few words each.
"""

import re
from collections.abc import Iterator

from babel import Locale
from babel.lists import format_list
from flask import Blueprint, Response, url_for

from citewell.server.about import covers_notice
from citewell.server.answer import Snapshot
from citewell.server.api.endpoint import keep
from citewell.server.languages import LANGUAGES, spoken
from citewell.server.messages import say
from citewell.server.snapshot import current_snapshot

bp = Blueprint("llms", __name__)

_ADDRESSES = (
    ("ask", "api.ask"),
    ("search", "api.search"),
    ("articles", "api.list_articles"),
    ("glossary", "api.list_terms"),
    ("verify", "api.verify"),
    ("release", "api.read_release"),
    ("openapi", "api.openapi"),
    ("docs", "api.docs"),
)
"""What can be asked for: the name of its words, and the view."""

_RULES = ("exact", "source", "check", "notices", "notes", "none")

_MARKS = re.compile(r"[\\`*_\[\]<>#]")
"""What Markdown could take for more than words."""


@bp.get("/llms.txt")
def llms() -> Response:
    """Tell assistants what this is, what it is not, where to ask and how to quote."""
    data = "\n\n".join(_parts(current_snapshot())).encode() + b"\n"
    response = Response(data, content_type="text/plain; charset=utf-8")  # browsers save what is called Markdown
    keep(response, data)
    return response


def _parts(snapshot: Snapshot) -> Iterator[str]:
    yield f"# {say('page.title')}"
    yield f"> {say('page.tagline')}. {say('llms.about')}"
    yield f"{say('llms.not')} {say('page.not_advice')}"
    yield f"## {say('llms.holds')}"
    yield "\n".join(f"- {fact}" for fact in _facts(snapshot))
    covers = covers_notice(snapshot.about)
    yield covers.text
    yield "\n".join(f"- [{_plain(link.text)}]({_absolute(link.url)})" for link in covers.links)
    yield f"## {say('llms.ask_heading')}"
    yield "\n".join(_asked(name, view) for name, view in _ADDRESSES)
    yield f"## {say('llms.quote_heading')}"
    yield "\n".join(f"- {say(f'llms.quote_{rule}')}" for rule in _RULES)


def _asked(name: str, view: str) -> str:
    label, words = say(f"llms.{name}"), say(f"llms.{name}_words")
    return f"- [{label}]({url_for(view, _external=True)}): {words}"


def _facts(snapshot: Snapshot) -> Iterator[str]:
    publisher = snapshot.settings.publisher
    if publisher:
        yield say("small_talk.publisher", name=_plain(publisher.name))
    yield say("page.library", articles=snapshot.about.article_count, date=snapshot.built[:10])
    yield say("llms.languages", languages=_languages(snapshot))
    yield say("llms.served", release=snapshot.release_id)


def _languages(snapshot: Snapshot) -> str:
    locale = Locale.parse(LANGUAGES[spoken()])
    codes = {article.language.partition("-")[0].lower() for article in snapshot.contents.articles.values()}
    return format_list([locale.languages.get(code, code) for code in sorted(codes)], locale=locale)


def _absolute(address: str) -> str:
    return url_for("page.chat", _external=True, lang=None).rstrip("/") + address


def _plain(name: str) -> str:
    """Write a publisher's words on one line, and without what Markdown could make of them."""
    return _MARKS.sub(lambda mark: f"\\{mark[0]}", " ".join(name.split()))
