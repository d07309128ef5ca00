"""Questions that ask for advice about one person, and those that ask what is usual."""

import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.readability import reading_grade
from citewell.server.advice import advice_notice, asks_for_advice
from citewell.server.settings import Line, Settings

ROOT = Path(__file__).resolve().parents[2]
LISTS = ROOT / "benchmarks" / "notices"

ADVICE = (
    "should I stop my lenalidomide",
    "how much paracetamol can I take",
    "is it ok for me to fly next week",
    "should my husband go back to work",
    "do I need antibiotics",
    "what would you do in my place",
    "is it safe for my mother to have the flu jab",
    "I forgot my tablet this morning, do I take two now",
    "can my dad drive yet",
    "am I well enough to travel",
    "would it be wise for us to wait",
    "my kidneys are bad, what dose of zometa should I have",
    "my creatinine is 1.8, is that bad",
    "is my calcium too high",
    "my doctor says stop, is he right",
    "which one is best for my dad",
    "please advise on my tablets",
    "is it worth it for her at 84",
    "when should I stop taking my steroids",
    "I took my tablets twice today",
    "if I halve my dose will it still work",
    "can it wait until Monday",
    "am I making a mistake",
    "stop or carry on?",
)
EDUCATION = (
    "what is cytokine release syndrome",
    "how long does the infusion take",
    "can people with kidney disease have CAR-T",
    "how is the dose of cells worked out",
    "why do patients take aciclovir",
    "when can people drive again",
    "should there be a gap between two treatments",
    "what should patients ask before a trial",
    "when should I call about a fever",
    "when is it safe to drive after CAR-T",
    "why is my calcium high",
    "can children visit",
    "is fatigue normal",
    "what is a normal creatinine",
    "how do nerve problems go away",
    "can I see the study",
    "where do I find a second opinion",
    "what questions should I ask my doctor",
    "where can I read more",
    "who should I call at night",
    "I had car-t last may, I was 60",
    "",
    "?",
)


def load(name: str) -> tuple[Any, ...]:
    spec = importlib.util.spec_from_file_location("notices_lists_for_advice", LISTS / "lists.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return tuple(module.load_messages(LISTS / f"{name}.yaml"))


@pytest.mark.parametrize("message", ADVICE)
def test_a_question_about_one_person_asks_for_advice(message: str) -> None:
    assert asks_for_advice(message)


@pytest.mark.parametrize("message", EDUCATION)
def test_a_question_about_what_is_usual_does_not(message: str) -> None:
    assert not asks_for_advice(message)


def test_the_tuning_half_is_told_apart() -> None:
    messages = load("advice_tuning")
    wrong = [one.id for one in messages if asks_for_advice(one.message) != (one.kind == "advice")]
    assert wrong == []


@pytest.mark.parametrize("message", [*ADVICE, *EDUCATION])
def test_capitals_politeness_and_marks_change_nothing(message: str) -> None:
    asks = asks_for_advice(message)
    for changed in (
        message.upper(),
        f"Hello, {message}",
        f"Good morning, I hope you are well. {message}?? Thank you so much!",
        f"please could you tell me: {message}",
        message.replace(" ", "  ").replace("'", "’"),
        f"  {message}...  ",
    ):
        assert asks_for_advice(changed) == asks, changed


@pytest.mark.parametrize(
    ("message", "slipped"),
    [
        ("should I stop my lenalidomide", "shoud i stpo my lenalidomide"),
        ("should my husband go back to work", "shoudl my husbnad go back to work"),
        ("is it alright for me to fly", "is it alrihgt for me to fly"),
        ("how much paracetamol can I take", "how mcuh paracetamol cna i tkae"),
        ("am I allowed to halve it", "am i alowed to halve it"),
    ],
)
def test_slips_change_nothing(message: str, slipped: str) -> None:
    assert asks_for_advice(message)
    assert asks_for_advice(slipped)


@pytest.mark.parametrize(
    "person", ["my husband", "my 80 year old mother", "dad", "my mother in law", "he", "we", "his wife"]
)
def test_it_is_the_same_for_another_person(person: str) -> None:
    for question in (
        "should {} stop the tablets",
        "can {} fly",
        "is {} fit enough for CAR-T",
        "does {} need a transfusion",
    ):
        assert asks_for_advice(question.format(person)), question.format(person)


def test_advice_in_a_long_message_is_found() -> None:
    story = "My wife is 71 and had her cells in March. She is tired but eats well. " * 8
    assert asks_for_advice(f"{story}Should she stop the aspirin? {story}")
    assert not asks_for_advice(f"{story}What is neutropenia? {story}")


def test_few_suggested_questions_get_it() -> None:
    content = yaml.safe_load((ROOT / "corpus" / "starter" / "questions.yaml").read_text("utf-8"))
    asked = [entry["question"] for entry in content["questions"] if asks_for_advice(entry["question"])]
    assert len(asked) <= 30, asked  # most of these do ask for one person


def test_every_pattern_has_its_reason_and_no_word_that_no_message_can_hold() -> None:
    content = yaml.safe_load((ROOT / "server" / "advice.yaml").read_text("utf-8"))
    for entry in (*content["advice"], *content["not_advice"]):
        assert set(entry) == {"pattern", "reason"}
        assert len(entry["reason"]) > 5
        assert not re.search(r"['’A-Z]", re.sub(r"\\.", "", entry["pattern"])), entry


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    assert asks_for_advice(text) in {True, False}


def test_a_long_message_is_read_in_time() -> None:
    for text in ("should my " * 200, "what is the " * 170, "my " * 660, "for a " * 330, "is it ok " * 220):
        asks_for_advice(text)  # must not run away: the fast tests have no patience


def test_the_notice_says_whom_to_ask() -> None:
    plain = advice_notice(Settings())
    assert plain.kind == "personal_advice"
    assert "cannot give advice" in plain.text
    assert "your care team" in plain.text
    assert plain.links == ()
    team = advice_notice(Settings(care_team=Line(name="Myeloma nurses", number="020 7946 0000")))
    assert "Myeloma nurses on 020 7946 0000" in team.text
    assert [link.url for link in team.links] == ["tel:02079460000"]
    assert max(reading_grade(plain.text), reading_grade(team.text)) <= 8
