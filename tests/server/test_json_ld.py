"""What pages say of themselves to programs (schema.org): it is true, and no text in it can end its block."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, render_template_string
from lxml import html

from citewell.corpus.types import Article, Reference
from citewell.server.answer import Snapshot, answer
from citewell.server.json_ld import medical_page, quotations, website
from citewell.server.settings import Publisher

ARTICLE = Article(
    "fever",
    "Fever after CAR-T",
    "Fever is common.",
    url="https://example.org/fever",
    doi="10.1000/xyz",
    publisher="Test Hospital",
    authors=("A. Nurse",),
    published="2026-01-18",
    reviewed="2026-02-01",
    references=(
        Reference("A study", "J Test", "2024", "https://example.org/study", "10.1000/study"),
        Reference("Bare"),
    ),
)


@pytest.fixture
def asked(app: Flask) -> Iterator[None]:
    with app.test_request_context("/?lang=es", base_url="https://library.example"):
        yield


@pytest.mark.usefixtures("asked")
def test_an_article_page_says_what_it_is_and_when_it_was_reviewed() -> None:
    assert medical_page(ARTICLE, len(ARTICLE.text)) == {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": "Fever after CAR-T",
        "url": "https://library.example/articles/fever",
        "inLanguage": "en",
        "author": ["A. Nurse"],
        "publisher": {"@type": "Organization", "name": "Test Hospital"},
        "datePublished": "2026-01-18",
        "lastReviewed": "2026-02-01",
        "identifier": "https://doi.org/10.1000/xyz",
        "isBasedOn": "https://example.org/fever",
        "citation": [
            {
                "@type": "CreativeWork",
                "name": "A study",
                "publisher": {"@type": "Organization", "name": "J Test"},
                "datePublished": "2024",
                "identifier": "https://doi.org/10.1000/study",
                "url": "https://example.org/study",
            },
            {"@type": "CreativeWork", "name": "Bare"},
        ],
        "isPartOf": {"@type": "WebSite", "url": "https://library.example/"},
    }


@pytest.mark.usefixtures("asked")
def test_what_was_not_stated_or_may_not_be_shown_is_not_said() -> None:
    assert "lastReviewed" not in medical_page(replace(ARTICLE, reviewed="not clinically reviewed"), 1)
    unstated = replace(ARTICLE, reviewed="", url="javascript:x", doi="none", published="spring", authors=())
    bare = medical_page(unstated, 0)
    assert set(bare) == {"@context", "@type", "name", "url", "inLanguage", "publisher", "isPartOf"}
    assert medical_page(ARTICLE, 1, retracted=True)["creativeWorkStatus"] == "Retracted"


@pytest.mark.usefixtures("asked")
def test_quotes_are_told_word_for_word_with_their_source(snapshot: Snapshot) -> None:
    quotes = answer(snapshot, "Is fever common in the first days after CAR-T?").quotes
    told = quotations(quotes)
    assert told["@context"] == "https://schema.org"
    assert [one["text"] for one in told["@graph"]] == [quote.text for quote in quotes]
    first, cited = told["@graph"][0], quotes[0].citation
    assert first["@type"] == "Quotation"
    assert first["url"] == (
        f"https://library.example/articles/{cited.article_id}?start={cited.start}&end={cited.end}#quote"
    )
    assert cited.title in first["citation"]
    assert first["isPartOf"]["lastReviewed"] == cited.reviewed


@pytest.mark.usefixtures("asked")
def test_a_site_names_its_publisher() -> None:
    publisher = Publisher(name="St. Test", url="https://example.org", contact="web@example.org")
    told = website(publisher)
    assert told["publisher"] == {
        "@type": "Organization",
        "name": "St. Test",
        "url": "https://example.org",
        "email": "web@example.org",
    }
    assert (told["@type"], told["name"], told["url"]) == ("WebSite", "Citewell", "https://library.example/")
    assert "publisher" not in website(None)
    assert "email" not in website(replace_contact(publisher, "01632 960001"))["publisher"]


def replace_contact(publisher: Publisher, contact: str) -> Publisher:
    return publisher.model_copy(update={"contact": contact})


@pytest.mark.parametrize(
    "words", ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "'\"&amp;", "\u2028\u2029", "{{ 7 * 7 }}"]
)  # fmt: skip
def test_no_words_can_end_the_block(app: Flask, words: str) -> None:
    described: dict[str, Any] = {"@type": words, words: [words, {"x": words}]}
    with app.test_request_context("/"):
        page = render_template_string(
            '{% from "_json_ld.html" import json_ld %}<main>{{ json_ld(described) }}</main>', described=described
        )
    (main,) = html.fromstring(page).xpath("//main")
    (block,) = main
    assert (block.tag, block.get("type")) == ("script", "application/ld+json")
    assert "<" not in block.text
    assert json.loads(block.text) == described
