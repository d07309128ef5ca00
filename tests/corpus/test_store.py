"""The article store: whole or not at all, and the same words out as in."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.errors import CitewellError
from citewell.corpus.store import ArticleStore, StoredArticle, article_from_json, article_to_json
from citewell.corpus.types import Article, EditorNote, Heading, Reference, Table

FULL = Article(
    "full", "Title", "Heading\n\nText 😀 café\u0301 10–5.", url="https://example.org/a", doi="10.1/x", publisher="P",
    authors=("A", "B"), published="2025", reviewed="2025-06", review_by="2026-01-02", source_type="news",
    checked="2026", data_cut="2024-05", stale_after="2027", supersedes=("old", "10.1/y"), corrects=("other",),
    retracted="undated", studies=("NCT00000001",), rights="excerpt(80)", language="de", headings=(Heading(0, 7, 3),),
    tables=(Table(9, 20, 12),),
    references=(Reference("R", "P", "2024", "https://example.org/r", "10.2/y", ("Heading",)),),
    editor_notes=(EditorNote(20, 24, "lost_exponent"),),
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> ArticleStore:
    return ArticleStore(tmp_path / "articles.sqlite")


def stored(article_id: str, source: str = "", sha256: str = "", text: str = "Words.") -> StoredArticle:
    return StoredArticle(Article(article_id, f"Title of {article_id}", text), source or f"{article_id}.md", sha256)


def ids(store: ArticleStore) -> list[str]:
    return [one.article.article_id for one in store.all()]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(
    st.builds(
        Article, TEXT, TEXT, TEXT, publisher=TEXT, authors=st.lists(TEXT, max_size=3).map(tuple),
        studies=st.lists(TEXT, max_size=3).map(tuple), retracted=TEXT,
        supersedes=st.lists(TEXT, max_size=3).map(tuple), corrects=st.lists(TEXT, max_size=3).map(tuple),
        headings=st.lists(st.builds(Heading, st.integers(0), st.integers(0), st.integers(1, 6)), max_size=2).map(tuple),
        tables=st.lists(st.builds(Table, st.integers(0), st.integers(0), st.integers(0)), max_size=2).map(tuple),
        references=st.lists(
            st.builds(Reference, TEXT, TEXT, TEXT, TEXT, TEXT, st.lists(TEXT, max_size=2).map(tuple)), max_size=2
        ).map(tuple),
        editor_notes=st.lists(st.builds(EditorNote, st.integers(0), st.integers(0), TEXT), max_size=2).map(tuple),
    )
)  # fmt: skip
def test_an_article_reads_back_as_it_was_written_on_one_line(article: Article) -> None:
    line = article_to_json(article)
    assert article_from_json(line) == article
    assert "\n" not in line
    assert article_to_json(article_from_json(line)) == line


def test_what_is_put_is_found_by_id_source_and_hash(store: ArticleStore) -> None:
    whole = StoredArticle(FULL, "/leaflets/full.md", "ab12")
    store.put(whole)
    assert store.get("full") == store.find_source("/leaflets/full.md") == store.find_sha256("ab12") == whole
    assert store.all() == [whole]
    assert store.get("ful") is store.find_source("full.md") is store.find_sha256("AB12") is None
    assert ArticleStore(store.path).get("full") == whole


def test_an_empty_store_is_empty(store: ArticleStore) -> None:
    assert store.all() == []
    assert store.get("x") is None
    assert store.remove("x") is False


def test_put_replaces_what_came_from_the_same_source(store: ArticleStore) -> None:
    store.put(stored("one", "a.md", "1"))
    store.put(stored("two", "b.md", "2"))
    store.put(stored("one", "a.md", "3", "Newer words."))
    assert store.get("one").article.text == "Newer words."
    store.put(stored("renamed", "a.md", "4"))
    assert ids(store) == ["renamed", "two"]


def test_articles_are_ordered_by_id(store: ArticleStore) -> None:
    store.put_all([stored(article_id) for article_id in ("b", "a", "B", "ä", "10", "9")])
    assert ids(store) == sorted(["b", "a", "B", "ä", "10", "9"])


def test_remove_takes_one_article_and_tells(store: ArticleStore) -> None:
    store.put_all([stored("a"), stored("b")])
    assert store.remove("a") is True
    assert store.remove("a") is False
    assert ids(store) == ["b"]


def test_put_all_replaces_and_is_one_transaction(store: ArticleStore) -> None:
    store.put_all([stored("a"), stored("b")])
    store.put_all([stored("b", text="Newer."), stored("c")])
    assert ids(store) == ["a", "b", "c"]
    assert store.get("b").article.text == "Newer."
    unwritable = stored("e", text="half a pair \ud800")
    with pytest.raises(UnicodeEncodeError):
        store.put_all([stored("d"), unwritable])
    assert ids(store) == ["a", "b", "c"]


# A put that fails


def test_a_put_that_fails_leaves_the_older_article(store: ArticleStore) -> None:
    """The old one is deleted before the new one is written; both or neither happen."""
    store.put_all([stored("one", "a.md", "1", "Old words."), stored("two", "b.md")])
    with pytest.raises(CitewellError, match="UNIQUE"):
        store.put(stored("two", "a.md", "2", "This id belongs to another source."))
    with pytest.raises(UnicodeEncodeError):
        store.put(stored("one", "a.md", "2", "\udfff"))
    assert store.get("one") == stored("one", "a.md", "1", "Old words.")
    assert ids(store) == ["one", "two"]


KILLED = """
import sys, pathlib
from citewell.corpus.store import ArticleStore, StoredArticle
from citewell.corpus.types import Article
store = ArticleStore(pathlib.Path(sys.argv[1]))
number = 0
while True:
    number += 1
    store.put(StoredArticle(Article("one", f"Edition {number}", f"Words {number}. " * 2000), "a.md", str(number)))
    if number == 1:
        print("ready", flush=True)
