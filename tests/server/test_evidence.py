"""Standing: what is retracted, replaced or out of date answers nothing, from the release that says so on."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from citewell.corpus.store import StoredArticle
from citewell.corpus.types import UNDATED, Article, Heading
from citewell.index.build import build
from citewell.index.embedder import load_embedder
from citewell.index.library import Library, create_library
from citewell.server.answer import Answer, Snapshot, answer
from citewell.server.app import create_app
from citewell.server.evidence import gather_evidence, today
from citewell.server.live import LiveRelease
from citewell.server.messages import say

pytestmark = pytest.mark.usefixtures("by_coverage")

DRIVE = "Do not drive a car for eight weeks after the infusion."
OLD = Article("driving-2020", "Driving, 2020", DRIVE, publisher="Trust", url="https://example.org/2020")
NEW = Article(
    "driving-2026", "Driving, 2026", "Do not drive any car for two weeks after an infusion.", published="2026-01-05"
)
COPY = replace(OLD, article_id="driving-copy", title="Driving, elsewhere", url="")
FEVER = Article("fever", "Fever", "Fever is common in the first days. Call the team at once.")
QUESTION = "When may I drive a car after the infusion?"


def day(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


def told(answered: Answer, kind: str) -> list[tuple[str, list[str]]]:
    return [(notice.text, [link.url for link in notice.links]) for notice in answered.notices if notice.kind == kind]


def shown(answered: Answer) -> set[str]:
    """The articles of which any word is shown, or that are cited."""
    quoted = {cited.article_id for quote in answered.quotes for cited in (quote.citation, *quote.also_in)}
    return quoted | {side.citation.article_id for found in answered.disagreements for side in found.sides}


RETRACTED = {"retracted": "2025-06"}
STALE = {"stale_after": day(-2)}
NEWER = {"supersedes": ("driving-2020",)}


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (RETRACTED, {}, "retracted"),
        ({"retracted": UNDATED}, {}, "retracted"),
        (STALE, {}, "stale"),
        ({}, NEWER, "superseded"),
        ({}, {"supersedes": ("http://www.example.org/2020/",)}, "superseded"),
        (RETRACTED, NEWER, "retracted"),
        (STALE, NEWER, "superseded"),
    ],
)
def test_what_no_longer_stands_is_named_and_not_shown(
    publish: Callable[..., Snapshot], old: dict[str, str], new: dict[str, object], kind: str
) -> None:
    snapshot = publish(replace(OLD, **old), replace(NEW, **new), FEVER)  # type: ignore[arg-type]
    answered = answer(snapshot, QUESTION, 20)
    assert "driving-2020" not in shown(answered)
    assert answered.status == "answered"
    assert answered.quotes[0].citation.article_id == "driving-2026"
    links = ["/articles/driving-2020"]
    if new:
        links.insert(0, "/articles/driving-2026")
    assert told(answered, kind) == [(say(f"notice.{kind}", title="Driving, 2020"), links)]
    others = {"retracted", "stale", "superseded"} - {kind}
    assert not others & {notice.kind for notice in answered.notices}


@pytest.mark.parametrize("old", [RETRACTED, STALE])
def test_alone_it_answers_nothing(publish: Callable[..., Snapshot], old: dict[str, str]) -> None:
    snapshot = publish(replace(OLD, **old), FEVER)  # type: ignore[arg-type]
    answered = answer(snapshot, QUESTION, 20)
    assert shown(answered) <= {"fever"}
    assert answered.status != "answered"
    only = answer(publish(replace(OLD, **old)), QUESTION, 20)  # type: ignore[arg-type]
    assert (only.status, only.quotes) == ("not_in_library", ())


def test_a_superseded_article_is_not_shown_even_as_a_repeat(publish: Callable[..., Snapshot]) -> None:
    kept = answer(publish(OLD, COPY, FEVER), QUESTION, 20)
    assert shown(kept) >= {"driving-2020", "driving-copy"}
    for kind in (RETRACTED, STALE):
        answered = answer(publish(replace(OLD, **kind), COPY, FEVER), QUESTION, 20)  # type: ignore[arg-type]
        assert shown(answered) == {"driving-copy", "fever"}
        assert all(not quote.also_in for quote in answered.quotes)


@pytest.mark.parametrize("after", [day(0), day(2), "2999", day(0)[:7], day(0)[:4], ""])
def test_an_article_is_offered_until_the_day_is_over(publish: Callable[..., Snapshot], after: str) -> None:
    answered = answer(publish(replace(OLD, stale_after=after), FEVER), QUESTION)
    assert answered.status == "answered"
    assert answered.quotes[0].citation.article_id == "driving-2020"
    assert answered.notices == ()


def test_time_alone_makes_an_article_stale() -> None:
    evidence = gather_evidence({"a": replace(OLD, article_id="a", stale_after="2026-03-31")})
    assert not evidence.withheld(date(2026, 3, 31))
    assert evidence.withheld(date(2026, 4, 1))["a"].kind == "stale"
    assert not evidence.withheld(date(2026, 3, 31))  # asked again for the day before: nothing sticks


def test_at_midnight_no_request_fails() -> None:
    """Threads ask for two days at once; each always gets the standing of its own day."""
    evidence = gather_evidence({"a": replace(OLD, article_id="a", stale_after="2026-03-31")})
    wrong: list[object] = []

    def ask(asked: date, expected: list[str]) -> None:
        for _ in range(3_000):
            try:
                found = list(evidence.withheld(asked))
            except KeyError as error:
                found = [repr(error)]
            if found != expected:
                wrong.append(found)

    days = [(date(2026, 3, 31), []), (date(2026, 4, 1), ["a"])] * 2
    threads = [threading.Thread(target=ask, args=one) for one in days]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_today_is_the_day_in_utc() -> None:
    assert today() in {datetime.now(UTC).date(), (datetime.now(UTC) - timedelta(seconds=5)).date()}


def test_what_is_asked_about_something_else_names_no_old_article(publish: Callable[..., Snapshot]) -> None:
    fevers = (replace(FEVER, article_id=f"fever-{n}", text=f"Fever is common. Fever {n} is one.") for n in range(5))
    snapshot = publish(replace(OLD, retracted="2025"), *fevers)
    answered = answer(snapshot, "Is fever common?")
    assert answered.status == "answered"
    assert not told(answered, "retracted")


def test_the_last_of_a_chain_is_the_one_that_is_linked(publish: Callable[..., Snapshot]) -> None:
    middle = replace(NEW, article_id="driving-2023", title="Driving, 2023", supersedes=("driving-2020",))
    last = replace(NEW, supersedes=("driving-2023",), text=NEW.text + " This is the last.")
    answered = answer(publish(OLD, middle, last), QUESTION, 20)
    assert shown(answered) == {"driving-2026"}
    told_of = told(answered, "superseded")
    assert told_of
    assert {links[0] for _, links in told_of} == {"/articles/driving-2026"}


def test_what_is_corrected_is_shown_with_a_note(publish: Callable[..., Snapshot]) -> None:
    erratum = Article("erratum", "Correction of the driving rule", "Eight weeks, not six.", corrects=("driving-2020",))
    answered = answer(publish(OLD, erratum, FEVER), QUESTION)
    first = answered.quotes[0]
    assert first.citation.article_id == "driving-2020"
    assert first.editor_notes == (say("note.corrected", title="Correction of the driving rule"),)
    assert answered.notices == ()


def test_a_disagreement_with_a_retracted_article_is_none(publish: Callable[..., Snapshot]) -> None:
    studies = ("CARTITUDE-4",)
    one = Article(
        "one", "One", "At 30 months, 76.4% of the people given cilta-cel in CARTITUDE-4 were alive.", studies=studies
    )
    two = Article(
        "two", "Two", "At 30 months, 80% of the people given cilta-cel in CARTITUDE-4 were alive.", studies=studies
    )
    question = "How many people given cilta-cel were alive at 30 months in CARTITUDE-4?"
    assert answer(publish(one, two, OLD, FEVER), question).disagreements
    retracted = answer(publish(one, replace(two, retracted="2025"), OLD, FEVER), question)
    assert retracted.disagreements == ()
    assert "two" not in shown(retracted)


def test_whoever_opens_a_retracted_article_is_told(publish: Callable[..., Snapshot]) -> None:
    snapshot = publish(replace(OLD, retracted="2025-06"), FEVER)
    page = create_app(lambda: snapshot).test_client().get("/articles/driving-2020")
    assert page.status_code == 200
    assert say("note.retracted_since", date="2025-06") in page.text


@pytest.mark.parametrize("gone", [{"retracted": "2025"}, {"stale_after": "2020"}])
def test_no_question_to_try_is_answered_by_what_no_longer_stands(
    publish: Callable[..., Snapshot], gone: dict[str, str]
) -> None:
    asking = Article("old", "Old", f"When may I drive a car?\n\n{DRIVE}", headings=(Heading(0, 23),))
    standing = publish(asking, FEVER)
    assert standing.about.questions == ("When may I drive a car?",)
    assert answer(standing, "Which wine is best?").suggestions == ("When may I drive a car?",)
    snapshot = publish(replace(asking, **gone), FEVER)  # type: ignore[arg-type]
    assert snapshot.about.questions == ()
    for question in ("hello", "Which wine is best?", "When do people drive a tractor?", QUESTION):
        assert answer(snapshot, question).suggestions == ()


def test_the_library_covers_nothing_that_no_longer_stands(publish: Callable[..., Snapshot]) -> None:
    about = publish(replace(OLD, retracted="2025"), NEW, FEVER).about
    assert about.article_count == 2
    assert {link.text for link in about.topics} == {"Driving, 2026", "Fever"}


MUST_COVER = """
items:
  - {id: driving, topic: Driving, why: People drive., source: {title: S}, question: "May I drive a car?",
     words: [not drive]}
