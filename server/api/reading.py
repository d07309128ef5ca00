"""How is a request read?

Strictly: what nobody knows is refused, not passed over, and nothing may be said twice, for two readers could take such
a request for two different ones.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import Any, TypeVar, get_origin

from flask import abort, request
from pydantic import BaseModel, ValidationError

from citewell.index.question import clean_question
from citewell.server.languages import LANGUAGES
from citewell.server.problems import Problem, invalid_request, shown
from citewell.server.schemas import MAX_QUESTION

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_LANGUAGE = "lang"

_M = TypeVar("_M", bound=BaseModel)


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


def check_language() -> None:
    """Refuse a language of `lang` that we do not speak."""
    language = request.args.get(_LANGUAGE)
    if language is not None and language not in LANGUAGES:
        raise Problem(400, "invalid_request", reason=f"lang is {shown(language)}, not one of {', '.join(LANGUAGES)}")


def read_query(kinds: Sequence[type[_M]]) -> _M:
    """Read the query as the one of some types that has its names.

    Raises:
        Problem: it does not fit.
    """
    given = {name: values for name, values in request.args.lists() if name != _LANGUAGE}
    kind = _fitting(kinds, given.keys())
    values: dict[str, Any] = {}
    for name, texts in given.items():
        field = kind.model_fields.get(name)
        if field and get_origin(field.annotation) is list:
            values[name] = texts
        elif len(texts) > 1:
            raise Problem(400, "invalid_request", reason=f"{shown(name)} stands in it more than once")
        else:
            values[name] = _whole_number(name, texts[0]) if field and field.annotation is int else texts[0]
    return _checked(kind, values)


def read_path(kind: type[BaseModel], in_path: Mapping[str, str]) -> dict[str, Any]:
    """Read the parts of an address. Raises as `read_query` does."""
    fields = kind.model_fields
    values = {
        name: _whole_number(name, text) if fields[name].annotation is int else text for name, text in in_path.items()
    }
    return _checked(kind, values).model_dump()


def read_body(kinds: Sequence[type[_M]]) -> _M:
    """Read a JSON body as the one of some types that has its names. Raises as `read_query` does."""
    if not request.is_json:
        abort(415)
    body = _read_json(request.get_data())
    return _checked(_fitting(kinds, body.keys() if isinstance(body, dict) else set()), body)


def _checked(kind: type[_M], values: object) -> _M:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        if any(fault["type"] == "missing" and fault["loc"] == ("q",) for fault in error.errors()):
            raise Problem(400, "empty_question") from None
        raise invalid_request(error) from None


def _fitting(kinds: Sequence[type[_M]], names: Set[str]) -> type[_M]:
    """Choose the type that has all of some names, else the first."""
    return next((kind for kind in kinds if names <= kind.model_fields.keys()), kinds[0])


def _whole_number(name: str, text: str) -> int:
    if not (text.isascii() and _INTEGER.fullmatch(text)):
        raise Problem(400, "invalid_request", reason=f"{name} is “{text[:20]}”, not a whole number")
    return int(text)


def _read_json(body: bytes) -> Any:
    """Read JSON in which nothing is said twice."""
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
