"""`citewell lint`, `coverage` and `check`: for people, for programs, and for CI by their exit code."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from citewell.server.cli import main

ARTICLE = """---
title: Driving after treatment
publisher: Test Charity
authors: [A. Nurse]
published: 2026-01-01
review_by: 2999-01-01
rights: full
---
## When may I drive?
{drive}
"""

MUST_COVER = """
items:
  - {{id: driving, topic: Driving, why: People drive., source: {{title: S}}, question: "When may I drive?",
     words: ["{words}"]}}
"""

QUESTIONS = """
questions:
  - {question: when can i drive, answer: Do not drive a car}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    publish("Do not drive a car for 8 weeks.")
    (tmp_path / "questions.yaml").write_text(QUESTIONS)
    (tmp_path / "must_cover.yaml").write_text(MUST_COVER.format(words="not drive"))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--library", "library"])


def publish(drive: str) -> None:
    Path("driving.md").write_text(ARTICLE.format(drive=drive))
    assert run("ingest", "driving.md").exit_code == 0
    assert run("build", "--encoder", "hashing").exit_code == 0


def test_lint(folder: Path) -> None:
    clean = run("lint")
    assert (clean.exit_code, clean.output) == (0, "1 articles checked, 0 findings.\n")
    publish("The CRS is over.")
    found = run("lint")
    assert found.exit_code == 1
    assert "jargon: CRS" in found.output
    told = json.loads(run("lint", "--json").output)
    assert told["ok"] is False
    assert [finding["rule"] for finding in told["findings"]] == ["jargon"]
    (folder / "glossary.yaml").write_text(
        "terms:\n  - {term: Reaction, definition: D., source: {title: T}, abbreviations: [CRS]}\n"
    )
    assert run("lint", "--glossary", "glossary.yaml").exit_code == 0


def test_coverage(folder: Path) -> None:
    green = run("coverage", "must_cover.yaml")
    assert green.exit_code == 0, green.output
    assert "green Driving: driving-after-treatment#" in green.output
    (folder / "must_cover.yaml").write_text(MUST_COVER.format(words="fly a plane"))
    red = run("coverage", "must_cover.yaml")
    assert red.exit_code == 1
    assert "red   Driving: People drive." in red.output
    assert json.loads(run("coverage", "must_cover.yaml", "--json").output)["items"][0]["covered"] is False


def test_the_librarys_own_lists_are_used_where_none_is_named(folder: Path) -> None:
    for command, name in (("coverage", "must_cover.yaml"), ("check", "questions.yaml")):
        missing = run(command)
        assert missing.exit_code == 1
        assert missing.output == (
            f"Error: The library has no {name}. Name a file, as in `citewell {command} {name}`, or ingest a folder "
            "with one at its top.\n"
        )
        told = run("ingest", name)
        assert told.output.startswith(f"added     {name}: the ")
        assert run(command).output == run(command, name).output
        assert run(command).exit_code == 0
    (folder / "must_cover.yaml").write_text(MUST_COVER.format(words="fly a plane"))
    assert run("coverage").exit_code == 0
    assert run("ingest", "must_cover.yaml").output.startswith("updated ")
    assert run("coverage").exit_code == 1


def test_a_build_tells_what_is_not_covered_and_not_offered(folder: Path) -> None:
    (folder / "must_cover.yaml").write_text(MUST_COVER.format(words="fly a plane"))
    (folder / "questions.yaml").write_text(QUESTIONS.replace("drive a car", "fly, offer: true"))
    assert run("ingest", "must_cover.yaml", "questions.yaml").exit_code == 0
    assert run("build", "--encoder", "hashing").output.splitlines()[1:] == [
        "not covered  Driving",
        "not offered, as its answer is not found  when can i drive",
    ]


def test_check(folder: Path) -> None:
    first = run("check", "questions.yaml")
    assert first.exit_code == 0
    assert "answer first for 1" in first.output
    publish("Do not drive a car for 2 weeks.")
    changed = run("check", "questions.yaml")
    assert changed.exit_code == 1
    assert "before: When may I drive?\n\nDo not drive a car for 8 weeks." in changed.output
    publish("You may drive.")
    missed = json.loads(run("check", "questions.yaml", "--json").output)
    assert missed["found"] == {"top 1": 0, "top 3": 0}
    assert missed["questions"][0]["rank"] == 0


def test_faults_are_one_sentence(folder: Path) -> None:
    (folder / "questions.yaml").write_text("questions: [1]")
    faulty = run("check", "questions.yaml")
    assert faulty.exit_code == 1
    assert faulty.output.startswith("Error: questions.yaml, entry 1 of “questions”")
    assert run("check", "nowhere.yaml").exit_code == 2
