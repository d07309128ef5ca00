"""The urgent notice: whom to call, in which order, in calm words."""

from itertools import chain, combinations

import pytest

from citewell.corpus.readability import reading_grade
from citewell.server.danger import Danger
from citewell.server.messages import say
from citewell.server.notices import Notice
from citewell.server.settings import Line, Settings
from citewell.server.urgent import urgent_notice

CHEST = Danger("chest-pain", "chest_pain", "emergency")
FEVER = Danger("fever", "fever", "centre_line")
DESPAIR = Danger("suicide", "self_harm", "crisis_line")
DANGERS = (CHEST, FEVER, DESPAIR)
MIXES = tuple(chain.from_iterable(combinations(DANGERS, n) for n in (1, 2, 3)))

FULL = Settings(
    country="US",
    centre_line=Line(name="CAR-T unit", number="555 0100"),
    crisis_line=Line(name="Our line", number="555 0199"),
)
ALL_SETTINGS = (Settings(), Settings(country="US"), Settings(country="IT"), FULL)


def notice(*dangers: Danger, settings: Settings = FULL) -> Notice:
    made = urgent_notice(dangers, settings)
    assert made
    return made


def places(text: str, *words: str) -> list[int]:
    assert all(word in text for word in words), text
    return [text.index(word) for word in words]


def test_no_danger_no_notice() -> None:
    assert urgent_notice((), FULL) is None


@pytest.mark.parametrize("settings", ALL_SETTINGS)
@pytest.mark.parametrize("dangers", MIXES)
def test_every_notice_says_to_call_now_and_that_it_is_no_judgement(
    dangers: tuple[Danger, ...], settings: Settings
) -> None:
    made = notice(*dangers, settings=settings)
    assert made.kind == "urgent"
    assert "call now" in made.text.lower()
    assert made.text.endswith(say("urgent.cannot_judge"))
    assert reading_grade(made.text) <= 8
    assert len(made.text.split()) <= 120
    assert "None" not in made.text


@pytest.mark.parametrize("settings", ALL_SETTINGS)
@pytest.mark.parametrize("dangers", MIXES)
def test_the_order_of_dangers_does_not_matter_nor_how_often_they_are_found(
    dangers: tuple[Danger, ...], settings: Settings
) -> None:
    assert notice(*reversed(dangers), *dangers, settings=settings) == notice(*dangers, settings=settings)


@pytest.mark.parametrize("dangers", MIXES)
def test_every_number_in_the_words_can_be_called(dangers: tuple[Danger, ...]) -> None:
    made = notice(*dangers)
    called = [link.url for link in made.links]
    assert len(set(called)) == len(called)
    for number, url in (("911", "tel:911"), ("555 0100", "tel:5550100"), ("555 0199", "tel:5550199")):
        assert (number in made.text) == (url in called)
    assert called == sorted(called, key=lambda url: made.text.index({"tel:911": "911"}.get(url, f"555 {url[-4:]}")))


def test_an_emergency_names_the_emergency_number_first_then_the_centre() -> None:
    made = notice(CHEST)
    assert made.text.startswith("This may be an emergency. Call 911 now.")
    assert places(made.text, "911", "CAR-T unit on 555 0100") == sorted(places(made.text, "911", "CAR-T unit"))
    assert "Our line" not in made.text
    assert [link.url for link in made.links] == ["tel:911", "tel:5550100"]


def test_an_emergency_speaks_of_no_centre_that_nobody_named() -> None:
    made = notice(CHEST, settings=Settings(country="GB"))
    assert "centre" not in made.text
    assert [link.url for link in made.links] == ["tel:999"]


def test_the_centres_line_comes_first_where_no_danger_asks_for_more() -> None:
    made = notice(FEVER)
    first, then = places(made.text, "555 0100", "911")
    assert first < then
    assert "emergency." not in made.text
    assert [link.url for link in made.links] == ["tel:5550100", "tel:911"]


def test_more_danger_never_takes_the_emergency_number_from_its_first_place() -> None:
    for others in ((FEVER,), (DESPAIR,), (FEVER, DESPAIR)):
        made = notice(CHEST, *others)
        assert made.links[0].url == "tel:911"
        assert "Call 911 now" in made.text


def test_somebody_in_despair_is_spoken_to_kindly_and_the_crisis_line_stands_first() -> None:
    made = notice(DESPAIR)
    assert made.text.startswith(say("urgent.care"))
    first, then = places(made.text, "Our line on 555 0199", "911")
    assert first < then
    assert "CAR-T unit" not in made.text
    assert [link.url for link in made.links] == ["tel:5550199", "tel:911"]


def test_despair_beside_an_emergency_keeps_its_kind_words_and_its_line() -> None:
    """Who has taken all the pills needs an ambulance before a talk."""
    for taken in (Danger("all-pills", "self_harm", "emergency"), CHEST):
        made = notice(taken, DESPAIR)
        assert made.text.startswith(say("urgent.care"))
        assert [link.url for link in made.links][:2] == ["tel:911", "tel:5550199"]
    alone = notice(Danger("all-pills", "self_harm", "emergency"))
    assert alone.text.startswith(say("urgent.care"))
    assert "tel:5550199" in [link.url for link in alone.links]


def test_without_numbers_words_stand_in_and_a_list_of_crisis_lines_is_linked() -> None:
    made = notice(*DANGERS, settings=Settings())
    assert "your local emergency number (for example 112, 911 or 999)" in made.text
    assert "on the card that you were given" in made.text
    assert [link.url for link in made.links] == ["https://findahelpline.com"]
    assert notice(FEVER, settings=Settings()).links == ()
