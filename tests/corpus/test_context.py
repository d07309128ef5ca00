"""What is searched of a passage and a sentence beside their own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.compose import compose
from citewell.corpus.context import opening, passage_for_search, sentence_for_search
from citewell.corpus.draft import Block, Draft, Metadata
from citewell.corpus.lines import read_lines
from citewell.corpus.split import split
from citewell.corpus.types import Article

LONG = "Most people with this condition feel better after a few weeks of rest at home."


def article(*blocks: Block, title: str = "Title") -> Article:
    return compose(Draft(blocks, Metadata(title=title)), "a")


def sentences(made: Article) -> list[str]:
    lines = read_lines(made)
    return [sentence_for_search(made, lines, s) for passage in split(made) for s in passage.sentences]


def passages(made: Article) -> list[str]:
    return [passage_for_search(made, read_lines(made), passage) for passage in split(made)]


@pytest.mark.parametrize(
    ("columns", "row", "searched"),
    [
        (["Side effect | Any grade"], "Fever | 95%", "Side effect: Fever | Any grade: 95%"),
        (["| Any | Severe"], "Fever | | 5%", "Fever | Severe: 5%"),
        (["Event | Grade |", "| Any | 3"], "Fever | 95% | 5%", "Fever | Any: 95% | 3: 5%"),
        (["Event | Any | Severe"], "Fever | 95%", "Event | Any | Severe. Fever | 95%"),
        (["Event | Any"], "Blood", "Blood"),
        (["Ratio | Odds"], "P(A|B) | 5", "Ratio: P(A|B) | Odds: 5"),
        ([], "Fever | 95%", "Fever | 95%"),
    ],
)
def test_a_row_is_searched_with_the_names_of_its_columns(columns: list[str], row: str, searched: str) -> None:
    names = [Block("columns", line) for line in columns]
    assert sentences(article(*names, Block("row", row), Block("row", "- | -")))[0] == searched


def test_a_row_that_begins_like_an_item_is_a_row() -> None:
    made = article(Block("columns", "Dose | Day"), Block("row", "1. | 2"), Block("row", "- | 5"))
    assert sentences(made) == ["Dose: 1. | Day: 2", "Dose: - | Day: 5"]


def test_a_short_item_is_searched_with_the_sentence_that_leads_it_in() -> None:
    lead = Block("paragraph", "CRS is common. Call us if you have:")
    made = article(lead, Block("bullet", "Fever", number=1), Block("bullet", LONG), Block("paragraph", "Chills"))
    assert sentences(made) == ["CRS is common.", "Call us if you have:", "Call us if you have: Fever", LONG, "Chills"]


def test_a_short_item_under_a_heading_is_searched_with_it() -> None:
    made = article(Block("heading", "Signs of infection"), Block("bullet", "Fever"), Block("bullet", "Chills"))
    assert sentences(made) == ["Signs of infection Fever", "Signs of infection Chills"]


def test_what_goes_before_an_item_but_does_not_lead_it_in_is_left_out() -> None:
    assert sentences(article(Block("paragraph", "Rest."), Block("bullet", "Fever"))) == ["Rest.", "Fever"]


def test_later_parts_of_a_list_are_searched_with_what_led_it_in() -> None:
    made = article(
        Block("heading", "Fever"), Block("paragraph", "It comes. Call us if:"), *[Block("bullet", LONG)] * 30
    )
    first, *later = passages(made)
    assert first.startswith("Title. Fever\n\nIt comes. Call us if:\n\n- Most")
    assert len(later) > 1
    assert all(text.startswith("Title. Fever. Call us if:. - Most") for text in later)


def test_later_parts_of_a_table_are_searched_with_its_header_and_caption() -> None:
    rows = [Block("row", f"{LONG} | {number}") for number in range(40)]
    made = article(Block("paragraph", "Events"), Block("columns", "What | Share"), *rows, title="T")
    first, *later = passages(made)
    assert first.startswith("T. Events\n\nWhat | Share\nMost")
    assert len(later) > 1
    assert all(text.startswith("T. Events. What | Share. Most") for text in later)


def test_later_passages_of_an_article_without_a_title_are_searched_with_its_opening() -> None:
    made = article(Block("paragraph", "Fever: " + " ".join([LONG] * 20)), title="")
    first, second = passages(made)
    assert first.startswith("Fever: Most people")
    assert second.startswith("Fever. Most people")
    titled = article(Block("paragraph", "Fever: " + " ".join([LONG] * 20)))
    assert [text.partition(". ")[0] for text in passages(titled)] == ["Title", "Title"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Side effects of lomitapide: nausea is common.", "Side effects of lomitapide"),
        ("Side effects :\n\nNausea.", "Side effects"),
        ("a b c d e f g h i j k l: m", "a b c d e f g h i j k l"),
        ("a b c d e f g h i j k l m: n", "a b c d e f g h i j"),
        ("At 10:30 they gave me the drug and then I was ill.", "At 10:30 they gave me the drug and then I"),
        ("Few words.", "Few words."),
    ],
)
def test_the_opening_is_an_early_label_or_ten_words(text: str, found: str) -> None:
    assert opening(text) == found


KINDS = st.sampled_from(["heading", "paragraph", "bullet", "columns", "row"])


@given(st.lists(st.builds(Block, KINDS, st.text("ab1 |-.:\n", max_size=40)), max_size=8), st.sampled_from(["", "T"]))
def test_all_that_is_shown_is_searched(blocks: list[Block], title: str) -> None:
    made = article(*blocks, title=title)
    for passage, searched in zip(split(made), passages(made), strict=True):
        assert searched.endswith(made.text[passage.start : passage.end])
        assert len(sentences(made)) == sum(len(passage.sentences) for passage in split(made))
