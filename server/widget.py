"""How do other sites let people ask on their own pages?

With the custom element of `widget.js`.  It holds no words of its own: it fetches them here.  `/widget` tells webmasters
how to put it in.
"""

import json
from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request, url_for

from citewell.corpus.types import SOURCE_TYPES
from citewell.server.api.endpoint import keep
from citewell.server.languages import LANGUAGES, spoken
from citewell.server.messages import catalogue, say
from citewell.server.settings import contacts, phone_link
from citewell.server.snapshot import current_snapshot

bp = Blueprint("widget", __name__)

_SCRIPT = "widget.js"
_LENT = (_SCRIPT, "widget.css")

_EXAMPLE_SITE = "https://www.example.org"
"""Stands for the site that the element is put into."""

_KEYS = (
    *("ask.heading", "ask.label", "ask.another", "ask.hint", "ask.hint_another", "ask.private", "ask.button"),
    *("ask.new", "ask.empty", "answer.question", "answer.searched_for", "log.label", "urgent.heading"),
    *(f"answer.heading.{state}" for state in ("answered", "related", "not_in_library", "small_talk", "elsewhere")),
    *(f"status.{state}" for state in ("answered", "related", "not_in_library", "elsewhere")),
    *("quote.label", "quote.marked.answered", "quote.marked.related", "quote.mark_opens", "quote.mark_closes"),
    *("quote.new_tab", "quote.context", "quote.note", "quote.undated", "small_talk.try"),
    *(f"source_type.{kind}" for kind in SOURCE_TYPES),
    *("state.loading", "state.offline", "state.offline_words", "state.error", "state.error_words"),
    *("problem.too_many_asked.title", "page.important", "page.not_advice", "widget.open", "widget.mismatch"),
)
"""The words that the element needs; those of statuses and notices come with each answer."""


@bp.get("/widget/words.json")
def words() -> Response:
    """Give the element its words, in the language that it asks for, else in one that the reader's browser asks for.

    Their tag names the release, for the numbers to call come with it.  Only the sites that may ask can read them.
    """
    snapshot = current_snapshot()
    language = spoken()
    called = contacts(snapshot.settings)
    link = phone_link(called.emergency_number) if called.emergency_number else None
    body = {
        "release": snapshot.release_id,
        "language": language,
        "locale": LANGUAGES[language].replace("_", "-"),
        "words": {key: catalogue(language)[key] for key in _KEYS}
        | {"problem.too_many_asked": say("problem.too_many_asked", seconds="{seconds}", emergency=called.emergency)},
        "emergency": [{"text": link.text, "url": link.url}] if link else [],
    }
    data = json.dumps(body, ensure_ascii=False).encode()
    response = Response(data, mimetype="application/json")
    keep(response, data)
    return response


@bp.get("/widget")
def widget() -> str:
    """Show webmasters the element, and what to put where."""
    home = request.url_root
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(home))
    script = url_for("static", filename=_SCRIPT, _external=True)
    return render_template(
        "widget.html",
        tag=f'<script type="module" src="{script}"></script>\n'
        f'<citewell-ask lang="{spoken()}">\n  <a href="{home}">{say("widget.link")}</a>\n</citewell-ask>',
        policy=f"script-src {origin};\nconnect-src {origin};\nform-action {origin}",
        settings=f"api:\n  origins: [{_EXAMPLE_SITE}]",
    )


@bp.after_app_request
def _lend(response: Response) -> Response:
    """Let any page load the script and its style: they are the same for all.  Who may ask is settled elsewhere."""
    if request.endpoint == "static" and (request.view_args or {}).get("filename") in _LENT:
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response