"""


@pytest.mark.parametrize("gone", [{"retracted": "2025"}, {"stale_after": "2020"}, {"rights": "link"}])
def test_what_may_not_answer_covers_nothing(publish: Callable[..., Snapshot], gone: dict[str, str]) -> None:
    (green,) = publish(OLD, FEVER, must_cover=MUST_COVER).contents.coverage
    assert green.is_covered
    (red,) = publish(replace(OLD, **gone), FEVER, must_cover=MUST_COVER).contents.coverage  # type: ignore[arg-type]
    assert not red.is_covered


# At once


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A library of two files, ingested and built."""
    leaflets = tmp_path / "leaflets"
    leaflets.mkdir()
    write(leaflets / "driving-2020.md", "Driving, 2020", DRIVE)
    write(leaflets / "fever.md", "Fever", FEVER.text + " Do not drive a car with a fever.")
    made = create_library(tmp_path / "library")
    assert [outcome.status for outcome in made.ingest(sorted(leaflets.iterdir()))] == ["added", "added"]
    build(made, load_embedder("hashing"))
    return made


def write(path: Path, title: str, text: str, *front_matter: str) -> None:
    path.write_text("\n".join(["---", f"title: {title}", *front_matter, "---", text]) + "\n", "utf-8")


@pytest.mark.parametrize("line", ["retracted: 2025-06-01", "retracted: true", "stale_after: 2020-01-01"])
def test_a_line_in_a_file_counts_from_the_next_build_on(library: Library, line: str) -> None:
    live = LiveRelease(library, load_embedder)
    assert shown(answer(live.snapshot, QUESTION)) >= {"driving-2020"}
    changed = library.root.parent / "leaflets" / "driving-2020.md"
    write(changed, "Driving, 2020", DRIVE, line)
    (outcome,) = library.ingest([changed])
    assert outcome.status == "updated"
    build(library, load_embedder("hashing"))
    assert live.refresh()
    answered = answer(live.snapshot, QUESTION)
    assert "driving-2020" not in shown(answered)
    assert told(answered, "stale" if "stale" in line else "retracted")


def test_an_article_that_supersedes_another_counts_from_the_next_build_on(library: Library) -> None:
    live = LiveRelease(library, load_embedder)
    newer = library.root.parent / "leaflets" / "driving-2026.md"
    write(newer, "Driving, 2026", NEW.text, "supersedes: [driving-2020]")
    list(library.ingest([newer]))
    build(library, load_embedder("hashing"))
    assert live.refresh()
    answered = answer(live.snapshot, QUESTION)
    assert answered.quotes[0].citation.article_id == "driving-2026"
    assert "driving-2020" not in shown(answered)
    assert [links[0] for _, links in told(answered, "superseded")] == ["/articles/driving-2026"]


def test_rights_count_from_the_next_build_on(library: Library) -> None:
    live = LiveRelease(library, load_embedder)
    stored = library.articles.get("driving-2020")
    assert stored
    library.articles.put(StoredArticle(replace(stored.article, rights="link"), stored.source, "changed"))
    build(library, load_embedder("hashing"))
    assert live.refresh()
    assert "driving-2020" not in shown(answer(live.snapshot, QUESTION))
