"""Releases: whole or refused, never half."""

import json
import random
import shutil
from pathlib import Path

import pytest

from citewell.corpus.entries import load_glossary
from citewell.corpus.errors import CitewellError
from citewell.corpus.split import split
from citewell.corpus.store import StoredArticle
from citewell.corpus.types import Article
from citewell.index import build as build_module
from citewell.index.build import build
from citewell.index.contents import load_contents
from citewell.index.embedder import load_embedder
from citewell.index.library import Library, create_library, open_library
from citewell.index.release import (
    KEPT_RELEASES,
    DamagedRelease,
    building,
    find_damage,
    list_releases,
    live_id,
    publish,
    read_manifest,
    rollback,
    write_release,
)

GLOSSARY = """
terms:
  - term: Zebra fever
    definition: A fever of zebras.
    source: {title: On zebras}
    abbreviations: [ZZ fever]
"""


MUST_COVER = """
items:
  - {id: one, topic: Words, why: W., source: {title: S}, question: "Which words of article 1?", words: [article number]}
  - {id: two, topic: The moon, why: W., source: {title: S}, question: "Where is the moon?", words: [moon]}
"""

QUESTIONS = """
questions:
  - {question: "Which words does article number 1 have?", answer: Words of article number 1, offer: true}
  - {question: "Where is the moon?", answer: In the sky, offer: true}
  - {question: words of article, answer: Words of article number 1}
"""


def add(library: Library, number: int) -> str:
    """Store one article more, build, and return the live release."""
    article = Article(f"a{number}", f"Title {number}", f"Words of article number {number}, and a few more.")
    library.articles.put(StoredArticle(article, f"{number}.txt", str(number)))
    return build(library, load_embedder("hashing")).release_id


@pytest.fixture
def own(tmp_path: Path) -> Library:
    return create_library(tmp_path / "library")


def test_a_library_without_articles_or_release_says_what_to_run(own: Library) -> None:
    with pytest.raises(CitewellError, match="citewell ingest PATH"):
        build(own, load_embedder("hashing"))
    with pytest.raises(CitewellError, match="citewell build"):
        live_id(own.releases)
    with pytest.raises(CitewellError, match="There is no library"):
        open_library(own.root / "elsewhere")


def test_nothing_new_makes_no_new_release_and_a_change_encodes_only_itself(own: Library) -> None:
    first = add(own, 1)
    again = build(own, load_embedder("hashing"))
    assert (again.release_id, again.is_new) == (first, False)
    add(own, 2)
    article = Article("a1", "Title 1", "Words of article number 1, and a few more.\n\nOne sentence is new.")
    own.articles.put(StoredArticle(article, "1.txt", "changed"))
    changed = build(own, load_embedder("hashing"))
    assert changed.is_new
    assert changed.encoded == 2  # the passage that grew, and its new sentence
    assert changed.manifest.articles == 2


