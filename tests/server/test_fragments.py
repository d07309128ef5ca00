"""A text fragment leads to one place of an article, or there is none."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.types import Article
from citewell.server.fragments import text_fragment

TEXT = (
    "Fever is common. Call us at 38 °C, day-and-night & weekends.\n"
    "Fever is  COMMON. Rest well.\n"
    + "It began with one word that nobody else said before; "
    + "then there were many others which went on and on until the very last of all came to its end."
)
ARTICLE = Article("a", "A", TEXT)


def fragment(words: str) -> str:
    start = TEXT.index(words)
    return text_fragment(ARTICLE, start, start + len(words))


def test_words_that_stand_once_are_named_in_full() -> None:
    assert fragment("Rest well.") == ":~:text=Rest%20well."


def test_what_means_something_in_a_directive_is_encoded() -> None:
    assert fragment("38 °C, day-and-night & weekends") == (
        ":~:text=38%20%C2%B0C%2C%20day%2Dand%2Dnight%20%26%20weekends"
    )


def test_words_that_stand_twice_for_a_browser_have_no_fragment() -> None:
    assert fragment("Fever is common.") == ""
    assert text_fragment(ARTICLE, 3, 3) == ""


def test_long_words_are_named_by_their_ends() -> None:
    long = TEXT.splitlines()[-1]
    assert fragment(long) == ":~:text=It%20began%20with%20one%20word,all%20came%20to%20its%20end."


def test_of_several_lines_the_first_is_named() -> None:
    start = TEXT.index("Rest well.")
    assert text_fragment(ARTICLE, start, len(TEXT)) == ":~:text=Rest%20well."


@pytest.mark.parametrize("repeats", [1, 2])
def test_long_words_whose_ends_repeat_have_none(repeats: int) -> None:
    long = " ".join(f"word{number}" for number in range(40))
    found = text_fragment(Article("a", "A", "\n".join([long] * repeats)), 0, len(long))
    assert bool(found) is (repeats == 1)


@given(st.text(alphabet="ab,-& \n%é", min_size=1, max_size=60), st.data())
def test_what_is_named_stands_once(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = text_fragment(Article("a", "A", text), start, end)
    if found:
        named = unquote(found.removeprefix(":~:text="))
        folded = " ".join(text.casefold().split())
        assert folded.count(" ".join(named.casefold().split())) == 1
        assert not set(found.removeprefix(":~:text=")) & set(",-& ")
