"""Ingesting: each file on its own, added, updated, unchanged or refused, and nothing half stored."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citewell.corpus.errors import CitewellError
from citewell.corpus.ingest import LISTS, Outcome, find_files, ingest
from citewell.corpus.read import read_article
from citewell.corpus.store import ArticleStore

PROSE = "Your care team watches you closely for several weeks after the infusion and tells you what to look for."


@pytest.fixture
def store(tmp_path: Path) -> ArticleStore:
    return ArticleStore(tmp_path / "articles.sqlite")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "leaflets"
    made.mkdir()
    return made


def save(path: Path, title: str = "Fever", text: str = PROSE, publisher: str = "Trust") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    front = f"publisher: {publisher}\npublished: 2026-01-02\n"
    path.write_text(f"---\ntitle: {title}\n{front}---\n{text}\n", "utf-8")
    return path


def run(store: ArticleStore, *paths: Path, max_bytes: int = 1_000_000) -> list[Outcome]:
    return list(ingest(find_files(paths), store, max_bytes))


def one(store: ArticleStore, path: Path) -> Outcome:
    (outcome,) = run(store, path)
    return outcome


def ids(store: ArticleStore) -> list[str]:
    return [stored.article.article_id for stored in store.all()]


# What becomes of a file


def test_a_new_file_is_added_as_it_reads(store: ArticleStore, folder: Path) -> None:
    path = save(folder / "fever.md")
    assert one(store, path) == Outcome(path, "added", "fever")
    assert store.get("fever").article == read_article(path)
    assert store.get("fever").source == str(path.resolve())


def test_the_same_file_again_changes_nothing(store: ArticleStore, folder: Path) -> None:
    path = save(folder / "fever.md")
    one(store, path)
    before = store.path.read_bytes()
    os.utime(path, (0, 0))  # dates say nothing; words do
    assert one(store, path) == Outcome(path, "unchanged", "fever")
    assert store.path.read_bytes() == before


def test_a_changed_file_replaces_its_article_and_keeps_its_id(store: ArticleStore, folder: Path) -> None:
    path = save(folder / "fever.md")
    one(store, path)
    save(path, title="High temperature", text="Other words. " + PROSE)
    assert one(store, path) == Outcome(path, "updated", "fever")
    (stored,) = store.all()
    assert (stored.article.article_id, stored.article.title) == ("fever", "High temperature")
    assert stored.article.text.startswith("Other words.")
    assert one(store, path).status == "unchanged"


def test_one_path_by_many_ways_is_one_article(
    store: ArticleStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(folder / "fever.md")
    one(store, path)
    monkeypatch.chdir(folder)
    (folder / "link.md").symlink_to("fever.md")
    (folder / "sub").mkdir()
    for way in (Path("fever.md"), Path("sub/../fever.md"), Path("link.md"), folder / "." / "fever.md"):
        assert one(store, way).status == "unchanged"
    assert ids(store) == ["fever"]


def test_a_copy_is_not_stored_twice(store: ArticleStore, folder: Path) -> None:
    path = save(folder / "fever.md")
    copy = folder / "copy of fever.md"
    shutil.copy(path, copy)
    outcomes = {outcome.path.name: outcome for outcome in run(store, folder)}
    assert outcomes["copy of fever.md"].status == "added"  # the first in order
    assert outcomes["fever.md"] == Outcome(path, "unchanged", "fever", f"the same file as {copy.resolve()}")
    assert ids(store) == ["fever"]
    save(path, text="It is a copy no more. " + PROSE)
    assert one(store, path) == Outcome(path, "added", "fever-2")
    assert one(store, copy).status == "unchanged"


def test_an_article_that_becomes_a_copy_of_another_follows_its_file(store: ArticleStore, folder: Path) -> None:
    """Its own words are gone from the publisher's folder, so they may not be shown any more."""
    save(folder / "a.md", title="A", text="Old words. " + PROSE)
    kept = save(folder / "b.md", title="B")
    run(store, folder)
    shutil.copy(kept, folder / "a.md")
    assert one(store, folder / "a.md").status == "updated"
    assert {stored.article.text for stored in store.all()} == {PROSE}


def test_a_moved_file_is_the_same_article(store: ArticleStore, folder: Path) -> None:
    path = save(folder / "fever.md")
    one(store, path)
    moved = path.rename(folder / "moved.md")
    assert one(store, moved).status == "unchanged"
    assert ids(store) == ["fever"]


