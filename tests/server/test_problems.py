"""Problems: one shape for programs, a page for people, and nothing of the question in the log."""

import json
import logging
from collections.abc import Callable, Iterator

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from pydantic import ValidationError

from citewell.server.answer import Snapshot
from citewell.server.app import create_app
from citewell.server.messages import catalogue
from citewell.server.problems import Problem, invalid_request, shown
from citewell.server.schemas import AskRequest


@pytest.fixture(scope="module")
def faulty_app(snapshot: Snapshot) -> Flask:
    """An app with an address of each kind that raises what stands in its settings."""
    made = create_app(lambda: snapshot)

    def view() -> str:
        raise made.config["FAULT"]

    made.add_url_rule("/api/v1/fault", view_func=view, endpoint="api_fault")
    made.add_url_rule("/fault", view_func=view, endpoint="page_fault")
    made.add_url_rule("/api/v1/stop/<int:code>", view_func=abort, endpoint="stop")
    return made


@pytest.fixture
def make_app(faulty_app: Flask) -> Iterator[Callable[[Exception], Flask]]:
    """Have the app raise an error; afterwards its settings are as they were."""
    settings = dict(faulty_app.config)

    def make(error: Exception) -> Flask:
        faulty_app.config["FAULT"] = error
        return faulty_app

    yield make
    faulty_app.config.clear()
    faulty_app.config.update(settings)


def test_a_problem_takes_its_words_from_the_catalogue() -> None:
    facts = Problem(400, "long_question", length=2001, limit=2000).facts
    assert (facts.status, facts.kind) == (400, "long_question")
    assert facts.detail == "The question has 2001 characters; at most 2000 can be read. Shorten it."
    with pytest.raises(KeyError):
        Problem(400, "nothing")


def test_programs_get_json_and_people_a_page(make_app: Callable[[Exception], Flask]) -> None:
    client = make_app(Problem(404, "no_article", article_id="<b>x</b>")).test_client()
    for_programs = client.get("/api/v1/fault")
    assert for_programs.json == {
        "ok": False,
        "type": "/problems/no_article",
        "title": "No such article",
        "status": 404,
        "detail": "The library holds no article “<b>x</b>”. The list of articles is at /articles.",
    }
    for_people = client.get("/fault")
    assert (for_people.status_code, for_people.mimetype) == (404, "text/html")
    assert "<b>x</b>" not in for_people.text
    assert "&lt;b&gt;x" in for_people.text


def test_every_http_error_has_a_kind_that_is_explained(faulty_app: Flask) -> None:
    client = faulty_app.test_client()
    for status in (400, 401, 403, 404, 405, 406, *range(408, 419), 422, 429, 431, 500, 501, 502, 503, 504):
        response = client.get(f"/api/v1/stop/{status}")
        assert (response.status_code, response.mimetype) == (status, "application/problem+json")
        assert response.json["status"] == status
        assert client.get(response.json["type"]).status_code == 200


def test_every_kind_has_its_page(client: FlaskClient) -> None:
    titles = [key for key in catalogue() if key.startswith("problem.") and key.endswith(".title")]
    assert len(titles) > 5
    for title in titles:
        page = client.get(f"/problems/{title.split('.')[1]}")
        assert page.status_code == 200
        assert catalogue()[title] in page.text


@pytest.mark.parametrize("path", ["/api/v1/fault", "/fault"])
@pytest.mark.parametrize("config", [{}, {"TESTING": True}, {"DEBUG": True}, {"PROPAGATE_EXCEPTIONS": True}])
def test_a_fault_tells_its_place_and_not_its_words(
    make_app: Callable[[Exception], Flask], path: str, config: dict[str, bool], caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever someone sets while looking for a fault, questions do not get out."""
    try:
        json.loads("my secret")
    except ValueError as error:
        cause = error
    fault = RuntimeError("my secret question")
    fault.__cause__ = cause
    app = make_app(fault)
    app.config.update(config)
    caplog.set_level(logging.DEBUG)
    response = app.test_client().get(path)
    assert response.status_code == 500
    assert "secret" not in response.text + caplog.text
    (record,) = [record for record in caplog.records if record.name == "citewell.server.problems"]
    assert record.exc_info is None
    assert record.getMessage().startswith("RuntimeError at ")
    assert record.getMessage().rpartition(":")[0].endswith("test_problems.py")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("fever", "'fever'"),
        (None, "None"),
        (["a"], "['a']"),
        ("x" * 100, "'" + "x" * 59 + "…"),
        (10**4000, "1" + "0" * 59 + "…"),
        ("\ud800", r"'\ud800'"),
        ("a\nb", r"'a\nb'"),
    ],
)
def test_a_faulty_value_is_shown_short(value: object, text: str) -> None:
    assert shown(value) == text


def test_however_deep_a_value_is_it_is_shown() -> None:
    deep: object = 1
    for _ in range(100_000):
        deep = [deep]
    assert len(shown(deep)) <= 61


def test_the_first_fault_is_told_with_field_and_value() -> None:
    with pytest.raises(ValidationError) as caught:
        AskRequest.model_validate({"question": 5, "k": 0, "more": 1})
    detail = invalid_request(caught.value).facts.detail
    assert detail == "The request cannot be read: question is 5: input should be a valid string."
