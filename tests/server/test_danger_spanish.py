"""Danger told of in Spanish brings the urgent notice, in both languages; what is only asked or denied does not."""

import re
from pathlib import Path
from typing import get_args

import pytest
import yaml
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from citewell.server.answer import Snapshot, answer
from citewell.server.danger import Action, load_patterns
from citewell.server.danger_spanish import find_danger_in_spanish, notice_in_spanish
from citewell.server.settings import Settings

NOTICES = Path(__file__).resolve().parents[2] / "benchmarks" / "notices"


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("breathing", "no puedo respirar"),
        ("breathing", "NO PUEDO RESPIRAR!!"),
        ("breathing", "a mi esposo le cuesta mucho respirar"),
        ("breathing", "me falta el aire desde hace una hora"),
        ("breathing", "¿Por qué no puedo respirar bien?"),
        ("breathing", "mi mamá no respira"),
        ("chest_pain", "dolor en el pecho"),
        ("chest_pain", "me duele mucho el pecho"),
        ("chest_pain", "tengo una presión fuerte en el pecho"),
        ("chest_pain", "creo que le está dando un infarto"),
        ("stroke", "tiene la boca torcida"),
        ("stroke", "no puede mover el brazo derecho"),
        ("stroke", "le dio un derrame cerebral"),
        ("seizure", "mi hijo está convulsionando"),
        ("seizure", "le dio una convulsión"),
        ("unconscious", "mi padre no despierta"),
        ("unconscious", "se desmayó en el baño"),
        ("bleeding", "no para de sangrar por la nariz"),
        ("bleeding", "está vomitando sangre"),
        ("bleeding", "me sangran las encías"),
        ("allergic_reaction", "se le está hinchando la lengua"),
        ("allergic_reaction", "se me cierra la garganta"),
        ("overdose", "tomé demasiadas pastillas"),
        ("overdose", "se tomó todo el frasco de paracetamol"),
        ("self_harm", "quiero morir"),
        ("self_harm", "ya no quiero vivir"),
        ("self_harm", "me quiero matar"),
        ("self_harm", "estarían mejor sin mí"),
        ("fever", "tengo fiebre"),
        ("fever", "tiene 38,5 de fiebre"),
        ("fever", "mi hija amaneció con calentura"),
        ("confusion", "mi papá está muy confundido"),
        ("confusion", "no sabe dónde está"),
        ("speech", "no puede hablar"),
        ("speech", "arrastra las palabras"),
        ("speech", "desde ayer no puede escribir"),
        ("shaking", "me tiemblan las manos"),
        ("shaking", "tiene escalofríos muy fuertes"),
        ("diarrhoea", "tengo diarrea desde hace tres días"),
        ("other", "necesito una ambulancia"),
        ("chest_pain", "no tengo fiebre, pero me duele el pecho"),
    ],
)
def test_danger_is_found(kind: str, message: str) -> None:
    assert kind in {danger.kind for danger in find_danger_in_spanish(message)}


@pytest.mark.parametrize(
    "message",
    [
        "¿Qué es la fiebre?",
        "¿Cuáles son las causas del dolor en el pecho?",
        "¿Puede la terapia causar una hemorragia grave?",
        "¿Qué hago si tengo fiebre?",
        "a quién llamo si me duele el pecho",
        "no tengo dolor en el pecho",
        "nunca tuvo convulsiones",
        "sin fiebre y con buen ánimo",
        "el año pasado me dio un infarto",
        "hace dos años tuve una convulsión",
        "¿Es común la falta de aire después del tratamiento?",
        "no puedo dormir por las noches",
        "me duelen los huesos",
        "quiero vivir muchos años más",
        "¿Cuánto tiempo se vive con mieloma?",
        "tengo 38 años",
        "",
        "Is fever common?",
    ],
)
def test_what_is_only_asked_supposed_denied_or_past_is_none(message: str) -> None:
    assert find_danger_in_spanish(message) == ()


def test_no_english_message_is_taken_for_spanish() -> None:
    messages = [
        vignette["message"]
        for path in sorted(NOTICES.glob("*_tuning.yaml"))
        for vignette in yaml.CSafeLoader(path.read_text("utf-8")).get_single_data()["vignettes"]
    ]
    assert len(messages) > 1000
    assert [message for message in messages if find_danger_in_spanish(message)] == [
        "me duele el pecho, chest pain strong, what I do"  # the one that is half in Spanish
    ]


def test_the_most_pressing_comes_first_and_each_kind_once() -> None:
    found = find_danger_in_spanish("tengo fiebre de 39 y no puedo respirar. Me duele el pecho. Tengo fiebre.")
    presses = [get_args(Action).index(danger.action) for danger in found]
    assert presses == sorted(presses)
    assert sorted(danger.kind for danger in found) == ["breathing", "chest_pain", "fever"]


def test_each_entry_stands_for_one_in_english() -> None:
    (danger,) = find_danger_in_spanish("no puedo respirar")
    assert danger.id in {entry.id for entry in load_patterns().entries}


def test_the_notice_is_said_in_both_languages_and_first(client: FlaskClient, snapshot: Snapshot) -> None:
    said = answer(snapshot, "no puedo respirar").notices
    assert [(notice.kind, notice.language) for notice in said[:2]] == [("urgent", "en"), ("urgent", "es")]
    page = client.post("/", data={"q": "quiero morir"}).text
    assert page.count('class="urgent"') == 1
    assert "línea de crisis" in page
    assert client.post("/?lang=es", data={"q": "quiero morir"}).text.count("línea de crisis") == page.count(
        "línea de crisis"
    )


def test_nothing_is_said_twice_where_spanish_is_spoken(client: FlaskClient) -> None:
    notices = client.get("/api/v1/ask?q=no+puedo+respirar&lang=es").json["notices"]
    assert [notice["language"] for notice in notices if notice["kind"] == "urgent"] == ["es"]


def test_no_danger_no_notice() -> None:
    assert notice_in_spanish((), Settings()) is None


def test_ordinary_spanish_questions_bring_no_urgent_notice(client: FlaskClient) -> None:
    """The weights of `danger_words` know English alone: "me" is no sign of a crisis in Spanish."""
    for asked in (
        "se me cae el cabello con este tratamiento",
        "que pasa si el mieloma vuelve",
        "se me hinchan los pies",
    ):
        notices = client.get("/api/v1/ask", query_string={"q": asked}).json["notices"]
        assert "urgent" not in {notice["kind"] for notice in notices}, asked


@given(st.text(alphabet="abeilmnoprstuzñáé ,.¿?!8°", max_size=200))
def test_anything_can_be_read(text: str) -> None:
    for danger in find_danger_in_spanish(text):
        assert re.fullmatch(r"[a-z_]+", danger.kind)
