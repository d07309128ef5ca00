"""Are the lay questions that the map from questions to answers is learnt from sound, and no others' questions?"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from citewell.corpus.types import Article

QUESTIONS = Path(__file__).resolve().parents[2] / "benchmarks" / "questions"
FILES = {path.stem.removeprefix("lay_"): path for path in sorted(QUESTIONS.glob("lay_*.jsonl"))}


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in FILES[name].read_text("utf-8").splitlines()]


def wording(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.lower()))


def test_there_are_many_about_each_library() -> None:
    assert FILES.keys() == {"seeds", "starter", "medquad"}
    assert min(len(lines(name)) for name in FILES) > 1500


@pytest.mark.parametrize("name", FILES)
def test_each_names_the_words_that_answer(name: str) -> None:
    for line in lines(name):
        assert line.keys() == {"question", "answers"}
        assert line["question"].strip() == line["question"] != ""
        assert line["answers"]
        assert all(article and len(words) <= 500 for article, words in line["answers"])


@pytest.mark.parametrize("name", FILES)
def test_none_is_asked_twice_or_measured_with(name: str) -> None:
    asked = Counter(wording(line["question"]) for line in lines(name))
    assert not [question for question, times in asked.items() if times > 1]
    for path in QUESTIONS.glob("*.yaml"):
        measured = yaml.CSafeLoader(path.read_text("utf-8")).get_single_data()["questions"]
        # Only how many stands in the assertion: a failure must not print questions of a reported half.
        assert sum(wording(one["question"]) in asked for one in measured) == 0, path.name


def test_the_words_stand_once_in_the_starter_articles(starter: Mapping[Path, Article]) -> None:
    texts = {path.stem: article.text for path, article in starter.items()}
    named = [(article, words) for line in lines("starter") for article, words in line["answers"]]
    assert not [(article, words) for article, words in named if texts[article].count(words) != 1]
