"""In which language does Citewell speak to this person?

In the one that they chose with the switch (`?lang=es`, which every link and form of the page then carries on), else the
one that their browser asks for.  Quotes stay in the language of their article.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import Flask, Response, has_request_context, request
from flask_babel import Babel, get_locale

LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "en_GB", "es": "es"})
"""The languages of `words/`, each with the locale that its dates and numbers are written in."""

_STATIC = "static"


def register(app: Flask) -> None:
    """Choose the language of every request, and let the links of a page keep one that was chosen with the switch."""
    Babel(app, locale_selector=_asked_for)
    app.url_defaults(_keep)
    app.after_request(_say_what_varies)


def spoken() -> str:
    """Return the code of the language in which to speak: that of the request, or English where nobody asks."""
    locale = get_locale() if has_request_context() else None
    return locale.language if locale else "en"


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
    response.headers["Content-Language"] = spoken()
    response.vary.add("Accept-Language")
    return response