def test_another_way_of_splitting_makes_a_new_release(own: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(f"Sentence number {n} has some words of its own." for n in range(40))
    own.articles.put(StoredArticle(Article("a", "Title", text), "a.txt", "a"))
    first = build(own, load_embedder("hashing"))
    monkeypatch.setattr(build_module, "split", lambda article: split(article)[:1])
    second = build(own, load_embedder("hashing"))
    assert second.is_new
    assert second.manifest.passages == 1 < first.manifest.passages
    assert not build(own, load_embedder("hashing")).is_new


def test_the_glossary_stands_in_the_release_and_a_changed_one_makes_another(
    own: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("citewell.index.contents.load_vocabulary", lambda: ())  # thousands of names, not needed here
    first = add(own, 1)
    assert load_contents(own.releases / first).glossary == ()
    path = tmp_path / "glossary.yaml"
    path.write_text(GLOSSARY, "utf-8")
    (outcome,) = own.ingest([path])
    assert (outcome.status, outcome.detail) == ("added", "the glossary (terms: 1)")
    built = build(own, load_embedder("hashing"))
    assert (built.is_new, built.encoded) == (True, 0)
    assert not build(own, load_embedder("hashing")).is_new
    contents = load_contents(own.releases / built.release_id)
    assert contents.glossary == load_glossary(path) == own.glossary
    (expansion,) = contents.vocabulary.expand("a zz-fever")
    assert expansion.others == ("Zebra fever",)
    (own.root / "glossary.yaml").unlink()
    assert build(own, load_embedder("hashing")).is_new


def test_what_is_covered_and_offered_stands_in_the_release(own: Library, tmp_path: Path) -> None:
    folder = own.releases / add(own, 1)
    assert (load_contents(folder).coverage, load_contents(folder).suggestions) == ((), ())
    (tmp_path / "must_cover.yaml").write_text(MUST_COVER, "utf-8")
    (tmp_path / "questions.yaml").write_text(QUESTIONS, "utf-8")
    told = [outcome.detail for outcome in own.ingest([tmp_path / "must_cover.yaml", tmp_path / "questions.yaml"])]
    assert told == ["the must-cover list (items: 2)", "the list of questions (questions: 3)"]
    built = build(own, load_embedder("hashing"))
    assert (built.is_new, built.encoded) == (True, 0)
    assert (built.red, built.not_offered) == (("The moon",), ("Where is the moon?",))
    assert not build(own, load_embedder("hashing")).is_new
    folder = own.releases / built.release_id
    assert {"coverage.json", "coverage_vectors.npy", "suggestions.json", "suggestion_vectors.npy"} <= (
        read_manifest(folder).files.keys()
    )
    contents = load_contents(folder)
    assert [(covered.item, covered.is_covered) for covered in contents.coverage] == list(
        zip(own.must_cover, (True, False), strict=True)
    )
    assert [one.question for one in contents.suggestions] == ["Which words does article number 1 have?"]
    assert contents.suggestions[0].passage_id == contents.coverage[0].passage_id == contents.passages[0].passage_id
    assert (contents.coverage_vectors.shape[0], contents.suggestion_vectors.shape[0]) == (2, 1)


@pytest.mark.parametrize("name", ["must_cover.yaml", "questions.yaml"])
def test_a_changed_list_makes_another_release(own: Library, tmp_path: Path, name: str) -> None:
    add(own, 1)
    path = tmp_path / name
    text = {"must_cover.yaml": MUST_COVER, "questions.yaml": QUESTIONS}[name]
    for content in (text, text.replace("moon", "sun")):
        path.write_text(content, "utf-8")
        list(own.ingest([path]))
        assert build(own, load_embedder("hashing")).is_new
        assert not build(own, load_embedder("hashing")).is_new
    path.write_text(content + "# a remark changes nothing\n", "utf-8")
    assert [outcome.status for outcome in own.ingest([path])] == ["updated"]
    assert not build(own, load_embedder("hashing")).is_new
    (own.root / name).unlink()
    assert build(own, load_embedder("hashing")).is_new


def test_a_bad_list_is_refused_and_the_one_before_stays(own: Library, tmp_path: Path) -> None:
    path = tmp_path / "must_cover.yaml"
    path.write_text(MUST_COVER, "utf-8")
    list(own.ingest([path]))
    path.write_text(MUST_COVER.replace("why:", "because:"), "utf-8")
    (outcome,) = own.ingest([path])
    assert outcome.status == "refused"
    assert "entry 1 of “items”: why" in outcome.detail
    assert len(own.must_cover) == 2
    (own.root / "must_cover.yaml").write_text("items: 1", "utf-8")
    with pytest.raises(CitewellError, match="no list “items:”"):
        add(own, 1)


def test_a_release_loads_as_it_was_built(library: Library) -> None:
    folder = library.releases / live_id(library.releases)
    manifest = read_manifest(folder)
    contents = load_contents(folder)
    assert list(contents.articles.values()) == [stored.article for stored in library.articles.all()]
    assert (manifest.articles, manifest.passages) == (len(contents.articles), len(contents.passages))
    assert contents.vectors.size == contents.lexical.size == len(contents.passages)
    assert contents.sentences.shape[0] == contents.sentence_offsets[-1] == manifest.sentences
    assert find_damage(folder) == []


@pytest.mark.parametrize("flips", [1, pytest.param(20, marks=pytest.mark.slow)])
def test_every_flipped_bit_lost_file_and_strange_file_is_found_and_named(
    library: Library, tmp_path: Path, flips: int
) -> None:
    folder = tmp_path / "releases" / live_id(library.releases)
    shutil.copytree(library.releases / folder.name, folder)
    names = [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file()]
    assert len(names) >= 6
    rng = random.Random(7)
    for name in names:
        whole = (folder / name).read_bytes()
        for _ in range(flips):
            data = bytearray(whole)
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
            (folder / name).write_bytes(data)
            (damage,) = find_damage(folder)
            assert str(name) in damage
            with pytest.raises(DamagedRelease, match=str(name).replace(".", r"\.")):
                read_manifest(folder)
        (folder / name).unlink()
        assert any(str(name) in line for line in find_damage(folder))
        (folder / name).write_bytes(b"")
        assert any(str(name) in line for line in find_damage(folder))
        (folder / name).write_bytes(whole)
    (folder / "extra").write_text("x")
    assert find_damage(folder) == [f"{folder / 'extra'}: does not belong to the release"]


def test_files_swapped_between_releases_are_found(own: Library) -> None:
    one, two = add(own, 1), add(own, 2)
    for name in ("articles.jsonl", "passages.faiss", "manifest.json"):
        data = (own.releases / one / name).read_bytes()
        before = (own.releases / two / name).read_bytes()
        (own.releases / two / name).write_bytes(data)
        assert any(name in line for line in find_damage(own.releases / two))
        (own.releases / two / name).write_bytes(before)
    assert find_damage(own.releases / two) == []


@pytest.mark.parametrize("pointer", ["", "x", "../../etc", "20260101T000000000000Z-0123456789abcdef\n", "é"])
def test_a_damaged_pointer_is_refused_and_rollback_mends_it(own: Library, pointer: str) -> None:
    release_id = add(own, 1)
    (own.releases / "current").write_text(pointer, "utf-8")
    with pytest.raises(DamagedRelease, match="current"):
        live_id(own.releases)
    assert rollback(own.releases) == release_id == live_id(own.releases)


def test_a_lost_pointer_is_damage_and_rollback_mends_it(own: Library) -> None:
    release_id = add(own, 1)
    (own.releases / "current").unlink()
    with pytest.raises(DamagedRelease, match="citewell rollback"):
        live_id(own.releases)
    assert rollback(own.releases) == release_id


def test_rollback_goes_to_the_newest_whole_release_before_the_live_one(own: Library) -> None:
    one, two, three = (add(own, number) for number in (1, 2, 3))
    (own.releases / two / "articles.jsonl").write_text("")
    assert rollback(own.releases) == one
    assert rollback(own.releases, three) == three
    with pytest.raises(DamagedRelease, match=r"articles\.jsonl"):
        rollback(own.releases, two)
    with pytest.raises(CitewellError, match="no release nope"):
        rollback(own.releases, "nope")
    publish(own.releases, one)
    with pytest.raises(CitewellError, match="no whole older release"):
        rollback(own.releases)


def test_a_damaged_live_release_is_built_again(own: Library) -> None:
    one = add(own, 1)
    (own.releases / one / "articles.jsonl").write_text("")
    again = build(own, load_embedder("hashing"))
    assert again.is_new
    assert again.encoded == 0
    assert find_damage(own.releases / again.release_id) == []


def test_old_releases_are_pruned_but_never_the_live_one(own: Library) -> None:
    ids = [add(own, number) for number in range(KEPT_RELEASES + 2)]
    assert list_releases(own.releases) == ids[2:]
    rollback(own.releases, ids[2])
    add(own, 100)
    assert len(list_releases(own.releases)) == KEPT_RELEASES


def test_a_failing_write_leaves_nothing_and_the_live_release_answers(own: Library) -> None:
    live = add(own, 1)
    manifest = read_manifest(own.releases / live)

    def fail(folder: Path) -> None:
        (folder / "half").write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(CitewellError, match="No space left on device"):
        write_release(own.releases, manifest, fail)
    assert live_id(own.releases) == live
    assert sorted(path.name for path in own.releases.iterdir()) == sorted([".lock", "current", live])


def test_leftovers_of_a_killed_build_are_swept_and_two_builds_do_not_meet(own: Library) -> None:
    live = add(own, 1)
    for name in (".new-killed", ".old-killed"):
        (own.releases / name).mkdir()
        (own.releases / name / "x").write_text("x")
    with building(own.releases):
        with pytest.raises(CitewellError, match="Another build"), building(own.releases):
            pass
        assert list_releases(own.releases) == [live]
        assert not list(own.releases.glob(".new-*")) + list(own.releases.glob(".old-*"))


def test_a_release_of_another_format_says_so(own: Library) -> None:
    live = add(own, 1)
    manifest = json.loads((own.releases / live / "manifest.json").read_bytes())
    assert manifest["format"] == 3
    other = read_manifest(own.releases / live)
    object.__setattr__(other, "format", 4)
    release_id = write_release(own.releases, other, lambda folder: (folder / "x").write_text("x") and None)
    with pytest.raises(CitewellError, match="format 4"):
        read_manifest(own.releases / release_id)
