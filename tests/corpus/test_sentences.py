"""Sentences: the abbreviations and marks of health articles, and the promise that spans slice back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


@pytest.mark.parametrize(
    "whole",
    [
        "The target dose was 0.75 x 10⁶ cells/kg in all of them.",
        "It was compared vs. standard care.",
        "Jagannath et al. followed them.",
        "Take it b.i.d. with food.",
        "The difference was large (HR, 0.55; 95% CI, 0.39-0.79; P = .0009) in that group.",
        "Dr. Jones agreed.",
        "The U.S. Food and Drug Administration approved it.",
        "It is given i.v. over one hour, e.g. in a day unit, i.e. without a bed.",
        "Approx. 5% of pts. had it.",
        "Janssen Biotech, Inc. makes it with Legend.",
        "E. coli infection is rare.",
        "See No. 5 and Nos. 7 to 9 for that.",
    ],
)
def test_one_sentence_stays_whole(whole: str) -> None:
    assert sentences(f"This came before. {whole} This comes after.") == [
        "This came before.",
        whole,
        "This comes after.",
    ]


@pytest.mark.parametrize("last", ["cancer", "call", "rest", "week", "car", "drug", "50 mg", "life", "PFS", "97 kg"])
def test_ordinary_words_end_a_sentence(last: str) -> None:
    assert sentences(f"It was about the {last}. Cilta-cel is given once.") == [
        f"It was about the {last}.",
        "Cilta-cel is given once.",
    ]


def test_footnote_digits_end_their_sentence() -> None:
    assert sentences("It is a notable therapy.2 Among these, one stands out.2,3 The trial ended.") == [
        "It is a notable therapy.2",
        "Among these, one stands out.2,3",
        "The trial ended.",
    ]


def test_line_breaks_end_sentences() -> None:
    assert sentences("- fever\n- chills and\n- shaking") == ["- fever", "- chills and", "- shaking"]


def test_question_marks_and_quotes() -> None:
    assert sentences("Is fever common? Yes! Is it a cure? No. Nobody knows. “It is,” she said. Call us.") == [
        "Is fever common?",
        "Yes!",
        "Is it a cure?",
        "No.",
        "Nobody knows.",
        "“It is,” she said.",
        "Call us.",
    ]


@given(st.text(max_size=400))
def test_sentences_cover_all_but_white_space(text: str) -> None:
    spans = split_sentences(text)
    covered = 0
    for span in spans:
        assert text[covered : span.start].strip() == ""
        assert text[span.start : span.end] == text[span.start : span.end].strip() != ""
        covered = span.end
    assert text[covered:].strip() == ""
