"""The catalogue: every word that Citewell says of itself."""

import string

import pytest

from citewell.corpus.types import SOURCE_TYPES
from citewell.server.messages import catalogue, say, say_date


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_message_can_be_said() -> None:
    for key, text in catalogue().items():
        names = placeholders(text)
        said = say(key, **dict.fromkeys(names, "@@"))
        assert said.strip() == said != "", key
        assert said.count("@@") >= len(names), key
        assert not set(said) & {"{", "}"}, key


def test_values_are_not_read_as_places_to_fill() -> None:
    """What a person typed may hold braces; they must come out as they went in."""
    assert say("problem.invalid_request", reason="{0.__class__} {status}") == (
        "The request cannot be read: {0.__class__} {status}."
    )


def test_an_unknown_message_or_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("nothing")
    with pytest.raises(KeyError):
        say("problem.long_question", length=1)


def test_the_catalogue_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        catalogue()["page.title"] = "x"  # type: ignore[index]


def test_every_problem_has_a_title_and_every_title_a_problem() -> None:
    problems = {key for key in catalogue() if key.startswith("problem.") and key != "problem.heading"}
    titles = {key for key in problems if key.endswith(".title")}
    assert titles == {f"{key}.title" for key in problems - titles}


def test_every_kind_of_source_has_a_name() -> None:
    for source_type in SOURCE_TYPES:
        assert say(f"source_type.{source_type}")


def test_every_status_has_its_words() -> None:
    for status in ("answered", "related", "not_in_library"):
        assert say(f"status.{status}")
        assert say(f"answer.heading.{status}")


def test_no_message_is_long_or_technical() -> None:
    for key, text in catalogue().items():
        assert len(text) <= 200, key
        assert not set(text) & {"<", ">", "\n", "\t", "\\"}, key


@pytest.mark.parametrize(
    ("iso", "said"),
    [
        ("2026-01-18", "18 January 2026"),
        ("2025-06-07", "7 June 2025"),
        ("2025-06", "June 2025"),
        ("2025", "2025"),
        ("", ""),
        ("2025-13-01", "2025-13-01"),
        ("2025-6-7", "2025-6-7"),
        ("spring 2025", "spring 2025"),
        ("٢٠٢٥-06-07", "٢٠٢٥-06-07"),
        ("2025-06-07\n", "2025-06-07\n"),
    ],
)
def test_dates_are_said_as_people_say_them(iso: str, said: str) -> None:
    assert say_date(iso) == said
    assert say("note.past_review", date=iso) == f"This article was due for review by {said}."
