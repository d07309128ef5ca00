"""The answering sentence: near to the question, a few, in reading order, and never a number without of whom."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.types import Span
from citewell.index.answering import choose_answering

TEXT = "Nobody knows. Fever is common. Fever is very common. The end."
SPANS = (Span(0, 13), Span(14, 30), Span(31, 52), Span(53, 61))


def choose(
    question: str, text: str, spans: tuple[Span, ...], cosines: list[float], of_form: list[bool] | None = None
) -> tuple[Span, ...]:
    return choose_answering(question, text, spans, np.array(cosines), np.array(of_form or [False] * len(spans)))


def marked(question: str, *sentences: str, best: int) -> list[str]:
    """Mark in a passage of these sentences, of which one is by far the nearest to the question."""
    text, spans = " ".join(sentences), []
    for sentence in sentences:
        start = spans[-1].end + 1 if spans else 0
        spans.append(Span(start, start + len(sentence)))
    cosines = [0.9 if number == best else 0.1 for number in range(len(sentences))]
    return [text[span.start : span.end] for span in choose(question, text, tuple(spans), cosines)]


def test_the_nearest_sentence_is_chosen_and_others_that_are_nearly_as_good() -> None:
    assert choose("fever", TEXT, SPANS, [0.1, 0.9, 0.2, 0.3]) == (SPANS[1],)
    assert choose("fever", TEXT, SPANS, [0.1, 0.8, 0.85, 0.3]) == (SPANS[1], SPANS[2])


def test_of_sentences_as_good_as_each_other_the_three_fullest_are_chosen() -> None:
    assert choose("pizza", TEXT, SPANS, [0.0] * 4) == SPANS[:3]
    shuffled = (SPANS[0], SPANS[3], SPANS[1], SPANS[2])
    assert choose("pizza", TEXT, shuffled, [0.0] * 4) == (SPANS[0], SPANS[1], SPANS[2])


def test_shared_words_decide_between_equal_cosines() -> None:
    assert choose("the end", TEXT, SPANS, [0.0] * 4) == (SPANS[3],)


def test_the_form_asked_for_decides_between_equals() -> None:
    assert choose("pizza", TEXT, SPANS, [0.0] * 4, [False, False, True, False]) == (SPANS[2],)
    assert choose("pizza", TEXT, SPANS, [0.1, 0.8, 0.1, 0.1], [True, False, True, True]) == (SPANS[1],)


def test_what_stands_around_a_sentence_speaks_for_it() -> None:
    text, spans = "one two " * 5, tuple(Span(8 * n, 8 * n + 7) for n in range(5))
    assert choose("pizza", text, spans, [0.5, 0.45, 0.5, 0.0, 0.5]) == spans[:3]


def test_a_question_answers_nothing_unless_there_is_nothing_else() -> None:
    text, spans = "Is fever common? It is.", (Span(0, 16), Span(17, 23))
    assert choose("Is fever common?", text, spans, [0.99, 0.2]) == (spans[1],)
    assert choose("Is fever common?", text[:16], spans[:1], [0.99]) == (spans[0],)


def test_a_passage_without_sentences_has_no_answer() -> None:
    assert choose("fever", TEXT, (), []) == ()


# What leans on the sentence before

TREATED = "The study treated 97 people."
PAINT = "The ward was painted green."


@pytest.mark.parametrize(
    "sentence",
    [
        "Of these, 33% were still in remission.",
        "Among them, 33% were still in remission.",
        "33% remained in remission.",
        "In all, 33 % remained in remission after five years.",
        "Thirty-three percent remained in remission.",
        "Thirty-three per cent remained in remission.",
        "Half of them remained in remission.",
        "A third of those did not relapse.",
        "They stayed in remission for five years.",
        "The other 65 relapsed.",
        "In contrast, the rest relapsed.",
        "However, remission did not last.",
        "It may not last.",
    ],
)
def test_a_sentence_that_leans_back_takes_the_one_before_along(sentence: str) -> None:
    assert marked("How many stay in remission?", PAINT, TREATED, sentence, best=2) == [TREATED, sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "Of 97 patients, 32 (33%) remained in remission.",
        "In the study, 33% of patients did not relapse.",
        "33% of those treated remained in remission.",
        "Remission lasted for five years in 33% (n = 97).",
        "Remission lasted for five years in the treated group (33%).",
        "Remission may last for five years.",
        "Theses on remission, 33 of 97, are kept.",  # begins with no pointing word
        "In Bothell, remission is the rule.",
        "Remission | 33% | 2%",  # a row: the columns say of whom
    ],
)
def test_a_sentence_that_says_of_whom_stands_alone(sentence: str) -> None:
    assert marked("How many stay in remission?", PAINT, TREATED, sentence, best=2) == [sentence]


def test_the_first_sentence_leans_on_nothing_of_another_passage() -> None:
    text = f"{TREATED} Of these, 33% were still in remission. {PAINT}"
    spans = (Span(29, 67), Span(68, 68 + len(PAINT)))
    assert text[spans[0].start : spans[0].end] == "Of these, 33% were still in remission."
    assert choose("How many stay in remission?", text, spans, [0.9, 0.1]) == (spans[0],)


def test_a_question_before_is_not_taken_along() -> None:
    assert marked("Is it safe?", "Is it safe?", "They say that it is safe.", best=1) == ["They say that it is safe."]


@pytest.mark.parametrize(
    "sentence",
    [
        "No patient developed parkinsonism within the first 12 months.",
        "It is not known whether remission lasts, but it may last at least five years in some patients.",
        "At most 5% of patients, and fewer than 3 in 97 adults, did not recover.",
    ],
)
def test_negation_hedge_and_comparator_stay_with_the_number(sentence: str) -> None:
    assert sentence in marked("How many recover?", PAINT, sentence, best=1)


SENTENCES = st.sampled_from(
    [
        TREATED,
        PAINT,
        "Of these, 33% did.",
        "They did.",
        "33% did.",
        "Is it safe?",
        "However, 5 of 97 did not.",
        "Yes | 3%",
    ]
)


@given(
    st.lists(st.tuples(SENTENCES, st.floats(-1, 1), st.booleans()), min_size=1, max_size=8),
    st.integers(0, 3),
    st.sampled_from(["How many did?", "safe", "", "97 people"]),
)
def test_whole_sentences_of_the_passage_are_marked_in_reading_order(
    said: list[tuple[str, float, bool]], before: int, question: str
) -> None:
    text, spans = "Before. " * before, []
    for sentence, _, _ in said:
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += sentence + " "
    chosen = choose(question, text + "After.", tuple(spans), [c for _, c, _ in said], [form for *_, form in said])
    assert 1 <= len(chosen) <= 6  # three, each with the one before it
    assert set(chosen) <= set(spans)
    assert list(chosen) == sorted(chosen, key=lambda span: span.start)
