"""The lists of messages that test the notices are sound: they load, are long enough, and nothing stands twice."""

import importlib.util
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
import yaml

from citewell.corpus.errors import CitewellError
from citewell.server.schemas import MAX_QUESTION

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "notices"
HALVES = ("tuning", "reported")


def load_lists() -> ModuleType:
    """Load the reader of the lists, which is in no package."""
    spec = importlib.util.spec_from_file_location("benchmarks_notices_lists", FOLDER / "lists.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


lists = load_lists()
KINDS = {
    "danger": set(get_args(lists.Danger)),
    "education": {"education"},
    "advice": {"advice", "education"},
    "small_talk": {*get_args(lists.SmallTalk), "question"},
    "chat": set(get_args(lists.Chat)),
}
AT_LEAST = {
    "danger": {"tuning": 180, "reported": 200},
    "education": {"tuning": 150, "reported": 200},
    "advice": {"tuning": 120, "reported": 120},
    "small_talk": {"tuning": 100, "reported": 100},
    "chat": {"tuning": 80, "reported": 80},
}


@cache
def load(about: str, half: str) -> tuple[Any, ...]:
    return lists.load_messages(FOLDER / f"{about}_{half}.yaml")


def counts(about: str, half: str) -> Counter[str]:
    return Counter(one.kind for one in load(about, half))


def every() -> list[Any]:
    return [one for about in KINDS for half in HALVES for one in load(about, half)]


def test_every_list_has_its_two_halves_and_no_other_stands_there() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == {f"{about}_{half}" for about in KINDS for half in HALVES}


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("about", KINDS)
def test_a_list_holds_its_own_kinds_and_is_as_long_as_promised(about: str, half: str) -> None:
    assert set(counts(about, half)) == KINDS[about]
    assert counts(about, half).total() >= AT_LEAST[about][half]


@pytest.mark.parametrize("half", HALVES)
def test_each_kind_has_enough_messages_to_be_measured_by_itself(half: str) -> None:
    assert min(counts("danger", half).values()) >= 10
    assert min(counts("advice", half).values()) >= 60
    assert min(counts("small_talk", half).values()) >= 5
    assert counts("small_talk", half)["question"] >= 40
    assert counts("small_talk", half).total() - counts("small_talk", half)["question"] >= 60
    assert min(counts("chat", half).values()) >= 20


def test_an_id_is_unique_and_tells_its_list() -> None:
    assert not [name for name, times in Counter(one.id for one in every()).items() if times > 1]
    for about in KINDS:
        for half in HALVES:
            shape = re.compile(rf"{about[0]}-{half[0]}-[a-z]?\d{{3}}")
            assert not [one.id for one in load(about, half) if not shape.fullmatch(one.id)]


def test_no_message_stands_twice() -> None:
    folded = Counter(" ".join(one.message.split()).casefold() for one in every())
    assert not [message for message, times in folded.items() if times > 1]


ENTRY = {"id": "d-t-1", "kind": "fever", "message": "temp 39"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"colour": "red"}, "message d-t-1: colour: unexpected"),
        ({"kind": "odd"}, "message d-t-1: kind: input should be 'breathing'"),
        ({"message": ""}, "message d-t-1: message: string should have at least 1"),
        ({"message": "a" * (MAX_QUESTION + 1)}, "message d-t-1: message: string should have at most 2000"),
        ({"message": 39}, "message d-t-1: message: input should be a valid string"),
        ({"id": ""}, "message 1: id: "),
    ],
)
def test_a_fault_is_named_with_its_message(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    path = tmp_path / "list.yaml"
    path.write_text(yaml.safe_dump({"vignettes": [ENTRY]}), "utf-8")
    assert lists.load_messages(path) == (lists.Message(**ENTRY),)
    path.write_text(yaml.safe_dump({"vignettes": [ENTRY | change]}), "utf-8")
    with pytest.raises(CitewellError, match=says):
        lists.load_messages(path)


@pytest.mark.parametrize("text", ["vignettes: [", "- a", "vignettes: x", "vignettes: [1]"])
def test_a_file_that_is_no_list_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "list.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(CitewellError, match=r"list\.yaml"):
        lists.load_messages(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CitewellError, match=r"list\.yaml cannot be read"):
        lists.load_messages(tmp_path / "list.yaml")
