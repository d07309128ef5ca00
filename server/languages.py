"""In which language does Citewell speak to this person?

In the one that they chose with the switch (`?lang=es`, which every link and form of the page then carries on), else the
one that their browser asks for.  Quotes stay in the language of their article.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, has_request_context, request
from flask_babel import Babel, get_locale

LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "en_GB", "es": "es"})
"""The languages of `words/`, each with the locale that its dates and numbers are written in."""

NAMES: Mapping[str, str] = MappingProxyType({"en": "English", "es": "Español"})
"""What each of them calls itself."""

_STATIC = "static"

_FORCED: ContextVar[str | None] = ContextVar("_FORCED", default=None)


def register(app: Flask) -> None:
    """Choose the language of every request, and let the links of a page keep one that was chosen with the switch."""
    Babel(app, locale_selector=_asked_for)
    app.jinja_env.globals.update(language_names=NAMES, query_in=query_in)
    app.url_defaults(_keep)
    app.after_request(_say_what_varies)


def spoken() -> str:
    """Return the code of the language in which to speak: that of the request, or English where nobody asks."""
    if forced := _FORCED.get():
        return forced
    locale = get_locale() if has_request_context() else None
    return locale.language if locale else "en"


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language of `words/` for a few words, whatever the request asks for."""
    token = _FORCED.set(language)
    try:
        yield
    finally:
        _FORCED.reset(token)


def query_in(language: str) -> str:
    """Return the query that leads to the page being asked for in another language, all else in it kept."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return "?" + urlencode([*kept, ("lang", language)])


def chosen() -> str | None:
    """Return the language that was chosen with the switch, if one was."""
    asked = request.args.get("lang") if has_request_context() else None
    return asked if asked in LANGUAGES else None


def _asked_for() -> str | None:
    return chosen() or request.accept_languages.best_match(LANGUAGES, default="en")


def _keep(endpoint: str, values: dict[str, Any]) -> None:
    language = chosen()
    if language and endpoint != _STATIC:
        values.setdefault("lang", language)


def _say_what_varies(response: Response) -> Response:
    response.headers.setdefault("Content-Language", spoken())
    response.vary.add("Accept-Language")
    return response
