"""The MCP server: an assistant is told what everyone is told, in the library's words, over the SDK's own client."""

import asyncio
import json
import logging
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import httpx2
import jsonschema_rs
import pytest
from click.testing import CliRunner
from flask import Flask
from mcp import Client as Assistant
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError
from waitress.server import create_server

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
from citewell.server.citations import say_citation
from citewell.server.cli import main
from citewell.server.client import Client
from citewell.server.commands.mcp import _without_keys
from citewell.server.languages import LANGUAGES
from citewell.server.live import open_release
from citewell.server.mcp_replies import LOCAL, successor
from citewell.server.mcp_server import LibraryServer
from citewell.server.messages import catalogue
from citewell.server.schemas import MAX_QUESTION
from citewell.server.settings import Line

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "clients.md").read_text("utf-8")
SITE = "https://library.example.org"
FEVER = "Is fever common in the first days after CAR-T?"
CHEST = "I have crushing chest pain and cannot breathe"

Do = Callable[[Assistant], Awaitable[Any]]


def connect(app: Flask, site: str = LOCAL, language: str = "en") -> LibraryServer:
    return LibraryServer(Client("http://localhost", language=language, transport=httpx2.WSGITransport(app=app)), site)


def with_assistant(server: Any, do: Do) -> Any:
    """Let an assistant do something with a server, in memory or as its client finds it."""

    async def connected() -> Any:
        async with Assistant(server) as assistant:
            return await do(assistant)

    with ThreadPoolExecutor(1) as apart:  # a browser that tests of this process drive holds an event loop of its own
        return apart.submit(asyncio.run, connected()).result()


def call(server: Any, tool: str, **arguments: object) -> dict[str, Any]:
    """Call a tool; return its structured result, which fits its schema and stands in its text too."""

    async def do(assistant: Assistant) -> dict[str, Any]:
        schemas = {one.name: one.output_schema for one in (await assistant.list_tools()).tools}
        result = await assistant.call_tool(tool, arguments)
        assert not result.is_error, result.content
        jsonschema_rs.validate(schemas[tool], result.structured_content)
        (text,) = result.content
        assert json.loads(text.text) == result.structured_content
        return result.structured_content

    return with_assistant(server, do)


def refusal(server: Any, tool: str, **arguments: object) -> str:
    """Call a tool that refuses; return what it says."""
    result = with_assistant(server, lambda assistant: assistant.call_tool(tool, arguments))
    assert result.is_error
    assert result.structured_content is None
    (text,) = result.content
    assert "Traceback" not in text.text
    return text.text


def failure(server: Any, do: Do) -> MCPError:
    """Let an assistant do what fails as a whole; return the error of the protocol."""

    async def caught(assistant: Assistant) -> MCPError:
        with pytest.raises(MCPError) as error:
            await do(assistant)
        return error.value

    return with_assistant(server, caught)


@pytest.fixture(scope="module")
def app(snapshot: Snapshot, library: Library) -> Flask:
    return create_app(lambda: snapshot, Archive(library.releases))


@pytest.fixture
def local(app: Flask) -> LibraryServer:
    return connect(app)


# What an assistant is told of it


@pytest.mark.parametrize("language", LANGUAGES)
def test_descriptions_are_words_of_the_catalogue(app: Flask, language: str) -> None:
    words = catalogue(language)
    stated = LibraryServer.ask.__annotations__["language"]
    assert get_args(get_args(get_args(stated)[0])[0]) == tuple(LANGUAGES)

    async def look(assistant: Assistant) -> tuple[str, list[Any], Any]:
        templates = (await assistant.list_resource_templates()).resource_templates
        return str(assistant.instructions), (await assistant.list_tools()).tools, templates[0]

    instructions, tools, article = with_assistant(connect(app, language=language), look)
    assert [tool.name for tool in tools] == ["ask", "search", "get_passage", "verify_quote"]
    said = [instructions, article.description]
    for tool in tools:
        assert tool.title == words[f"mcp.title.{tool.name}"]
        assert tool.annotations.read_only_hint
        assert tool.output_schema["type"] == tool.input_schema["type"] == "object"
        said.append(tool.description)
    sentences = {text for key, text in words.items() if key.startswith("mcp.")}
    for text in said:
        left = text
        for sentence in sentences:
            left = left.replace(sentence, "")
        assert not left.strip()
    assert words["mcp.verbatim"] in instructions
    assert words["mcp.notices"] in instructions
    for tool in tools[:3]:
        assert words["mcp.verbatim"] in tool.description
    assert words["mcp.notices"] in tools[0].description
    assert words["mcp.search_ask"] in tools[1].description


