"""Where does a program, or the person who writes it, read how to ask? In the document, and on its page."""

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import Response, render_template

from citewell.server.api.document import document
from citewell.server.api.endpoint import API, bp, keep
from citewell.server.snapshot import current_snapshot

_METHODS = ("get", "post")


@dataclass(frozen=True, slots=True)
class Shown:
    """An operation of the document, as the page sets it."""

    anchor: str
    method: str
    path: str
    operation: Mapping[str, Any]
    curl: str
    answer: str


@bp.get(f"{API}/openapi.json")
def openapi() -> Response:
    """Send the OpenAPI document."""
    data = json.dumps(document(current_snapshot()), ensure_ascii=False).encode()
    response = Response(data, mimetype="application/json")
    keep(response, data)
    return response


@bp.get(f"{API}/docs")
def docs() -> str:
    """Show the document as a page."""
    described = document(current_snapshot())
    sections: dict[str, list[Shown]] = {}
    for shown in _operations(described):
        sections.setdefault(shown.operation["tags"][0], []).append(shown)
    return render_template(
        "api_docs.html", described=described, sections=sections, schemas=described["components"]["schemas"]
    )


@bp.app_template_filter()
def schema_words(schema: Mapping[str, Any]) -> str:
    """Say in a few words what a JSON schema asks for, such as `integer, 1 to 20`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " or ".join(schema_words(one) for one in schema[several])
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {schema_words(schema.get('items', {}))}"
    words = str(schema.get("type", "anything"))
    least, most = (schema.get(f"{end}imum", schema.get(f"{end}Length")) for end in ("min", "max"))
    unit = " characters" if schema.get("type") == "string" else ""
    if least is not None and most is not None:
        words += f", {least} to {most}{unit}"
    elif most is not None:
        words += f", up to {most}{unit}"
    return words


def _operations(described: Mapping[str, Any]) -> Iterator[Shown]:
    for path, item in described["paths"].items():
        for method in _METHODS:
            if method in item:
                operation = item[method]
                answer = operation["responses"]["200"]["content"].get("application/json", {}).get("example")
                yield Shown(
                    anchor=operation["operationId"],
                    method=method.upper(),
                    path=path,
                    operation=operation,
                    curl=_curl(path, operation),
                    answer=json.dumps(answer, ensure_ascii=False, indent=2) if answer else "",
                )


def _curl(path: str, operation: Mapping[str, Any]) -> str:
    """Write the example of an operation as a command."""
    query: dict[str, Any] = {}
    for parameter in operation.get("parameters", []):
        example = parameter.get("example")
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", quote(str(example), safe=""))
        elif isinstance(example, dict):
            query |= example
        elif example is not None:
            query[parameter["name"]] = example
    address = f'"$CITEWELL{path}' + (f"?{urlencode(query)}" if query else "") + '"'
    if "requestBody" not in operation:
        return f"curl -s {address}"
    body = json.dumps(operation["requestBody"]["content"]["application/json"]["example"], ensure_ascii=False)
    return f"curl -s {address} -H 'Content-Type: application/json' -d {shlex.quote(body)}"
