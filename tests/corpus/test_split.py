"""Passages: they tile the article, cut no sentence, item or row, keep lists and tables whole, know their heading."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.compose import compose
from citewell.corpus.draft import Block, Draft, Metadata
from citewell.corpus.split import MAX_WORDS, split
from citewell.corpus.types import Article


def build(*blocks: tuple[str, str]) -> Article:
    """Make an article of (kind, text) blocks; the items of a "number" list are numbered from 1."""
    numbers = itertools.count(1)
    made = [
        Block("bullet", text, number=next(numbers)) if kind == "number" else Block(kind, text) for kind, text in blocks
    ]
    return compose(Draft(tuple(made), Metadata(title="Title")), "a")


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


# Lists and tables

LEAD = "Call your team at once if you have:"
ROWS = [
    ("columns", "Side effect | Any grade | Severe"),
    *[("row", f"Effect {number} | {number}% | 1%") for number in range(9)],
]


def sentences(article: Article) -> list[str]:
    return [article.text[s.start : s.end] for passage in split(article) for s in passage.sentences]


@pytest.mark.parametrize("lead", [("paragraph", LEAD), ("heading", "When to call")])
@pytest.mark.parametrize("kind", ["bullet", "number"])
def test_a_list_that_is_led_in_is_shown_whole(kind: str, lead: tuple[str, str]) -> None:
    items = [(kind, SENTENCE)] * 18  # 270 words
    article = build(("paragraph", " ".join([SENTENCE] * 4)), lead, *items, ("paragraph", " ".join([SENTENCE] * 8)))
    assert shown(article)[1] == article.text[article.text.index(lead[1]) : article.text.rindex("\n\n")]
    assert sentences(article) == [*[SENTENCE] * 4, *([lead[1]] if lead[0] == "paragraph" else []), *[SENTENCE] * 26]


def test_a_list_follows_the_last_sentence_of_a_long_paragraph_that_leads_it_in() -> None:
    article = build(("paragraph", " ".join([*[SENTENCE] * 12, LEAD])), *[("bullet", SENTENCE)] * 15)
    assert shown(article)[-1] == article.text[article.text.index(LEAD) :]


def test_a_list_that_is_too_long_or_not_led_in_is_cut_between_items() -> None:
    items = [("bullet", SENTENCE)] * 30  # 450 words
    for article in (build(("paragraph", LEAD), *items), build(("paragraph", SENTENCE), *items[:18])):
        texts = shown(article)
        assert len(texts) > 1
        assert all(len(text.split()) <= MAX_WORDS + 30 for text in texts)
        assert all(text.startswith(("- Most", LEAD, SENTENCE)) and text.endswith("home.") for text in texts)


@pytest.mark.parametrize("above", ["Table 1. What people had, in percent", "These numbers come from one study.", LEAD])
def test_a_table_is_shown_whole_with_the_line_above_it_and_a_row_is_a_sentence(above: str) -> None:
    article = build(("paragraph", " ".join([SENTENCE] * 10)), ("paragraph", above), *ROWS, ("paragraph", SENTENCE))
    table = "\n".join(text for _, text in ROWS)
    assert shown(article)[1].startswith(f"{above}\n\n{table}")
    assert sentences(article)[-len(ROWS) :] == [*(text for _, text in ROWS[1:]), SENTENCE]  # names of columns are none


def test_a_table_that_is_too_long_is_cut_between_rows() -> None:
    rows = [ROWS[0], *[("row", f"{SENTENCE} | {number}") for number in range(40)]]
    article = build(("heading", "Effects"), ("paragraph", "What people had:"), *rows)
    texts = shown(article)
    assert len(texts) > 2
    assert texts[0].startswith("Effects\n\nWhat people had:\n\nSide effect | Any grade | Severe\nMost")
    assert [line for text in texts for line in text.split("\n") if " | " in line] == [text for _, text in rows]


def test_an_item_or_row_that_is_longer_than_any_is_cut_between_its_sentences() -> None:
    long = " ".join([SENTENCE] * 30)
    for kind, mark in (("bullet", "- "), ("number", "1. "), ("row", "")):
        texts = shown(build(("paragraph", "Why:"), (kind, long)))
        assert len(texts) > 1
        assert texts[0].startswith(f"Why:\n\n{mark}Most")
        assert all(text.endswith("home.") for text in texts)


BLOCK = st.tuples(
    st.sampled_from(["heading", "paragraph", "bullet", "number", "columns", "row"]),
    st.lists(
        st.sampled_from(
            [
                SENTENCE,
                "Ask Dr. No.",
                "P = .0009 vs. 5%.",
                "Why?",
                "Signs:",
                "ünï😀",
                "b.i.d.",
                "- |",
                "1. Rest",
                "a | b",
            ]
        ),
        min_size=1,
        max_size=30,
    ).map(" ".join),
)


@given(st.lists(BLOCK, min_size=1, max_size=12))
def test_passages_tile_the_article_and_cut_no_item_or_row(blocks: list[tuple[str, str]]) -> None:
    article = build(*blocks)
    passages = split(article)
    covered = 0
    for passage in passages:
        assert article.text[covered : passage.start].strip() == ""
        assert passage.start < passage.end
        assert all(passage.start <= s.start < s.end <= passage.end for s in passage.sentences)
        covered = passage.end
    assert article.text[covered:].strip() == ""
    rows = [range(table.start, table.end) for table in article.tables]
    for line in re.finditer(r"[^\n]+", article.text):
        is_row = any(line.start() in table for table in rows)
        if (is_row or re.match(r"- |\d+\. ", line.group())) and len(line.group().split()) <= 2 * MAX_WORDS:
            assert any(p.start <= line.start() and line.end() <= p.end for p in passages)


SHORT = BLOCK.map(lambda block: block[1][:300])


@given(st.lists(st.tuples(st.sampled_from(["columns", "row"]), SHORT), max_size=9))
def test_a_table_that_is_not_too_long_is_in_one_passage(rows: list[tuple[str, str]]) -> None:
    article = build(("paragraph", SENTENCE), *rows, ("paragraph", SENTENCE))
    for table in article.tables:
        if len(article.text[table.start : table.end].split()) <= 2 * MAX_WORDS - 40:
            assert any(p.start <= table.start and table.end <= p.end for p in split(article))


@given(st.text(max_size=600))
def test_passages_tile_any_text(text: str) -> None:
    article = Article("a", "T", text)
    covered = 0
    for passage in split(article):
        assert article.text[covered : passage.start].strip() == ""
        covered = passage.end
    assert article.text[covered:].strip() == ""
