"""The Python client against the real app, served by waitress: the same words, checked; every failure one exception."""

import inspect
import io
import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from waitress.server import create_server

from citewell.corpus.errors import CitewellError
from citewell.corpus.store import StoredArticle
from citewell.corpus.types import Article, sha256_text
from citewell.index.build import build
from citewell.index.embedder import load_embedder
from citewell.index.library import Library, create_library
from citewell.index.release import live_id
from citewell.server.access import Access, ApiKey, hash_key, make_key
from citewell.server.answer import Snapshot, answer
from citewell.server.app import create_app
from citewell.server.archive import Archive
from citewell.server.client import Client, EndpointError, bodies, holdings
from citewell.server.client.bodies import Answered, GoneBody, ProblemBody
from citewell.server.limits import open_counter
from citewell.server.live import open_release
from citewell.server.messages import catalogue
from citewell.server.schemas import MAX_QUESTION, ArticlesQuery, SearchQuery

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "clients.md").read_text("utf-8")
FEVER = "Is fever common in the first days after CAR-T?"

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@contextmanager
def serving(app: Flask | WSGI) -> Iterator[str]:
    """Serve an app on a free port of this machine, and give its address."""
    server = create_server(app, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, name="client-tests")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(server.close)
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()


@pytest.fixture(scope="module")
def site(snapshot: Snapshot, library: Library) -> Iterator[str]:
    with serving(create_app(lambda: snapshot, Archive(library.releases))) as address:
        yield address


@pytest.fixture
def served(site: str) -> Iterator[Client]:
    with Client(site) as client:
        yield client


def says(status: int, body: bytes, *headers: tuple[str, str]) -> WSGI:
    """An app that is not Citewell: it says the same to everyone."""

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start(f"{status} Said", [("Content-Type", "application/json"), *headers])
        return [body]

    return app


def refused(call: Callable[[], object]) -> ProblemBody:
    """Return the problem of a call that fails as every call may fail."""
    with pytest.raises(EndpointError) as caught:
        call()
    assert str(caught.value) == caught.value.problem.detail
    assert isinstance(caught.value, CitewellError)
    return caught.value.problem


# What comes back


def test_an_answer_is_that_of_the_program(served: Client, snapshot: Snapshot) -> None:
    told, said = served.ask(FEVER, k=3), answer(snapshot, FEVER, 3)
    assert told.status == said.status == "answered"
    assert [(one.text, one.sha256, one.citation) for one in told.quotes] == [
        (one.text, one.sha256, one.citation) for one in said.quotes
    ]
    assert [notice.text for notice in told.notices] == [notice.text for notice in said.notices]
    for one in told.quotes:
        article = snapshot.contents.articles[one.citation.article_id]
        assert one.text == article.text[one.citation.start : one.citation.end]
        assert sha256_text(one.text) == one.sha256


def test_history_is_sent(served: Client) -> None:
    assert served.ask("Is it common?", history=["What is fever after CAR-T?"]).searched_for != "Is it common?"


def test_many_questions_are_answered_each_in_its_place(served: Client) -> None:
    first, empty, third = served.ask_many([FEVER, "", "When may I drive?"], k=1)
    assert isinstance(first, Answered)
    assert isinstance(empty, ProblemBody)
    assert isinstance(third, Answered)
    assert (first.quotes, third.question) == (served.ask(FEVER, k=1).quotes, "When may I drive?")
    assert empty.detail == catalogue()["problem.empty_question"]


def test_everything_that_a_release_holds_can_be_read(served: Client, snapshot: Snapshot) -> None:
    held = snapshot.contents.articles
    listed = served.articles(limit=2)
    assert (listed.total, len(listed.articles), listed.next) == (len(held), 2, "/api/v1/articles?limit=2&offset=2")
    assert served.articles(limit=100).articles[0] == listed.articles[0]
    for article_id, stored in held.items():
        body = served.article(article_id)
        assert (body.text, body.article.title, body.is_whole) == (stored.text, stored.title, True)
        for passage_id in body.passages:
            passage = served.passage(passage_id)
            assert passage.text == stored.text[passage.citation.start : passage.citation.end]
            assert served.verify(passage_id, passage.sha256).matches is True
    assert served.verify("driving#0-4").matches is None
    assert served.release().release == snapshot.release_id == served.ask(FEVER).release
    assert served.glossary().terms == ()
    assert served.coverage().topics == ()
    assert served.suggestions(limit=1).limit == 1


