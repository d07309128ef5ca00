"""Aspects: what people ask about, whatever the library."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.index.aspects import (
    asked_aspects,
    aspect_phrases,
    load_aspects,
    measure_aspects,
    named_aspects,
    passage_aspects,
)
from citewell.index.hashing import HashingEmbedder
from citewell.index.words import stems

PHRASES = HashingEmbedder().encode(aspect_phrases())


def vectors(*texts: str) -> np.ndarray:
    return HashingEmbedder().encode(texts)


def named(question: str) -> list[str]:
    return [aspect.name for aspect in named_aspects(stems(question))]


def test_the_file_is_sound() -> None:
    aspects = load_aspects()
    assert len(aspects) >= 20
    assert len({aspect.name for aspect in aspects}) == len(aspects)
    assert len(set(aspect_phrases())) == len(aspect_phrases()) >= 2 * len(aspects)
    assert all(phrase == phrase.strip() for phrase in aspect_phrases())
    assert aspect_phrases() == tuple(phrase for aspect in aspects for phrase in aspect.phrases)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How much does it cost?", "cost"),
        ("HOW EXPENSIVE IS IT", "cost"),
        ("Is it covered by Medicare?", "public insurance"),
        ("When may I drive again?", "driving"),
        ("Can I fly to Spain?", "travel"),
    ],
)
def test_a_question_names_what_it_asks_about(question: str, expected: str) -> None:
    assert expected in named(question)


@pytest.mark.parametrize("question", ["", "?", "Is it so?", "Is fever common?", "What is multiple myeloma?"])
def test_most_questions_name_none(question: str) -> None:
    assert not {"cost", "insurance", "driving", "travel"} & {*named(question)}


def test_words_of_grammar_name_nothing() -> None:
    assert not {stem for aspect in load_aspects() for stem in aspect.stems} & {*stems("is are the of to do can may i")}


def test_a_phrase_is_nearest_to_its_own_aspect() -> None:
    measured = measure_aspects(PHRASES, PHRASES)
    numbers = [number for number, aspect in enumerate(load_aspects()) for _ in aspect.phrases]
    assert measured.shape == (len(numbers), len(load_aspects()))
    for row, number in zip(measured, numbers, strict=True):
        assert row[number] == pytest.approx(1, abs=1e-5)


def test_each_aspect_is_as_near_as_its_nearest_phrase() -> None:
    sentences = vectors("How much does the car cost?", "Nothing of the kind.")
    cosines = sentences @ PHRASES.T
    start = 0
    for number, aspect in enumerate(load_aspects()):
        end = start + len(aspect.phrases)
        assert measure_aspects(PHRASES, sentences)[:, number] == pytest.approx(cosines[:, start:end].max(axis=1))
        start = end


@given(text=st.text(max_size=40))
def test_what_is_asked_about_are_shares(text: str) -> None:
    (question,) = vectors(text)
    shares = asked_aspects(PHRASES, question)
    assert shares.dtype == np.float32
    assert shares.min() >= 0
    assert shares.sum() == pytest.approx(1, abs=1e-4)


def test_the_aspect_asked_about_has_the_largest_share() -> None:
    names = [aspect.name for aspect in load_aspects()]
    for question, name in (("how much does it cost", "cost"), ("when may I drive again", "driving")):
        (vector,) = vectors(question)
        assert names[int(asked_aspects(PHRASES, vector).argmax())] == name


def test_a_passage_is_as_near_as_its_nearest_sentence() -> None:
    sentences = vectors("It is a nice day.", "How much does it cost?", "When may I drive again?")
    measured = passage_aspects(PHRASES, sentences, [2, 0, 1])
    of_sentences = measure_aspects(PHRASES, sentences)
    assert (measured.dtype, measured.shape) == (np.float16, (3, len(load_aspects())))
    assert measured[0] == pytest.approx(of_sentences[:2].max(axis=0), abs=1e-3)
    assert not measured[1].any()  # a heading alone has no sentence
    assert measured[2] == pytest.approx(of_sentences[2], abs=1e-3)
