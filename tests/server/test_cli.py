"""The `citewell` command: what it prints, what it changes, and how it fails."""

import gc
import itertools
import json
import logging
import math
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from citewell.corpus.types import sha256_text
from citewell.index.aspects import aspect_phrases
from citewell.index.release import list_releases, live_id
from citewell.server.app import MAX_BODY
from citewell.server.cli import main

FEVER = "Fever is common in the first days after the infusion. Call the team at once when it is 38 °C or more."
DRIVING = "Do not drive a car for eight weeks after the infusion. Your doctor tells you when driving is safe again."
FEVER_QUESTION = "Is fever common in the first days after the infusion?"


def run(*args: object, code: int = 0) -> Result:
    """Run the command in this process; no exception gets out of it, and its exit code is `code`."""
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


def fail(*args: object, code: int = 1) -> str:
    """Run a command that fails; return the one sentence or two that it says, on standard error alone."""
    result = run(*args, code=code)
    assert result.stdout == ""
    said = result.stderr.removesuffix("\n")
    if code == 1:
        assert said.startswith("Error: ")
        assert "\n" not in said
        assert said.endswith(".")
    return said


def run_json(*args: object, code: int = 0) -> Any:
    return json.loads(run(*args, "--json", code=code).stdout)


def save(path: Path, title: str, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: {title}\npublisher: Trust\npublished: 2026-01-02\n---\n{text}\n", "utf-8")
    return path


def write_leaflets(folder: Path) -> Path:
    save(folder / "fever.md", "Fever", FEVER)
    save(folder / "driving.md", "Driving", DRIVING)
    return folder


@pytest.fixture
def leaflets(tmp_path: Path) -> Path:
    return write_leaflets(tmp_path / "leaflets")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where the library is to be; there is none yet."""
    return tmp_path / "library"


def build_library(leaflets: Path, root: Path) -> Path:
    run("ingest", leaflets, "--library", root)
    run("build", "--library", root, "--encoder", "hashing")
    return root


@pytest.fixture
def built(leaflets: Path, root: Path) -> Path:
    """A library with two articles and one release."""
    return build_library(leaflets, root)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, for all tests that only read it."""
    folder = tmp_path_factory.mktemp("shared")
    return build_library(write_leaflets(folder / "leaflets"), folder / "library")


def build_next(root: Path, leaflets: Path, number: int) -> str:
    """Add an article, build, and return the live release."""
    save(leaflets / f"more{number}.md", f"More {number}", f"Article number {number} says more. {FEVER}")
    run("ingest", leaflets, "--library", root)
    run("build", "--library", root, "--encoder", "hashing")
    return live_id(root / "releases")


# Help


def commands() -> Iterator[list[str]]:
    for name, command in main.commands.items():
        yield [name]
        if isinstance(command, click.Group):
            yield from ([name, sub] for sub in command.commands)


@pytest.mark.parametrize("path", [[], *commands()], ids=" ".join)
def test_every_command_has_help_with_an_example_that_names_what_exists(path: list[str]) -> None:
    text = run(*path, "--help").stdout
    examples = text.partition("Example:\n")[2].partition("\n\n")[0].strip().splitlines()
    assert examples
    for example in examples:
        words = [word for word in re.findall(r'"[^"]*"|\S+', example.strip()) if word]
        assert words[0] == "citewell"
        command: click.Command = main
        while isinstance(command, click.Group) and len(words) > 1 and words[1] in command.commands:
            command = command.commands[words.pop(1)]
        assert not isinstance(command, click.Group)
        options = {name for option in command.params for name in option.opts}
        assert {word for word in words if word.startswith("-")} <= options
    assert run(*path, "-h").stdout == text


def test_the_commands_are_those_of_the_documents() -> None:
    assert set(main.commands) >= {
        "ingest", "build", "serve", "ask", "articles", "releases", "rollback", "verify", "evaluate",
    }  # fmt: skip
    assert re.fullmatch(r"citewell, version [0-9.]+\n", run("--version").stdout)


def test_what_prints_data_prints_json_too() -> None:
    for command in ("ingest", "build", "ask", "articles list", "articles show", "releases", "verify", "evaluate"):
        assert "--json" in run(*command.split(), "--help").stdout


@pytest.mark.parametrize(
    "args",
    ["nothing", "ingest", "ask", "ask a b", "ask a -k 0", "ask a -k 21", "ask a -k x", "serve --port 70000",
     "serve --port -1", "ingest x --max-bytes 0", "articles show", "evaluate /nowhere", "build --nothing"],
)  # fmt: skip
def test_wrong_usage_is_told_with_exit_code_2(args: str) -> None:
    said = fail(*args.split(), code=2)
    assert "Error: " in said
    assert "--help" in said or "-h" in said


# ingest


def test_ingest_tells_what_became_of_each_file(leaflets: Path, root: Path) -> None:
    lines = run("ingest", leaflets, "--library", root).stdout.splitlines()
    assert lines == [
        f"added     {leaflets}/driving.md as driving",
        f"added     {leaflets}/fever.md as fever",
        "2 added, 0 updated, 0 unchanged, 0 refused.",
        f"Next: citewell build --library {root}",
    ]
    assert run("ingest", leaflets, "--library", root).stdout.splitlines() == [
        f"unchanged {leaflets}/driving.md as driving",
        f"unchanged {leaflets}/fever.md as fever",
        "0 added, 0 updated, 2 unchanged, 0 refused.",
    ]
    save(leaflets / "fever.md", "Fever", FEVER + " One sentence more.")
    (leaflets / "bad.pdf").write_bytes(b"no pdf")
    (leaflets / "bare.txt").write_text("A title\n\n" + DRIVING.replace("car", "tractor"))
    lines = run("ingest", leaflets, "--library", root, code=1).stdout.splitlines()
    assert lines[0].startswith(f"refused   {leaflets}/bad.pdf: bad.pdf: is named .pdf but holds something else")
    assert lines[1] == f"added     {leaflets}/bare.txt as a-title"
    assert lines[2].startswith("          warning: it does not state: publisher, published")
    assert lines[3:] == [
        f"unchanged {leaflets}/driving.md as driving",
        f"updated   {leaflets}/fever.md as fever",
        "1 added, 1 updated, 1 unchanged, 1 refused.",
        f"Next: citewell build --library {root}",
    ]


GLOSSARY = "terms:\n  - {term: CRS, definition: A fever., source: {title: A book}}\n"


def test_ingest_takes_the_glossary_of_a_folder(leaflets: Path, root: Path) -> None:
    path = leaflets / "glossary.yaml"
    path.write_text(GLOSSARY)
    told = run("ingest", leaflets, "--library", root).stdout.splitlines()
    assert f"added     {path}: the glossary (terms: 1)" in told
    assert "3 added, 0 updated, 0 unchanged, 0 refused." in told
    assert (root / "glossary.yaml").read_text() == GLOSSARY
    assert f"unchanged {path}: the glossary (terms: 1)" in run("ingest", path, "--library", root).stdout
    path.write_text(GLOSSARY.replace("A fever.", "A high fever."))
    assert run("ingest", path, "--library", root).stdout.splitlines() == [
        f"updated   {path}: the glossary (terms: 1)",
        "0 added, 1 updated, 0 unchanged, 0 refused.",
        f"Next: citewell build --library {root}",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GLOSSARY.replace("definition", "meaning"), "entry 1 of “terms”: definition is"),
        ("terms: [", "cannot be read as YAML"),
        ("", "is empty"),
        (GLOSSARY + "#" * 10_000, "more than the 9,000 allowed"),
    ],
)
def test_a_bad_glossary_is_refused_and_the_one_before_stays(leaflets: Path, root: Path, text: str, says: str) -> None:
    path = leaflets / "glossary.yaml"
    path.write_text(GLOSSARY)
    run("ingest", path, "--library", root)
    path.write_text(text)
    told = run("ingest", leaflets, "--library", root, "--max-bytes", 9_000, code=1).stdout
    assert f"refused   {path}: " in told
    assert says in told
    assert "2 added, 0 updated, 0 unchanged, 1 refused." in told
    assert (root / "glossary.yaml").read_text() == GLOSSARY


