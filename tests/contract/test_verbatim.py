"""The law: every quote, in JSON and on the page, is `article.text[start:end]`, whatever is stored and asked."""

import hashlib
from functools import cache

import lxml.html
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citewell.corpus.compose import compose
from citewell.corpus.draft import Block, Draft, Metadata
from citewell.corpus.split import split
from citewell.corpus.types import Article
from citewell.index.build import index_articles, searchable_texts
from citewell.index.hashing import HashingEmbedder
from citewell.server.answer import Snapshot, make_snapshot
from citewell.server.app import create_app
from citewell.server.settings import Settings

TOTAL = 10_000
"""Questions asked of generated libraries by the soak, as the promise has it."""

QUESTIONS_PER_LIBRARY = 50

WORDS = st.sampled_from(
    ["In CARTITUDE-4, 76.4% given cilta-cel were alive at 30 months.",
     "fever", "Dr.", "car", "cells", "10⁶", "P = .0009", "<b>", "&amp;", "</pre>", "“quoted”", "naïve", "e\u0301", "😀",
     "\u202eright", "a\u00a0b", "U.S.", "b.i.d.", "\u2028", "x" * 300, "'; DROP", "{{ 7*7 }}", "%s", "漢字"]
)  # fmt: skip
PHRASES = st.one_of(st.lists(WORDS, min_size=1, max_size=60).map(" ".join), st.text(min_size=1, max_size=200))
BLOCKS = st.builds(Block, st.sampled_from(["heading", "paragraph", "bullet", "number", "columns", "row"]), PHRASES)
DRAFTS = st.builds(Draft, st.lists(BLOCKS, min_size=1, max_size=6).map(tuple), st.builds(Metadata, title=PHRASES))


def open_drafts(drafts: list[Draft]) -> Snapshot | None:
    """Index the drafts as a library and open it; None if no draft has a word to show."""
    articles = [compose(draft, f"a{number}") for number, draft in enumerate(drafts)]
    passages = [passage for article in articles for passage in split(article)]
    embedder = HashingEmbedder()
    if not passages:
        return None
    contents = index_articles(articles, passages, *searchable_texts(articles, passages), embedder.encode)
    return make_snapshot("release", "2026-11-21", contents, embedder, Settings())


SERVED: list[Snapshot] = []
"""The snapshot that the one app of these tests answers from; an app for each would compile its templates anew."""


@cache
def client() -> FlaskClient:
    return create_app(lambda: SERVED[-1]).test_client()


def check_question(snapshot: Snapshot, question: str) -> int:
    """Ask through JSON and the page, compare every quote with its slice, and return how many quotes there were."""
    SERVED[:] = [snapshot]
    answer = client().post("/api/v1/ask", json={"question": question}).get_json()
    if not answer["ok"]:
        assert answer["status"] == 400
        return 0
    page = lxml.html.fromstring(client().post("/", data={"q": question}).get_data(as_text=True))
    shown = [
        element.text_content() for element in page.xpath("//*[contains(concat(' ', @class, ' '), ' quote-text ')]")
    ]
    articles = snapshot.contents.articles
    expected = []
    for quote in answer["quotes"]:
        cited = quote["citation"]
        text = articles[cited["article_id"]].text[cited["start"] : cited["end"]]
        assert quote["text"] == text
        assert quote["sha256"] == hashlib.sha256(text.encode()).hexdigest()
        for mark in (*quote["highlights"], *quote["follow_up"]):
            assert 0 <= mark["start"] < mark["end"] <= len(text)
        for other in quote["also_in"]:
            assert 0 <= other["start"] < other["end"] <= len(articles[other["article_id"]].text)
        expected.append(text)
    assert shown == expected
    for side in (side for found in answer["disagreements"] for side in found["sides"]):
        cited = side["citation"]
        assert side["text"] == articles[cited["article_id"]].text[cited["start"] : cited["end"]]
        assert side["sha256"] == hashlib.sha256(side["text"].encode()).hexdigest()
        assert side["text"] in expected[side["rank"] - 1]
    return len(expected)


@settings(max_examples=settings.default.max_examples // 3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drafts=st.lists(DRAFTS, min_size=1, max_size=3), questions=st.lists(PHRASES, min_size=1, max_size=3))
def test_generated_quotes_are_slices(drafts: list[Draft], questions: list[str]) -> None:
    snapshot = open_drafts(drafts)
    if snapshot:
        for question in questions:
            check_question(snapshot, question)


@pytest.mark.slow
def test_ten_thousand_generated_questions() -> None:
    asked = quotes = 0

    @settings(max_examples=TOTAL // QUESTIONS_PER_LIBRARY + 20, deadline=None, database=None, derandomize=True,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(
        drafts=st.lists(DRAFTS, min_size=1, max_size=3),
        questions=st.lists(PHRASES, min_size=QUESTIONS_PER_LIBRARY, max_size=QUESTIONS_PER_LIBRARY),
    )
    def soak(drafts: list[Draft], questions: list[str]) -> None:
        nonlocal asked, quotes
        snapshot = open_drafts(drafts)
        if snapshot:
            for question in questions:
                quotes += check_question(snapshot, question)
            asked += len(questions)

    soak()
    assert asked >= TOTAL
    assert quotes > TOTAL / 10, "too few quotes were shown for the soak to mean anything"


def test_an_article_text_is_never_changed_by_the_store(snapshot: Snapshot) -> None:
    from_store = {article.article_id: article for article in snapshot.contents.articles.values()}
    for article in from_store.values():
        assert isinstance(article, Article)
        for heading in article.headings:
            assert article.text[heading.start : heading.end].strip()
