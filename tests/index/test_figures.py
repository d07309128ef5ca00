"""Figures: what a sentence tells, and what it leaves open."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.index.figures import find_figures, overlap


def told(text: str) -> list[tuple[str, float]]:
    return [(figure.quantity, round(figure.value, 2)) for figure in find_figures(text)]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("33% of them", [("share", 33)]),
        ("33 per cent of them", [("share", 33)]),
        ("32 of 97 (33%) were alive", [("share", 32.99)]),
        ("Of the 97 patients, 32 (33% of the cohort) were alive", [("share", 32.99)]),
        ("33% (32 of 97)", [("share", 32.99)]),
        ("14 of 1,159 patients", [("share", 1.21)]),
        ("All 12 were negative", [("share", 100)]),
        ("one in three", [("share", 33.33)]),
        ("two-thirds and a quarter", [("share", 66.67), ("share", 25)]),
        ("half of them", [("share", 50)]),
        ("half an hour", []),
        ("a total of 97 patients", [("people", 97)]),
        ("97 triple-class exposed patients", [("people", 97)]),
        ("twelve people", [("people", 12)]),
        ("38 °C (100.4 °F)", [("temperature", 38)]),
        ("100.4 °F", [("temperature", 38)]),
        ("0.75 x 106 CAR-positive viable T cells/kg", [("dose", 0.75)]),
        ("0.5 to 1.0 million cells per kg", [("dose", 0.75)]),
        ("61.3 months or 5 years", [("duration", 61.3), ("duration", 60)]),
        ("A year later", [("duration", 12)]),
        ("not reached", [("duration", float("inf"))]),
        ("76.4% (95% CI, 70.0%-81.6%)", [("share", 76.4)]),
        ("60.7 months (95% CI 41.9 to not estimable)", [("duration", 60.7)]),
        ("HR 0.55; 6 (range 3 to 18)", []),
        ("negative at 10⁻⁵ and 10–6", []),
        ("approved in 2022 and in 5 of 2022", []),
        ("CARTITUDE-1", []),
        ("", []),
    ],
)
def test_figures_are_read_once_each(text: str, figures: list[tuple[str, float]]) -> None:
    assert told(text) == figures


@pytest.mark.parametrize(
    ("text", "part", "of", "those"),
    [
        ("31 of 32", 31, 32, False),
        ("31 of the 32", 31, 32, True),
        ("Of these 12 patients, 9 died", 9, 12, True),
        ("All 12 were well", 12, 12, False),
        ("one in three", 0, 0, False),
        ("76 of 100", 0, 0, False),
        ("33%", 0, 0, False),
    ],
)
def test_of_how_many_people_a_share_is_told(text: str, part: int, of: int, those: bool) -> None:
    (figure,) = find_figures(text)
    assert (figure.part, figure.of, figure.those) == (part, of, those)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("33%", "one-third", True),
        ("33%", "32 of 97", True),
        ("97.9%", "98%", True),
        ("33%", "35%", False),
        ("about 30%", "33%", True),
        ("Nearly 98%", "More than 95%", True),
        ("more than 30%", "33%", True),
        ("up to 30%", "33%", False),
        ("less than 40%", "33%", True),
        ("5.1 years", "61.3 months", True),
        ("about five years", "61.3 months", True),
        ("8 weeks", "56 days", True),
        ("8 weeks", "2 weeks", False),
        ("0.5 to 1.0 million cells per kg", "0.75 million cells per kg", True),
        ("0.71 million cells per kg", "0.75 million cells per kg", False),
        ("about 76 of 100", "76.4%", True),
    ],
)
def test_figures_overlap_where_rounding_and_wording_allow_it(one: str, other: str, same: bool) -> None:
    (left,), (right,) = find_figures(one), find_figures(other)
    assert overlap(left, right) == overlap(right, left) == same


@given(st.integers(6, 9999).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_share_is_the_same_as_its_rounded_percentage(share: tuple[int, int]) -> None:
    part, of = share
    if 1900 <= of < 2100:
        return
    (counted,) = find_figures(f"{part} of {of}")
    for digits in (0, 1):
        (rounded,) = find_figures(f"{100 * part / of:.{digits}f}%")
        assert overlap(counted, rounded)


PIECES = st.sampled_from(
    [
        "32",
        " of ",
        "97",
        "%",
        " in ",
        "one",
        "a ",
        "A year",
        "(",
        ")",
        " million cells",
        "38 °C",
        "1,159",
        ".",
        ",",
        " ",
    ]
)


@given(
    st.one_of(
        st.text(max_size=80), st.lists(PIECES, max_size=15).map("".join), st.text("0123456789. of%Al", max_size=60)
    )
)
def test_any_text_can_be_read_and_figures_stand_in_it_in_order(text: str) -> None:
    figures = find_figures(text)
    assert all(0 <= figure.start < figure.end <= len(text) for figure in figures)
    assert all(one.end <= other.start for one, other in itertools.pairwise(figures))
    assert all(figure.low <= figure.value <= figure.high for figure in figures)