def test_filters_are_sent(served: Client) -> None:
    assert {hit.citation.article_id for hit in served.search(FEVER, article_id="driving").hits} == {"driving"}
    assert served.search(FEVER, limit=1).hits == served.search(FEVER).hits[:1]
    assert served.search("remission", source_type="research").total == 0
    assert [one.article_id for one in served.articles(title="fever car-t").articles] == ["fever-after-car-t"]
    assert [one.article_id for one in served.articles(study="NCT03548207", published_from="2026").articles] == [
        "fever-after-car-t"
    ]


@pytest.mark.parametrize(("call", "query"), [(Client.search, SearchQuery), (Client.articles, ArticlesQuery)])
def test_every_filter_of_the_endpoint_can_be_sent(call: Callable[..., Any], query: type[BaseModel]) -> None:
    taken = {name: one.default for name, one in inspect.signature(call).parameters.items() if name != "self"}
    assert taken.keys() == query.model_fields.keys()
    for name, field in query.model_fields.items():
        assert field.is_required() or taken[name] == field.default, name


def test_fixed_words_come_in_the_language_that_is_asked_for(site: str, served: Client) -> None:
    spanish = served.in_language("es")
    words = [client.ask("What about tulips?").notices[0].text for client in (served, spanish, served)]
    assert words[0] == words[2] != words[1]
    assert words[1] in catalogue("es").values()
    with Client(site, language="es") as other:
        assert other.ask("What about tulips?").notices == spanish.ask("What about tulips?").notices


def test_what_comes_back_cannot_be_changed(served: Client) -> None:
    told = served.ask(FEVER)
    with pytest.raises(ValidationError):
        told.quotes[0].text = "other"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        told.quotes[0].citation.title = "other"  # type: ignore[misc]


def parts() -> Iterator[type[BaseModel]]:
    """Every part of the document that the client has a type for."""
    shared = {"Body", "Words", "Ok", "Part", "Source"}
    for module in (bodies, holdings):
        for name, kind in vars(module).items():
            is_model = isinstance(kind, type) and issubclass(kind, BaseModel)
            if is_model and kind.__module__ == module.__name__ and name not in shared:
                yield kind


def bare(schema: Any) -> Any:
    """A schema without its words, and without what only tells how a client may leave things out."""
    if isinstance(schema, Mapping):
        kept = {key: value for key, value in schema.items() if key not in {"title", "description", "default", "$defs"}}
        if schema.get("type") == "object":
            kept.pop("required", None)
            kept.pop("additionalProperties", None)
            return kept | {"properties": {name: bare(one) for name, one in schema["properties"].items()}}
        if str(kept.get("$ref", "")).endswith("/Source"):
            return {"$ref": "EntrySource"}
        return {key: value.rpartition("/")[2] if key == "$ref" else bare(value) for key, value in kept.items()}
    return [bare(one) for one in schema] if isinstance(schema, list) else schema


def test_the_types_are_those_of_the_document(app: Flask) -> None:
    described = app.test_client().get("/api/v1/openapi.json").get_json()["components"]["schemas"]
    compared = 0
    for kind in parts():
        stated = described[kind.__name__]
        assert bare(kind.model_json_schema(mode="serialization")) == bare(stated), kind.__name__
        assert set(kind.model_fields) == set(stated["required"]), kind.__name__
        compared += 1
    assert compared >= 24
    answers = {name for name, one in described.items() if "ok" in one.get("properties", {})}
    assert answers - {kind.__name__ for kind in parts()} == {"Health", "Ready"}


def test_what_a_newer_server_adds_is_passed_over(served: Client, site: str) -> None:
    body = json.loads(httpx2.post(f"{site}/api/v1/ask", json={"question": FEVER}).content)
    for grown in (body, body["quotes"][0], body["quotes"][0]["citation"]):
        grown["new"] = {"of": "a newer server"}
    with serving(says(200, json.dumps(body).encode())) as address, Client(address) as client:
        assert client.ask(FEVER) == served.ask(FEVER)


