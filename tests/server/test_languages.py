"""Every word is there in every language, plain to read, and each person is spoken to in theirs."""

import re
import string
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyphen
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from lxml import html

from citewell.corpus.readability import reading_grade
from citewell.corpus.sentences import split_sentences
from citewell.index.library import Library
from citewell.server.cli import main
from citewell.server.languages import LANGUAGES, NAMES, speaking, spoken
from citewell.server.messages import catalogue, say, say_date

WORDS = Path(__file__).resolve().parents[2] / "server" / "words"
PAGES = (
    "/",
    "/?q=Is+fever+common%3F",
    "/articles/",
    "/articles/driving",
    "/about",
    "/glossary",
    "/accessibility",
    "/privacy",
)
FEVER = "Is fever common in the first days after CAR-T?"

_WORD = re.compile(r"[^\W\d_]+")
_FAMILIAR = re.compile(r"\b(?:tú|tu|tus|te|ti|contigo|vos|vosotros|puedes|quieres|tienes|haz)\b", re.IGNORECASE)
_PLACE = re.compile(r"\{\w+\}")

ENOUGH = 100
"""Words: the length of the samples that the formulas were made with."""

HYPHENATION_MISSES = 1.066
"""Hyphenation leaves single letters on ("a-hora"): in the words of es.yaml pyphen finds 6.2 % fewer syllables than
there are vowels that carry one by the rules of Spanish spelling."""


def pages_in(client: FlaskClient, language: str) -> Iterator[Any]:
    for path in PAGES:
        yield html.fromstring(client.get(path, headers={"Accept-Language": language}).data)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_words_once(language: str) -> None:
    text = (WORDS / f"{language}.yaml").read_text("utf-8")
    keys = re.findall(r"^([\w.]+):", text, re.MULTILINE)
    assert sorted(keys) == sorted(catalogue("en"))
    assert {path.stem for path in WORDS.glob("*.yaml")} == LANGUAGES.keys() == NAMES.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_has_the_places_of_the_english_one(language: str) -> None:
    assert {key: places(text) for key, text in catalogue(language).items()} == {
        key: places(text) for key, text in catalogue("en").items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_long_or_technical(language: str) -> None:
    for key, text in catalogue(language).items():
        assert 0 < len(text.strip()) <= 200, key
        assert not set(text) & {"<", ">", "\n", "\t", "\\"}, key


def test_spanish_is_polite_and_in_its_own_marks() -> None:
    for key, text in catalogue("es").items():
        assert not _FAMILIAR.search(text), key
        assert text.count("?") == text.count("¿"), key
        assert text.count("«") == text.count("»"), key


def grouped(language: str) -> dict[str, list[str]]:
    """The messages by the pages and states that they stand on; what is too few words to judge, together."""
    groups: dict[str, list[str]] = defaultdict(list)
    for key, text in catalogue(language).items():
        groups[key.partition(".")[0]].append(_PLACE.sub("", text).strip(" .") + ".")
    few = [name for name, texts in groups.items() if len(_WORD.findall(" ".join(texts))) < ENOUGH]
    groups["few words"] = [text for name in few for text in groups.pop(name)]
    return groups


@pytest.mark.parametrize("name", sorted(grouped("en")))
def test_english_words_are_plain(name: str) -> None:
    """At most grade 8, as health bodies ask."""
    assert reading_grade(" ".join(grouped("en")[name])) <= 8


@pytest.mark.parametrize("name", sorted(grouped("es")))
def test_spanish_words_are_plain(name: str) -> None:
    """At least 55 on the INFLESZ scale: "normal", the least for patients.

    Barrio-Cantalejo, Simón-Lorda, Melguizo, Escalona, Marijuán & Hernando 2008, "Validación de la Escala INFLESZ para
    evaluar la legibilidad de los textos dirigidos a pacientes", Anales del Sistema Sanitario de Navarra 31(2), 135-152,
    with the formula of Szigriszt Pazos 1993: 206.835 - 62.3 syllables / words - words / sentences.
    """
    assert inflesz(grouped("es")[name]) >= 55


def inflesz(texts: Sequence[str]) -> float:
    words = [word.lower() for text in texts for word in _WORD.findall(text)]
    syllables = HYPHENATION_MISSES * sum(len(hyphenation().positions(word)) + 1 for word in words)
    sentences = sum(1 for text in texts for span in split_sentences(text) if _WORD.search(text, span.start, span.end))
    return 206.835 - 62.3 * syllables / len(words) - len(words) / sentences


@cache
def hyphenation() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="es")


def test_the_scale_tells_hard_words_from_plain_ones() -> None:
    assert inflesz(["El perro come pan. La casa es de mi tía."]) > 80
    assert (
        inflesz(["Las complicaciones neuropsiquiátricas postoperatorias imposibilitan la rehabilitación ambulatoria."])
        < 20
    )