# ask


def test_an_answer_is_that_of_the_program(local: LibraryServer, snapshot: Snapshot) -> None:
    told, said = call(local, "ask", question=FEVER, k=3), answer(snapshot, FEVER, 3)
    assert (told["status"], told["release"]) == (said.status, snapshot.release_id)
    assert told["status_text"] == catalogue()["status.answered"]
    assert len(told["quotes"]) == len(said.quotes) > 0
    for quoted, quote in zip(told["quotes"], said.quotes, strict=True):
        cited = quote.citation
        assert quoted["text"] == snapshot.contents.articles[cited.article_id].text[cited.start : cited.end]
        assert quoted["sha256"] == sha256_text(quoted["text"])
        assert quoted["citation"] == say_citation(cited)
        assert quoted["passage_id"] == quote.passage_id
        assert quoted["editor_notes"] == list(quote.editor_notes)
        assert quoted["answering"] == [quote.text[span.start : span.end] for span in quote.highlights]


@pytest.mark.parametrize(
    "question", [FEVER, "When may I drive?", "What about tulips?", "Hello", CHEST, "Should I stop my tablets?"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_notices_are_passed_on_unchanged_and_in_their_order(app: Flask, question: str, language: str) -> None:
    said = app.test_client().post(f"/api/v1/ask?lang={language}", json={"question": question}).get_json()
    told = call(connect(app), "ask", question=question, language=language)
    for name in ("kind", "text", "language"):
        assert [one[name] for one in told["notices"]] == [one[name] for one in said["notices"]]
    assert told["status"] == said["status"]
    assert told["suggestions"] == said["suggestions"]
    assert [one["text"] for one in told["quotes"]] == [one["text"] for one in said["quotes"]]
    assert told["status_text"] in {"", catalogue(language)[f"status.{told['status']}"]}


def test_whom_to_call_comes_first_and_can_be_called(snapshot: Snapshot) -> None:
    line = Line(name="The CAR-T unit", number="01632 960001")
    own = replace(snapshot, settings=snapshot.settings.model_copy(update={"country": "GB", "centre_line": line}))
    server = connect(create_app(lambda: own))
    urgent, *others = call(server, "ask", question=CHEST)["notices"]
    assert urgent["kind"] == "urgent"
    assert "999" in urgent["text"]
    assert any(link["url"].startswith("tel:") for link in urgent["links"])
    assert all(one["kind"] != "urgent" for one in others)
    in_spanish = call(server, "ask", question=CHEST, language="es")["notices"][0]
    assert (in_spanish["kind"], in_spanish["language"]) == ("urgent", "es")


def test_small_talk_has_a_notice_and_no_status(local: LibraryServer) -> None:
    told = call(local, "ask", question="Hello")
    assert (told["status_text"], told["quotes"]) == ("", [])
    assert [one["kind"] for one in told["notices"]] == ["small_talk"]


def test_an_assistant_need_not_choose_a_language(app: Flask) -> None:
    assert call(connect(app, language="es"), "ask", question="Hello")["notices"][0]["language"] == "es"
    assert call(connect(app), "ask", question="Hello", language=None)["notices"][0]["language"] == "en"


def test_history_is_read(local: LibraryServer, app: Flask) -> None:
    history = ["What is fever after CAR-T?"]
    said = app.test_client().post("/api/v1/ask", json={"question": "Is it common?", "history": history}).get_json()
    told = call(local, "ask", question="Is it common?", history=history)
    assert [one["passage_id"] for one in told["quotes"]] == [one["passage_id"] for one in said["quotes"]]


def test_both_sides_of_a_disagreement_are_told(publish: Callable[..., Snapshot]) -> None:
    words = "Of 97 patients in CARTITUDE-1, {} were alive without progression five years after one infusion."
    snapshot = publish(
        Article("a", "A", words.format("32 (33%)"), studies=("CARTITUDE-1",)),
        Article("b", "B", words.format("45 (46%)"), studies=("CARTITUDE-1",)),
    )
    asked = "How many patients were alive without progression five years after one infusion?"
    (found,) = call(connect(create_app(lambda: snapshot)), "ask", question=asked)["disagreements"]
    assert {side["text"] for side in found["sides"]} == {words.format("32 (33%)"), words.format("45 (46%)")}
    assert all(side["sha256"] == sha256_text(side["text"]) and side["citation"] for side in found["sides"])
    assert found["text"] in catalogue().values()


# Where words can be read


def test_a_quote_of_a_website_leads_to_its_page(app: Flask) -> None:
    (quoted,) = call(connect(app, SITE), "ask", question=FEVER, k=1)["quotes"]
    assert quoted["address"] == f"{SITE}/articles/fever-after-car-t?start=0&end={len(quoted['text'])}#quote"
    page = app.test_client().get(quoted["address"].removeprefix(SITE))
    assert page.status_code == 200
    assert "<mark" in page.text


def test_a_quote_of_a_library_leads_to_where_it_was_published(local: LibraryServer) -> None:
    addresses = {
        one["passage_id"].partition("#")[0]: one["address"]
        for one in call(local, "search", question="fever drive")["passages"]
    }
    assert addresses["fever-after-car-t"] == "https://example.org/fever"
    assert addresses["driving"] == "citewell://articles/driving"


def test_an_article_that_was_replaced_leads_to_the_newer_one(publish: Callable[..., Snapshot]) -> None:
    snapshot = publish(
        Article("old", "Fever, old", "Fever is common in the first days."),
        Article("new", "Fever, new", "Fever is common in the first days after it.", supersedes=("old",)),
    )
    app = create_app(lambda: snapshot)
    question = "Is fever common in the first days?"
    for site, wanted in ((LOCAL, "citewell://articles/new"), (SITE, f"{SITE}/articles/new")):
        notices = call(connect(app, site), "ask", question=question)["notices"]
        (replaced,) = (one for one in notices if one["kind"] == "superseded")
        assert replaced["links"][0]["url"] == wanted
    read = with_assistant(connect(app), lambda assistant: assistant.read_resource("citewell://articles/old"))
    body = json.loads(read.contents[0].text)
    assert body["article"]["withheld"]["kind"] == "superseded"
    assert body["editor_notes"]


def test_no_link_leads_to_a_page_that_is_not_there(app: Flask) -> None:
    for question in ("What about tulips?", "Hello"):
        links = [link for one in call(connect(app), "ask", question=question)["notices"] for link in one["links"]]
        assert all(re.match(r"https?:|tel:|citewell://articles/.", link["url"]) for link in links)
        links = [link for one in call(connect(app, SITE), "ask", question=question)["notices"] for link in one["links"]]
        assert links
        for link in links:
            assert app.test_client().get(link["url"].removeprefix(SITE)).status_code == 200


# search, get_passage


def test_passages_are_found_and_read_again(local: LibraryServer) -> None:
    found = call(local, "search", question="fever", limit=1)
    assert found["total"] > len(found["passages"]) == 1
    (passage,) = found["passages"]
    again = call(local, "get_passage", passage_id=passage["passage_id"])
    assert again == passage | {"answering": []}
    within = call(local, "search", question="fever", article_id="driving")["passages"]
    assert {one["passage_id"].partition("#")[0] for one in within} == {"driving"}


def test_notes_of_an_editor_go_with_the_words(local: LibraryServer) -> None:
    note = catalogue()["note.past_review"].format(date="1 January 2020")
    assert note in call(local, "get_passage", passage_id="driving#0-17")["editor_notes"]
    spanish = call(local, "get_passage", passage_id="driving#0-17", language="es")["editor_notes"]
    assert spanish == [catalogue("es")["note.past_review"].format(date="1 de enero de 2020")]


def test_words_whose_rights_hide_them_reach_no_assistant(publish: Callable[..., Snapshot]) -> None:
    held = Article("held", "Held", "Fever hides marmalade.", rights="link", url="https://example.org/held")
    cut = Article("cut", "Cut", "Fever is common here. Fever hides marmalade.", rights="excerpt(4)")
    server = connect(create_app(lambda: publish_once(publish, held, cut)))
    told = [call(server, "ask", question="Is fever common?"), call(server, "search", question="fever marmalade")]
    for article_id in ("held", "cut"):
        read = with_assistant(
            server, lambda assistant, name=article_id: assistant.read_resource(f"citewell://articles/{name}")
        )
        told.append(json.loads(read.contents[0].text))
    told.append(call(server, "verify_quote", passage_id="cut#0-44", text=cut.text))
    assert "marmalade" not in json.dumps([one for one in told if "passages" not in one or "total" not in one])
    assert all("marmalade" not in one["text"] for one in told[1]["passages"])
    assert told[-1]["matches"] is False


PUBLISHED: list[Snapshot] = []


def publish_once(publish: Callable[..., Snapshot], *articles: Article) -> Snapshot:
    if not PUBLISHED:
        PUBLISHED.append(publish(*articles))
    return PUBLISHED[0]


# verify_quote


def test_a_quote_is_verified_letter_by_letter(local: LibraryServer, snapshot: Snapshot) -> None:
    article = snapshot.contents.articles["driving"]
    text = "Do not drive a car for 8 weeks after the infusion."
    start = article.text.index(text)
    whole = f"driving#{start}-{start + len(text)}"
    told = call(local, "verify_quote", passage_id=whole, text=text)
    assert (told["matches"], told["passage_id"], told["sha256"]) == (True, whole, sha256_text(text))
    assert told["releases"] == [snapshot.release_id]
    assert told["citation"]
    around = f"driving#0-{len(article.text)}"
    assert call(local, "verify_quote", passage_id=around, text=text) == told  # a part of a passage, at its own place
    for changed in (text.replace("8", "4"), text.upper(), text.replace(" ", "\u00a0", 1), f"{text} ", "tulips"):
        for place in (whole, around):
            if changed in article.text and place == around:
                continue
            told = call(local, "verify_quote", passage_id=place, text=changed)
            assert told["matches"] is False, (changed, place)
            assert article.text.startswith(told["stands_there"], int(place.partition("#")[2].partition("-")[0]))


def test_a_quote_of_an_earlier_release_is_told_where_it_went(tmp_path: Path) -> None:
    own = create_library(tmp_path / "library")
    for text in ("Fever is common. Call us.", "Read this first. Fever is common."):
        own.articles.put(StoredArticle(Article("fever", "Fever", text), "fever", "fever"))
        own.articles.put(StoredArticle(Article("other", "Other", "Drive a car."), "other", "other"))
        build(own, load_embedder("hashing"))
    own.articles.remove("other")
    build(own, load_embedder("hashing"))
    snapshot = open_release(own, live_id(own.releases), load_embedder)
    server = connect(create_app(lambda: snapshot, Archive(own.releases)))
    told = call(server, "verify_quote", passage_id="fever#0-16", text="Fever is common.")
    assert (told["matches"], told["successor"]) == (False, "fever#17-33")
    assert call(server, "get_passage", passage_id=told["successor"])["text"] == "Fever is common."
    gone = call(server, "verify_quote", passage_id="fever#17-25", text="Call us.")
    assert (gone["matches"], gone["successor"]) == (False, "citewell://articles/fever")
    assert catalogue()["problem.gone"] in refusal(server, "verify_quote", passage_id="other#0-12", text="Drive a car.")


@pytest.mark.parametrize(
    ("address", "named"),
    [
        (None, ""),
        ("/api/v1/passages/fever/17-33?sha256=ab", "fever#17-33"),
        ("/api/v1/passages/a%20b%23c/1-2", "a b#c#1-2"),
        ("/api/v1/articles/fever", "citewell://articles/fever"),
    ],
)
def test_a_successor_is_named_as_the_tools_read_it(address: str | None, named: str) -> None:
    assert successor(address) == named


# Resources


def test_every_article_is_a_resource(local: LibraryServer, snapshot: Snapshot) -> None:
    async def read_all(assistant: Assistant) -> dict[str, Any]:
        listed = (await assistant.list_resources()).resources
        assert [one.title for one in listed] == sorted((one.title or "" for one in listed), key=str.casefold)
        return {one.uri: json.loads((await assistant.read_resource(one.uri)).contents[0].text) for one in listed}

    found = with_assistant(local, read_all)
    assert {body["article"]["article_id"]: body["text"] for body in found.values()} == {
        name: article.text for name, article in snapshot.contents.articles.items()
    }


def test_articles_with_odd_names_and_in_great_numbers_are_all_listed(publish: Callable[..., Snapshot]) -> None:
    names = [f"article-{n}" for n in range(105)] + ["a b", "what?", "x%2Fy"]
    snapshot = publish(*(Article(name, f"Title of {name}", f"Fever of {name} is common.") for name in names))

    async def read(assistant: Assistant) -> list[str]:
        uris = [one.uri for one in (await assistant.list_resources()).resources]
        assert len(uris) == len(names)
        bodies = [json.loads((await assistant.read_resource(uri)).contents[0].text) for uri in uris[:3] + uris[-2:]]
        odd = [uri for uri in uris if "%" in uri]
        bodies += [json.loads((await assistant.read_resource(uri)).contents[0].text) for uri in odd]
        return [body["article"]["article_id"] for body in bodies]

    assert set(with_assistant(connect(create_app(lambda: snapshot)), read)) >= {"a b", "what?", "x%2Fy"}


def test_the_list_is_that_of_the_live_release(snapshot: Snapshot, publish: Callable[..., Snapshot]) -> None:
    served = [snapshot]
    server = connect(create_app(lambda: served[-1]))

    async def listed(assistant: Assistant) -> list[str]:
        return [one.name for one in (await assistant.list_resources()).resources]

    assert len(with_assistant(server, listed)) == 5
    served.append(publish(Article("one", "One", "Fever.")))
    assert with_assistant(server, listed) == ["one"]


@pytest.mark.parametrize("name", ["nothing", "..", "%2e%2e", "a/b", "driving?x=1", ""])
def test_what_is_no_article_is_not_found(local: LibraryServer, name: str) -> None:
    error = failure(local, lambda assistant: assistant.read_resource(f"citewell://articles/{name}"))
    assert error.code == -32602


# What goes wrong


def test_what_cannot_be_answered_is_told_in_words_of_the_catalogue(local: LibraryServer) -> None:
    assert catalogue()["problem.empty_question"] in refusal(local, "ask", question=" ")
    assert catalogue()["problem.empty_question"] in refusal(local, "search", question="")
    assert catalogue("es")["problem.empty_question"] in refusal(local, "ask", question=" ", language="es")
    too_long = catalogue()["problem.long_question"].format(length=MAX_QUESTION + 1, limit=MAX_QUESTION)
    assert too_long in refusal(local, "ask", question="x" * (MAX_QUESTION + 1))
    assert catalogue()["problem.no_article"].format(article_id="nothing") in refusal(
        local, "get_passage", passage_id="nothing#0-5"
    )
    for passage_id in ("", "nothing", "driving#5-5", "driving#9-999999", "../release#0-5"):
        assert refusal(local, "get_passage", passage_id=passage_id)
        assert refusal(local, "verify_quote", passage_id=passage_id, text="x")


@pytest.mark.parametrize(
    "arguments", [{}, {"question": FEVER, "k": 0}, {"question": FEVER, "k": "many"}, {"question": 5},
                  {"question": FEVER, "language": "xx"}, {"question": FEVER, "history": [1]}],
)  # fmt: skip
def test_arguments_of_another_kind_are_refused(local: LibraryServer, arguments: dict[str, object]) -> None:
    assert refusal(local, "ask", **arguments)


@pytest.mark.parametrize("question", ["[1, 2]", '{"question": "Is fever common?"}', "123", '"fever"', "null", "true"])
def test_a_question_that_looks_like_json_is_a_question(local: LibraryServer, app: Flask, question: str) -> None:
    said = app.test_client().post("/api/v1/ask", json={"question": question}).get_json()
    assert call(local, "ask", question=question)["status"] == said["status"]


def test_changed_words_reach_no_assistant(app: Flask) -> None:
    def meddling(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        return [b"".join(app.wsgi_app(environ, start)).replace(b"common", b"tulips")]

    client = Client("http://localhost", transport=httpx2.WSGITransport(app=meddling))
    client._http.headers["Accept-Encoding"] = "identity"
    said = refusal(LibraryServer(client, SITE), "ask", question=FEVER)
    assert "SHA-256" in said
    assert "tulips" not in said


def test_a_website_that_is_gone_is_told_without_a_trace_of_the_question(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    server = LibraryServer(Client("http://127.0.0.1:1"), SITE)
    assert "127.0.0.1" in refusal(server, "ask", question="Can I be pregnant?")
    assert "127.0.0.1" in failure(server, lambda assistant: assistant.list_resources()).message
    assert "127.0.0.1" in failure(server, lambda assistant: assistant.read_resource("citewell://articles/a")).message
    assert "pregnant" not in caplog.text


# The command


def over_stdio(log: Path, *arguments: object, do: Do, **env: str) -> Any:
    """Start the command as an assistant does, and use it; return what came of it, and its standard error."""
    program = "from citewell.server.cli import main; main()"
    args = ["-c", program, "mcp", *map(str, arguments)]
    with log.open("w") as errors:
        command = StdioServerParameters(command=sys.executable, args=args, env=env)
        found = with_assistant(stdio_client(command, errlog=errors), do)
    return found, log.read_text("utf-8")


@pytest.fixture
def own(tmp_path: Path) -> Library:
    made = create_library(tmp_path / "library")
    made.articles.put(StoredArticle(Article("fever", "Fever", "Fever is common in the first days."), "fever", "fever"))
    build(made, load_embedder("hashing"))
    return made


@pytest.mark.slow
def test_the_command_serves_a_library_over_its_standard_streams(own: Library, tmp_path: Path) -> None:
    key = "api: {keys_only: true, keys: [{name: a, sha256: %s}]}\n" % ("0" * 64)
    (own.root / "settings.yaml").write_text(key, "utf-8")  # whoever has the files needs no key

    async def use(assistant: Assistant) -> None:
        assert assistant.server_info.name == "citewell"
        assert catalogue("es")["mcp.verbatim"] in str(assistant.instructions)
        told = (await assistant.call_tool("ask", {"question": "Is fever common in the first days?"})).structured_content
        assert [one["text"] for one in told["quotes"]] == ["Fever is common in the first days."]
        assert told["status_text"] == catalogue("es")["status.answered"]
        same = {"passage_id": told["quotes"][0]["passage_id"], "text": told["quotes"][0]["text"]}
        assert (await assistant.call_tool("verify_quote", same)).structured_content["matches"]
        assert [one.name for one in (await assistant.list_resources()).resources] == ["fever"]
        added = Article("driving", "Driving", "Do not drive a car.")
        own.articles.put(StoredArticle(added, "driving", "driving"))
        build(own, load_embedder("hashing"))
        for _ in range(100):  # the new release is taken over while the assistant goes on
            if len((await assistant.list_resources()).resources) == 2:
                break
            await asyncio.sleep(0.1)
        told = (await assistant.call_tool("search", {"question": "drive a car"})).structured_content
        assert told["passages"][0]["text"] == "Do not drive a car."

    _, errors = over_stdio(tmp_path / "log", "--library", own.root, "--language", "es", do=use)
    assert "Traceback" not in errors
    assert "fever common" not in errors


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    server = create_server(app, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, name="mcp-tests")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(server.close)
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()


@pytest.mark.slow
def test_the_command_serves_a_website_over_its_standard_streams(snapshot: Snapshot, tmp_path: Path) -> None:
    key = make_key()
    access = Access(keys=(ApiKey(name="assistant", sha256=hash_key(key)),), keys_only=True)
    own = replace(snapshot, settings=snapshot.settings.model_copy(update={"api": access}))

    async def use(assistant: Assistant) -> dict[str, Any]:
        return (await assistant.call_tool("ask", {"question": FEVER})).structured_content

    with serving(create_app(lambda: own)) as address:
        told, errors = over_stdio(tmp_path / "log", "--url", f"{address}/", do=use, CITEWELL_MCP_API_KEY=key)
    assert told["quotes"][0]["address"].startswith(f"{address}/articles/fever-after-car-t?")
    assert [one["text"] for one in told["quotes"]] == [one.text for one in answer(snapshot, FEVER).quotes]
    assert errors == ""


def test_no_key_is_asked_for_here_and_nothing_else_changes(snapshot: Snapshot) -> None:
    access = Access(keys_only=True)
    own = replace(snapshot, settings=snapshot.settings.model_copy(update={"api": access, "country": "GB"}))
    opened = _without_keys(own)
    assert opened == replace(own, settings=own.settings.model_copy(update={"api": Access()}))
    assert call(connect(create_app(lambda: opened)), "ask", question=FEVER)["status"] == "answered"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--library", "/nowhere"), "/nowhere"),
        (("--url", "http://127.0.0.1:1"), "http://127.0.0.1:1"),
        (("--url", "nonsense"), "nonsense"),
    ],
)
def test_it_does_not_start_on_nothing(arguments: tuple[str, ...], said: str) -> None:
    result = CliRunner().invoke(main, ["mcp", *arguments])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.slow
def test_without_its_sdk_it_says_what_to_install() -> None:
    program = "import sys; sys.modules['mcp'] = None; from citewell.server.cli import main; main()"
    ended = subprocess.run([sys.executable, "-c", program, "mcp"], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "Error: The MCP SDK is not installed. Run `pip install 'citewell[mcp]'`.\n"


@pytest.mark.slow
def test_no_other_command_loads_the_sdk() -> None:
    program = "import sys, citewell.server.cli; print({'mcp', 'starlette', 'uvicorn'} & set(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout == "set()\n"


# The document


def test_the_settings_of_the_document_start_it() -> None:
    blocks = re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)
    assert len(blocks) == 2
    options = {name: option for option in main.commands["mcp"].params for name in option.opts}
    for block in blocks:
        (stated,) = json.loads(block)["mcpServers"].values()
        assert stated["command"] == "citewell"
        assert stated["args"][0] == "mcp"
        assert set(stated["args"][1::2]) <= options.keys(), shlex.join(stated["args"])
        for name in stated.get("env", {}):
            assert name.removeprefix("CITEWELL_MCP_").lower() in {option.name for option in options.values()}


def test_the_document_names_every_tool_and_key(local: LibraryServer) -> None:
    tools = with_assistant(local, lambda assistant: assistant.list_tools()).tools
    words = tools[0].output_schema["$defs"]["Words"]["properties"]
    for name in [tool.name for tool in tools] + ["notices", "status", "status_text", "quotes", "language"]:
        assert f"`{name}`" in DOCUMENT, name
    assert len([name for name in words if f"`{name}`" in DOCUMENT]) >= 6