# Hashes


@pytest.mark.parametrize(
    ("path", "call"),
    [
        ("ask", lambda client: client.ask(FEVER)),
        ("ask/batch", lambda client: client.ask_many([FEVER])),
        ("search", lambda client: client.search(FEVER)),
        ("articles/driving", lambda client: client.article("driving")),
        ("passages/driving%230-17", lambda client: client.passage("driving#0-17")),
        ("verify", lambda client: client.verify("driving#0-17")),
    ],
)
def test_words_that_are_not_those_of_their_hash_are_refused(
    served: Client, path: str, call: Callable[[Client], Any]
) -> None:
    """Whoever stands between changes one word; no method lets it through, unless it was told to."""
    sent = call(served)
    if path == "ask/batch":
        whole = json.dumps({"ok": True, "release": "r", "answers": [json.loads(sent[0].model_dump_json())]})
    else:
        whole = sent.model_dump_json()
    changed = re.sub(r"fever|Fever|drive|When", "tulip", whole)
    assert changed != whole
    with serving(says(200, changed.encode())) as address:
        with Client(address) as client:
            problem = refused(lambda: call(client))
        with Client(address, checks_hashes=False) as trusting:
            assert call(trusting) != sent
    assert (problem.type, problem.status) == ("about:blank", 502)
    assert "SHA-256" in problem.detail


def test_the_sides_of_a_disagreement_are_checked_too(publish: Callable[..., Snapshot]) -> None:
    words = "Of 97 patients in CARTITUDE-1, {} were alive without progression five years after one infusion."
    snapshot = publish(
        Article("a", "A", words.format("32 (33%)"), studies=("CARTITUDE-1",)),
        Article("b", "B", words.format("45 (46%)"), studies=("CARTITUDE-1",)),
    )
    asked = "How many patients were alive without progression five years after one infusion?"
    with serving(create_app(lambda: snapshot)) as address, Client(address) as client:
        told = client.ask(asked)
    assert told.disagreements
    whole = json.loads(told.model_dump_json())
    whole["disagreements"][0]["sides"][0]["text"] += " Not."
    with serving(says(200, json.dumps(whole).encode())) as address, Client(address) as client:
        assert "SHA-256" in refused(lambda: client.ask(asked)).detail


def test_words_of_another_hash_than_was_asked_for_are_refused(served: Client) -> None:
    other = served.passage("driving#0-17").model_dump_json().encode()
    with serving(says(200, other)) as address, Client(address) as client:
        assert "SHA-256" in refused(lambda: client.passage("driving#0-17", sha256_text("what was quoted"))).detail


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text())
def test_only_the_words_themselves_have_their_hash(text: str) -> None:
    side = {"rank": 1, "text": text, "sha256": sha256_text("Fever is common."), "citation": CITATION}
    if text == "Fever is common.":
        bodies.Side.model_validate(side)
    else:
        with pytest.raises(ValidationError):
            bodies.Side.model_validate(side)


CITATION = {
    **dict.fromkeys(
        ("article_id", "title", "publisher", "published", "reviewed", "review_by", "checked", "data_cut",
         "source_type", "rights", "language", "url", "doi"), ""
    ),
    "authors": [], "studies": [], "start": 0, "end": 1,
}  # fmt: skip


# Problems


def test_a_problem_is_that_of_the_server(served: Client, site: str) -> None:
    problem = refused(lambda: served.ask(" "))
    assert (problem.status, problem.detail) == (400, catalogue()["problem.empty_question"])
    assert httpx2.get(site + problem.type).status_code == 200
    assert str(MAX_QUESTION) in refused(lambda: served.ask("x" * (MAX_QUESTION + 1))).detail
    assert refused(lambda: served.article("nothing")).status == 404
    assert refused(lambda: served.passage("driving#5-5")).status == 404
    assert refused(lambda: served.search("fever", source_type="gossip")).status == 400
    assert refused(lambda: served.ask_many([FEVER] * 101)).status == 400
    assert refused(lambda: served.in_language("es").ask("")).detail == catalogue("es")["problem.empty_question"]


