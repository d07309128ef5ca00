"""Lint: every rule finds what it is for, and nothing in an article that has none of it."""

import dataclasses
from datetime import date
from pathlib import Path

import pytest

from citewell.corpus.compose import compose
from citewell.corpus.draft import Block, Draft, Metadata
from citewell.corpus.entries import EntrySource, Term, load_glossary
from citewell.corpus.types import Article
from citewell.index.lint import RULES, lint

TODAY = date(2026, 11, 21)
GOOD = Article(
    "good", "Fever", "Fever is common after the infusion. Call your team at once. They will help you.",
    publisher="P", authors=("A",), published="2026", review_by="2027-01", rights="full",
)  # fmt: skip


def rules(*articles: Article, glossary: tuple[Term, ...] = ()) -> list[str]:
    return [finding.rule for finding in lint(articles, glossary, TODAY)]


def test_a_good_article_has_no_finding() -> None:
    assert rules(GOOD) == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"published": ""}, "no-date"),
        ({"authors": ()}, "no-author"),
        ({"publisher": ""}, "no-publisher"),
        ({"rights": ""}, "no-rights"),
        ({"review_by": ""}, "no-review-date"),
        ({"review_by": "2026-11-20"}, "past-review"),
        ({"review_by": "2026-10"}, "past-review"),
        ({"stale_after": "2026-11-20"}, "past-stale"),
        ({"stale_after": "2025"}, "past-stale"),
        ({"retracted": "undated"}, "retracted"),
        ({"retracted": "2026-01-02"}, "retracted"),
        ({"supersedes": ("good",)}, "supersedes-circle"),
        ({"supersedes": ("nowhere",)}, "supersedes-unknown"),
        ({"corrects": ("10.1000/nowhere",)}, "corrects-unknown"),
        ({"text": "It doesnâ€™t hurt."}, "broken-characters"),
        ({"text": "It hurts\ufffd a little."}, "broken-characters"),
        ({"text": "Multidisciplinary haematological evaluation necessitates hospitalisation."}, "reading-level"),
        ({"text": "The CRS is mild."}, "jargon"),
    ],
)
def test_each_rule_finds_its_fault(change: dict[str, object], rule: str) -> None:
    assert rules(dataclasses.replace(GOOD, **change)) == [rule]  # type: ignore[arg-type]


@pytest.mark.parametrize("review_by", ["2026-11-21", "2026-11", "2026", "2027"])
def test_a_review_that_is_not_over_is_not_past(review_by: str) -> None:
    assert rules(dataclasses.replace(GOOD, review_by=review_by)) == []


@pytest.mark.parametrize("stale_after", ["2026-11-21", "2026-11", "2026", "2027"])
def test_an_article_is_not_stale_on_the_last_day(stale_after: str) -> None:
    assert rules(dataclasses.replace(GOOD, stale_after=stale_after)) == []


def test_what_is_replaced_is_found_with_what_replaces_it() -> None:
    text = "Rest well at home. Eat what you like. Ask your team for help with the rest."
    new = dataclasses.replace(GOOD, article_id="new", text=text, supersedes=("good",))
    (finding,) = lint([GOOD, new], (), TODAY)
    assert (finding.article_id, finding.rule, finding.other) == ("good", "superseded", "new")
    found = lint([dataclasses.replace(GOOD, supersedes=("new",)), new], (), TODAY)
    assert [(one.article_id, one.rule) for one in found] == [
        ("good", "supersedes-circle"),
        ("new", "supersedes-circle"),
    ]
    corrected = dataclasses.replace(new, supersedes=(), corrects=("good",))
    assert rules(GOOD, corrected) == []


def test_lost_exponents_are_found() -> None:
    block = Block("paragraph", "The dose was 0.75 x 106 cells/kg for all of them.")
    stated = Metadata(title="T", publisher="P", authors=("A",), published="2026", review_by="2027", rights="full")
    (finding,) = lint([compose(Draft((block,), stated), "a")], (), TODAY)
    assert (finding.rule, finding.words) == ("lost-exponent", "0.75 x 106")


def test_jargon_is_explained_by_the_article_or_the_glossary() -> None:
    term = Term(term="Reaction", definition="D.", source=EntrySource(title="T"), abbreviations=("CRS",))
    assert rules(dataclasses.replace(GOOD, text="The CRS is mild."), glossary=(term,)) == []
    assert rules(dataclasses.replace(GOOD, text="It is a cytokine release syndrome (CRS). The CRS is mild.")) == []
    assert rules(dataclasses.replace(GOOD, text="Stage III is worse than stage II in the US.")) == []


def test_repeats_and_disagreements_between_articles() -> None:
    told = "In that study of 97 people, 32 were alive without any growth of their myeloma five years after treatment."
    one = dataclasses.replace(GOOD, article_id="one", text=told)
    two = dataclasses.replace(GOOD, article_id="two", text=told)
    other = dataclasses.replace(GOOD, article_id="two", text=told.replace("32", "41"))
    assert "near-duplicate" in rules(one, two)
    (finding,) = [f for f in lint((one, other), (), TODAY) if f.rule == "numbers-disagree"]
    assert "32" in finding.words + finding.other
    assert "41" in finding.words + finding.other
    assert rules(one, GOOD) == []


def test_every_rule_is_explained() -> None:
    assert all(RULES.values())


def test_the_starter_library_has_no_finding(starter: dict[Path, Article]) -> None:
    assert len(starter) >= 20
    (folder,) = {path.parent for path in starter}
    assert lint(list(starter.values()), load_glossary(folder / "glossary.yaml"), TODAY) == []
