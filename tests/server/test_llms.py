"""What assistants that read the website are told: true of the live release, and nothing in it can be mistaken."""

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from citewell.corpus.types import Article
from citewell.server.answer import Snapshot
from citewell.server.app import create_app
from citewell.server.languages import LANGUAGES
from citewell.server.llms import _plain
from citewell.server.messages import catalogue
from citewell.server.settings import Publisher

LINK = re.compile(r"\]\((http://localhost[^)]*)\)")


def test_it_has_the_form_of_llms_txt(client: FlaskClient) -> None:
    response = client.get("/llms.txt")
    assert (response.status_code, response.content_type) == (200, "text/plain; charset=utf-8")
    opened = [token.type for token in MarkdownIt().parse(response.text) if token.type.endswith("_open")]
    assert opened[:2] == ["heading_open", "blockquote_open"]
    tags = [token.tag for token in MarkdownIt().parse(response.text) if token.type == "heading_open"]
    assert tags == ["h1", "h2", "h2", "h2"]
    assert response.text.startswith("# Citewell\n\n> ")


def test_every_address_in_it_is_there(client: FlaskClient) -> None:
    addresses = LINK.findall(client.get("/llms.txt").text)
    assert len(addresses) >= 13
    for address in addresses:
        status = client.get(urlsplit(address).path).status_code
        assert status == (400 if address.endswith(("/ask", "/search", "/verify")) else 200), address


def test_it_tells_what_this_is_not_and_how_to_quote(client: FlaskClient) -> None:
    text = client.get("/llms.txt").text
    for key, words in catalogue().items():
        if key.startswith("llms.") and "{" not in words:
            assert words in text, key
    assert catalogue()["page.not_advice"] in text
    assert "http://localhost/api/v1/openapi.json" in text


def test_its_facts_are_those_of_the_live_release(snapshot: Snapshot, publish: Callable[..., Snapshot]) -> None:
    other = publish(Article("uno", "Uno", "La fiebre es normal.", language="es"), Article("two", "Two", "Fever."))
    served = [snapshot]
    client = create_app(lambda: served[-1]).test_client()
    first = client.get("/llms.txt")
    assert "Articles in this library: 5." in first.text
    assert snapshot.release_id in first.text
    assert "The articles are in English." in first.text
    served.append(other)
    then = client.get("/llms.txt").text
    assert "Articles in this library: 2." in then
    assert other.release_id in then
    assert "The articles are in English and Spanish." in then
    assert first.headers["ETag"] != client.get("/llms.txt").headers["ETag"]


def test_who_has_it_is_told_so(client: FlaskClient) -> None:
    tag = client.get("/llms.txt").headers["ETag"]
    again = client.get("/llms.txt", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_the_language_that_is_asked_for(client: FlaskClient, language: str) -> None:
    for response in (
        client.get(f"/llms.txt?lang={language}"),
        client.get("/llms.txt", headers={"Accept-Language": language}),
    ):
        assert catalogue(language)["llms.holds"] in response.text
        assert response.headers["Content-Language"] == language


def test_the_publisher_is_named_where_it_is_known(client: FlaskClient, snapshot: Snapshot) -> None:
    assert "chosen by" not in client.get("/llms.txt").text
    publisher = Publisher(name="St. *Example*\n# Hospital")
    own = replace(snapshot, settings=snapshot.settings.model_copy(update={"publisher": publisher}))
    text = create_app(lambda: own).test_client().get("/llms.txt").text
    assert "The articles here were chosen by St. \\*Example\\* \\# Hospital." in text


def test_a_title_adds_no_link_and_no_line(publish: Callable[..., Snapshot]) -> None:
    title = "x](https://evil.example) [Ask](https://evil.example/ask"
    served = publish(Article("a", title, "Fever is common."))
    text = create_app(lambda: served).test_client().get("/llms.txt").text
    links = [
        token.attrs["href"]
        for block in MarkdownIt().parse(text)
        for token in block.children or ()
        if token.type == "link_open"
    ]
    assert links
    assert all(urlsplit(str(link)).netloc == "localhost" for link in links)


def test_an_empty_library_says_so(publish: Callable[..., Snapshot]) -> None:
    served = publish(Article("gone", "Gone", "Fever is common.", retracted="2026-01-01"))
    text = create_app(lambda: served).test_client().get("/llms.txt").text
    assert catalogue()["covers.none"] in text


@given(st.text())
def test_what_a_publisher_writes_is_words_and_nothing_else(name: str) -> None:
    (paragraph, content, _) = MarkdownIt().parse("x " + _plain(name) + " x")
    assert paragraph.type == "paragraph_open"
    assert {token.type for token in content.children or ()} <= {"text", "text_special"}