def test_the_librarys_own_glossary_is_left_out(leaflets: Path) -> None:
    (leaflets / "glossary.yaml").write_text(GLOSSARY)
    run("ingest", leaflets, "--library", leaflets)
    assert "glossary.yaml" not in run("ingest", leaflets, "--library", leaflets).stdout


def test_ingest_json(leaflets: Path, root: Path) -> None:
    (leaflets / "bad.pdf").write_bytes(b"no pdf")
    told = run_json("ingest", leaflets, "--library", root, code=1)
    assert told["counts"] == {"added": 2, "updated": 0, "unchanged": 0, "refused": 1}
    bad, driving, _ = told["outcomes"]
    assert driving == {
        "path": f"{leaflets}/driving.md", "status": "added", "article_id": "driving", "detail": "", "warnings": [],
    }  # fmt: skip
    assert (bad["status"], bad["article_id"]) == ("refused", "")
    assert "bad.pdf" in bad["detail"]


def test_ingest_limits_the_size(leaflets: Path, root: Path) -> None:
    said = run("ingest", leaflets, "--library", root, "--max-bytes", "50", code=1).stdout
    assert said.count("more than the 50 allowed") == 2
    assert "2 refused" in said
    assert "Next:" not in said


def test_ingest_of_nothing_says_so(root: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert str(tmp_path / "empty") in fail("ingest", tmp_path / "empty", "--library", root)


def test_ingest_of_a_folder_that_holds_the_library_leaves_the_library_alone(leaflets: Path) -> None:
    for _ in range(2):
        run("ingest", leaflets, "--library", leaflets / "library")
        run("build", "--library", leaflets / "library", "--encoder", "hashing")
    assert "2 unchanged, 0 refused" in run("ingest", leaflets, "--library", leaflets / "library").stdout


def test_names_that_are_no_text_are_told_as_well_as_can_be(leaflets: Path, root: Path) -> None:
    save(leaflets / os.fsdecode(b"caf\xe9.md"), "Café", DRIVING + " And more.")
    assert "caf?.md: its path is not UTF-8" in run("ingest", leaflets, "--library", root, code=1).stdout
    assert run_json("ingest", leaflets, "--library", root, code=1)["counts"]["refused"] == 1
    long = leaflets / ("x" * 300 + ".md")
    assert "File name too long" in run("ingest", long, "--library", root, code=1).output


# build


def test_build_publishes_and_tells(built: Path) -> None:
    release_id = live_id(built / "releases")
    assert run("build", "--library", built, "--encoder", "hashing").stdout == (
        f"Nothing has changed; release {release_id} stays live.\n"
    )
    assert list_releases(built / "releases") == [release_id]


def test_build_encodes_only_what_is_new(leaflets: Path, root: Path) -> None:
    run("ingest", leaflets, "--library", root)
    first = run_json("build", "--library", root, "--encoder", "hashing")
    assert first["is_new"] is True
    assert first["encoded"] == 8 + len(aspect_phrases())  # two passages of two sentences each, and two titles
    assert (first["manifest"]["articles"], first["manifest"]["passages"]) == (2, 2)
    save(leaflets / "fever.md", "Fever", FEVER + " It passes.")
    run("ingest", leaflets, "--library", root)
    second = run("build", "--library", root, "--encoder", "hashing").stdout
    assert second == (
        f"Release {live_id(root / 'releases')} is live: 2 articles, 2 passages (2 texts newly encoded).\n"
    )  # the passage that grew, and its new sentence
    save(leaflets / "fever.md", "Fever", FEVER)
    run("ingest", leaflets, "--library", root)
    assert run_json("build", "--library", root, "--encoder", "hashing")["encoded"] == 0
    assert run_json("build", "--library", root, "--encoder", "hashing")["is_new"] is False


def test_build_without_library_or_articles_says_what_to_run(root: Path) -> None:
    said = fail("build", "--library", root, "--encoder", "hashing")
    assert said == f"Error: There is no library in {root}. Make one with `citewell ingest PATH --library {root}`."
    (root / "releases").mkdir(parents=True)
    said = fail("build", "--library", root, "--encoder", "hashing")
    assert said.startswith(f"Error: The library {root} holds no article.")
    assert f"citewell ingest PATH --library {root}" in said


# ask


def test_ask_prints_the_words_and_where_they_come_from(shared: Path) -> None:
    said = run("ask", FEVER_QUESTION, "--library", shared, "-k", "1").stdout
    assert said.splitlines()[0] == "These passages from the library answer your question."
    assert FEVER in said
    assert "1. Fever" in said
    assert "Trust, 2026-01-02" in said
    assert DRIVING not in said
    assert "\x1b" not in said  # no colours where nobody looks


def test_ask_json_is_the_answer_of_the_endpoint(shared: Path) -> None:
    answer = run_json("ask", FEVER_QUESTION, "--library", shared)
    assert answer["ok"] is True
    assert answer["status"] == "answered"
    assert answer["release"] == live_id(shared / "releases")
    assert answer["quotes"][0]["text"] == FEVER
    assert answer["quotes"][0]["sha256"] == sha256_text(FEVER)
    assert answer.keys() == {
        "ok", "question", "searched_for", "topic", "status", "notices", "quotes", "groups", "disagreements",
        "suggestions", "release",
    }  # fmt: skip


def test_ask_for_what_is_not_there_says_so_and_shows_nothing(shared: Path) -> None:
    said = run("ask", "What is the best pizza in town?", "--library", shared).stdout
    assert said.startswith("The library does not hold the answer")
    assert "/articles/fever" in said  # what the library covers is named
    assert FEVER not in said
    assert DRIVING not in said


def test_ask_in_danger_says_first_whom_to_call(shared: Path) -> None:
    said = run("ask", "I cannot breathe. " + FEVER_QUESTION, "--library", shared).stdout
    assert said.startswith("This may be an emergency. Call ")
    assert FEVER in said  # and the passages still follow


def test_ask_hello_is_answered_in_fixed_words(shared: Path) -> None:
    said = run("ask", "hello", "--library", shared).stdout
    assert said.startswith("Hello. ")
    assert FEVER not in said
    assert "The library does not hold" not in said


def test_settings_name_the_numbers_and_a_wrong_one_is_one_sentence(built: Path) -> None:
    settings = built / "settings.yaml"
    settings.write_text("country: GB\ncentre_line: {name: The unit, number: 01632 960001}\n")
    said = run("ask", "I cannot breathe", "--library", built).stdout
    assert "999" in said
    assert "The unit on 01632 960001" in said
    settings.write_text("county: GB\n")
    for command in (["ask", "Fever?"], ["serve", "--port", 0]):
        refused = fail(*command, "--library", built)
        assert str(settings) in refused
        assert "“county”" in refused


@pytest.mark.parametrize("question", ["", "   ", "\t\n", "\u2028"])
def test_ask_without_a_question_says_so(shared: Path, question: str) -> None:
    assert "no question" in fail("ask", question, "--library", shared)


def test_ask_too_long_a_question_says_how_long(shared: Path) -> None:
    said = fail("ask", "x" * 2001, "--library", shared)
    assert "2001" in said
    assert "2000" in said


def test_ask_without_library_or_release_says_what_to_run(leaflets: Path, root: Path) -> None:
    assert f"citewell ingest PATH --library {root}" in fail("ask", "Fever?", "--library", root)
    run("ingest", leaflets, "--library", root)
    said = fail("ask", "Fever?", "--library", root)
    assert said == f"Error: No release has been built in {root}. Run `citewell build --library {root}`."
    assert "citewell build" in fail("serve", "--library", root, "--port", 0)


def test_the_library_may_be_named_by_the_environment(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWELL_LIBRARY", str(shared))
    assert FEVER in run("ask", FEVER_QUESTION).stdout
    monkeypatch.delenv("CITEWELL_LIBRARY")
    monkeypatch.chdir(shared.parent)
    assert FEVER in run("ask", FEVER_QUESTION).stdout  # ./library


# articles


def test_articles_are_listed_shown_and_removed(built: Path, leaflets: Path) -> None:
    assert run("articles", "list", "--library", built).stdout.splitlines() == [
        "driving", "    Driving (Trust, 2026-01-02)", "fever", "    Fever (Trust, 2026-01-02)", "2 articles.",
    ]  # fmt: skip
    listed = run_json("articles", "list", "--library", built)
    assert [(one["article_id"], one["source"]) for one in listed] == [
        ("driving", str(leaflets / "driving.md")), ("fever", str(leaflets / "fever.md")),
    ]  # fmt: skip
    shown = run("articles", "show", "fever", "--library", built).stdout
    assert shown.endswith(f"\n\n{FEVER}\n")
    assert "title: Fever\n" in shown
    whole = run_json("articles", "show", "fever", "--library", built)
    assert (whole["text"], whole["publisher"]) == (FEVER, "Trust")
    said = run("articles", "remove", "fever", "--library", built).stdout
    assert f"citewell build --library {built}" in said
    assert [one["article_id"] for one in run_json("articles", "list", "--library", built)] == ["driving"]
    assert FEVER in run("ask", FEVER_QUESTION, "--library", built).stdout  # until the next build
    run("build", "--library", built, "--encoder", "hashing")
    assert FEVER not in run("ask", FEVER_QUESTION, "--library", built).stdout


@pytest.mark.parametrize("command", ["show", "remove"])
def test_an_article_that_is_not_there_is_named(shared: Path, command: str) -> None:
    said = fail("articles", command, "fevr", "--library", shared)
    assert "“fevr”" in said
    assert f"citewell articles list --library {shared}" in said


# releases, rollback, verify


def test_releases_are_listed_with_the_live_one(built: Path, leaflets: Path) -> None:
    first, second = live_id(built / "releases"), build_next(built, leaflets, 1)
    assert run("releases", "--library", built).stdout.splitlines() == [
        f"     {first} 2 articles, 2 passages", f"live {second} 3 articles, 3 passages", "2 releases.",
    ]  # fmt: skip
    listed = run_json("releases", "--library", built)
    assert [(one["release"], one["live"], one["whole"]) for one in listed] == [
        (first, False, True), (second, True, True),
    ]  # fmt: skip
    (built / "releases" / first / "articles.jsonl").write_text("x")
    assert f"     {first} damaged\n" in run("releases", "--library", built).stdout


def test_rollback_goes_back_and_names_what_is_live(built: Path, leaflets: Path) -> None:
    first, second = live_id(built / "releases"), build_next(built, leaflets, 1)
    assert run("rollback", "--library", built).stdout == f"Release {first} is live.\n"
    assert live_id(built / "releases") == first
    assert run("rollback", second, "--library", built).stdout == f"Release {second} is live.\n"
    run("rollback", "--library", built)
    assert "citewell build" in fail("rollback", "--library", built)
    said = fail("rollback", "../../etc", "--library", built)
    assert "no release ../../etc" in said
    assert "citewell releases" in said
    assert live_id(built / "releases") == first


@pytest.mark.parametrize("every", [6, pytest.param(1, marks=pytest.mark.slow)])
def test_verify_names_every_file_in_which_a_byte_was_flipped(built: Path, every: int) -> None:
    release_id = live_id(built / "releases")
    folder = built / "releases" / release_id
    assert run("verify", "--library", built).stdout == "1 releases checked, all whole.\n"
    assert run_json("verify", "--library", built) == {
        "ok": True, "live": release_id, "releases": [release_id], "damage": [],
    }  # fmt: skip
    names = sorted(path for path in folder.rglob("*") if path.is_file())
    assert len(names) >= 6
    for path in names[::every]:
        whole = path.read_bytes()
        flipped = bytearray(whole)
        flipped[len(whole) // 3] ^= 0x10
        path.write_bytes(flipped)
        said = run("verify", "--library", built, code=1).stdout.splitlines()
        assert said == [f"damaged  {path}: changed since it was written", "1 releases checked, 1 faults."]
        told = run_json("verify", "--library", built, code=1)
        assert (told["ok"], len(told["damage"])) == (False, 1)
        assert str(path) in told["damage"][0]
        refused = fail("ask", FEVER_QUESTION, "--library", built)
        assert str(path) in refused
        assert f"citewell rollback --library {built}" in refused
        assert str(path) in fail("serve", "--library", built, "--port", 0)
        path.write_bytes(whole)
    run("verify", "--library", built)
    assert FEVER in run("ask", FEVER_QUESTION, "--library", built).stdout


def test_verify_names_what_is_missing_what_is_too_much_and_a_bad_pointer(built: Path) -> None:
    releases = built / "releases"
    folder = releases / live_id(releases)
    (folder / "extra").write_text("x")
    (folder / "articles.jsonl").rename(folder.parent / "away")
    (releases / "current").write_text("nonsense")
    said = run("verify", "--library", built, code=1).stdout
    assert f"{releases / 'current'} names no release" in said
    assert f"{folder / 'articles.jsonl'}: missing" in said
    assert f"{folder / 'extra'}: does not belong" in said
    assert "3 faults" in said
    assert "names no release" in fail("ask", "Fever?", "--library", built)


def test_a_release_built_with_other_weights_is_refused(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citewell.index.hashing.HashingEmbedder.fingerprint", "other")
    said = fail("ask", "Fever?", "--library", shared)
    assert "“hashing”" in said
    assert f"citewell build --library {shared}" in said


# What the system refuses


def test_no_library_is_one_sentence_everywhere(root: Path) -> None:
    for command in (["build"], ["ask", "q"], ["serve"], ["articles", "list"], ["articles", "show", "x"],
                    ["articles", "remove", "x"], ["releases"], ["rollback"], ["verify"]):  # fmt: skip
        said = fail(*command, "--library", root)
        assert said == f"Error: There is no library in {root}. Make one with `citewell ingest PATH --library {root}`."
    assert not root.exists()


def test_a_damaged_store_is_one_sentence(built: Path, leaflets: Path) -> None:
    store = built / "articles.sqlite"
    store.write_bytes(b"no database" * 1000)
    for command in (["ingest", leaflets], ["build", "--encoder", "hashing"], ["articles", "list"]):
        said = fail(*command, "--library", built)
        assert str(store) in said
        assert "citewell ingest" in said
    assert FEVER in run("ask", FEVER_QUESTION, "--library", built).stdout  # the release needs no store


def test_a_folder_that_cannot_be_made_is_one_sentence(leaflets: Path) -> None:
    said = fail("ingest", leaflets, "--library", leaflets / "fever.md" / "library")
    assert "fever.md" in said
    assert "--library" in said


def test_what_stands_in_the_way_is_one_sentence(leaflets: Path, root: Path) -> None:
    run("ingest", leaflets, "--library", root)
    (root / "releases").write_text("a file where a folder should be")
    said = fail("build", "--library", root, "--encoder", "hashing")
    assert str(root / "releases") in said


def test_a_library_folder_that_is_a_file_is_wrong_usage(leaflets: Path) -> None:
    assert "fever.md" in fail("ask", "q", "--library", leaflets / "fever.md", code=2)


# evaluate

DOCUMENTS = {
    "d1": ("Fever", "Fever is common in the first days after the infusion."),
    "d2": ("Driving", "Do not drive a car for eight weeks."),
    "d3": ("Driving and fever", "Drive to the hospital when fever is common where you live."),
    "d4": ("Food", "Eat what you like when you are hungry."),
    "d5": ("", "Sleep helps you to heal."),
}
QUERIES = {
    "q1": "Is fever common?",
    "q2": "May I drive a car?",
    "q3": "Does sleep help?",
    "unjudged": "What may I eat?",
}
QRELS = {"q1": {"d1": 2, "d3": 1, "d4": 0}, "q2": {"d2": 1, "d5": 1}, "q3": {"d4": 2}}


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    folder.mkdir()
    write_lines(folder / "corpus.jsonl", ({"_id": k, "title": t, "text": x} for k, (t, x) in DOCUMENTS.items()))
    write_lines(folder / "queries.jsonl", ({"_id": k, "text": t, "other": t.upper()} for k, t in QUERIES.items()))
    rows = [f"{q}\t{d}\t{grade}\n" for q, judged in QRELS.items() for d, grade in judged.items()]
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + "".join(rows))
    return folder


def write_lines(path: Path, records: Any) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")


def read_run(path: Path) -> dict[str, list[str]]:
    """Read a TREC run and see that it is one: six columns, ranks from 1, scores that fall."""
    ranked: dict[str, list[tuple[str, int, float]]] = {}
    for line in path.read_text().splitlines():
        query, q0, document, rank, score, tag = line.split(" ")
        assert (q0, tag) == ("Q0", "citewell-hashing")
        ranked.setdefault(query, []).append((document, int(rank), float(score)))
    for entries in ranked.values():
        assert [rank for _, rank, _ in entries] == list(range(1, len(entries) + 1))
        assert all(a > b for (_, _, a), (_, _, b) in itertools.pairwise(entries))
        assert len({document for document, _, _ in entries}) == len(entries)
    return {query: [document for document, _, _ in entries] for query, entries in ranked.items()}


def measure_by_hand(ranked: dict[str, list[str]], threshold: int) -> dict[str, float]:
    """The measures as their papers define them, averaged over the queries that have judgements."""
    sums = dict.fromkeys(("nDCG@10", "MAP", "RR@10", "R@10", "Judged@10"), 0.0)
    for query, judged in QRELS.items():
        documents = ranked.get(query, [])
        relevant = {document for document, grade in judged.items() if grade >= threshold}
        gains = [judged.get(document, 0) for document in documents[:10]]
        best = sorted(judged.values(), reverse=True)[:10]
        dcg, ideal = (sum(g / math.log2(i + 2) for i, g in enumerate(gs)) for gs in (gains, best))
        found = [rank for rank, document in enumerate(documents, 1) if document in relevant]
        sums["nDCG@10"] += dcg / ideal if ideal else 0
        sums["MAP"] += sum(i / rank for i, rank in enumerate(found, 1)) / len(relevant) if relevant else 0
        sums["RR@10"] += 1 / found[0] if found and found[0] <= 10 else 0
        sums["R@10"] += len([rank for rank in found if rank <= 10]) / len(relevant) if relevant else 0
        sums["Judged@10"] += sum(document in judged for document in documents[:10]) / len(documents[:10])
    return {name: total / len(QRELS) for name, total in sums.items()}


@pytest.mark.parametrize("threshold", [1, 2])
def test_evaluate_measures_as_worked_by_hand(collection: Path, tmp_path: Path, threshold: int) -> None:
    (collection / "meta.json").write_text(json.dumps({"rel_threshold": threshold}))
    out = tmp_path / "out.trec"
    told = run_json("evaluate", collection, "--run", out, "--encoder", "hashing")
    ranked = read_run(out)
    assert ranked["q1"][0] == "d1"
    assert ranked["q2"][0] == "d2"
    assert ranked["q3"][0] == "d5"
    assert set(ranked) == set(QUERIES)
    assert told["measures"] == pytest.approx(measure_by_hand(ranked, threshold), abs=1e-9)
    assert 0 < told["measures"]["nDCG@10"] < 1
    assert {key: told[key] for key in ("collection", "queries", "articles", "passages", "encoder")} == {
        "collection": "tiny", "queries": 4, "articles": 5, "passages": 5, "encoder": "hashing",
    }  # fmt: skip
    lines = run("evaluate", collection, "--encoder", "hashing").stdout.splitlines()
    assert lines[0] == "tiny: 4 queries, 5 documents"
    assert lines[1] == "  ".join(f"{name} {value:.4f}" for name, value in told["measures"].items())


def test_evaluate_can_rank_the_judged_documents_alone_and_tell_each_query(collection: Path, tmp_path: Path) -> None:
    out, each = tmp_path / "out.trec", tmp_path / "each.jsonl"
    options = ["--encoder", "hashing", "--run", out, "--per-query", each]
    whole = run_json("evaluate", collection, *options)["measures"]
    lines = [json.loads(line) for line in each.read_text().splitlines()]
    assert [line["query"] for line in lines] == list(QRELS)
    assert {name: sum(line[name] for line in lines) / len(lines) for name in whole} == pytest.approx(whole)
    told = run_json("evaluate", collection, *options, "--judged-only")["measures"]
    ranked = {query: documents for query, documents in read_run(out).items() if documents}
    assert {query: set(documents) for query, documents in ranked.items()} == {
        query: set(judged) for query, judged in QRELS.items()
    }
    assert told == pytest.approx(measure_by_hand(ranked, 1), abs=1e-9)
    assert told["Judged@10"] == 1 > whole["Judged@10"]


@pytest.mark.parametrize("option", [["--judged-only"], ["--per-query", "each.jsonl"]])
def test_evaluate_says_what_needs_judgements(collection: Path, option: list[str]) -> None:
    (collection / "qrels.tsv").unlink()
    said = fail("evaluate", collection, "--encoder", "hashing", *option)
    assert str(collection / "qrels.tsv") in said
    assert option[0] in said


def test_evaluate_without_judgements_gives_the_run(collection: Path, tmp_path: Path) -> None:
    (collection / "qrels.tsv").unlink()
    out = tmp_path / "out.trec"
    said = run("evaluate", collection, "--run", out, "--encoder", "hashing").stdout
    assert said == "tiny: 4 queries, 5 documents\nNo qrels.tsv: no measures.\n"
    assert read_run(out)["q1"][0] == "d1"
    assert run_json("evaluate", collection, "--encoder", "hashing")["measures"] == {}


def test_evaluate_ranks_as_ask_ranks(collection: Path, tmp_path: Path, root: Path) -> None:
    out = tmp_path / "out.trec"
    run("evaluate", collection, "--run", out, "--encoder", "hashing", "--library", root)
    ranked = read_run(out)
    for query_id in ("q1", "q2", "q3"):
        quotes = run_json("ask", QUERIES[query_id], "--library", root)["quotes"]
        assert quotes
        assert [quote["citation"]["article_id"] for quote in quotes] == ranked[query_id][: len(quotes)]


def test_evaluate_options_choose_fields_and_depth(collection: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.trec"
    run("evaluate", collection, "--run", out, "--encoder", "hashing", "-k", "2")
    assert {len(documents) for documents in read_run(out).values()} == {2}
    queries = [{"_id": "q1", "text": "Is fever common?", "other": "Sleep?"}]
    write_lines(collection / "queries.jsonl", queries)
    run("evaluate", collection, "--run", out, "--encoder", "hashing", "--query-field", "other")
    assert read_run(out)["q1"][0] == "d5"
    said = fail("evaluate", collection, "--encoder", "hashing", "--query-field", "none")
    assert "“none”" in said
    assert "other" in said
    documents = [
        {"_id": "d1", "head": "Sleep", "abstract": "x words", "text": "Fever"},
        {"_id": "d2", "abstract": "Fever words"},
    ]
    write_lines(collection / "corpus.jsonl", documents)
    (collection / "meta.json").write_text(json.dumps({"doc_fields": ["head", "abstract"]}))
    run("evaluate", collection, "--run", out, "--encoder", "hashing")
    assert read_run(out)["q1"][0] == "d2"


def test_evaluate_keeps_a_library_that_encodes_nothing_again(collection: Path, root: Path) -> None:
    first = run_json("evaluate", collection, "--encoder", "hashing", "--library", root)
    before = live_id(root / "releases")
    assert run_json("evaluate", collection, "--encoder", "hashing", "--library", root) == first
    assert live_id(root / "releases") == before


def test_evaluate_never_mixes_a_collection_with_articles_for_people(collection: Path, shared: Path) -> None:
    said = fail("evaluate", collection, "--encoder", "hashing", "--library", shared)
    assert "“driving”" in said
    assert "--library" in said
    assert [one["article_id"] for one in run_json("articles", "list", "--library", shared)] == ["driving", "fever"]


@pytest.mark.parametrize("option", ["--run", "--per-query"])
def test_evaluate_tells_before_the_work_that_a_file_cannot_be_written(
    collection: Path, root: Path, option: str
) -> None:
    said = fail("evaluate", collection, "--encoder", "hashing", "--library", root, option, root / "none" / "out")
    assert str(root / "none") in said
    assert not root.exists()


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl"])
def test_evaluate_names_the_file_that_is_missing_or_broken(collection: Path, name: str) -> None:
    (collection / name).write_text('{"_id": "d1"\n')
    assert str(collection / name) in fail("evaluate", collection, "--encoder", "hashing")
    (collection / name).unlink()
    assert str(collection / name) in fail("evaluate", collection, "--encoder", "hashing")


# serve

SERVE = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests that a shell starts with "&" hand down "ignored"
from citewell.server.cli import main
main()
"""
SLOW = """
import sys, time
from citewell.index.hashing import HashingEmbedder
encode = HashingEmbedder.encode
def encode_slowly(self, texts, progress=None):
    if "slowly" in texts[0]:
        sys.stdout.write("encoding\\n")  # in one piece, whoever else writes
        sys.stdout.flush()
        time.sleep(0.6)
    return encode(self, texts, progress)
HashingEmbedder.encode = encode_slowly
"""
"""An encoder that takes its time over some questions, as a real one does over all, and says when it begins."""

TWO_ADDRESSES = """
import socket
look_up = socket.getaddrinfo
def look_up_two(host, *rest):
    return [found for address in ("127.0.0.1", "127.0.0.2") for found in look_up(address, *rest)]
socket.getaddrinfo = look_up_two
"""
"""A host with two addresses, as localhost has on machines with IPv6."""


class Server:
    """A real `citewell serve`, in a process of its own, at a free port."""

    def __init__(self, library: Path, *options: str, before: str = "") -> None:
        command = [sys.executable, "-c", before + SERVE, "serve", "--library", str(library), "--port", "0", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.address = ""
        self.folder = library.parent

    def read_line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def wait_ready(self) -> "Server":
        line = self.read_line()
        found = re.fullmatch(r"Citewell answers from 2 articles at (http://\S+:\d+) \(Ctrl-C stops it\)\.\n", line)
        assert found, line
        self.address = found[1]
        return self

    def ask(self, question: str) -> dict[str, Any]:
        data = json.dumps({"question": question}).encode()
        asked = urllib.request.Request(
            self.address + "/api/v1/ask", data=data, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=10) as response:
            assert "Server" not in response.headers
            return json.load(response)

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """Send a signal; return the exit code and what stands on standard output and error."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> tuple[int, str]:
        output, errors = self.process.communicate(timeout=10)
        return self.process.returncode, output + errors

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Server]]:
    """Three servers of three libraries, started at once, since starting is what takes time."""
    started: list[Server] = []
    try:
        for before, options in ((SLOW, []), (TWO_ADDRESSES, ["--host", "localhost"]), ("", [])):
            folder = tmp_path_factory.mktemp("served")
            save(folder / "leaflets" / "fever.md", "Fever", FEVER)
            save(folder / "leaflets" / "driving.md", "Driving", DRIVING)
            run("ingest", folder / "leaflets", "--library", folder / "library")
            run("build", "--library", folder / "library", "--encoder", "hashing")
            started.append(Server(folder / "library", *options, before=before))
        yield started
    finally:
        for server in started:
            server.kill()


@pytest.mark.slow
def test_serve_answers_and_sigterm_lets_what_is_asked_be_answered(servers: list[Server]) -> None:
    server = servers[0].wait_ready()
    assert server.ask(FEVER_QUESTION)["quotes"][0]["text"] == FEVER
    answers: list[dict[str, Any]] = []
    slowly = FEVER_QUESTION.replace("common", "slowly common")
    asking = [threading.Thread(target=lambda: answers.append(server.ask(slowly))) for _ in range(3)]
    for thread in asking:
        thread.start()
    for _ in asking:
        assert server.read_line() == "encoding\n"
    code, said = server.end(signal.SIGTERM)
    for thread in asking:
        thread.join()
    assert (code, said) == (0, "")
    assert [answer["quotes"][0]["text"] for answer in answers] == [FEVER] * 3
    with pytest.raises(urllib.error.URLError, match="refused"):
        server.ask(FEVER_QUESTION)


@pytest.mark.slow
def test_serve_at_a_name_takes_a_release_over_and_ctrl_c_ends_it(servers: list[Server]) -> None:
    server = servers[1].wait_ready()
    assert server.address.startswith("http://localhost:")
    first = server.ask(FEVER_QUESTION)["release"]
    build_next(server.folder / "library", server.folder / "leaflets", 1)
    second = live_id(server.folder / "library" / "releases")
    assert second != first
    deadline = time.monotonic() + 10
    while (release := server.ask(FEVER_QUESTION)["release"]) == first and time.monotonic() < deadline:
        time.sleep(0.05)
    assert release == second
    code, said = server.end(signal.SIGINT)
    assert code == 0
    assert f"INFO Release {second} answers from now on." in said
    assert len(said.splitlines()) == 1


@pytest.mark.slow
def test_serve_refuses_large_bodies_and_says_nothing_of_questions(servers: list[Server]) -> None:
    server = servers[2].wait_ready()
    server.ask("my-secret-question")
    for path in (
        "/api/v1/ask?q=my-secret-question&k=0",
        "/?q=" + "my-secret-question" * 200,
        "/api/v1/my-secret-question",
    ):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(server.address + path, timeout=10)
        refused.value.close()
        assert refused.value.code in {400, 404}
    for size in (MAX_BODY + 1, 400_000):
        json_type = {"Content-Type": "application/json"}
        asked = urllib.request.Request(server.address + "/api/v1/ask", b" " * size, json_type)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(asked, timeout=10)
        with refused.value as response:
            assert response.code == 413
            assert response.headers["Content-Type"] == "application/problem+json"
            assert json.load(response)["status"] == 413
    host, port = server.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(b"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n{")
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")  # before it is read, let alone written to a file
    code, said = server.end(signal.SIGTERM)
    assert (code, said) == (0, "")


@pytest.fixture
def quiet_serve() -> Iterator[None]:
    """Undo what `serve`, run in this process, does to logging and to the signal."""
    levels = {name: logging.getLogger(name).level for name in ("citewell", "waitress.queue")}
    handlers = logging.root.handlers[:]
    handler = signal.getsignal(signal.SIGTERM)
    yield
    gc.collect()  # waitress leaves its socket to the collector when it cannot listen; the command ends anyway
    assert signal.getsignal(signal.SIGTERM) is handler
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    logging.root.handlers[:] = handlers


UNCLOSED = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@UNCLOSED
@pytest.mark.usefixtures("quiet_serve")
def test_a_port_that_is_taken_is_one_sentence(shared: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = fail("serve", "--library", shared, "--port", port)
    assert said == (
        f"Error: Port {port} of 127.0.0.1 cannot be used (Address already in use). Choose another with --port."
    )


@UNCLOSED
@pytest.mark.usefixtures("quiet_serve")
def test_a_host_that_is_none_of_ours_is_one_sentence(shared: Path) -> None:
    for host in ("no such host", "300.300.300.300", "203.0.113.7"):
        assert "Choose another" in fail("serve", "--library", shared, "--host", host, "--port", 0)


@pytest.mark.slow
def test_a_server_that_is_told_to_end_while_it_starts_ends(built: Path) -> None:
    for wait in (0.05, 0.4, 0.8):
        server = Server(built)
        time.sleep(wait)
        code, said = server.end(signal.SIGTERM)
        assert code in {0, -signal.SIGTERM}
        assert "Traceback" not in said


@pytest.mark.slow
def test_the_command_itself_runs(leaflets: Path, root: Path) -> None:
    """What pip installs, in a process of its own, with a terminal's environment and without."""
    command = Path(sys.executable).with_name("citewell")
    for args, code, says in (
        (["ingest", leaflets, "--library", root], 0, "2 added"),
        (["build", "--library", root, "--encoder", "hashing"], 0, "is live"),
        (["ask", FEVER_QUESTION, "--library", root], 0, FEVER),
        (["ask", "", "--library", root], 1, "Error: "),
        (["ask", "Fever?", "--library", root / "none"], 1, "Error: There is no library"),
    ):
        done = subprocess.run(
            [command, *args],
            capture_output=True,
            text=True,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            check=False,
        )
        assert done.returncode == code, done.stderr
        assert says in done.stdout + done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_error(built: Path) -> None:
    citewell = Path(sys.executable).with_name("citewell")
    command = f"{citewell} articles list --library {built} | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
