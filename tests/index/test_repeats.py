"""Repeats: the same words twice count once."""

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


SAFE = "Live vaccines are {} safe for people who had CAR-T within the last year, so ask your team before you have one."


def test_what_denies_more_or_holds_another_number_is_never_folded() -> None:
    repeats = Repeats()
    assert repeats.find_or_keep(LONG + " " + SAFE.format("quite"), "") is None
    assert repeats.find_or_keep(LONG + " " + SAFE.format("not"), "") is None
    assert repeats.find_or_keep(LONG.replace("32", "38") + " " + SAFE.format("quite"), "") is None
    assert repeats.find_or_keep(LONG + " " + SAFE.format("really quite"), "") == 0
