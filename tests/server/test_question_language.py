"""A question in another language than the articles is told so; no English one ever is."""

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.types import Article
from citewell.index.names import load_vocabulary
from citewell.server.answer import Snapshot, answer
from citewell.server.app import create_app
from citewell.server.question_language import language_notices, other_language
from citewell.server.reply import lay_out
from citewell.server.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
FOREIGN = "¿Cuándo puedo volver a conducir después de la infusión?"


def read(path: Path) -> Any:
    return yaml.CSafeLoader(path.read_text("utf-8")).get_single_data()


@cache
def others() -> dict[str, dict[str, list[str]]]:
    return read(Path(__file__).with_name("other_languages.yaml"))


@cache
def english() -> tuple[str, ...]:
    """Every question and message that weights and patterns may be chosen with, gibberish left out."""
    asked = [entry["question"] for entry in read(ROOT / "benchmarks" / "questions" / "tuning.yaml")["questions"]]
    asked += [entry["question"] for entry in read(ROOT / "corpus" / "starter" / "questions.yaml")["questions"]]
    for path in sorted((ROOT / "benchmarks" / "notices").glob("*_tuning.yaml")):
        asked += [one["message"] for one in read(path)["vignettes"] if one["kind"] != "gibberish"]
    return tuple(asked)


@pytest.mark.parametrize("language", sorted(others()))
def test_questions_in_other_languages_are_found(language: str) -> None:
    asked = others()[language]["sure"]
    found = [other_language(question, ["en"]) for question in asked]
    assert sum(one is not None for one in found) >= 0.97 * len(asked)
    assert sum(one == language for one in found) >= 0.97 * len(asked)


@pytest.mark.parametrize("language", sorted(others()))
def test_a_question_in_a_language_of_the_articles_is_no_other(language: str) -> None:
    asked = others()[language]["sure"]
    assert [question for question in asked if other_language(question, ["en", f"{language.upper()}-XX"])] == []


def test_no_english_question_is_taken_for_another_language() -> None:
    """But those of the tuning lists that are half Tagalog."""
    found = [question for question in english() if other_language(question, ["en"])]
    assert len(english()) > 2000
    assert [question for question in found if other_language(question, ["en", "tl"])] == []
    assert len(found) < 10


def test_names_alone_are_of_no_language() -> None:
    """Three names of medicines and illnesses at a time, as somebody may list them."""
    names = [name for entry in load_vocabulary() for name in entry.names]
    lists = [" ".join(names[start : start + 3]) for start in range(0, len(names), 3)]
    found = [names for names in lists if other_language(names, ["en"])]
    assert len(lists) > 5000
    assert len(found) <= 0.001 * len(lists), found


@pytest.mark.parametrize(
    "short",
    [
        "",
        "?",
        "hola",
        "fiebre",
        "mieloma múltiple",
        "Hi",
        "ty",
        "38.4",
        "CAR-T",
        "你好",
        "😀 😀 😀 😀",
        "carvykti abecma",
    ],
)
def test_a_short_message_is_not_judged(short: str) -> None:
    assert other_language(short, ["en"]) is None


@pytest.mark.parametrize("languages", [[], ["xx"], ["eng"], ["en", "tlh"]])
def test_languages_that_cannot_be_told_are_not_judged(languages: list[str]) -> None:
    assert other_language(FOREIGN, languages) is None


@given(st.text(max_size=300))
def test_anything_can_be_judged_and_always_the_same(text: str) -> None:
    found = other_language(text, ["en"])
    assert found is None or found.isalpha()
    assert other_language(text, ["en"]) == found


def test_it_takes_little_time() -> None:
    other_language(FOREIGN, ["en"])
    start = time.perf_counter()
    for question in others()["es"]["sure"]:
        other_language(question, ["en"])
    assert (time.perf_counter() - start) / len(others()["es"]["sure"]) < 0.005
    start = time.perf_counter()
    other_language("¿" * 500 + "palabra " * 180, ["en"])
    assert time.perf_counter() - start < 0.1


def test_the_notice_is_said_in_both_languages() -> None:
    here, there = language_notices("es", ["en", "en-GB"], Settings())
    assert (here.language, there.language) == ("en", "es")
    assert "in English" in here.text
    assert "en inglés" in there.text
    assert "your care team" in here.text
    assert "su equipo médico" in there.text


def test_every_language_of_the_articles_is_named() -> None:
    (notice,) = language_notices("de", ["es", "en", "fr"], Settings())
    assert "English, Spanish and French" in notice.text
    assert "English, Spanish or French" in notice.text


def test_a_foreign_question_is_never_answered(by_coverage: None, publish: Callable[..., Snapshot]) -> None:
    text = "Puede volver a conducir el coche ocho semanas después de la infusión, si su médico lo permite."
    mislabelled = publish(Article("driving", "Driving", text))
    labelled = publish(Article("driving", "Driving", text, language="es-MX"))
    asked = "puede volver a conducir el coche después de la infusión"
    honest, answered = answer(mislabelled, asked), answer(labelled, asked)
    assert (honest.status, answered.status) == ("related", "answered")
    assert [notice.kind for notice in honest.notices[:2]] == ["language", "language"]
    assert honest.quotes[0].text == answered.quotes[0].text
    assert not {"language"} & {notice.kind for notice in answered.notices}


def test_the_notices_stand_where_advice_does(snapshot: Snapshot) -> None:
    reply = lay_out(answer(snapshot, FOREIGN), snapshot.contents.articles)
    assert [notice.kind for notice in reply.notices["advice"]] == ["language", "language"]


def test_the_page_says_it_before_the_status_and_marks_the_spanish_words(client: FlaskClient) -> None:
    page = client.post("/", data={"q": FOREIGN}).text
    assert page.index("notice-language") < page.index("status-")
    assert '<div lang="es">' in page
    assert '<div lang="es">' not in client.post("/?lang=es", data={"q": FOREIGN}).text


def test_a_library_in_spanish_says_that_it_is(publish: Callable[..., Snapshot]) -> None:
    spanish = publish(Article("fiebre", "Fiebre", "La fiebre es frecuente en los primeros días.", language="es"))
    found = create_app(lambda: spanish).test_client().get("/api/v1/ask?q=Is+fever+common+in+the+first+days")
    (said,) = (notice for notice in found.json["notices"] if notice["kind"] == "language")
    assert said["language"] == "en"
    assert "in Spanish" in said["text"]
