"""Reading level: the formula, and words counted by hand."""

import pytest

from citewell.corpus.readability import reading_grade


def test_the_formula() -> None:
    # 6 words, 1 sentence, 6 syllables as pyphen finds them.
    expected = 0.39 * 6 + 11.8 * 1.044 - 15.59
    assert reading_grade("The cat sat on the mat.") == pytest.approx(expected)
    assert reading_grade("") == reading_grade("12 — 34.") == 0


def test_long_words_and_sentences_are_harder() -> None:
    plain = "Call your team at once. They will help you. Keep the card with you."
    hard = (
        "Immunotherapy-associated complications necessitate immediate multidisciplinary evaluation and hospitalisation."
    )
    assert reading_grade(plain) < 4 < 12 < reading_grade(hard)