def test_articles_of_the_same_title_get_numbers(store: ArticleStore, folder: Path) -> None:
    paths = [save(folder / str(number) / "fever.md", text=f"Number {number}. {PROSE}") for number in range(4)]
    assert [outcome.article_id for outcome in run(store, folder)] == ["fever", "fever-2", "fever-3", "fever-4"]
    for number, path in enumerate(paths):
        assert store.find_source(str(path.resolve())).article.text.startswith(f"Number {number}.")
    save(paths[2], text="Number 2 has changed. " + PROSE)
    assert one(store, paths[2]) == Outcome(paths[2], "updated", "fever-3")
    store.remove("fever-2")
    save(folder / "new.md", text="New. " + PROSE)
    assert one(store, folder / "new.md").article_id == "fever-2"


# Sidecars


def test_a_sidecar_counts_as_part_of_its_file(store: ArticleStore, folder: Path) -> None:
    path = save(folder / "fever.md")
    one(store, path)
    sidecar = folder / "fever.md.yaml"
    sidecar.write_text("publisher: Stated\n")
    assert one(store, path).status == "updated"
    assert store.get("fever").article.publisher == "Stated"
    assert one(store, path).status == "unchanged"
    sidecar.write_text("publisher: Restated\n")
    assert one(store, path).status == "updated"
    assert store.get("fever").article.publisher == "Restated"
    sidecar.unlink()
    assert one(store, path).status == "updated"
    assert store.get("fever").article.publisher == "Trust"


def test_a_bad_sidecar_refuses_its_file_and_keeps_the_older_article(store: ArticleStore, folder: Path) -> None:
    path = save(folder / "fever.md")
    one(store, path)
    before = store.all()
    (folder / "fever.md.yaml").write_text("titel: Fever\n")
    outcome = one(store, path)
    assert outcome.status == "refused"
    assert "fever.md.yaml" in outcome.detail
    assert "titel" in outcome.detail
    assert store.all() == before


def test_the_same_words_with_another_sidecar_are_another_article(store: ArticleStore, folder: Path) -> None:
    save(folder / "a.md")
    shutil.copy(folder / "a.md", folder / "b.md")
    (folder / "b.md.yaml").write_text("publisher: Other\n")
    assert [outcome.status for outcome in run(store, folder)] == ["added", "added"]


# Which files


def test_folders_are_searched_to_the_bottom_in_order(folder: Path) -> None:
    wanted = [save(folder / name) for name in ("a.md", "b/c.md", "b/d/e.md", "z.md")]
    for name in (".hidden.md", ".git/x.md", "b/.obsidian/y.md", "b/.z.md"):
        save(folder / name)
    (folder / "a.md.yaml").write_text("publisher: P\n")
    (folder / "empty").mkdir()
    assert find_files([folder]) == wanted
    assert find_files([folder / "z.md", folder, folder / "b"]) == [wanted[-1], *wanted[:-1]]


