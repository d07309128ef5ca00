"""How hard a quote is to read is said in words, and the plainer one comes first where scores are equal."""

from dataclasses import replace

import numpy as np
import pytest

from citewell.corpus.types import Article, Passage
from citewell.index.types import Hit
from citewell.server.reading import plainer_first, reading_level

PLAIN = "The nurse will look at you each day. You can eat and drink. You can walk. " * 3
HARD = (
    "Immunophenotypic characterisation of lymphodepletion-associated cytopenias necessitates multidisciplinary "
    "consideration of haematological reconstitution kinetics, particularly following administration of "
    "ciltacabtagene autoleucel to heavily pretreated individuals with refractory malignancies and comorbidities, "
    "notwithstanding prophylactic interventions."
)
ARTICLES = {"hard": Article("hard", "Hard", HARD), "plain": Article("plain", "Plain", PLAIN)}


def hit(article_id: str, score: float, part: str = "q") -> Hit:
    passage = Passage(article_id, 0, len(ARTICLES[article_id].text), "")
    return Hit(1, score, passage, 0.0, 0.0, 0.0, part, ())


def order(*hits: Hit) -> list[str]:
    return [one.passage.article_id for one in plainer_first(hits, ARTICLES)]


def test_levels_are_those_of_the_grade() -> None:
    assert reading_level(PLAIN) == "easy"
    assert reading_level(HARD) == "hard"
    assert reading_level("Too short to tell.") is None


def test_the_plainer_of_two_equal_ones_comes_first() -> None:
    assert order(hit("hard", 1.0), hit("plain", 1.0)) == ["plain", "hard"]
    assert order(hit("plain", 1.0), hit("hard", 1.0)) == ["plain", "hard"]


@pytest.mark.parametrize("other", [replace(hit("plain", 0.9)), hit("plain", 1.0, part="another question")])
def test_a_better_one_stays_where_it_is(other: Hit) -> None:
    assert order(hit("hard", 1.0), other) == ["hard", "plain"]


def test_a_tie_is_what_rounding_alone_can_make() -> None:
    """Vectors are kept as float16; the scores of hits that differ by that rounding are taken for equal."""
    rounded = float(np.float16(0.7)) - 0.7
    assert order(hit("hard", 0.7 + abs(rounded)), hit("plain", 0.7)) == ["plain", "hard"]
