"""The starter library's gaps are the known ones, and every question that it marks to be offered is answered."""

from pathlib import Path

import pytest

from citewell.corpus.entries import load_questions
from citewell.index.coverage import question_vectors, red_topics
from citewell.index.suggestions import nearby
from citewell.server.answer import Snapshot

STARTER = Path(__file__).resolve().parents[2] / "corpus" / "starter"

pytestmark = pytest.mark.model


def test_all_that_is_marked_is_offered(starter: Snapshot) -> None:
    marked = [one.question for one in load_questions(STARTER / "questions.yaml") if one.offer]
    assert [one.question for one in starter.contents.suggestions] == marked


def test_the_gaps_are_the_known_ones(starter: Snapshot) -> None:
    red = [covered.item.id for covered in starter.contents.coverage if not covered.is_covered]
    assert red == ["fertility", "pregnancy", "travel-away"]


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("can i still have kids after carvykti", ["fertility"]),
        ("we want a baby one day, is that over now", ["fertility"]),  # in meaning: it uses no name
        ("can i breastfeed after the infusion", ["pregnancy"]),
        ("am i allowed to fly after car t", ["travel-away"]),
        ("what do i tell my children about the cancer", []),
        ("how far can i live from the hospital", []),
    ],
)
def test_questions_about_a_gap_are_told(starter: Snapshot, question: str, topics: list[str]) -> None:
    (vector,) = question_vectors(starter.contents, starter.embedder.encode, [question])
    assert [covered.item.id for covered in red_topics(starter.contents, question, vector)] == topics


def test_nearby_questions_are_near(starter: Snapshot) -> None:
    (vector,) = question_vectors(
        starter.contents, starter.embedder.encode, ["do i get chemo while i wait for my cells"]
    )
    assert "What is bridging treatment?" in nearby(starter.contents, vector)
