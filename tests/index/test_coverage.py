"""Coverage and regression: what a library must answer, and whether it still does."""

import dataclasses

from citewell.corpus.entries import EntrySource, MustCover, SuggestedQuestion
from citewell.index.coverage import check, cover
from citewell.index.hashing import HashingEmbedder
from citewell.server.answer import Snapshot


def item(question: str, *words: str) -> MustCover:
    return MustCover(id="x", topic="T", why="W.", source=EntrySource(title="S"), question=question, words=words)


def test_an_item_is_covered_by_a_passage_that_holds_its_words(snapshot: Snapshot) -> None:
    items = [
        item("When may I drive?", "not  DRIVE a car"),
        item("When may I drive?", "drive a c"),  # not whole words
        item("When may I drive?", "fly a kite", "sleepy or confused"),
        item("What does it cost?", "dollars"),
    ]
    covered = list(cover(snapshot.contents, HashingEmbedder(), items))
    assert [one.is_covered for one in covered] == [True, False, True, False]
    assert covered[0].passage_id.startswith("driving#")
    assert "Do not drive a car" in covered[0].text


def test_answers_are_found_and_changes_told(snapshot: Snapshot) -> None:
    contents = snapshot.contents
    questions = [
        SuggestedQuestion(question="When may I drive?", answer="Do not drive a car for 8 weeks"),
        SuggestedQuestion(question="When may I drive?", answer="on the moon"),
        SuggestedQuestion(question="97 patients alive after five years", answer="32 (33%) were alive"),
    ]
    plain = list(check(contents, HashingEmbedder(), questions))
    assert [one.rank for one in plain] == [1, 0, 1]
    assert not any(one.has_changed for one in plain)
    same = list(check(contents, HashingEmbedder(), questions, contents))
    assert not any(one.has_changed for one in same)
    driving = contents.articles["driving"]
    edited = dataclasses.replace(driving, text=driving.text.replace("8 weeks", "2 weeks"))
    before = dataclasses.replace(contents, articles={**contents.articles, "driving": edited})
    changed = list(check(contents, HashingEmbedder(), questions, before))
    assert [one.has_changed for one in changed] == [True, True, False]
