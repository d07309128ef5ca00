"""The answering sentence: near to the query, one or two, in reading order."""

import numpy as np

from citewell.corpus.types import Span
from citewell.index.answering import choose_answering

TEXT = "Nobody knows. Fever is common. Fever is very common. The end."
SPANS = (Span(0, 13), Span(14, 30), Span(31, 52), Span(53, 61))


def test_the_nearest_sentence_is_chosen_and_a_second_if_nearly_as_good() -> None:
    assert choose_answering("fever", TEXT, SPANS, np.array([0.1, 0.9, 0.2, 0.3])) == (SPANS[1],)
    assert choose_answering("fever", TEXT, SPANS, np.array([0.1, 0.8, 0.85, 0.3])) == (SPANS[1], SPANS[2])


def test_shared_words_decide_between_equal_cosines() -> None:
    assert choose_answering("the end", TEXT, SPANS, np.array([0.2, 0.2, 0.2, 0.2])) == (SPANS[3],)


def test_a_question_answers_nothing_unless_there_is_nothing_else() -> None:
    text, spans = "Is fever common? It is.", (Span(0, 16), Span(17, 23))
    assert choose_answering("Is fever common?", text, spans, np.array([0.99, 0.2])) == (spans[1],)
    assert choose_answering("Is fever common?", text[:16], spans[:1], np.array([0.99])) == (spans[0],)


def test_a_passage_without_sentences_has_no_answer() -> None:
    assert choose_answering("fever", TEXT, (), np.array([])) == ()
