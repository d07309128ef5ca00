"""Neighbours: which words are a few edits away."""

from hypothesis import given
from hypothesis import strategies as st

from citewell.index.neighbours import Neighbours, count_edits

WORDS = st.text("abcz", min_size=1, max_size=6)


def test_an_edit_is_a_letter_added_left_out_replaced_or_swapped_with_its_neighbour() -> None:
    assert [count_edits("pain", other) for other in ("pain", "paain", "pan", "pawn", "pian")] == [0, 1, 1, 1, 1]


@given(st.sets(WORDS), WORDS, st.integers(0, 3))
def test_none_is_overlooked(known: set[str], word: str, edits: int) -> None:
    expected = {other: count_edits(word, other) for other in known if count_edits(word, other) <= edits}
    assert Neighbours(known).find(word, edits) == expected
