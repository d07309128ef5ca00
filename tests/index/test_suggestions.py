"""Questions to try: only what is answered, spread over the articles, and near to what was asked."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.entries import SuggestedQuestion
from citewell.index.contents import Contents
from citewell.index.coverage import question_vectors
from citewell.index.embedder import Embedder
from citewell.index.hashing import HashingEmbedder
from citewell.index.prepared import Suggestion, suggestions_from_json, suggestions_to_json
from citewell.index.suggestions import first, nearby, suggest
from citewell.server.answer import Snapshot

EMBEDDER = HashingEmbedder()
DRIVE = SuggestedQuestion(question="When can I drive?", answer="not  DRIVE a car", offer=True)


@pytest.fixture(scope="module")
def contents(snapshot: Snapshot) -> Contents:
    return snapshot.contents


def with_suggestions(contents: Contents, suggestions: list[Suggestion]) -> Contents:
    vectors = question_vectors(contents, EMBEDDER.encode, [one.question for one in suggestions])
    return dataclasses.replace(contents, suggestions=tuple(suggestions), suggestion_vectors=vectors.astype(np.float16))


def test_a_publishers_question_is_offered_where_its_answer_is_found(contents: Contents) -> None:
    questions = [
        DRIVE,
        SuggestedQuestion(question="When may I fly?", answer="You may fly after two weeks", offer=True),
        SuggestedQuestion(question="i dont want to live anymore", answer="Do not drive a car"),
    ]
    (only,) = suggest(contents, EMBEDDER, questions)
    assert (only.question, only.article_id) == ("When can I drive?", "driving")
    assert "Do not drive a car" in contents.text(next(p for p in contents.passages if p.passage_id == only.passage_id))


def test_headings_that_ask_are_offered_where_no_question_is_marked(contents: Contents) -> None:
    unmarked = [DRIVE.model_copy(update={"offer": False})]
    found = {(one.question, one.article_id) for one in suggest(contents, EMBEDDER, unmarked)}
    assert found == {
        ("Is fever common?", "fever-after-car-t"),
        ("Whom do I call?", "fever-after-car-t"),
        ("When may I drive?", "driving"),
    }
    for one in suggest(contents, EMBEDDER, ()):
        assert one.question in contents.articles[one.article_id].text


def test_a_heading_of_two_articles_asks_something_else_in_each(contents: Contents) -> None:
    passages = tuple(
        dataclasses.replace(passage, heading="What is it?") if passage.heading else passage
        for passage in contents.passages
    )
    assert len({passage.article_id for passage in passages if passage.heading == "What is it?"}) > 1
    assert not list(suggest(dataclasses.replace(contents, passages=passages), EMBEDDER, ()))


def test_the_decision_has_the_last_word(contents: Contents) -> None:
    asked = []

    def is_answered(contents: Contents, embedder: Embedder, question: str) -> bool:
        asked.append(question)
        return question != "When may I drive?"

    kept = [one.question for one in suggest(contents, EMBEDDER, (), is_answered)]
    assert "When may I drive?" in asked
    assert kept == [question for question in asked if question != "When may I drive?"]


def test_a_library_without_any_has_none(contents: Contents) -> None:
    none = with_suggestions(contents, [])
    assert first(none) == nearby(none, EMBEDDER.encode(["drive"])[0]) == ()


def test_the_first_ones_come_from_articles_far_apart(contents: Contents) -> None:
    made = [Suggestion(f"{article} {n}?", article, f"{article}#{n}-9") for article in "abcdef" for n in range(3)]
    many = with_suggestions(contents, made)
    assert first(many) == ("a 0?", "c 0?", "e 0?")
    assert first(many, 8) == ("a 0?", "b 0?", "c 0?", "d 0?", "e 0?", "f 0?", "a 1?", "b 1?")
    assert len(first(many, 100)) == 18


def test_nearby_ones_share_the_question_and_no_passage(contents: Contents) -> None:
    near = with_suggestions(
        contents,
        [
            Suggestion("What does treatment cost?", "a", "a#0-9"),
            Suggestion("When can I drive a car?", "driving", "driving#0-9"),
            Suggestion("When can I drive a car again?", "driving", "driving#0-9"),
            Suggestion("Can I drive a lorry?", "driving", "driving#9-20"),
        ],
    )
    (vector,) = question_vectors(near, EMBEDDER.encode, ["when can i drive a car"])
    assert nearby(near, vector, 2) == ("When can I drive a car?", "Can I drive a lorry?")


@given(
    made=st.lists(
        st.builds(
            lambda n, article, place: Suggestion(f"word{n} word{n % 3}?", article, f"{article}#{place}-9"),
            st.integers(0, 99),
            st.sampled_from("abc"),
            st.integers(0, 4),
        ),
        max_size=12,
        unique_by=lambda one: one.question,
    ),
    n=st.integers(1, 6),
)
def test_as_many_as_there_are_and_never_two_on_one_passage(contents: Contents, made: list[Suggestion], n: int) -> None:
    some = with_suggestions(contents, made)
    places = {one.question: one.passage_id for one in made}
    distinct = len(set(places.values()))
    for chosen in (first(some, n), nearby(some, EMBEDDER.encode(["word1 word2"])[0], n)):
        assert len({places[question] for question in chosen}) == len(chosen) == min(n, distinct)
    assert suggestions_from_json(suggestions_to_json(some.suggestions)) == some.suggestions
