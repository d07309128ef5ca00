"""What is a caller told when a request fails?

One shape everywhere (RFC 9457, application/problem+json, with `"ok": false`), or a page for those who read pages.  The
`type` of a problem is the address of a page that explains it.
"""

import logging
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, abort, jsonify, render_template, request, url_for
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from citewell.server.languages import spoken
from citewell.server.messages import catalogue, say

bp = Blueprint("problems", __name__)

_log = logging.getLogger(__name__)

_BY_STATUS = {
    400: "invalid_request",
    401: "no_key",
    404: "not_found",
    405: "method_not_allowed",
    410: "gone",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many",
    503: "busy",
}

_FOR_PROGRAMS = ("/api/", "/connect", "/healthz", "/readyz")
"""Addresses that answer with JSON, whatever becomes of a request."""

WAIT_S = 60
"""Seconds that a caller is told to wait where nobody counted."""


@dataclass(frozen=True, slots=True)
class _Facts:
    status: int
    kind: str
    detail: str
    more: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """A request that cannot be answered. `kind` names it in the catalogue; `values` fill its sentence in.

    `more` are further members of the problem (RFC 9457, 3.2), `headers` go with the response.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        more: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> None:
        super().__init__(kind)
        self.facts = _Facts(status, kind, say(f"problem.{kind}", **values), more or {}, headers or {})


def invalid_request(error: ValidationError) -> Problem:
    """Turn the first fault that pydantic found into a problem that names the field, the value and the rule."""
    first = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])[:_SHOWN] or "the body"
    return Problem(400, "invalid_request", reason=f"{where} is {shown(first['input'])}: {first['msg'].lower()}")


def shown(value: object) -> str:
    """Write a faulty value as it is repeated to its sender: the first 60 characters, however deep or long it is."""
    text = reprlib.repr(value) if isinstance(value, list | dict) else repr(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


_SHOWN = 60


def register(app: Flask) -> None:
    """Answer every error of the app in the one shape."""
    app.register_blueprint(bp)
    app.register_error_handler(Problem, lambda problem: _respond(problem.facts))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


@bp.get("/problems/<kind>")
def explain(kind: str) -> str:
    """Explain a kind of problem: what `type` points to."""
    title = catalogue(spoken()).get(f"problem.{kind}.title")
    if title is None:
        abort(404)
    return render_template("problem.html", title=title, detail="")


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    kind = _BY_STATUS.get(status, "invalid_request" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "internal")
    detail = say(
        f"problem.{kind}",
        reason=error.name,
        limit=request.max_content_length,
        method=request.method,
        seconds=WAIT_S,
    )
    response = _respond(_Facts(status, kind, detail))
    if allow := error.get_response().headers.get("Allow"):
        response.headers["Allow"] = allow
    return response


def _fault(error: Exception) -> Response:
    """Log where a fault of our own happened, without anything of the question, and answer 500."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown place"
    _log.error("%s at %s", type(error).__name__, where)
    return _respond(_Facts(500, "internal", say("problem.internal")))


def problem_body(problem: Problem) -> dict[str, Any]:
    """Write a problem as RFC 9457 has it, with `"ok": false`."""
    return _body(problem.facts)


def _body(facts: _Facts) -> dict[str, Any]:
    return {
        "ok": False,
        "type": url_for("problems.explain", kind=facts.kind, lang=None),  # the same in every language
        "title": say(f"problem.{facts.kind}.title"),
        "status": facts.status,
        "detail": facts.detail,
        **facts.more,
    }


def _respond(facts: _Facts) -> Response:
    if request.path.startswith(_FOR_PROGRAMS):
        response = jsonify(_body(facts))
        response.mimetype = "application/problem+json"
    else:
        title = say(f"problem.{facts.kind}.title")
        response = Response(render_template("problem.html", title=title, detail=facts.detail))
    response.status_code = facts.status
    response.headers.update(facts.headers)
    return response