@pytest.mark.parametrize(
    ("iso", "said"),
    [("2026-01-18", "18 de enero de 2026"), ("2025-06", "junio de 2025"), ("2025", "2025"), ("spring", "spring")],
)
def test_dates_are_said_as_people_say_them_in_spanish(iso: str, said: str) -> None:
    with speaking("es"):
        assert say_date(iso) == said
        assert say("quote.published", date=iso) == f"Publicado: {said}"
    assert "de" not in say_date(iso).split()


def test_another_language_is_spoken_for_a_few_words_only() -> None:
    with speaking("es"):
        assert say("page.ask") == "Preguntar"
        with speaking("en"):
            assert say("page.ask") == "Ask"
        with pytest.raises(KeyError), speaking("en"):
            say("nothing")
        assert spoken() == "es"
    assert say("page.ask") == "Ask"


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("en-US,en;q=0.9,es;q=0.8", "en"),
        ("fr,es;q=0.5,en;q=0.3", "es"),
        ("fr-FR,de", "en"),
        ("ES-419", "es"),
        ("*", "en"),
        ("es;q=0", "en"),
        ("\u00e9\u00e9,;;q=x", "en"),
    ],
)
def test_the_browser_says_which_language(asked: str, language: str, client: FlaskClient) -> None:
    response = client.get("/", headers={"Accept-Language": asked})
    assert response.headers["Content-Language"] == language
    assert html.fromstring(response.data).get("lang") == language
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("switch", "browser", "language"),
    [
        ("es", "en", "es"),
        ("en", "es", "en"),
        ("xx", "es", "es"),
        ("", "es", "es"),
        ("ES", "en", "en"),
        ("es<", "en", "en"),
    ],
)
def test_the_switch_comes_before_the_browser(switch: str, browser: str, language: str, client: FlaskClient) -> None:
    response = client.get("/", query_string={"lang": switch}, headers={"Accept-Language": browser})
    assert response.headers["Content-Language"] == language


@pytest.mark.parametrize("path", PAGES)
def test_links_and_forms_keep_the_language_that_was_chosen(path: str, client: FlaskClient) -> None:
    page = html.fromstring(client.get(path + ("&" if "?" in path else "?") + "lang=es").data)
    inside = [link for link in page.xpath("//a/@href | //form/@action") if link.startswith("/")]
    switched = page.xpath("//nav[@class='languages']//a/@href")
    assert len(inside) >= 8
    for link in inside:
        if link not in switched:
            assert parse_qs(urlsplit(link).query).get("lang") == ["es"] or is_kept_by_a_field(page, link), link


def is_kept_by_a_field(page: Any, link: str) -> bool:
    """A form that is sent by GET drops the query of its address, and needs a field."""
    return bool(page.xpath(f"//form[@action='{link}']//input[@name='lang' and @value='es']"))


def test_links_are_left_alone_where_the_browser_chose(client: FlaskClient) -> None:
    for page in pages_in(client, "es"):
        assert not [link for link in page.xpath("//main//@href") if "lang=" in link]


@pytest.mark.parametrize(
    "path", [*PAGES, "/articles/?title=fever&page=1", "/nowhere", "/articles/?type=news&type=other"]
)
def test_the_switch_leads_to_the_same_page(path: str, client: FlaskClient) -> None:
    page = html.fromstring(client.get(path).data)
    (switch,) = page.xpath("//nav[@class='languages']")
    links = {link.get("hreflang"): link for link in switch.iterfind("a")}
    assert {code: link.text for code, link in links.items()} == dict(NAMES)
    assert [link.get("lang") for link in links.values()] == list(NAMES)
    assert [code for code, link in links.items() if link.get("aria-current")] == ["en"]
    asked = parse_qs(urlsplit(path).query)
    for code, link in links.items():
        assert link.get("href").startswith("?")  # so it stays on this site whatever the path holds
        assert parse_qs(link.get("href")[1:]) == asked | {"lang": [code]}
    spanish = client.get(urlsplit(path).path + links["es"].get("href"))
    assert html.fromstring(spanish.data).get("lang") == "es"


def test_the_switch_repeats_what_a_link_holds_without_letting_it_out(client: FlaskClient) -> None:
    asked = '"><script>alert(1)</script>&lang=de&x=é'
    page = html.fromstring(client.get("/", query_string={"q": asked, "lang": "es"}).data)
    href = page.xpath("//nav[@class='languages']/a[@hreflang='en']/@href")[0]
    assert parse_qs(href[1:]) == {"q": [asked], "lang": ["en"]}
    assert not page.xpath("//header//script")


