"""How do programs ask? `/api/v1/ask`, and the two addresses that tell whether the server is well."""

import json
from collections import Counter
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from pydantic import ValidationError

from citewell.index.question import clean_question
from citewell.server.answer import answer
from citewell.server.problems import Problem, invalid_request, shown
from citewell.server.schemas import MAX_QUESTION, AskRequest
from citewell.server.snapshot import current_snapshot

bp = Blueprint("api", __name__)


@bp.post("/api/v1/ask")
def ask() -> Response:
    """Answer the question in a JSON body."""
    if not request.is_json:
        abort(415)
    body = _read_json(request.get_data())
    try:
        asked = AskRequest.model_validate(body)
    except ValidationError as error:
        raise invalid_request(error) from None
    return _answer(asked)


@bp.get("/api/v1/ask")
def ask_by_link() -> Response:
    """Answer the question in `q`, with `k` and any number of `history`."""
    try:
        k = int(request.args.get("k", "5"))
    except ValueError:
        raise Problem(400, "invalid_request", reason=f"k is “{request.args['k'][:20]}”, not a whole number") from None
    try:
        asked = AskRequest(question=request.args.get("q", ""), k=k, history=request.args.getlist("history"))
    except ValidationError as error:
        raise invalid_request(error) from None
    return _answer(asked)


@bp.get("/healthz")
def health() -> Response:
    """Tell that the process runs."""
    return jsonify(ok=True)


@bp.get("/readyz")
def ready() -> Response:
    """Tell that questions can be answered, and from which release."""
    return jsonify(ok=True, release=current_snapshot().release_id)


def check_question(question: str) -> str:
    """Return a question that can be searched.

    Raises:
        Problem: it is empty or too long.
    """
    if len(question) > MAX_QUESTION:
        raise Problem(400, "long_question", length=len(question), limit=MAX_QUESTION)
    if not clean_question(question):
        raise Problem(400, "empty_question")
    return question


def _read_json(body: bytes) -> object:
    """Read JSON in which nothing is said twice: two readers could take such a body for two different questions."""
    try:
        return json.loads(body, object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        raise Problem(400, "invalid_request", reason="the body is not JSON, or nested too deep") from None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise Problem(400, "invalid_request", reason=f"{shown(twice)} stands in it more than once")
    return found


def _answer(asked: AskRequest) -> Response:
    question = check_question(asked.question)
    answered = answer(current_snapshot(), question, asked.k, asked.history)
    return jsonify({"ok": True} | asdict(answered))
