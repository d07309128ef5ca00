"""Passages: they tile the article, cut no sentence or bullet, and know their heading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.split import MAX_WORDS, split
from citewell.corpus.types import Article, Heading


def build(*blocks: tuple[str, str]) -> Article:
    """Make an article of (kind, text) blocks, as `compose` would join them."""
    text, headings, previous = "", [], ""
    for kind, block in blocks:
        separator = "" if not text else "\n" if kind == previous == "bullet" else "\n\n"
        start = len(text) + len(separator)
        text += separator + ("- " + block if kind == "bullet" else block)
        if kind == "heading":
            headings.append(Heading(start, len(text)))
        previous = kind
    return Article("a", "Title", text, headings=tuple(headings))


def shown(article: Article) -> list[str]:
    return [article.text[passage.start : passage.end] for passage in split(article)]


SENTENCE = "Most people with this condition feel better after a few weeks of rest at home."  # 15 words


def test_a_section_is_never_crossed_and_headings_open_their_passage() -> None:
    article = build(
        ("paragraph", SENTENCE), ("heading", "What helps?"), ("paragraph", SENTENCE), ("heading", "And then?"),
        ("paragraph", SENTENCE),
    )  # fmt: skip
    assert shown(article) == [SENTENCE, f"What helps?\n\n{SENTENCE}", f"And then?\n\n{SENTENCE}"]
    assert [passage.heading for passage in split(article)] == ["", "What helps?", "And then?"]


def test_long_paragraphs_are_cut_between_sentences_into_even_passages() -> None:
    article = build(("heading", "Rest"), ("paragraph", " ".join([SENTENCE] * 20)))  # 301 words
    texts = shown(article)
    assert len(texts) == 2
    assert all(60 <= len(text.split()) <= MAX_WORDS for text in texts)
    assert all(text.endswith("home.") for text in texts)
    assert [passage.heading for passage in split(article)] == ["Rest", "Rest"]


def test_bullets_stay_whole_and_with_the_line_that_introduces_them() -> None:
    article = build(
        ("paragraph", " ".join([SENTENCE] * 8)), ("paragraph", "Call at once for:"),
        *[("bullet", f"{SENTENCE} {SENTENCE}")] * 3,
    )  # fmt: skip
    texts = shown(article)
    assert texts[1].startswith("Call at once for:\n\n- Most people")
    assert all(text.count("- ") * 2 + ("Call" in text) >= text.count("\n") / 2 for text in texts)
    for passage in split(article):
        for sentence in passage.sentences:
            assert not article.text[sentence.start :].startswith("- ")


def test_a_small_remainder_joins_the_passage_before_it() -> None:
    article = build(("paragraph", " ".join([SENTENCE] * 10)), ("paragraph", "Ask your team about this."))
    assert len(shown(article)) == 1


def test_headings_in_a_row_stay_with_what_follows() -> None:
    article = build(("heading", "Side effects"), ("heading", "Fever"), ("paragraph", SENTENCE))
    (passage,) = split(article)
    assert passage.heading == "Fever"
    assert article.text[passage.start : passage.end].startswith("Side effects\n\nFever\n\n")


@pytest.mark.parametrize("text", ["word " * 5000, "x" * 50_000, "漢字" * 5000])
def test_text_without_sentences_is_cut_all_the_same(text: str) -> None:
    article = Article("a", "T", text.strip())
    passages = split(article)
    assert len(passages) > 3
    assert max(passage.end - passage.start for passage in passages) <= 4000


BLOCK = st.tuples(
    st.sampled_from(["heading", "paragraph", "bullet"]),
    st.lists(
        st.sampled_from([SENTENCE, "Ask Dr. No.", "P = .0009 vs. 5%.", "Why?", "Signs:", "ünï😀", "b.i.d."]),
        min_size=1,
        max_size=30,
    ).map(" ".join),
)


@given(st.lists(BLOCK, min_size=1, max_size=12))
def test_passages_tile_the_article(blocks: list[tuple[str, str]]) -> None:
    article = build(*blocks)
    covered = 0
    for passage in split(article):
        assert article.text[covered : passage.start].strip() == ""
        assert passage.start < passage.end
        assert all(passage.start <= s.start < s.end <= passage.end for s in passage.sentences)
        covered = passage.end
    assert article.text[covered:].strip() == ""


@given(st.text(max_size=600))
def test_passages_tile_any_text(text: str) -> None:
    article = Article("a", "T", text)
    covered = 0
    for passage in split(article):
        assert article.text[covered : passage.start].strip() == ""
        covered = passage.end
    assert article.text[covered:].strip() == ""
