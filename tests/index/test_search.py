"""Search: the passage that shares most with the query comes first, repeats are folded in, and order is stable."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citewell.index.contents import Contents
from citewell.index.hashing import HashingEmbedder
from citewell.index.search import search
from citewell.index.types import Query, Ranking
from citewell.server.answer import Snapshot


@pytest.fixture(scope="module")
def contents(snapshot: Snapshot) -> Contents:
    return snapshot.contents


def rank(contents: Contents, text: str, k: int = 5) -> Ranking:
    return search(contents, HashingEmbedder(), Query(text), k)


@pytest.mark.parametrize(
    ("text", "article_id", "says"),
    [
        ("Is fever common?", "fever-after-car-t", "Fever is common in the first days after CAR-T."),
        ("Which number do I call?", "fever-after-car-t", "Call the team’s 24-hour number at once when"),
        ("When can I drive a car?", "driving", "Do not drive a car for 8 weeks after the infusion."),
        ("how many of 97 were alive after five years", "press-two", "Of 97 patients, 32 (33%) were alive"),
    ],
)
def test_the_right_passage_and_sentence_come_first(contents: Contents, text: str, article_id: str, says: str) -> None:
    hit = rank(contents, text).hits[0]
    assert hit.passage.article_id == article_id
    article = contents.articles[article_id].text
    assert any(article[span.start : span.end].startswith(says) for span in hit.answering)
    assert set(hit.answering) <= set(hit.passage.sentences)


def test_the_same_words_in_two_articles_are_one_hit(contents: Contents) -> None:
    ranking = rank(contents, "97 patients alive without progression five years", k=10)
    shown = [hit.passage.article_id for hit in ranking.hits]
    assert "press-one" not in shown
    (press,) = [hit for hit in ranking.hits if hit.passage.article_id == "press-two"]
    assert [same.passage.article_id for same in press.also_in] == ["press-one"]
    assert press.also_in[0].score <= press.score


@settings(max_examples=50)
@given(text=st.text(max_size=80), k=st.integers(1, 8))
def test_rankings_are_ordered_distinct_and_repeatable(contents: Contents, text: str, k: int) -> None:
    ranking = rank(contents, text, k)
    assert [hit.rank for hit in ranking.hits] == list(range(1, len(ranking.hits) + 1))
    assert len(ranking.hits) <= k
    scores = [hit.score for hit in ranking.hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.passage.passage_id for hit in ranking.hits}) == len(ranking.hits)
    assert ranking == rank(contents, text, k)


def test_k_below_one_is_an_error(contents: Contents) -> None:
    with pytest.raises(ValueError, match="k must be at least 1, not 0"):
        rank(contents, "fever", 0)


def test_a_smaller_k_is_the_head_of_a_larger_one(contents: Contents) -> None:
    for k in range(1, 6):
        some, more = rank(contents, "fever after treatment", k).hits, rank(contents, "fever after treatment", 10).hits
        assert [dataclasses.replace(hit, also_in=()) for hit in more[:k]] == [
            dataclasses.replace(hit, also_in=()) for hit in some
        ]
