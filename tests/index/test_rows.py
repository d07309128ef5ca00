"""Tables and lists: a row is found by its words and the names of its columns, and shown in its whole table."""

import numpy as np
import pytest

from citewell.corpus.compose import compose
from citewell.corpus.draft import Block, Draft, Metadata, table_blocks
from citewell.corpus.split import split
from citewell.corpus.types import Article
from citewell.index.build import index_articles, searchable_texts
from citewell.index.contents import Contents
from citewell.index.hashing import HashingEmbedder
from citewell.index.search import search
from citewell.index.types import Hit, Query

PROSE = Block("paragraph", "Your team looks after you in the ward and tells you what comes next. " * 11)
EFFECTS = table_blocks(
    [
        ["Side effect", "Any grade", "Severe"],
        ["Neutropenia", "96%", "95%"],
        ["Nausea", "28%", "1%"],
        ["Headache", "23%", "none"],
    ],
    headers=1,
)
ROW = "Side effect: Nausea | Any grade: 28% | Severe: 1%"
"""As the row is searched."""

DOSES = table_blocks([["Medicine", "Morning dose"], ["Nausea pill", "one"], ["Headache pill", "two"]], headers=1)
SIGNS = [Block("bullet", sign, number=number) for number, sign in enumerate(["Chills", "Fever", "A new rash"], 1)]


def article(article_id: str, title: str, *blocks: Block) -> Article:
    here, after = Block("heading", "Here it is"), Block("heading", "What comes next")
    return compose(Draft((PROSE, here, *blocks, after, PROSE), Metadata(title=title)), article_id)


@pytest.fixture(scope="module")
def contents() -> Contents:
    articles = [
        article("effects", "What people had", Block("paragraph", "Table 1. How many of 97 people had it"), *EFFECTS),
        article("doses", "What people take", Block("paragraph", "Table 2. When to take it"), *DOSES),
        article("signs", "At home", Block("paragraph", "Call the nurse at once when you see:"), *SIGNS),
        article("days", "In the ward", Block("paragraph", "Tell the visitors to leave when they bring:"), *SIGNS),
    ]
    passages = [passage for made in articles for passage in split(made)]
    return index_articles(articles, passages, *searchable_texts(articles, passages), HashingEmbedder().encode)


def best(contents: Contents, question: str) -> Hit:
    return search(contents, HashingEmbedder(), Query(question, (question,))).hits[0]


def answering(contents: Contents, hit: Hit) -> list[str]:
    return [contents.articles[hit.passage.article_id].text[s.start : s.end] for s in hit.answering]


@pytest.mark.parametrize(
    ("question", "row", "above", "table"),
    [
        ("How severe is nausea as a side effect?", "Nausea | 28% | 1%", "Table 1.", EFFECTS),
        ("severe headache", "Headache | 23% | none", "Table 1.", EFFECTS),
        ("in the morning, a headache pill: one or two?", "Headache pill | two", "Table 2.", DOSES),
    ],
)
def test_a_row_is_found_by_its_column_and_shown_in_its_whole_table(
    contents: Contents, question: str, row: str, above: str, table: list[Block]
) -> None:
    hit = best(contents, question)
    text = contents.text(hit.passage)
    assert answering(contents, hit) == [row]
    assert text.startswith(f"Here it is\n\n{above}")
    assert text.endswith("\n\n" + "\n".join(block.text for block in table))


def test_the_names_of_columns_are_searched_and_never_shown(contents: Contents) -> None:
    cosines = contents.sentences.astype(np.float32) @ HashingEmbedder().encode([ROW])[0]
    assert cosines.max() == pytest.approx(1, abs=1e-3)  # float16
    assert not any(": 28%" in article.text for article in contents.articles.values())


def test_a_short_item_is_found_by_what_leads_it_in_and_shown_in_its_whole_list(contents: Contents) -> None:
    hit = best(contents, "call the nurse at once for fever")
    assert hit.passage.article_id == "signs"
    assert (
        contents.text(hit.passage)
        == "Here it is\n\nCall the nurse at once when you see:\n\n1. Chills\n2. Fever\n3. A new rash"
    )
    assert "Fever" in answering(contents, hit)
