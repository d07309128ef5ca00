"""Words: what counts in a search."""

import pytest

from citewell.index.words import stems, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CARTITUDE-4", ["cartitude", "4", "cartitude-4"]),
        ("What’s new", ["what", "new"]),
        ("76.4% at 1,000 mg", ["76.4", "at", "1,000", "mg"]),
        ("10⁻⁵ naïve", ["10", "5", "10-5", "naive"]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_stems_leave_grammar_out_and_keep_single_letters_that_mean_something() -> None:
    assert stems("What are the side effects of vitamin C?") == ["side", "effect", "vitamin", "c"]
    assert stems("the of and is") == []


def test_a_compound_matches_in_both_ways_of_writing() -> None:
    assert set(stems("30 month")) <= set(stems("30-month survival"))
