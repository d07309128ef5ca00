"""Are more requests waiting than can be answered soon?

Answering takes the processor, so what comes too fast waits in line.  Past a point whoever waits is better told so at
once than after a minute: the request is turned away with 503, and the line is short again in seconds.
"""

from collections.abc import Callable

from flask import Flask, current_app, request

from citewell.server.problems import Problem

MOST_WAITING = 100
"""Requests in line; one core answers some 30 in a second, so that nobody waits much longer than three seconds."""

_KEY = "citewell-waiting"
_ALWAYS = ("static", "api.health", "api.ready")


def register(app: Flask) -> None:
    """Turn requests away while too many are waiting; files and the health of the server are always told."""
    app.before_request(_turn_away)


def watch(app: Flask, waiting: Callable[[], int]) -> None:
    """Tell an app how to count the requests that wait in line; one that is not told turns nobody away."""
    app.extensions[_KEY] = waiting


def _turn_away() -> None:
    waiting: Callable[[], int] | None = current_app.extensions.get(_KEY)
    if waiting and request.endpoint not in _ALWAYS and waiting() > MOST_WAITING:
        raise Problem(503, "busy", headers={"Retry-After": "5"})
