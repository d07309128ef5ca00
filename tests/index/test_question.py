"""Messages become queries: repaired, each question on its own, follow-ups with the topic that they lean on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citewell.index.question import clean_question, understand
from citewell.index.spelling import Speller
from citewell.server.answer import Snapshot

LETTER = (
    "Hello, my father is 71 and had CAR-T in March. We live far away from the hospital. Is fever common? "
    "And when can he drive a car again? Thank you so much."
)


@pytest.fixture(scope="module")
def speller(snapshot: Snapshot) -> Speller:
    return snapshot.contents.speller


@pytest.mark.parametrize(
    ("question", "history", "expected"),
    [
        ("  How long\n does it   take? ", [], "How long does it take?"),
        ("What about side effects?", ["What is cilta-cel?"], "cilta-cel: What about side effects?"),
        ("Is it safe?", ["hello", "What is cilta-cel?", "  "], "cilta-cel: Is it safe?"),
        ("How common is fever after CAR-T?", ["What is cilta-cel?"], "How common is fever after CAR-T?"),
        ("What about side effects?", [], "What about side effects?"),
        ("What about it?", ["the", ""], "What about it?"),
        ("Is feverr common?", [], "Is fever common?"),
        ("And how long?", ["Is feverr common after the infuson?"], "fever infusion: And how long?"),
        ("And how long?", [LETTER], "drive car fever: And how long?"),
        ("", [], ""),
        ("?", [], "?"),
    ],
)
def test_one_question_is_searched_with_the_topic_it_leans_on(
    speller: Speller, question: str, history: list[str], expected: str
) -> None:
    query = understand(question, speller, history)
    assert (query.text, query.parts, query.message) == (expected, (expected,), "")


def test_two_questions_of_one_message_are_two_parts_and_both_are_told(speller: Speller) -> None:
    query = understand("Is feverr common? Can I drive a car after the infusion?", speller)
    assert query.parts == ("Is fever common?", "Can I drive a car after the infusion?")
    assert query.text == "Is fever common? · Can I drive a car after the infusion?"
    assert query.message == ""


def test_each_of_two_follow_ups_carries_the_topic(speller: Speller) -> None:
    query = understand("Is it safe? And how long does it last?", speller, ["What is cilta-cel?"])
    assert query.parts == ("cilta-cel: Is it safe?", "cilta-cel: And how long does it last?")
    assert query.text == " · ".join(query.parts)


@pytest.mark.parametrize("asked", ["Is fever common?", "How long?"])
def test_the_same_question_twice_is_one_part(speller: Speller, asked: str) -> None:
    assert understand(f"{asked} {asked}", speller).parts == (asked,)


def test_what_a_letter_tells_beside_its_questions_is_kept(speller: Speller) -> None:
    query = understand(LETTER.replace("Is fever", "Is feverr"), speller)
    assert [part.rpartition(": ")[2] for part in query.parts] == [
        "Is fever common?",
        "And when can he drive a car again?",
    ]
    assert all("my father is 71 and had CAR-T" in part for part in query.parts)
    assert query.message == LETTER.removeprefix("Hello, ")
    assert query.text == " · ".join(query.parts)


@settings(max_examples=settings.default.max_examples // 2)
@given(st.text(max_size=200), st.lists(st.text(max_size=60), max_size=3))
def test_there_is_always_one_part_and_none_twice(speller: Speller, question: str, history: list[str]) -> None:
    query = understand(question, speller, history)
    assert len(query.parts) == len(set(query.parts)) >= 1
    assert query.text == " · ".join(query.parts)
    assert query == understand(question, speller, history)


@given(st.text())
def test_cleaning_leaves_nothing_that_no_page_can_show(text: str) -> None:
    cleaned = clean_question(text)
    cleaned.encode("utf-8")
    assert cleaned == clean_question(cleaned)
    assert "\n" not in cleaned
    assert "\0" not in cleaned