@pytest.mark.parametrize("name", ["../release", "a/b", "?x", "%2e%2e", "#", "driving#0-17/../..", "", "\udcff", "😀"])
def test_a_name_is_only_ever_a_name(served: Client, name: str) -> None:
    for call in (served.article, served.passage, served.verify):
        if name or call != served.article:  # the list has no name at its end
            assert 400 <= refused(lambda call=call: call(name)).status < 503


def test_a_question_that_cannot_be_written_is_refused(served: Client) -> None:
    assert refused(lambda: served.ask("\ud800")).status in {400, 502}


def test_words_that_are_gone_say_where_they_are_now(tmp_path: Path) -> None:
    own = create_library(tmp_path / "library")
    for text in ("Fever is common. Call us.", "Read this first. Fever is common."):
        own.articles.put(StoredArticle(Article("fever", "Fever", text), "fever", "fever"))
        build(own, load_embedder("hashing"))
    snapshot = open_release(own, live_id(own.releases), load_embedder)
    sha256 = sha256_text("Fever is common.")
    with serving(create_app(lambda: snapshot, Archive(own.releases))) as address, Client(address) as client:
        problem = refused(lambda: client.passage("fever#0-16", sha256))
        verified = client.verify("fever#0-16", sha256)
    assert isinstance(problem, GoneBody)
    assert problem.status == 410
    assert len(problem.releases) == 1
    assert problem.successor == verified.successor
    assert "/passages/fever/17-33" in str(problem.successor)
    assert verified.matches is False


def test_a_key_is_sent_to_those_who_want_one(snapshot: Snapshot) -> None:
    key = make_key()
    access = Access(keys=(ApiKey(name="portal", sha256=hash_key(key)),), keys_only=True)
    own = replace(snapshot, settings=snapshot.settings.model_copy(update={"api": access}))
    with serving(create_app(lambda: own)) as address:
        with Client(address) as stranger:
            assert refused(lambda: stranger.ask(FEVER)).status == 401
        with Client(address, api_key=key) as portal:
            assert portal.ask(FEVER).status == "answered"


def test_a_key_does_not_go_to_where_a_server_sends_us() -> None:
    seen: list[dict[str, Any]] = []

    def other(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        seen.append(environ)
        return says(200, b"{}")(environ, start)

    with (
        serving(other) as there,
        serving(says(307, b"", ("Location", there))) as address,
        Client(address, api_key="secret") as client,
    ):
        assert refused(lambda: client.ask(FEVER)).status == 307
    assert not seen


@pytest.mark.parametrize(
    "address", ["", "nonsense", "ftp://example.org", "http://[", "http://127.0.0.1:1", "http://nothing.invalid"]
)
def test_where_nobody_answers_it_says_so(address: str) -> None:
    def ask() -> None:
        with Client(address) as client:
            client.ask("What did I ask in confidence?")

    problem = refused(ask)
    assert (problem.type, problem.status, problem.title) == ("about:blank", 502, "Bad Gateway")
    assert "confidence" not in problem.detail


def test_a_key_that_cannot_be_sent_is_refused(site: str) -> None:
    assert refused(lambda: Client(site, api_key="schlüssel")).status == 502


def test_who_does_not_wait_is_told_so() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with Client(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout_s=0.2) as client:
            assert refused(client.release).status == 504


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (200, b"", 502), (200, b"<html>", 502), (200, b"[]", 502), (200, b'{"ok": true}', 502),
        (200, b'{"ok": false, "type": "/x", "title": "t", "status": 400, "detail": "d"}', 502),
        (404, b"<html>", 404), (502, b"", 502), (599, b"", 599), (302, b"", 302), (400, b'{"detail": 1}', 400),
    ],
)  # fmt: skip
def test_another_server_is_not_taken_for_citewell(status: int, body: bytes, told: int) -> None:
    with serving(says(status, body)) as address, Client(address) as client:
        problem = refused(client.release)
    assert (problem.type, problem.status) == ("about:blank", told)
    assert "127.0.0.1" in problem.detail


