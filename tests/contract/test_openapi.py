"""The OpenAPI document tells the truth: its examples work, all is in it, and no made-up request finds a fault."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema_rs
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from citewell.server.messages import catalogue

ROOT = Path(__file__).resolve().parents[2]
METHODS = ("get", "post")


@pytest.fixture(scope="module")
def described(app: Flask) -> dict[str, Any]:
    found: dict[str, Any] = app.test_client().get("/api/v1/openapi.json").get_json()
    return found


@pytest.fixture(scope="module")
def operations(described: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Every operation: its path, its method, and what is said of it."""
    return [
        (path, method, item[method])
        for path, item in described["paths"].items()
        for method in METHODS
        if method in item
    ]


def send_example(client: FlaskClient, path: str, method: str, operation: dict[str, Any]) -> TestResponse:
    """Send the request that stands in the document as the example of an operation."""
    query: dict[str, Any] = {}
    for parameter in operation["parameters"]:
        if "example" not in parameter:
            assert not parameter.get("required"), parameter
        elif parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", quote(str(parameter["example"]), safe=""))
        else:
            query |= (
                parameter["example"]
                if isinstance(parameter["example"], dict)
                else {parameter["name"]: parameter["example"]}
            )
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    return client.open(path, method=method.upper(), query_string=query, json=body)


def test_every_example_is_answered_as_the_document_says(
    client: FlaskClient, described: dict[str, Any], operations: list[tuple[str, str, dict[str, Any]]]
) -> None:
    tried = 0
    for path, method, operation in operations:
        response = send_example(client, path, method, operation)
        assert response.status_code == 200, (path, response.text)
        content = operation["responses"]["200"]["content"]
        assert response.mimetype in {form.partition(";")[0] for form in content}
        if "application/json" in content:
            assert response.json == content["application/json"]["example"], path
            schema = {**content["application/json"]["schema"], "components": described["components"]}
            jsonschema_rs.validate(schema, response.json)
            tried += 1
    assert tried == len(operations) - 1 >= 15


def test_a_schema_that_is_not_kept_to_would_be_seen(described: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/Answered", "components": described["components"]}
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(schema, {"ok": True})


def test_every_address_under_the_version_is_described(app: Flask, described: dict[str, Any]) -> None:
    rules = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/api/", "/healthz", "/readyz"))
    }
    assert rules - set(described["paths"]) == {"/api/v1/openapi.json", "/api/v1/docs"}
    assert set(described["paths"]) <= rules


def test_every_operation_says_what_it_does_and_how_it_fails(operations: list[tuple[str, str, dict[str, Any]]]) -> None:
    names = [operation["operationId"] for *_, operation in operations]
    assert len(set(names)) == len(names)
    for path, method, operation in operations:
        assert operation["summary"].endswith("."), path
        problems = {status for status in operation["responses"] if status != "200"}
        assert "500" in problems
        if path.startswith("/api/"):
            assert problems >= {"400", "401", "429"}, path
            assert operation["security"] == [{}, {"bearer": []}, {"key": []}]
        if method == "post":
            assert problems >= {"413", "415"}


def test_the_problems_of_the_document_can_be_looked_up(
    client: FlaskClient, operations: list[tuple[str, str, dict[str, Any]]]
) -> None:
    kinds = {
        response["content"]["application/problem+json"]["example"]["type"]
        for *_, operation in operations
        for status, response in operation["responses"].items()
        if status != "200"
    }
    assert len(kinds) >= 8
    for kind in kinds:
        assert client.get(kind).status_code == 200


def test_parts_of_the_document_are_of_version_3_1(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    assert not re.search(r'"nullable"', str(described))


def test_the_document_is_read_anew_in_another_language_and_compared(client: FlaskClient) -> None:
    english, spanish = (client.get("/api/v1/openapi.json", query_string={"lang": code}) for code in ("en", "es"))
    assert english.headers["ETag"] != spanish.headers["ETag"]
    again = client.get("/api/v1/openapi.json?lang=es", headers={"If-None-Match": spanish.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_page_shows_every_operation_without_scripts(
    client: FlaskClient, operations: list[tuple[str, str, dict[str, Any]]]
) -> None:
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    for path, method, operation in operations:
        assert f"{method.upper()} {path}" in page.text
        assert f'id="{operation["operationId"]}"' in page.text
    assert catalogue()["api.heading"] in page.text
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page.text.partition("<main")[2].partition("</main>")[0])


def test_the_page_speaks_the_language_of_its_reader(client: FlaskClient) -> None:
    page = client.get("/api/v1/docs?lang=es").text
    assert catalogue("es")["api.heading"] in page


@pytest.mark.slow
def test_made_up_requests_find_no_fault() -> None:
    """As many as fit into a minute; `--requests 10000` by hand."""
    ended = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "schemathesis_run.py", "--requests", "400"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
