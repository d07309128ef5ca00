"""How does a view become an endpoint?

`endpoint` reads and checks what the view asks for, writes what it returns, and notes it for the OpenAPI document.  So
what is checked, what is answered and what is documented are the same types.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from flask import Blueprint, Flask, Response, g, request
from pydantic import BaseModel

from citewell.server.answer import Snapshot
from citewell.server.api.reading import check_language, read_body, read_path, read_query
from citewell.server.languages import spoken
from citewell.server.schemas import Nothing
from citewell.server.snapshot import current_snapshot

bp = Blueprint("api", __name__)

API = "/api/v1"

Kind = Literal["ask", "batch", "read"]
View = Callable[..., BaseModel]
_V = TypeVar("_V", bound=View)
Example = Callable[[Snapshot], Mapping[str, Any]]

_KEPT_S = 60
"""Seconds for which an answer may be used again before it is asked for anew; a release goes live within one."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address with one method: what it takes and answers; `endpoint` tells what each field is."""

    method: Literal["GET", "POST"]
    rule: str
    view: View
    answer: type[BaseModel]
    tag: str
    path: type[BaseModel]
    query: tuple[type[BaseModel], ...]
    body: tuple[type[BaseModel], ...]
    counts_as: Kind | None
    is_private: bool
    problems: tuple[int, ...]
    max_body: int | None
    example: Example


ENDPOINTS: list[Endpoint] = []
"""Every endpoint, in the order of the document; filled while the modules of this package are imported."""


def endpoint(
    method: Literal["GET", "POST"],
    rule: str,
    answer: type[BaseModel],
    *,
    tag: str,
    path: type[BaseModel] = Nothing,
    query: tuple[type[BaseModel], ...] = (Nothing,),
    body: tuple[type[BaseModel], ...] = (),
    counts_as: Kind | None = "read",
    is_private: bool = False,
    problems: tuple[int, ...] = (),
    max_body: int | None = None,
    example: Example = lambda _: {},
) -> Callable[[_V], _V]:
    """Make a view an endpoint. The view takes the body, or the query where there is none, and what the path holds.

    Args:
        method: GET (then HEAD too) or POST.
        rule: the address; a part in `<…>` is a field of `path`.
        answer: what the view returns.
        tag: the section of the document.
        path: what stands in the path.
        query: what may stand in the query; of several, one must fit.
        body: what may be sent; of several, one must fit.
        counts_as: the rate that requests count against; None for none.
        is_private: whether the answer holds what a person asked.
        problems: the statuses of its problems, beside those that any may have.
        max_body: how many bytes may be sent, if other than usual.
        example: makes the `path`, `query` and `body` of a request that a release can answer.
    """

    def register(view: _V) -> _V:
        made = Endpoint(
            method, rule, view, answer, tag, path, query, body, counts_as, is_private, problems, max_body, example
        )
        ENDPOINTS.append(made)

        def respond(**in_path: str) -> Response:
            if max_body:
                request.max_content_length = max_body
            if not counts_as:  # whoever looks whether we are well may add what they like
                return _write(made, view(Nothing()))
            check_language()
            asked = read_query(query)
            values = read_path(path, in_path)
            return _write(made, view(read_body(body) if body else asked, **values))

        respond.counts_as = counts_as  # type: ignore[attr-defined]
        bp.add_url_rule(rule, view.__name__, respond, methods=[method])
        return view

    return register


def register(app: Flask) -> None:
    """Answer 304 where the caller already has what would be sent; comes last, when the body is as it is sent."""

    @app.after_request
    def compare(response: Response) -> Response:
        if "is_conditional" in g:
            response.make_conditional(request)
        return response


def _write(made: Endpoint, body: BaseModel) -> Response:
    data = body.model_dump_json().encode()
    response = Response(data, mimetype="application/json")
    if made.method == "GET" and made.counts_as:
        keep(response, data, is_private=made.is_private)
    return response


def keep(response: Response, data: bytes, *, is_private: bool = False) -> None:
    """Let a response be kept for a minute, and compared after that.

    Its strong tag is made of the language and the body, which names the release.  What only the holders of keys may
    read, or holds what a person asked, no shared cache keeps.
    """
    for_all = not is_private and not current_snapshot().settings.api.keys_only
    response.headers["Cache-Control"] = f"{'public' if for_all else 'private'}, max-age={_KEPT_S}"
    response.set_etag(hashlib.sha256(spoken().encode() + b"\0" + data).hexdigest()[:32])
    g.is_conditional = True
