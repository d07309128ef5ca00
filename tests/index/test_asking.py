"""Messages: the clauses that ask are found, split only where two ask, and carry the subject they lean on."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.index.asking import Asked, find_questions

LETTER = (
    "Subject: CAR-T and flying Message: Hello, my mother is 72 and had cilta-cel in March; she takes acyclovir. "
    "Last week her platelets were 40. Is this normal? Also can she fly? Thank you, Mary"
)


@pytest.mark.parametrize(
    "message",
    [
        "What are the causes and symptoms of flu?",
        "Is there a difference between cilta-cel and ide-cel?",
        "pros and cons of CAR-T",
        "Can I take ibuprofen and paracetamol together?",
        "my platelets are low and I have bruises",
        "How do T cells find and kill myeloma cells?",
        "If I get fever, what should I do",
        "do you know what it is and how it works",
        "what sort of oil should i use",
        "Can you tell me is it safe",
        "should I take her to the ER if her fever is this high?",
        "what is the name of the drug that is used and given with it",
        "How and when is CAR-T given?",
        "Hi, what is cilta-cel?",
        "WHAT DOES RELAPSED AND REFRACTORY MEAN",
        "What are the treatments for Peripheral Arterial Disease (P.A.D.) ?",
        "and the dose?",
        "?",
        "",
    ],
)
def test_one_short_question_is_left_as_it_is(message: str) -> None:
    assert find_questions(message) == (Asked(message, ""),)


@pytest.mark.parametrize(
    ("message", "texts", "contexts"),
    [
        (
            "what are the side effects of cilta-cel and how long do they last",
            ("what are the side effects of cilta-cel", "how long do they last"),
            ("", "side effects cilta-cel"),
        ),
        ("is it a cure and can it come back", ("is it a cure", "can it come back"), ("", "")),
        (
            "how long will I be in hospital also can I drive after",
            ("how long will I be in hospital", "can I drive after"),
            ("", "hospital"),
        ),
        (
            "What happens if I get a fever and who should I call",
            ("What happens if I get a fever", "who should I call"),
            ("", "fever"),
        ),
        ("WHAT IS CAR-T AND IS IT SAFE", ("WHAT IS CAR-T", "IS IT SAFE"), ("", "CAR-T")),
        ("what is cilta-cel how does it work", ("what is cilta-cel", "how does it work"), ("", "cilta-cel")),
        (
            "What is neuropathy? Can it be treated?",
            ("What is neuropathy?", "Can it be treated?"),
            ("", "neuropathy"),
        ),
        (
            "What should I eat with low platelets, can I drink alcohol with lenalidomide?",
            ("What should I eat with low platelets", "can I drink alcohol with lenalidomide?"),
            ("", ""),
        ),
    ],
)
def test_two_questions_in_one(message: str, texts: tuple[str, ...], contexts: tuple[str, ...]) -> None:
    asked = find_questions(message)
    assert tuple(question.text for question in asked) == texts
    assert tuple(question.context for question in asked) == contexts


def test_a_letter_is_its_questions_with_what_they_are_about() -> None:
    normal, fly = find_questions(LETTER)
    assert normal.text == "Is this normal?"
    assert fly.text == "Also can she fly?"
    assert normal.context.startswith("CAR-T and flying")
    assert "cilta-cel" in fly.context


@pytest.mark.parametrize(
    ("message", "text", "context"),
    [
        (
            "Frozen shoulder. My arm has hurt since May. I went to see a doctor. What should I do? Thanks.",
            "What should I do?",
            "Frozen shoulder",
        ),
        (
            "I was told that I have amyloidosis last week.my wife is worried. can it be cured",
            "can it be cured",
            "I was told that I have amyloidosis",
        ),
        (
            "SUBJECT: ClinicalTrials.gov - Question - general information MESSAGE: i have hereditary ataxia. "
            "can I find a cure? plz reply",
            "can I find a cure?",
            "i have hereditary ataxia",
        ),
        (
            "MESSAGE: I'm living with lupus. I just want to ask if I can take glutathione supplement? Thanks",
            "I just want to ask if I can take glutathione supplement?",
            "I'm living with lupus",
        ),
    ],
)
def test_a_question_that_leans_gets_the_subject(message: str, text: str, context: str) -> None:
    (asked,) = find_questions(message)
    assert asked.text == text
    assert asked.context.startswith(context)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (
            "Lupus. Hi, I want to know about lupus and its treatment. Best regards, NAME",
            "I want to know about lupus and its treatment.",
        ),
        (
            "My wife is 61 and lives in Kent. What are the side effects of teclistamab? She is tired.",
            "What are the side effects of teclistamab?",
        ),
        (
            "I was wondering if there is a name for sleep apnea during the day. Thank you in advance for your help.",
            "I was wondering if there is a name for sleep apnea during the day.",
        ),
        (
            "Hello. I need more information on hypertension and fibromyalgia. Please reply. Can you help me?",
            "I need more information on hypertension and fibromyalgia.",
        ),
    ],
)
def test_a_question_of_its_own_needs_no_context(message: str, text: str) -> None:
    assert find_questions(message) == (Asked(text, ""),)


def test_run_on_text_without_a_stop_is_cut_to_the_part_that_asks() -> None:
    message = (
        "so my mum started getting confused 2 days after the infusion and couldnt write her name the nurse did some "
        "score thing, they gave her steroids, is she going to be ok and does it leave permanent damage"
    )
    first, second = find_questions(message)
    assert (first.text, second.text) == ("is she going to be ok", "does it leave permanent damage")
    assert "confused" in first.context
    assert "confused" in second.context


def test_the_subject_line_is_the_question_where_the_message_holds_none() -> None:
    (asked,) = find_questions("SUBJECT: Best disease MESSAGE: There are 38 members of our family that have it.")
    assert asked == Asked("Best disease", "There are 38 members of our family that have it.")


def test_a_long_message_that_asks_nothing_is_cut_to_what_tells_most() -> None:
    idle = "The weather was fine and we went to the park with friends and had lunch there by the lake. " * 5
    (asked,) = find_questions(f"My platelets are low. {idle}I was diagnosed with myeloma in May. It worries me so.")
    assert len(asked.text.split()) <= 60
    assert "platelets" in asked.text
    assert "diagnosed with myeloma" in asked.text


def test_a_plea_is_no_question() -> None:
    (asked,) = find_questions("Is fever common after CAR-T? Can you please help me? Any help is appreciated.")
    assert asked.text == "Is fever common after CAR-T?"


def test_of_many_questions_three_are_kept_in_order_and_none_twice() -> None:
    asked = find_questions(
        "What is CAR-T? Is it safe? What is CAR-T? How long does recovery from CAR-T take at home? "
        "Can I eat sushi after melphalan? Which vaccines are safe after stem cell transplant?"
    )
    texts = [question.text for question in asked]
    assert len(texts) == len(set(texts)) == 3
    assert texts[-1].startswith("Which vaccines")


CUES = [", i am", "if", "SUBJECT:", "MESSAGE:", "Flu.", "how long", "can i", "and is it", "she", "?", ".", "(", "fever"]


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=300)
    | st.lists(st.sampled_from(CUES), max_size=80).map(" ".join)
)
def test_every_message_asks_something_in_its_own_words(message: str) -> None:
    message = " ".join(message.split())
    asked = find_questions(message)
    assert 1 <= len(asked) <= 3
    assert all(len(question.context.split()) <= 25 for question in asked)
    assert all(word.rstrip(".") in message for question in asked for word in question.text.split())


@pytest.mark.parametrize("part", ["and can i ", "is it ", "x", ". ", "(?", "please tell ", "a, ", "what "])
def test_no_text_is_slow(part: str) -> None:
    message = (part * 2000)[:2000]
    begun = time.process_time()
    find_questions(message)
    assert time.process_time() - begun < 0.5  # a regular expression that backtracks takes seconds