# Coming again


def test_who_comes_too_often_waits_and_comes_again(snapshot: Snapshot) -> None:
    access = Access.model_validate({"rates": {"ask": "1/second"}})
    own = replace(snapshot, settings=snapshot.settings.model_copy(update={"api": access}))
    with serving(create_app(lambda: own, counter=open_counter("memory"))) as address, Client(address) as client:
        client.ask(FEVER)
        start = time.monotonic()
        assert client.ask(FEVER).status == "answered"
        assert 0.2 < time.monotonic() - start < 10


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("wait", "tries"),
    [
        ("0", 3),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 3),
        ("61", 1),
        ("Tue, 31 Dec 2999 23:59:59 GMT", 1),
        ("", 1), ("soon", 1), ("-1", 1), ("1e9", 1), ("²", 1), ("9" * 400, 1),
    ],
)  # fmt: skip
def test_it_comes_again_twice_at_most_and_waits_a_minute_at_most(status: int, wait: str, tries: int) -> None:
    asked: list[bytes] = []
    headers = [("Retry-After", wait.encode().decode("latin-1"))] if wait else []

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        asked.append(environ["wsgi.input"].read())
        return says(status, b"", *headers)(environ, start)

    with serving(app) as address, Client(address) as client:
        assert refused(lambda: client.ask(FEVER)).status == status
    assert len(asked) == tries
    assert len(set(asked)) == 1


@pytest.mark.parametrize("status", [400, 404, 408, 500, 502, 504])
def test_what_nobody_puts_off_is_asked_once(status: int) -> None:
    asked = io.StringIO()

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        asked.write("x")
        return says(status, b"", ("Retry-After", "0"))(environ, start)

    with serving(app) as address, Client(address) as client:
        assert refused(client.release).status == status
    assert asked.getvalue() == "x"


# Weight, and the document


def test_importing_it_loads_no_server_and_no_numbers() -> None:
    program = "import sys, citewell.server.client; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(ended.stdout.split())
    assert "httpx2" in loaded
    assert not loaded & {"flask", "torch", "faiss", "numpy", "waitress", "babel", "sentence_transformers", "mcp"}


@pytest.fixture(scope="module")
def starter_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    own = create_library(tmp_path_factory.mktemp("documented"))
    list(own.ingest(sorted((ROOT / "corpus" / "starter").glob("*"))))
    build(own, load_embedder("hashing"))
    snapshot = open_release(own, live_id(own.releases), load_embedder)
    with serving(create_app(lambda: snapshot, Archive(own.releases))) as address:
        yield address


@pytest.mark.slow
def test_the_python_of_the_document_runs(starter_site: str, capsys: pytest.CaptureFixture[str]) -> None:
    asks, checks = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    exec(compile(asks.replace("http://127.0.0.1:8000", starter_site), "clients.md", "exec"), {})
    said = capsys.readouterr().out
    assert said.count("“") >= 1
    assert re.search(r"^[0-9a-f]{64}$", said, re.MULTILINE)
    exec(compile(checks.replace("http://127.0.0.1:8000", starter_site), "clients.md", "exec"), {})
    assert capsys.readouterr().out == "unchanged\n"


@pytest.mark.slow
def test_the_curl_of_the_document_runs(starter_site: str) -> None:
    (block,) = re.findall(r"```bash\n(.*?)```", DOCUMENT, re.DOTALL)
    commands = block.strip().splitlines()
    assert len(commands) == 4
    for line in commands:
        command = line.replace("curl -s", "curl -sf").replace("http://127.0.0.1:8000", starter_site)
        ended = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        assert ended.returncode == 0, command
        assert ended.stdout.startswith('{"ok":true' if "/api/" in command else "# Citewell"), command


def test_every_method_stands_in_the_document() -> None:
    methods = {name for name, _ in inspect.getmembers(Client, inspect.isfunction) if not name.startswith("_")}
    assert len(methods) == 13
    for name in methods - {"close"}:
        assert f"{name}(" in DOCUMENT, name
