"""Rights: never more words than were granted, the same for every request, whole sentences where there are any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.errors import CitewellError
from citewell.corpus.rights import are_rights, shown_until
from citewell.corpus.sentences import split_sentences
from citewell.corpus.types import Article

TEXT = "Is fever common?\n\nFever is common after CAR-T. Call the team at once. They know what to do.\n\n- Take a bag."


def shown(text: str, rights: str) -> str:
    return text[: shown_until(Article("a", "A", text, rights=rights))]


@pytest.mark.parametrize("rights", ["full", "link", "excerpt(1)", "excerpt(80)", "excerpt(1000000)"])
def test_known_rights(rights: str) -> None:
    assert are_rights(rights)


@pytest.mark.parametrize(
    "rights",
    ["", "Full", "excerpt", "excerpt()", "excerpt(0)", "excerpt(-1)", "excerpt(080)", "excerpt(80 words)",
     "excerpt(1.5)", "excerpt(٣)", "excerpt(10000000)", "link ", "excerpt(80)\n", "all rights reserved", "CC BY 4.0"],
)  # fmt: skip
def test_other_rights_are_not_known_and_nothing_is_shown_under_them(rights: str) -> None:
    assert not are_rights(rights)
    if rights:
        with pytest.raises(CitewellError, match="state full, link or excerpt"):
            shown(TEXT, rights)


def test_full_unstated_and_link() -> None:
    assert shown(TEXT, "full") == shown(TEXT, "") == TEXT
    assert shown(TEXT, "link") == ""


@pytest.mark.parametrize(
    ("words", "end"),
    [
        (1, "Is"),
        (2, "Is fever"),
        (3, "common?"),
        (7, "common?"),
        (8, "CAR-T."),
        (12, "CAR-T."),
        (13, "at once."),
        (17, "at once."),
        (18, "to do."),
        (21, "to do."),
        (22, "a bag."),
        (900, "a bag."),
    ],
)
def test_an_excerpt_ends_with_a_sentence_or_else_a_word(words: int, end: str) -> None:
    assert shown(TEXT, f"excerpt({words})").endswith(end)


def test_one_long_sentence_and_no_words_at_all() -> None:
    assert shown("fever " * 50, "excerpt(3)") == "fever fever fever"
    assert shown("", "excerpt(3)") == ""


def test_words_of_scripts_without_spaces_are_counted_one_by_one() -> None:
    """Else a whole Japanese article would be one word."""
    assert shown("発熱はよくあります", "excerpt(4)") == "発熱はよ"
    assert len(shown("ไข้เป็นเรื่องปกติ", "excerpt(5)")) == 5
    assert shown("CAR-T細胞 療法 です", "excerpt(4)") == "CAR-T細胞 療"


TEXTS = st.text(max_size=200) | st.lists(
    st.sampled_from(
        ["Fever", "is", "common.", "Call", "now!", "No.", "3", "\n", "\n\n- ", "e.g.", "熱", "\u2028", "—"]
    ),
    max_size=60,
).map(" ".join)


@given(TEXTS, st.integers(1, 60), st.integers(0, 20))
def test_the_words_shown_never_exceed_those_granted(text: str, words: int, more: int) -> None:
    excerpt = shown(text, f"excerpt({words})")
    assert len(excerpt.split()) <= words
    assert text.startswith(excerpt)
    assert shown(text, f"excerpt({words + more})").startswith(excerpt), "more rights show no less"
    assert bool(excerpt) == bool(text.split()) or excerpt == text


@given(TEXTS, st.integers(1, 60))
def test_an_excerpt_cuts_no_sentence_but_the_first(text: str, words: int) -> None:
    end = len(shown(text, f"excerpt({words})"))
    cut = [sentence for sentence in split_sentences(text) if sentence.start < end < sentence.end]
    assert cut in ([], list(split_sentences(text)[:1]))
