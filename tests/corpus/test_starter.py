"""The starter library: sourced, plain, original, and whole."""

import re
from functools import cache
from pathlib import Path

import frontmatter
import pytest

from citewell.corpus.entries import load_glossary, load_must_cover, load_questions
from citewell.corpus.links import bare_doi, web_address
from citewell.corpus.readability import reading_grade
from citewell.corpus.types import Article

ROOT = Path(__file__).resolve().parents[2]
STARTER = ROOT / "corpus" / "starter"
SHARED = ROOT.parent / "shared"
FILES = sorted(STARTER.glob("*.md"))
GRADE = 8.5
"""Grade 8, rounded."""

RUN = 8
"""So many words in a row shared with a source would be copying."""

needs_shared = pytest.mark.skipif(
    not (SHARED / "facts").is_dir(), reason=f"NOT TESTED: the facts and sources are not in {SHARED}."
)


def test_there_are_twenty_articles_or_so_and_their_lists() -> None:
    assert 20 <= len(FILES) <= 25
    assert len(load_glossary(STARTER / "glossary.yaml")) >= 90
    assert len(load_questions(STARTER / "questions.yaml")) >= 120
    assert len(load_must_cover(STARTER / "must_cover.yaml")) >= 30


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_front_matter_is_complete_and_every_section_has_a_source(starter: dict[Path, Article], path: Path) -> None:
    stated = frontmatter.loads(path.read_text("utf-8")).metadata
    keys = {"title", "publisher", "authors", "published", "reviewed", "review_by", "source_type", "studies", "rights"}
    assert set(stated) == keys | {"language", "sources"}
    assert stated["reviewed"] == "not clinically reviewed"
    read = starter[path]
    headings = {read.text[heading.start : heading.end] for heading in read.headings}
    sourced = {section for reference in read.references for section in reference.sections}
    assert headings <= sourced
    assert all(fold(section).strip("?") in fold(read.title) for section in sourced - headings)  # shown as the title
    for source in stated["sources"]:
        assert source["title"]
        assert source["publisher"]
        assert "url" not in source or web_address(source["url"]) == source["url"], source
        assert "doi" not in source or bare_doi(source["doi"]) == source["doi"], source


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_length_and_reading_level(starter: dict[Path, Article], path: Path) -> None:
    read = starter[path]
    body = "\n".join(line for line in read.text.split("\n") if not is_heading(read, line))
    assert 300 <= len(body.split()) <= 900
    assert reading_grade(body) <= GRADE


def is_heading(read: Article, line: str) -> bool:
    return any(read.text[heading.start : heading.end] == line for heading in read.headings)


def test_no_article_is_damaged_or_past_its_review(starter: dict[Path, Article]) -> None:
    for path in FILES:
        assert starter[path].editor_notes == ()
        assert starter[path].review_by == "2027-05-21"


def test_answers_of_the_questions_stand_in_exactly_one_article(starter: dict[Path, Article]) -> None:
    texts = {path.stem: fold(starter[path].text) for path in FILES}
    for one in load_questions(STARTER / "questions.yaml"):
        holding = [stem for stem, text in texts.items() if fold(one.answer) in text]
        assert holding == [one.article], one


def test_every_article_has_questions_to_try_and_they_are_typed_with_care() -> None:
    offered = [one for one in load_questions(STARTER / "questions.yaml") if one.offer]
    assert {one.article for one in offered} == {path.stem for path in FILES}
    for one in offered:
        assert re.fullmatch(r"[A-Z][^?]{8,80}\?", one.question), one.question


def test_the_lists_repeat_nothing() -> None:
    questions = [one.question for one in load_questions(STARTER / "questions.yaml")]
    assert len(set(questions)) == len(questions)
    items = [one.id for one in load_must_cover(STARTER / "must_cover.yaml")]
    assert len(set(items)) == len(items)


def test_glossary_definitions_are_short_and_plain_and_names_are_unique() -> None:
    seen: dict[str, str] = {}
    terms = load_glossary(STARTER / "glossary.yaml")
    for term in terms:
        assert len(term.definition.split()) <= 25, term.term
        assert reading_grade(term.definition) <= GRADE, term.term
        assert term.source.title
        assert term.source.url or term.source.doi
        for name in {fold(name) for name in term.names}:
            if not term.ambiguous:
                assert name not in seen, f"{name} stands under {seen.get(name)} and {term.term}"
                seen[name] = term.term
    known = {term.term for term in terms}
    assert all(set(term.see_also) <= known for term in terms)


@needs_shared
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_number_stands_in_a_fact(starter: dict[Path, Article], path: Path) -> None:
    unknown = numbers(starter[path].text) - stated_numbers()
    assert not unknown


@needs_shared
@pytest.mark.slow
def test_no_article_copies_any_text_of_others(starter: dict[Path, Article]) -> None:
    ours = {run for path in FILES for run in runs(starter[path].text)}
    ours |= {run for term in load_glossary(STARTER / "glossary.yaml") for run in runs(term.definition)}
    sources = [path for path in sorted(SHARED.rglob("*")) if path.suffix in {".txt", ".md", ".jsonl"}]
    assert len(sources) > 20
    for path in sources:
        with path.open(encoding="utf-8", errors="ignore") as stream:
            for line in stream:
                assert ours.isdisjoint(runs(line)), f"{path}: {ours & runs(line)}"


@cache
def stated_numbers() -> set[str]:
    facts = " ".join(file.read_text("utf-8") for file in sorted((SHARED / "facts").glob("*.md")))
    seeds = " ".join(file.read_text("utf-8") for file in sorted((SHARED / "seeds").glob("*.txt")))
    return numbers(facts + seeds)


def numbers(text: str) -> set[str]:
    """Find the numbers of a text, without the thousands' commas and with superscripts as digits."""
    plain = text.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-"))
    return {number.replace(",", "") for number in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", plain)}


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[^\W\d_]+", text.lower())  # figures are facts, not wording
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def fold(text: str) -> str:
    return " ".join(text.casefold().split())