"""


@pytest.mark.slow
def test_a_killed_put_leaves_one_whole_article(store: ArticleStore) -> None:
    for wait in (0.001, 0.007, 0.013, 0.021, 0.034):
        with subprocess.Popen([sys.executable, "-c", KILLED, str(store.path)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(wait)
            os.kill(writer.pid, signal.SIGKILL)
        (one,) = store.all()
        number = one.source_sha256
        assert (one.article.title, one.article.text) == (f"Edition {number}", f"Words {number}. " * 2000)


def test_readers_see_the_older_article_until_the_newer_is_whole(store: ArticleStore) -> None:
    """One thread replaces an article again and again; another never sees it missing or mixed."""
    store.put(stored("one", "a.md", "0", "0 " * 50))
    done = threading.Event()

    def write() -> None:
        for number in range(1, 60):
            store.put(stored("one", "a.md", str(number), f"{number} " * 50))
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while not done.is_set():
            (one,) = store.all()
            assert set(one.article.text.split()) == {one.source_sha256}
    finally:
        writer.join()


# A store that cannot be used


def check_sentence(error: CitewellError, store: ArticleStore) -> None:
    said = str(error)
    assert str(store.path) in said
    assert "citewell ingest" in said
    assert "\n" not in said


@pytest.mark.parametrize(
    "data",
    [b"this is no database", b"SQLite format 3\x00" + b"\xff" * 4096, b"x" * 100_000],
    ids=["text", "header", "x"],
)
def test_a_store_that_is_no_database_says_so(store: ArticleStore, data: bytes) -> None:
    store.path.write_bytes(data)
    for call in (store.all, lambda: store.get("a"), lambda: store.put(stored("a")), lambda: store.remove("a")):
        with pytest.raises(CitewellError) as caught:
            call()
        check_sentence(caught.value, store)
    assert store.path.read_bytes() == data  # it may still be mended: it is not written over


def test_a_store_cut_short_says_so(store: ArticleStore) -> None:
    store.put_all([stored(f"a{number}", text="Words. " * 500) for number in range(20)])
    data = store.path.read_bytes()
    store.path.write_bytes(data[: len(data) // 2])
    with pytest.raises(CitewellError) as caught:
        store.all()
    check_sentence(caught.value, store)


@pytest.mark.parametrize(
    "line",
    ["", "not JSON", "{}", '{"article_id": "a"}', "[]", '"x"', '{"headings": 5, "editor_notes": [], "references": []}'],
)
def test_an_article_that_was_damaged_says_so(store: ArticleStore, line: str) -> None:
    store.put(stored("a"))
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("UPDATE article SET article = ?", (line,))
    for call in (store.all, lambda: store.get("a"), lambda: store.find_source("a.md")):
        with pytest.raises(CitewellError) as caught:
            call()
        check_sentence(caught.value, store)
        assert "a.md" in str(caught.value)


def test_a_store_of_another_program_says_so(store: ArticleStore) -> None:
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("CREATE TABLE article (something TEXT)")
    with pytest.raises(CitewellError, match="no such column"):
        store.all()


def test_a_store_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "folder", tmp_path / "nowhere" / "articles.sqlite"):
        with pytest.raises(CitewellError) as caught:
            ArticleStore(path).all()
        check_sentence(caught.value, ArticleStore(path))