def test_the_lists_at_the_top_of_a_folder_are_found_and_no_other_yaml(folder: Path) -> None:
    article = save(folder / "z.md")
    lists = [folder / name for name in LISTS]
    for name in (*LISTS, "contents.yaml", "z.md.yaml", "sub/glossary.yaml", "sub/questions.yaml"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x", "utf-8")
    assert find_files([folder]) == [*lists, article]
    assert find_files([folder], leave_out=lists) == [article]


def test_a_hidden_folder_that_is_named_is_searched(folder: Path) -> None:
    path = save(folder / ".hidden" / "a.md")
    assert find_files([folder]) == []
    assert find_files([folder / ".hidden"]) == find_files([path]) == [path]


def test_nothing_in_a_folder_is_passed_over_silently(store: ArticleStore, folder: Path) -> None:
    save(folder / "good.md")
    (folder / "notes.xyz").write_text("x")
    (folder / "README").write_text("x")
    (folder / "broken.md").symlink_to("nowhere.md")
    found = {outcome.path.name: outcome.status for outcome in run(store, folder)}
    assert found == {"good.md": "added", "notes.xyz": "refused", "README": "refused", "broken.md": "refused"}


def test_the_librarys_own_files_are_left_out_of_folders(folder: Path) -> None:
    article = save(folder / "a.md")
    library = folder / "library"
    save(library / "releases" / "1" / "articles.md")
    (library / "articles.sqlite").write_text("x")
    mine = save(library / "mine.md")
    own = (library / "articles.sqlite", library / "releases")
    assert find_files([folder], leave_out=own) == [article, mine]
    assert find_files([library / "articles.sqlite"], leave_out=own) == [library / "articles.sqlite"]


def test_missing_paths_are_refused_by_name(store: ArticleStore, folder: Path) -> None:
    outcome = one(store, folder / "nowhere.md")
    assert outcome.status == "refused"
    assert "nowhere.md: does not exist" in outcome.detail


# What is refused


REFUSED = {
    "empty.md": b"",
    "blank.txt": b" \n ",
    "binary.txt": b"abc\x00\x01\x02def",
    "unknown.rtf": b"words",
    "picture.md": b"\x89PNG\r\n\x1a\n....",
    "lies.pdf": b"<html><p>words</p></html>",
    "undecodable.txt": b"caf\x81\x8d\x8f\x90\x9d " * 20,
    "entities.xml": b'<!DOCTYPE article [<!ENTITY a "b">]><article><body><p>&a;</p></body></article>',
    "broken.xml": b"<article><front>",
    "broken.docx": b"PK\x03\x04 not a zip",
    "broken.pdf": b"%PDF-1.7 nothing more",
    "large.md": b"words " * 10_000,
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_file_is_told_in_a_sentence_and_leaves_no_trace(store: ArticleStore, folder: Path, name: str) -> None:
    good = save(folder / "a good one.md")
    (folder / name).write_bytes(REFUSED[name])
    after = save(folder / "zz another good one.md", title="Another", text="Another. " + PROSE)
    outcomes = {outcome.path.name: outcome for outcome in run(store, folder, max_bytes=50_000)}
    refused = outcomes.pop(name)
    assert refused.status == "refused"
    assert refused.article_id == ""
    assert refused.detail.startswith(f"{name}: ")
    assert refused.detail.endswith(".")
    assert "\n" not in refused.detail
    assert {stored.source for stored in store.all()} == {str(good.resolve()), str(after.resolve())}


@pytest.mark.parametrize("data", [b"", b"\x00binary", b"%PDF-1.7", b"words " * 20_000])
def test_a_refused_new_version_keeps_the_older_article(store: ArticleStore, folder: Path, data: bytes) -> None:
    path = save(folder / "fever.md")
    one(store, path)
    before = store.all()
    path.write_bytes(data)
    for _ in range(2):  # and it is told every time
        (outcome,) = run(store, path, max_bytes=50_000)
        assert outcome.status == "refused"
        assert store.all() == before
    save(path)
    assert one(store, path).status == "unchanged"


def test_a_deleted_file_keeps_its_article(store: ArticleStore, folder: Path) -> None:
    path = save(folder / "fever.md")
    one(store, path)
    path.unlink()
    assert one(store, path).status == "refused"
    assert ids(store) == ["fever"]


def test_the_size_limit_is_the_one_given(store: ArticleStore, folder: Path) -> None:
    path = save(folder / "fever.md")
    size = path.stat().st_size
    assert "more than the" in run(store, path, max_bytes=size - 1)[0].detail
    assert run(store, path, max_bytes=size)[0].status == "added"


def test_links_that_lead_nowhere_are_refused(store: ArticleStore, folder: Path) -> None:
    (folder / "loop.md").symlink_to("loop.md")
    (folder / "ping.md").symlink_to("pong.md")
    (folder / "pong.md").symlink_to("ping.md")
    outcomes = run(store, folder)
    assert [outcome.status for outcome in outcomes] == ["refused"] * 3
    assert "link" in outcomes[0].detail


def test_what_is_no_file_is_refused_without_waiting(store: ArticleStore, folder: Path) -> None:
    os.mkfifo(folder / "pipe.md")  # reading a pipe that nobody writes to never ends
    assert one(store, folder / "pipe.md").detail == (
        "pipe.md: is not a regular file; give a file that holds an article."
    )
    (folder / "zero.md").symlink_to("/dev/zero")
    assert one(store, folder / "zero.md").status == "refused"
    save(folder / "fever.md")
    os.mkfifo(folder / "fever.md.yaml")
    assert one(store, folder / "fever.md").status in {"added", "refused"}


def test_a_name_that_is_no_text_is_refused(store: ArticleStore, folder: Path) -> None:
    path = folder / os.fsdecode(b"caf\xe9.md")
    save(path)
    (outcome,) = run(store, folder)
    assert (outcome.status, outcome.path) == ("refused", path)
    assert "not UTF-8; rename it" in outcome.detail
    assert store.all() == []


@pytest.mark.parametrize(
    "name", ["ünï cödé.md", "with\nbreak.md", "'quote\".md", "-dash.md", "percent%20.md", "a" * 240 + ".md"]
)
def test_odd_names_are_read(store: ArticleStore, folder: Path, name: str) -> None:
    assert one(store, save(folder / name)).status == "added"
    assert one(store, folder / name).status == "unchanged"


def test_a_name_too_long_for_a_sidecar_refuses_that_file_alone(store: ArticleStore, folder: Path) -> None:
    save(folder / ("a" * 252 + ".md"))
    save(folder / "fever.md")
    first, second = run(store, folder)
    assert first.status == "refused"
    assert "File name too long" in first.detail
    assert second.status == "added"


# Warnings


def test_a_lost_exponent_is_warned_of_and_noted(store: ArticleStore, folder: Path) -> None:
    path = save(folder / "dose.md", text="The dose was 0.75 x 106 cells/kg. " + PROSE)
    (warning,) = one(store, path).warnings
    assert "“x 106”" in warning or "“0.75 x 106”" in warning
    article = store.get("fever").article
    (note,) = article.editor_notes
    assert "106" in article.text[note.start : note.end]
    assert "0.75 x 106 cells/kg" in article.text  # as it came


def test_missing_facts_are_warned_of_with_the_remedy(store: ArticleStore, folder: Path) -> None:
    (folder / "bare.txt").write_text(f"Fever\n\n{PROSE}\n")
    (warning,) = one(store, folder / "bare.txt").warnings
    assert "publisher, published" in warning
    assert ".yaml" in warning
    assert one(store, save(folder / "full.md")).warnings == ()


# Faults in the middle


def test_each_article_is_stored_before_the_next_is_read(store: ArticleStore, folder: Path) -> None:
    for number in range(3):
        save(folder / f"{number}.md", title=f"Title {number}", text=f"Number {number}. {PROSE}")
    outcomes = ingest(find_files([folder]), store)
    assert next(outcomes).article_id == "title-0"
    assert ids(store) == ["title-0"]
    outcomes.close()  # whoever stops here keeps what was told
    assert ids(store) == ["title-0"]
    assert [outcome.status for outcome in run(store, folder)] == ["unchanged", "added", "added"]


def test_a_store_that_cannot_be_used_ends_it_in_a_sentence(store: ArticleStore, folder: Path) -> None:
    path = save(folder / "fever.md")
    store.path.write_bytes(b"no database at all, and long enough to be looked at" * 50)
    with pytest.raises(CitewellError, match="cannot be used"):
        one(store, path)


def test_a_locked_store_is_waited_for(store: ArticleStore, folder: Path) -> None:
    path = save(folder / "fever.md")
    store.all()
    with closing(sqlite3.connect(store.path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        other.rollback()
    assert one(store, path).status == "added"


FILES = st.dictionaries(
    st.sampled_from([f"{stem}{suffix}" for stem in "abc" for suffix in (".md", ".txt", ".html", ".xyz")]),
    st.one_of(
        st.binary(max_size=60),
        st.text(max_size=80).map(str.encode),
        st.sampled_from(
            [b"Fever\n\n" + PROSE.encode(), b"<html><body><p>" + PROSE.encode(), b"# Fever\n\n" + PROSE.encode()]
        ),
    ),
    max_size=5,
)


@settings(
    max_examples=settings.default.max_examples // 6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(FILES, min_size=1, max_size=3))
def test_whatever_the_files_every_article_in_the_store_is_one_that_reads(
    tmp_path_factory: pytest.TempPathFactory, editions: list[dict[str, bytes]]
) -> None:
    """Files come, change and turn to rubbish; the store holds, for each, the last version that could be read."""
    root = tmp_path_factory.mktemp("any")
    (root / "in").mkdir()
    store = ArticleStore(root / "articles.sqlite")
    expected: dict[str, str] = {}
    for edition in editions:
        for name, data in edition.items():
            (root / "in" / name).write_bytes(data)
        for outcome in run(store, root / "in"):
            source = str(outcome.path.resolve())
            if outcome.status in {"added", "updated"}:
                expected[source] = read_article(outcome.path).text
                assert store.get(outcome.article_id).source == source
            elif outcome.status == "refused":
                assert outcome.detail
        held = {stored.source: stored.article.text for stored in store.all()}
        assert held == expected
        assert all(any(c.isalpha() for c in text) for text in held.values())
        assert {outcome.status for outcome in run(store, root / "in")} <= {"unchanged", "refused"}


def test_a_copy_stands_on_its_own_once_the_other_file_changes(store: ArticleStore, tmp_path: Path) -> None:
    first, second = tmp_path / "b.txt", tmp_path / "a.txt"
    first.write_text(f"Fever\n\n{PROSE}")
    assert [outcome.status for outcome in ingest([first], store)] == ["added"]
    second.write_text(f"Fever\n\n{PROSE}")
    first.write_text(f"Fever\n\n{PROSE} It has grown.")
    assert [outcome.status for outcome in ingest([second, first], store)] == ["added", "updated"]
    assert [outcome.status for outcome in ingest([second, first], store)] == ["unchanged", "unchanged"]


def test_a_file_that_moves_keeps_its_article(store: ArticleStore, tmp_path: Path) -> None:
    before, after = tmp_path / "before.txt", tmp_path / "after.txt"
    before.write_text(f"Fever\n\n{PROSE}")
    (added,) = ingest([before], store)
    before.rename(after)
    (moved,) = ingest([after], store)
    assert (moved.status, moved.article_id) == ("unchanged", added.article_id)
    assert moved.detail == f"moved here from {before.resolve()}"
    after.write_text(f"Fever\n\n{PROSE} It has grown.")
    (updated,) = ingest([after], store)
    assert (updated.status, updated.article_id) == ("updated", added.article_id)
    assert len(store.all()) == 1
