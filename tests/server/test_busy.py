"""Whoever would wait too long is told so at once."""

from flask import Flask

from citewell.server import busy
from citewell.server.answer import Snapshot
from citewell.server.app import create_app
from citewell.server.messages import say


def make_app(snapshot: Snapshot, waiting: int) -> Flask:
    app = create_app(lambda: snapshot)
    busy.watch(app, lambda: waiting)
    return app


def test_a_long_line_turns_requests_away(snapshot: Snapshot) -> None:
    client = make_app(snapshot, busy.MOST_WAITING + 1).test_client()
    page = client.post("/", data={"q": "Is fever common?"})
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert say("problem.busy") in page.text
    told = client.get("/api/v1/ask?q=fever")
    assert (told.status_code, told.get_json()["title"]) == (503, say("problem.busy.title"))


def test_health_and_files_are_told_however_long_the_line_is(snapshot: Snapshot) -> None:
    client = make_app(snapshot, 10**6).test_client()
    for path in ("/healthz", "/readyz", "/static/style.css"):
        with client.get(path) as response:
            assert response.status_code == 200


def test_nobody_is_turned_away_while_the_line_is_short(snapshot: Snapshot, app: Flask) -> None:
    assert make_app(snapshot, busy.MOST_WAITING).test_client().get("/api/v1/ask?q=fever").status_code == 200
    assert app.test_client().get("/api/v1/ask?q=fever").status_code == 200  # nobody counts for this one