def test_an_answer_that_was_asked_by_a_form_is_asked_again_in_the_other_language(client: FlaskClient) -> None:
    sent = {"q": "And  after a\r\nweek? “<b>”", "history": [FEVER, "When may I drive?"]}
    page = html.fromstring(client.post("/", data=sent).data)
    (form,) = page.xpath("//nav[@class='languages']/form")
    fields = [(field.get("name"), field.get("value").replace("\r\n", "\n")) for field in form.iterfind("input")]
    assert fields == [("q", sent["q"].replace("\r\n", "\n")), *(("history", one) for one in sent["history"])]
    assert [(button.text, button.get("lang"), button.get("aria-current")) for button in form.iterfind("button")] == [
        ("English", "en", "true"),
        ("Español", "es", None),
    ]
    again = client.post("/" + form.findall("button")[1].get("formaction").partition("#")[0], data=sent)
    spanish = html.fromstring(again.data)
    assert spanish.get("lang") == "es"
    assert spanish.xpath("//p[@class='question']/text()") == page.xpath("//p[@class='question']/text()")
    assert [text.text_content() for text in spanish.xpath("//blockquote")] == [
        text.text_content() for text in page.xpath("//blockquote")
    ]


def test_a_question_with_a_fault_keeps_its_words(client: FlaskClient) -> None:
    response = client.post("/", data={"q": "x" * 2001})
    assert response.status_code == 400
    form = html.fromstring(response.data).xpath("//nav[@class='languages']/form")[0]
    assert form.find("input").get("value") == "x" * 2001


def test_a_form_that_is_too_large_still_gets_its_page(client: FlaskClient) -> None:
    response = client.post("/", data={"q": "x" * 70_000})
    assert response.status_code == 413
    assert html.fromstring(response.data).xpath("//nav[@class='languages']/a")


def test_quotes_keep_their_own_language(client: FlaskClient) -> None:
    page = html.fromstring(client.post("/?lang=es", data={"q": FEVER}).data)
    assert page.get("lang") == "es"
    assert set(page.xpath("//blockquote/@lang")) == {"en"}


def test_pages_of_problems_are_in_spanish(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/nowhere?lang=es").data)
    assert page.findtext(".//h1") == say_in("es", "problem.not_found.title")
    assert say_in("es", "problem.not_found") in page.text_content()
    explained = html.fromstring(client.get("/problems/not_found", headers={"Accept-Language": "es"}).data)
    assert explained.findtext(".//h1") == say_in("es", "problem.not_found.title")


@pytest.mark.parametrize("method", ["get", "post"])
def test_problems_in_json_are_in_spanish_where_it_is_asked_for(method: str, client: FlaskClient) -> None:
    sent: dict[str, Any] = {"headers": {"Accept-Language": "es"}}
    problem = getattr(client, method)(
        "/api/v1/ask", **sent, **({"json": {"question": " "}} if method == "post" else {})
    )
    assert problem.status_code == 400
    assert problem.headers["Content-Language"] == "es"
    assert problem.json["title"] in {text for key, text in catalogue("es").items() if key.endswith(".title")}
    assert client.get("/api/v1/ask").json["title"] in catalogue("en").values()


def test_json_without_a_language_is_in_english(client: FlaskClient) -> None:
    answer = client.get("/api/v1/ask?q=What+is+the+best+pizza+in+town").json
    assert {notice["language"] for notice in answer["notices"]} == {"en"}
    spanish = client.get("/api/v1/ask?q=What+is+the+best+pizza+in+town&lang=es").json
    assert {notice["language"] for notice in spanish["notices"]} == {"es"}
    assert answer["quotes"] == spanish["quotes"]
    assert answer["status"] == spanish["status"]


def say_in(language: str, key: str) -> str:
    with speaking(language):
        return say(key)


@pytest.mark.parametrize("variable", ["LANG", "LANGUAGE", "LC_ALL"])
def test_the_command_line_stays_english(variable: str, library: Library) -> None:
    found = CliRunner().invoke(
        main, ["ask", "What is the best pizza in town?", "--library", str(library.root)], env={variable: "es_ES.UTF-8"}
    )
    assert found.exit_code == 0
    assert catalogue("en")["status.not_in_library"] in found.output


def test_no_english_words_of_ours_are_left_in_spanish_pages(client: FlaskClient) -> None:
    """Whole messages of six words or more that are not the same in both languages."""
    english = [
        text
        for key, text in catalogue("en").items()
        if len(text.split()) > 5 and "{" not in text and text != catalogue("es")[key]
    ]
    for page in pages_in(client, "es"):
        text = " ".join(page.text_content().split())
        assert [message for message in english if message in text] == []


def test_every_answer_is_served_in_the_language_of_its_own_request(client: FlaskClient) -> None:
    ask: Callable[[str], str] = lambda language: client.get("/about", headers={"Accept-Language": language}).text  # noqa: E731
    assert "Qué es" in ask("es")
    assert "What it is" in ask("en")
    assert "Qué es" in ask("es")
