"""Repeats: the same words twice count once."""

import numpy as np

from citewell.index.repeats import Repeats

LONG = (
    "Of 97 patients 32 were alive without progression five years after one infusion of the therapy and they needed no "
    "further treatment in all that time according to the investigators of the study who followed them."
)


def test_the_same_words_are_found_again_and_other_words_are_kept() -> None:
    repeats = Repeats()
    assert repeats.find_or_keep(LONG, "") is None
    assert repeats.find_or_keep("Something else that has nothing in common with it at all.", "") is None
    assert repeats.find_or_keep(LONG.replace("investigators", "authors"), "") == 0
    assert repeats.find_or_keep(LONG + " And one short remark more.", "") == 0


def test_the_same_answering_sentence_counts_as_a_repeat() -> None:
    repeats = Repeats()
    sentence = "Of 97 patients 32 were alive."
    assert repeats.find_or_keep("First come many other words here. " + sentence, sentence) is None
    assert repeats.find_or_keep(sentence + " Then quite another story follows in its own words.", sentence) == 0
    assert repeats.find_or_keep("Yes.", "Yes.") is None
    assert repeats.find_or_keep("Quite another text that says it too. Yes.", "Yes.") is None


def test_the_same_meaning_in_other_words_is_a_repeat_unless_it_adds_a_number() -> None:
    near, far = np.array([1.0, 0.0], dtype=np.float32), np.array([0.8, 0.6], dtype=np.float32)
    repeats = Repeats()
    assert repeats.find_or_keep("One third of 97 patients lived five years.", "", near) is None
    assert repeats.find_or_keep("Of the 97, a third were alive after half a decade.", "", near) == 0
    assert repeats.find_or_keep("Of the 97, 33% were alive after half a decade.", "", near) is None
    assert repeats.find_or_keep("Nobody knows why some of the 97 relapse.", "", far) is None
