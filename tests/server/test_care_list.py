"""The page of the reader's list, and the citation that goes on it."""

import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html as dom

from citewell.corpus.readability import reading_grade
from citewell.corpus.types import Article, cite
from citewell.server.answer import Snapshot
from citewell.server.care_list import citation_json
from citewell.server.messages import catalogue, say
from citewell.server.security import HEADERS

STATIC = Path(__file__).resolve().parents[2] / "templates" / "static"
OURS = ("list.js", "list_page.js", "list.css", "print.css")


def test_the_page_is_served_and_holds_nothing_of_anyone(client: FlaskClient, snapshot: Snapshot) -> None:
    response = client.get("/list")
    assert response.status_code == 200
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert "Set-Cookie" not in response.headers
    page = dom.document_fromstring(response.text)
    (held,) = page.xpath("//*[@id='care-list']")
    assert (held.get("data-release"), held.get("data-locale")) == (snapshot.release_id, "en-GB")
    assert page.xpath("//h1")[0].text == say("list.heading")
    assert say("list.no_script") in page.xpath("//noscript")[0].text_content()
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert not page.xpath("//form | //style | //@style | //script[not(@src) or text()]")
    for source in page.xpath("//script/@src | //link/@href"):
        assert source.startswith("/static/")
        with client.get(source) as file:
            assert file.status_code == 200


def test_nothing_can_be_sent_to_the_list(client: FlaskClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.open("/list", method=method, data={"question": "x"}).status_code == 405


def test_the_citation_on_the_list_is_whole(app: Flask, snapshot: Snapshot) -> None:
    article = snapshot.contents.articles["fever-after-car-t"]
    cited = cite(article, 3, 9)
    with app.app_context():
        told = json.loads(citation_json(cited))
    assert told == json.loads(json.dumps(asdict(cited)))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "x"])
def test_no_address_of_a_citation_leads_where_a_page_may_not(address: str) -> None:
    told = json.loads(citation_json(cite(Article("a", "T", "words", url=address, doi=address), 0, 5)))
    assert (told["url"], told["doi"]) == ("", "")


def test_a_citation_stays_inside_its_attribute(app: Flask) -> None:
    title = """"'><script>alert(1)</script> & “ü” \u2028 ]]>"""
    cited = cite(Article("a", title, "words"), 0, 5)
    made = app.jinja_env.from_string("""<p data-citation="{{ cited|citation_json }}"></p>""").render(cited=cited)
    element = dom.fragment_fromstring(made)
    assert json.loads(element.get("data-citation"))["title"] == title
    assert not len(element)


def test_the_words_are_plain() -> None:
    said = [text for key, text in catalogue().items() if key.startswith("list.") and text.endswith(".")]
    assert reading_grade(" ".join(said)) <= 8
    for text in said:
        assert reading_grade(re.sub(r"{\w+}", "it", text)) <= 8, text


def test_the_script_and_the_styles_hold_no_words_and_fetch_nothing() -> None:
    for name in OURS:
        source = (STATIC / name).read_text("utf-8")
        banned = (
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|fetch\(|XMLHttp|sendBeacon|@import|url\("
        )
        assert not re.search(banned, source), name
        code = re.sub(r"/\*.*?\*/|(?<!:)//.*", "", source, flags=0 if name.endswith(".js") else re.DOTALL)
        if name.endswith(".js"):
            said = re.findall(r'"([^"\n]*)"', code)
            assert not [text for text in said if re.search(r"[A-Za-z]{2,} [a-z]{2,}", text)], name
        else:
            said = re.findall(r"(?<!-)content:([^;]+);", code)
            assert not [one for one in said if re.search(r"(?!attr|counter|none|data)\b[a-z]+\b(?!\))", one)], name
        assert said, name


def test_the_privacy_page_tells_of_the_list(client: FlaskClient) -> None:
    page = " ".join(dom.document_fromstring(client.get("/privacy").text).text_content().split())
    assert say("privacy.list") in page
    assert say("privacy.list_remove") in page
