"""How is one address described? By what it takes, what it answers, and an example of both from the live release."""

import inspect
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import url_for
from pydantic import BaseModel

from citewell.server import cite
from citewell.server.answer import Snapshot
from citewell.server.api.bodies import GoneBody, ProblemBody
from citewell.server.api.endpoint import Endpoint
from citewell.server.api.examples import passage_of
from citewell.server.languages import LANGUAGES, spoken
from citewell.server.messages import catalogue, say
from citewell.server.problems import Problem
from citewell.server.schemas import ArticlePath

Described = dict[str, Any]

SCHEMES: Mapping[str, Described] = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "key": {"type": "apiKey", "name": "X-API-Key", "in": "header"},
}
"""How a key can be sent."""

_SECURITY: list[dict[str, list[str]]] = [{}, {"bearer": []}, {"key": []}]

_PROBLEMS = {
    400: "invalid_request", 401: "no_key", 404: "not_found", 406: "not_acceptable", 410: "gone", 413: "too_large",
    415: "unsupported_media_type", 429: "too_many", 500: "internal", 503: "busy",
}  # fmt: skip
"""The kind of problem that stands for a status in the document; the detail of a real one says more."""

_OF_ALL = (400, 401, 429, 500, 503)
"""What any address under `/api/v1` may answer."""

_LANG = {
    "name": "lang",
    "in": "query",
    "description": "The language of fixed words; by default that of `Accept-Language`.",
    "schema": {"type": "string", "enum": list(LANGUAGES)},
}


def operation(one: Endpoint, snapshot: Snapshot) -> Described:
    """Describe an endpoint, with an example that the release can answer."""
    example = one.example(snapshot)
    query = [*_query(one, example.get("query", {})), _LANG] if one.counts_as else []
    described: Described = {
        **_told(one.view),
        "tags": [one.tag],
        "operationId": one.view.__name__,
        "parameters": [*_parameters(one.path, "path", example.get("path", {})), *query],
        "responses": {"200": _answer(one, example), **_problems(_statuses(one))},
        "security": _SECURITY if one.counts_as else [],
    }
    if one.body:
        content = {"schema": _one_of(one.body), "example": example.get("body")}
        described["requestBody"] = {"required": True, "content": {"application/json": content}}
    return described


def citation(snapshot: Snapshot) -> Described:
    """Describe `citewell.server.cite`, which sends many forms, and no JSON of ours."""
    cited = passage_of(snapshot)
    forms = "|".join(map(re.escape, cite.TYPES))
    place = {
        "name": "place",
        "in": "path",
        "required": True,
        "description": "`<start>-<end>`, with a suffix for the form where `Accept` does not say it.",
        "schema": {"type": "string", "pattern": f"^[0-9]{{1,9}}-[0-9]{{1,9}}({forms})?$"},
        "example": f"{cited.start}-{cited.end}.json",
    }
    in_path = _parameters(ArticlePath, "path", {"article_id": cited.article_id})
    content: Described = {form: {} for form in dict.fromkeys(cite.TYPES.values())}
    return {
        **_told(cite.citation),
        "tags": ["Passages"],
        "operationId": "citation",
        "parameters": [*in_path, place, *_parameters(cite.CitationQuery, "query", {}), _LANG],
        "responses": {"200": {"description": "The citation.", "content": content}, **_problems((*_OF_ALL, 404, 406))},
        "security": _SECURITY,
    }


def _told(by: object) -> Described:
    """Say what something does in the words of its docstring."""
    summary, _, rest = (inspect.getdoc(by) or "").partition("\n\n")
    told = {"summary": " ".join(summary.split()), "description": " ".join(rest.split())}
    return {key: words for key, words in told.items() if words}


def _statuses(one: Endpoint) -> tuple[int, ...]:
    return (*_OF_ALL, *one.problems, *((413, 415) if one.body else ())) if one.counts_as else (500,)


def _query(one: Endpoint, example: Mapping[str, Any]) -> Iterator[Described]:
    if len(one.query) == 1:
        yield from _parameters(one.query[0], "query", example)
        return
    yield {
        "name": "place",
        "in": "query",
        "required": True,
        "style": "form",
        "explode": True,
        "description": "Each member stands in the query by its own name.",
        "schema": _one_of(one.query),
        "example": example,
    }


def _parameters(kind: type[BaseModel], place: str, example: Mapping[str, Any]) -> Iterator[Described]:
    schema = kind.model_json_schema()
    for name, stated in schema.get("properties", {}).items():
        described: Described = {
            "name": name,
            "in": place,
            "required": name in schema.get("required", []),
            "schema": {key: value for key, value in stated.items() if key not in {"title", "description"}},
        }
        if "description" in stated:
            described["description"] = stated["description"]
        if name in example:
            described["example"] = example[name]
        yield described


def _ref(kind: type[BaseModel]) -> Described:
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def _one_of(kinds: tuple[type[BaseModel], ...]) -> Described:
    return _ref(kinds[0]) if len(kinds) == 1 else {"oneOf": [_ref(kind) for kind in kinds]}


def _answer(one: Endpoint, example: Mapping[str, Any]) -> Described:
    content: Described = {"schema": _ref(one.answer)}
    values = example.get("body", example.get("query", {}))
    kind = next(kind for kind in one.body or one.query if values.keys() <= kind.model_fields.keys())
    try:
        answered = one.view(kind.model_validate(values), **example.get("path", {}))
        content["example"] = json.loads(answered.model_dump_json())
    except Problem:  # the release holds nothing to make an example of
        pass
    return {"description": " ".join((one.answer.__doc__ or "").split()), "content": {"application/json": content}}


def _problems(statuses: tuple[int, ...]) -> dict[str, Described]:
    return {str(status): _problem(status) for status in sorted(set(statuses))}


def _problem(status: int) -> Described:
    kind = _PROBLEMS[status]
    example = {
        "ok": False,
        "type": url_for("problems.explain", kind=kind, lang=None),
        "title": say(f"problem.{kind}.title"),
        "status": status,
        "detail": re.sub(r"\{\w+\}", "…", catalogue(spoken())[f"problem.{kind}"]),
    }
    body: type[BaseModel] = ProblemBody
    if kind == "gone":
        body, example = GoneBody, {**example, "successor": None, "releases": []}
    content = {"schema": _ref(body), "example": example}
    return {"description": say(f"problem.{kind}.title"), "content": {"application/problem+json": content}}
