"""Search: the passage that answers best comes first, questions take turns, repeats are folded in, order is stable."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citewell.index.contents import Contents
from citewell.index.hashing import HashingEmbedder
from citewell.index.search import find_candidates, search
from citewell.index.signals import SIGNALS
from citewell.index.types import Query, Ranking
from citewell.server.answer import Snapshot


@pytest.fixture(scope="module")
def contents(snapshot: Snapshot) -> Contents:
    return snapshot.contents


def rank(contents: Contents, text: str, k: int = 5) -> Ranking:
    return rank_parts(contents, (text,), k)


def rank_parts(contents: Contents, parts: tuple[str, ...], k: int = 5) -> Ranking:
    return search(contents, HashingEmbedder(), Query(" · ".join(parts), parts), k)


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


@settings(max_examples=settings.default.max_examples // 2)
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


# Two questions in one message

FEVER, DRIVE = "Is fever common?", "When can I drive a car?"


def test_two_questions_take_turns(contents: Contents) -> None:
    alone = {part: [hit.passage.passage_id for hit in rank(contents, part, 20).hits] for part in (FEVER, DRIVE)}
    hits = rank_parts(contents, (FEVER, DRIVE)).hits
    assert [hit.part for hit in hits[:2]] == [FEVER, DRIVE]
    assert [hit.passage.passage_id for hit in hits[:2]] == [alone[FEVER][0], alone[DRIVE][0]]
    for part, best in alone.items():
        found_for = [hit.passage.passage_id for hit in hits if hit.part == part]
        assert found_for == [passage_id for passage_id in best if passage_id in found_for]


def test_a_passage_found_for_both_is_one_hit_that_marks_what_answers_each(contents: Contents) -> None:
    first, second = "Which number do I call?", "Do I say when the fever began?"
    (call, *_), (say, *_) = rank(contents, first).hits, rank(contents, second).hits
    assert call.passage == say.passage
    assert set(call.answering) != set(say.answering)
    both = rank_parts(contents, (first, second)).hits
    (hit,) = [hit for hit in both if hit.passage == call.passage]
    assert (hit.rank, hit.part, hit.score) == (1, first, call.score)
    assert hit.answering == tuple(sorted({*call.answering, *say.answering}, key=lambda span: span.start))


@settings(max_examples=settings.default.max_examples // 2)
@given(parts=st.lists(st.text(max_size=40), min_size=2, max_size=3, unique=True).map(tuple), k=st.integers(1, 8))
def test_rankings_of_several_questions_are_ordered_within_each(
    contents: Contents, parts: tuple[str, ...], k: int
) -> None:
    ranking = rank_parts(contents, parts, k)
    assert [hit.rank for hit in ranking.hits] == list(range(1, len(ranking.hits) + 1))
    assert len({hit.passage.passage_id for hit in ranking.hits}) == len(ranking.hits) <= k
    for part in parts:
        scores = [hit.score for hit in ranking.hits if hit.part == part]
        assert scores == sorted(scores, reverse=True)
    assert {hit.part for hit in ranking.hits} <= set(parts)
    assert all(set(hit.answering) <= set(hit.passage.sentences) for hit in ranking.hits)
    assert ranking == rank_parts(contents, parts, k)


def test_the_letter_around_a_question_counts_beside_it_in_its_vector_alone(contents: Contents) -> None:
    letter = "My mother is sleepy. Is fever common?"
    (alone,) = find_candidates(contents, HashingEmbedder(), [FEVER])
    (within,) = find_candidates(contents, HashingEmbedder(), [FEVER], letter)
    both = np.stack([alone.asked.vector, HashingEmbedder().encode([letter])[0]], axis=1)
    shares, *_ = np.linalg.lstsq(both, within.asked.vector)
    assert np.allclose(both @ shares, within.asked.vector, atol=1e-5)
    assert (shares > 0.1).all()
    assert np.linalg.norm(within.asked.vector) == pytest.approx(1, abs=1e-5)
    assert (within.asked.text, within.asked.stems) == (alone.asked.text, alone.asked.stems)


# Other weights


@pytest.mark.parametrize("name", ["dense", "lexical", "length"])
def test_the_weights_given_decide_the_order(contents: Contents, name: str) -> None:
    weights = dict.fromkeys(SIGNALS, 0.0) | {name: 1.0}
    question = "How many days of fever after one infusion?"
    hits = search(contents, HashingEmbedder(), Query(question, (question,)), 20, weights).hits
    (candidates,) = find_candidates(contents, HashingEmbedder(), [question])
    measured = candidates.signals[:, SIGNALS.index(name)]
    by_passage = {contents.passages[p].passage_id: m for p, m in zip(candidates.positions, measured, strict=True)}
    values = [by_passage[hit.passage.passage_id] for hit in hits]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) > 1
