"""How hard is a passage to read, and which of two that answer alike is the plainer?"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal

from citewell.corpus.readability import reading_grade
from citewell.corpus.types import Article
from citewell.index.types import Hit

Reading = Literal["easy", "fair", "hard"]

_EASY, _FAIR = 8.0, 12.0
"""Grades up to which a text is easy, or fair. Health bodies ask for grade 6 to 8 (NIH; AMA); above 12 it takes somebody
at college (Kincaid et al. 1975)."""

_LEAST_WORDS = 30
"""A grade of fewer words is a matter of chance (the formula was made for passages of 100 words and more)."""

_TIE = 0.01
"""Scores this near are equal: vectors are kept as float16, whose rounding alone moves a score by about as much."""


def reading_level(text: str) -> Reading | None:
    """Tell how hard a text is to read, in three steps; None where it is too short to tell."""
    if len(text.split()) < _LEAST_WORDS:
        return None
    grade = _grade(text)
    return "easy" if grade <= _EASY else "fair" if grade <= _FAIR else "hard"


def plainer_first(hits: Sequence[Hit], articles: Mapping[str, Article]) -> tuple[Hit, ...]:
    """Order hits of one question whose scores are equal by how plain they are; all others stay where they are."""
    ordered: list[Hit] = []
    for hit in hits:
        at = len(ordered)
        while at > 0 and _is_plainer(hit, ordered[at - 1], articles):
            at -= 1
        ordered.insert(at, hit)
    return tuple(ordered)


def _is_plainer(hit: Hit, other: Hit, articles: Mapping[str, Article]) -> bool:
    is_tie = hit.part == other.part and abs(hit.score - other.score) < _TIE
    return is_tie and _grade_of(hit, articles) < _grade_of(other, articles)


def _grade_of(hit: Hit, articles: Mapping[str, Article]) -> float:
    passage = hit.passage
    return _grade(articles[passage.article_id].text[passage.start : passage.end])


@lru_cache(maxsize=4096)
def _grade(text: str) -> float:
    return reading_grade(text)
