"""How is the endpoint described? By an OpenAPI 3.1 document, made of the types that check requests and write answers.

openapi-pydantic checks the document against types of OpenAPI's own, and takes pydantic's schemas into it.  Unlike
flask-openapi3 and spectree it asks for no app of its own and reads no request, so that duplicate keys are still refused
and every error is a problem of ours; apispec knows marshmallow, and pydantic only by way of others.
"""

import re
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from flask import current_app
from openapi_pydantic import OpenAPI
from openapi_pydantic.util import construct_open_api_with_schema_class

from citewell.server.answer import Snapshot
from citewell.server.api.bodies import GoneBody, ProblemBody
from citewell.server.api.endpoint import API, ENDPOINTS
from citewell.server.api.operations import SCHEMES, citation, operation
from citewell.server.languages import spoken
from citewell.server.messages import say

_KEPT = "citewell.document"

_TAGS = ("Questions", "Passages", "Articles", "Library", "Health")
"""The sections of the document, in their order."""

_DESCRIPTION = """Passages of articles that a publisher trusts, word for word: every `text` is `article.text[start:end]`
in code points, and `sha256` is that of its UTF-8 bytes. No sentence of an answer is generated.

Errors are problems (RFC 9457) whose `type` is a page that explains them. GET answers have a strong `ETag`. Every
response has an `X-Request-ID`. Within version 1 members may be added, never taken away: pass over those you do not
know."""


def document(snapshot: Snapshot) -> Mapping[str, Any]:
    """Return the OpenAPI document, with examples that this release can answer; it is made once for each language."""
    held: dict[tuple[str, str], Mapping[str, Any]] = current_app.extensions.setdefault(_KEPT, {})
    key = (snapshot.release_id, spoken())
    if key not in held:
        made = _write(snapshot)
        for other in [other for other in held if other[0] != snapshot.release_id]:
            held.pop(other, None)
        held[key] = made
    return held[key]


def _write(snapshot: Snapshot) -> Mapping[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for one in sorted(ENDPOINTS, key=lambda one: _TAGS.index(one.tag)):
        path = re.sub(r"<(\w+)>", r"{\1}", one.rule)
        paths.setdefault(path, {})[one.method.lower()] = operation(one, snapshot)
    paths[f"{API}/citations/{{article_id}}/{{place}}"] = {"get": citation(snapshot)}
    about = {"title": say("page.title"), "version": "1.0", "summary": f"Citewell {version('citewell')}"}
    bare = OpenAPI.model_validate(
        {
            "openapi": "3.1.1",
            "info": {**about, "description": _DESCRIPTION},
            "servers": [{"url": "/"}],
            "tags": [{"name": tag} for tag in _TAGS],
            "paths": paths,
            "components": {"securitySchemes": dict(SCHEMES)},
        }
    )
    kinds = {kind for one in ENDPOINTS for kind in (one.answer, *one.body, *(one.query if len(one.query) > 1 else ()))}
    whole = construct_open_api_with_schema_class(bare, schema_classes=[*kinds, ProblemBody, GoneBody])
    written: Mapping[str, Any] = whole.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return written
