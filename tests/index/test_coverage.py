"""Coverage and regression: what a library must answer, and whether it still does."""

import dataclasses

import numpy as np
import pytest

from citewell.corpus.entries import EntrySource, MustCover, SuggestedQuestion
from citewell.index.build import ask_ahead
from citewell.index.contents import Contents
from citewell.index.coverage import check, cover, question_vectors, red_topics
from citewell.index.hashing import HashingEmbedder
from citewell.index.prepared import coverage_from_json, coverage_to_json
from citewell.server.answer import Snapshot

EMBEDDER = HashingEmbedder()
CHILDREN = "Having children afterwards (fertility)"


def item(question: str, *words: str, topic: str = "T", names: tuple[str, ...] = ()) -> MustCover:
    source = EntrySource(title="S")
    return MustCover(id="x", topic=topic, why="W.", source=source, question=question, words=words, names=names)


@pytest.fixture(scope="module")
def gaps(snapshot: Snapshot) -> Contents:
    """Contents with a green item on driving and three red ones."""
    items = [
        item("When may I drive?", "not drive", topic="Driving and machines"),
        item("Can I still have children?", "sperm", topic=CHILDREN),
        item("May I fly or go on holiday?", "flying", topic="Holidays, flights", names=("cruise",)),
        item("What does the long walk to the moon cost?", "dollars", topic="Costs"),
    ]
    return ask_ahead(snapshot.contents, EMBEDDER, items, (), EMBEDDER.encode)


def about(contents: Contents, question: str) -> list[str]:
    """Name the topics of the red items that a question is about."""
    (vector,) = question_vectors(contents, EMBEDDER.encode, [question])
    return [covered.item.topic for covered in red_topics(contents, question, vector)]


def test_an_item_is_covered_by_a_passage_that_holds_its_words(snapshot: Snapshot) -> None:
    items = [
        item("When may I drive?", "not  DRIVE a car"),
        item("When may I drive?", "drive a c"),  # not whole words
        item("When may I drive?", "fly a kite", "sleepy or confused"),
        item("What does it cost?", "dollars"),
    ]
    covered = list(cover(snapshot.contents, EMBEDDER, items))
    assert [one.is_covered for one in covered] == [True, False, True, False]
    assert covered[0].passage_id.startswith("driving#")
    (passage,) = [one for one in snapshot.contents.passages if one.passage_id == covered[0].passage_id]
    assert "Do not drive a car" in snapshot.contents.text(passage)


def test_answers_are_found_and_changes_told(snapshot: Snapshot) -> None:
    contents = snapshot.contents
    questions = [
        SuggestedQuestion(question="When may I drive?", answer="Do not drive a car for 8 weeks"),
        SuggestedQuestion(question="When may I drive?", answer="on the moon"),
        SuggestedQuestion(question="97 patients alive after five years", answer="32 (33%) were alive"),
    ]
    plain = list(check(contents, EMBEDDER, questions))
    assert [one.rank for one in plain] == [1, 0, 1]
    assert not any(one.has_changed for one in plain)
    same = list(check(contents, EMBEDDER, questions, contents))
    assert not any(one.has_changed for one in same)
    driving = contents.articles["driving"]
    edited = dataclasses.replace(driving, text=driving.text.replace("8 weeks", "2 weeks"))
    before = dataclasses.replace(contents, articles={**contents.articles, "driving": edited})
    changed = list(check(contents, EMBEDDER, questions, before))
    assert [one.has_changed for one in changed] == [True, True, False]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("does it hurt my SPERM", CHILDREN),  # one of the words that would cover it
        ("does it affect fertility?", CHILDREN),  # a part of the topic
        ("will I be able to have kids one day", CHILDREN),  # as people say it, in the vocabulary
        ("what about our flight in June", "Holidays, flights"),
        ("is a cruise all right", "Holidays, flights"),  # a name in the list
        ("what does the long walk to the moon cost me", "Costs"),  # in meaning
    ],
)
def test_a_question_about_a_gap_is_told(gaps: Contents, question: str, topic: str) -> None:
    assert about(gaps, question) == [topic]


@pytest.mark.parametrize(
    "question",
    [
        "When may I drive?",  # green
        "driving and machines",
        "what do the doctors and nurses tell children about fever",  # “children” is a part of a name only
        "is fever common?",
        "the cruiser and the infantry",  # not whole words
        "",
        "?!",
    ],
)
def test_other_questions_are_not(gaps: Contents, question: str) -> None:
    assert about(gaps, question) == []


def test_a_question_about_two_gaps_is_told_both(gaps: Contents) -> None:
    assert about(gaps, "sperm on a cruise") == [CHILDREN, "Holidays, flights"]


def test_what_is_nearer_to_a_green_item_is_not_about_a_red_one(gaps: Contents) -> None:
    question = "may I drive or walk"
    (vector,) = question_vectors(gaps, EMBEDDER.encode, [question])
    near = dataclasses.replace(gaps, coverage_vectors=np.stack([vector, *([0.96 * vector] * 3)]).astype(np.float16))
    assert about(near, question) == []
    far = dataclasses.replace(
        gaps, coverage_vectors=np.stack([0.9 * vector, *([0.96 * vector] * 3)]).astype(np.float16)
    )
    assert len(about(far, question)) == 1


def test_a_covered_item_tells_nothing_and_no_list_no_more(gaps: Contents) -> None:
    green = tuple(dataclasses.replace(covered, passage_id="driving#0-9") for covered in gaps.coverage)
    assert about(dataclasses.replace(gaps, coverage=green), "does it affect fertility?") == []
    none = dataclasses.replace(gaps, coverage=(), coverage_vectors=gaps.coverage_vectors[:0])
    assert about(none, "does it affect fertility?") == []
    all_red = tuple(dataclasses.replace(covered, passage_id="") for covered in gaps.coverage)
    assert about(dataclasses.replace(gaps, coverage=all_red), "When may I drive?") == ["Driving and machines"]


def test_what_is_covered_is_written_and_read_as_it_was(gaps: Contents) -> None:
    assert [covered.is_covered for covered in gaps.coverage] == [True, False, False, False]
    assert coverage_from_json(coverage_to_json(gaps.coverage)) == gaps.coverage
    norms = np.linalg.norm(gaps.coverage_vectors.astype(np.float32), axis=1)
    assert norms == pytest.approx(1, abs=2e-3)
