"""Glossaries and lists: checked on reading, with the entry named."""

from pathlib import Path

import pytest

from citewell.corpus.entries import (
    glossary_from_json,
    glossary_to_json,
    load_glossary,
    load_must_cover,
    load_names,
    load_questions,
)
from citewell.corpus.errors import CitewellError

TERM = """
terms:
  - term: Overall survival
    definition: Being alive.
    source: {title: T, publisher: P, url: "https://example.org"}
    abbreviations: [OS]
    lay: [how long people live]
"""


def test_a_glossary_is_read(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(TERM, "utf-8")
    (term,) = load_glossary(path)
    assert term.names == ("Overall survival", "OS", "how long people live")
    assert term.source.url == "https://example.org"
    assert glossary_from_json(glossary_to_json((term,))) == (term,)


def test_a_vocabulary_needs_no_definitions(tmp_path: Path) -> None:
    path = tmp_path / "names.yaml"
    path.write_text("terms:\n  - {term: Blood count, abbreviations: [CBC], covers: [platelets]}\n", "utf-8")
    (names,) = load_names(path)
    assert (names.names, names.covers) == (("Blood count", "CBC"), ("platelets",))
    path.write_text(TERM, "utf-8")
    with pytest.raises(CitewellError, match="entry 1 of “terms”: definition"):
        load_names(path)


def test_questions_are_offered_only_where_they_say_so(tmp_path: Path) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text("questions:\n  - {question: Q, answer: A}\n  - {question: R, answer: B, offer: true}\n", "utf-8")
    assert [one.offer for one in load_questions(path)] == [False, True]
    path.write_text("questions:\n  - {question: Q, answer: A, offer: maybe}\n", "utf-8")
    with pytest.raises(CitewellError, match="entry 1 of “questions”: offer is 'maybe'"):
        load_questions(path)


def test_must_cover_items_may_have_names(tmp_path: Path) -> None:
    path = tmp_path / "must_cover.yaml"
    entry = "{id: x, topic: T, why: W., source: {title: S}, question: Q, words: [w]"
    path.write_text(f"items:\n  - {entry}}}\n  - {entry}, names: [n]}}\n", "utf-8")
    assert [one.names for one in load_must_cover(path)] == [(), ("n",)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("terms: [", "cannot be read as YAML"),
        ("terms: 2026-02-30", "cannot be read as YAML"),
        ("- a", "no list “terms:”"),
        ("terms: x", "no list “terms:”"),
        (TERM + "    colour: red\n", "entry 1 of “terms”: colour is 'red'"),
        (TERM.replace("    definition: Being alive.\n", ""), "entry 1 of “terms”: definition"),
        (TERM.replace("[OS]", "OS"), "entry 1 of “terms”: abbreviations is 'OS'"),
        ("terms: [1]", "entry 1 of “terms”"),
    ],
)
def test_faults_are_named(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(CitewellError, match=says):
        load_glossary(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CitewellError, match=r"nowhere\.yaml"):
        load_questions(tmp_path / "nowhere.yaml")
    with pytest.raises(CitewellError, match=r"nowhere\.yaml"):
        load_must_cover(tmp_path / "nowhere.yaml")
