"""Which request was that?

Every response and every line of the log carries an id, so that a report of a fault leads to its line.  It says nothing
of the question.
"""

import logging
import re
import uuid

from flask import Flask, Response, g, has_request_context, request

HEADER = "X-Request-ID"

_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""An id of the caller's or the proxy's that can stand in a log: it breaks no line and holds no sentence."""


def register(app: Flask) -> None:
    """Send the id of its request with every response."""

    @app.after_request
    def add_header(response: Response) -> Response:
        response.headers[HEADER] = request_id()
        return response


def request_id() -> str:
    """Return the id of this request: the caller's if it is sane, else a new one; `-` outside of requests."""
    if not has_request_context():
        return "-"
    if "request_id" not in g:
        asked = request.headers.get(HEADER, "")
        g.request_id = asked if _SANE.fullmatch(asked) else uuid.uuid4().hex
    return str(g.request_id)


class RequestIds(logging.Filter):
    """Lets a log format use `%(request_id)s`."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Put the id of the request that is being answered into a record."""
        record.request_id = request_id()
        return True
