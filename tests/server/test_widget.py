"""What other sites are given: the element, its words, and the page that tells how to put it in."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html

from citewell.server.access import Access
from citewell.server.answer import Snapshot
from citewell.server.app import create_app
from citewell.server.languages import LANGUAGES, speaking
from citewell.server.messages import catalogue, say
from citewell.server.security import HEADERS
from citewell.server.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "templates" / "static"
SCRIPT = (STATIC / "widget.js").read_text("utf-8")
STYLE = (STATIC / "widget.css").read_text("utf-8")
DOCUMENT = (ROOT / "docs" / "widget.md").read_text("utf-8")

WORDS = "/widget/words.json"
HOST = "https://www.example.org"


@pytest.fixture(scope="module")
def serve(snapshot: Snapshot) -> Callable[..., FlaskClient]:
    """Make a client of a server with some settings."""

    def serve(release: str = snapshot.release_id, **settings: object) -> FlaskClient:
        made = replace(snapshot, release_id=release, settings=Settings.model_validate(settings))
        return create_app(lambda: made).test_client()

    return serve


# Its words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_are_those_of_the_catalogue(serve: Callable[..., FlaskClient], language: str) -> None:
    given = serve(country="US").get(WORDS, query_string={"lang": language}).json
    assert given["language"] == language
    words = dict(given["words"])
    with speaking(language):
        assert words.pop("problem.too_many_asked").format(seconds=9) == say(
            "problem.too_many_asked", seconds=9, emergency="911"
        )
        assert given["emergency"] == [{"text": say("contact.call", number="911"), "url": "tel:911"}]
    assert words == {key: catalogue(language)[key] for key in words}


def test_no_link_calls_a_number_that_nobody_knows(client: FlaskClient) -> None:
    assert client.get(WORDS).json["emergency"] == []


def test_the_script_says_only_what_it_is_given_and_is_given_no_more(client: FlaskClient) -> None:
    given = client.get(WORDS).json["words"].keys()
    said = set(re.findall(r'(?<!el\()"((?:[a-z_]+\.)+[a-z_]+)"', SCRIPT)) - {"widget.css"}
    built = set(re.findall(r"(?<!el\()`([a-z_.]+\.)\$\{", SCRIPT))
    assert said <= given
    assert built == {"answer.heading.", "status.", "quote.marked.", "source_type."}
    assert given - said == {key for key in given if key.startswith(tuple(built)) or key.endswith(".title")}


def test_the_language_is_asked_for_or_the_readers(client: FlaskClient) -> None:
    spanish = {"Accept-Language": "es-MX,es;q=0.9"}
    assert client.get(WORDS, query_string={"lang": "en"}, headers=spanish).json["language"] == "en"
    for unknown in ("", "fr", "../es", "ES "):
        assert client.get(WORDS, query_string={"lang": unknown}, headers=spanish).json["language"] == "es"
    assert client.get(WORDS).json["locale"] == "en-GB"


def test_the_words_are_kept_until_the_release_or_the_language_changes(serve: Callable[..., FlaskClient]) -> None:
    client = serve()
    first = client.get(WORDS)
    tag = {"If-None-Match": first.headers["ETag"]}
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert "Accept-Language" in first.vary.as_set(preserve_casing=True)
    assert client.get(WORDS, headers=tag).status_code == 304
    assert client.get(WORDS, query_string={"lang": "es"}, headers=tag).status_code == 200
    assert serve(release="another").get(WORDS, headers=tag).status_code == 200


# Who may have what


def test_only_the_sites_that_are_listed_may_read_the_words(serve: Callable[..., FlaskClient]) -> None:
    client = serve(api=Access(origins=(HOST,)))
    for origin, allowed in (
        (HOST, HOST),
        ("https://evil.example", None),
        ("null", None),
        (HOST + ".evil.example", None),
    ):
        response = client.get(WORDS, headers={"Origin": origin})
        assert response.headers.get("Access-Control-Allow-Origin") == allowed
        assert "Origin" in response.vary.as_set(preserve_casing=True)
        assert "Access-Control-Allow-Credentials" not in response.headers


def test_every_page_may_load_the_element_and_nothing_else_of_ours(client: FlaskClient) -> None:
    for name in ("widget.js", "widget.css"):
        with client.get(f"/static/{name}", headers={"Origin": "https://anyone.example"}) as response:
            assert response.headers["Access-Control-Allow-Origin"] == "*"
            assert {header: response.headers[header] for header in HEADERS} == HEADERS
            tag = {"If-None-Match": response.headers["ETag"]}
        with client.get(f"/static/{name}", headers=tag) as again:
            assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (304, "*")
    for path in ("/static/chat.js", "/static/style.css", "/static/widget.js/x", "/", "/widget", WORDS):
        with client.get(path, headers={"Origin": "https://anyone.example"}) as response:
            assert "Access-Control-Allow-Origin" not in response.headers


# The element


def test_it_is_light() -> None:
    assert len(SCRIPT.encode()) < 16_000
    assert len(STYLE.encode()) < 10_000


def test_it_makes_no_markup_keeps_nothing_and_asks_nobody_else() -> None:
    forbidden = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "eval(", "Function(",
                 ".style", "cookie", "localStorage", "sessionStorage", "indexedDB", "caches", "sendBeacon", "import(",
                 "XMLHttpRequest", "WebSocket", "createContextualFragment", "setHTML")  # fmt: skip
    assert [name for name in forbidden if name in SCRIPT] == []
    assert set(re.findall(r"https?://[^\s\"'`)]+", SCRIPT)) == {"http://www.w3.org/2000/svg"}
    assert len(re.findall(r"\bfetch\(", SCRIPT)) == 2
    assert SCRIPT.count('credentials: "omit"') == 2
    assert "url(" not in STYLE
    assert "@import" not in STYLE


def test_its_style_holds_no_words_and_both_themes_have_all_colours() -> None:
    said = re.findall(r"(?<!-)content:([^;]+);", STYLE)
    assert not [words for words in said if re.search(r"[a-z]", re.sub(r"attr\([a-z-]+\)", "", words))]
    blocks = [set(re.findall(r"(--[a-z-]+):", block)) for block in re.findall(r"\{([^{}]*--page:[^{}]*)\}", STYLE)]
    assert len(blocks) == 3
    assert blocks[0] == blocks[1] == blocks[2] == set(re.findall(r"var\((--[a-z-]+)\)", STYLE))
    dark = [
        re.findall(r"(--[a-z-]+): ([^;]+);", block) for block in re.findall(r"\{([^{}]*scheme: dark[^{}]*)\}", STYLE)
    ]
    assert dark[0] == dark[1]


# The page for webmasters, and the document


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_what_to_put_where(client: FlaskClient, tmp_path: Path, language: str) -> None:
    response = client.get("/widget", query_string={"lang": language}, base_url="https://citewell.example")
    page = html.document_fromstring(response.text)
    tag, settings, policy = (found.text_content() for found in page.iter("pre"))
    script, element = html.fragments_fromstring(tag)
    assert (script.get("type"), script.get("src")) == ("module", "https://citewell.example/static/widget.js")
    assert (element.tag, element.get("lang")) == ("citewell-ask", language)
    assert element[0].get("href") == "https://citewell.example/"
    assert dict(rule.split() for rule in policy.split(";\n")) == dict.fromkeys(
        ("script-src", "connect-src", "form-action"), "https://citewell.example"
    )
    (tmp_path / "settings.yaml").write_text(settings, "utf-8")
    assert load_settings(tmp_path).api.origins == (HOST,)
    assert len(page.xpath("//main//citewell-ask/a[@href]")) == 1  # seen where scripts are off
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


def test_a_host_name_that_is_no_name_stays_text(client: FlaskClient) -> None:
    response = client.get("/widget", headers={"Host": 'a"><script>alert(1)</script>'})
    assert "<script>alert" not in response.text


def test_the_document_says_what_the_page_shows(client: FlaskClient) -> None:
    page = html.document_fromstring(client.get("/widget", base_url="https://citewell.example.org").text)
    tag, settings, policy = (found.text_content() for found in page.iter("pre"))
    blocks = re.findall(r"```\w*\n(.*?)```", DOCUMENT, re.DOTALL)
    assert [block.strip() for block in blocks] == [tag, settings, policy]
    for attribute in (*re.findall(r'getAttribute\("([a-z]+)"\)', SCRIPT), "lang", "theme"):
        assert f"`{attribute}`" in DOCUMENT


def test_the_links_of_the_document_lead_somewhere(client: FlaskClient) -> None:
    links = re.findall(r"\]\(([^)]+)\)", DOCUMENT)
    assert links
    for link in links:
        assert (ROOT / "docs" / link.partition("#")[0]).resolve().exists(), link
    for path in re.findall(r"`(/[a-z./]+)`", DOCUMENT):
        with client.get(path) as response:
            assert response.status_code == 200, path
