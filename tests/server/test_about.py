"""What a library is said to cover: its own titles, however many there are."""

import time

import pytest

from citewell.corpus.types import Article
from citewell.server.about import About, about, covers_notice, question_links
from citewell.server.answer import Snapshot
from citewell.server.notices import Link


def library(*titles: str) -> About:
    articles = {f"a{n}": Article(f"a{n}", title, "Words.") for n, title in enumerate(titles)}
    return about(list(articles.values()), "2026-11-21T12:00:00Z")


def test_titles_are_told_word_for_word_with_their_addresses(snapshot: Snapshot) -> None:
    told = about(list(snapshot.contents.articles.values()), snapshot.built, ("a?", "b?", "c?", "d?"))
    assert told.article_count == len(snapshot.contents.articles) == 5
    assert told.built == snapshot.built
    assert told.questions == ("a?", "b?", "c?")
    for topic in told.topics:
        article = snapshot.contents.articles[topic.url.removeprefix("/articles/")]
        assert topic.text == article.title


def test_every_address_answers(snapshot: Snapshot, client: object) -> None:
    told = about(list(snapshot.contents.articles.values()), snapshot.built, ("Is fever common & when?",))
    for link in (*covers_notice(told).links, *question_links(told)):
        assert client.get(link.url).status_code == 200, link  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("count", "words", "links"),
    [
        (0, "no articles", 0),
        (1, "one article:", 1),
        (2, "2 articles:", 2),
        (5, "5 articles:", 5),
        (6, "6 articles. Some", 6),  # five titles, and all articles
        (16_000, "16,000 articles. Some", 6),
    ],
)
def test_a_library_of_any_size_is_told(snapshot: Snapshot, count: int, words: str, links: int) -> None:
    notice = covers_notice(library(*(f"Title {n}" for n in range(count))))
    assert notice.kind == "covers"
    assert words in notice.text
    assert len(notice.links) == links
    assert len({link.url for link in notice.links}) == links


def test_titles_that_are_missing_or_the_same_are_told_once(snapshot: Snapshot) -> None:
    told = library("Fever", "Fever", "", "Costs")
    assert told.article_count == 4
    assert [topic.text for topic in told.topics] == ["Costs", "Fever"]
    assert covers_notice(told).text == "This library has 4 articles. Some of them:"


def test_the_titles_told_lie_apart_and_are_the_same_each_time(snapshot: Snapshot) -> None:
    titles = [f"{letter}{n}" for letter in "abcde" for n in range(9)]
    told = library(*titles)
    assert told == library(*titles)
    assert [topic.text[0] for topic in told.topics] == list("abcde")


def test_a_large_library_is_told_at_once() -> None:
    articles = {f"a{n}": Article(f"a{n}", f"Title {n}", "Words.") for n in range(16_000)}
    began = time.perf_counter()
    about(list(articles.values()), "")
    assert time.perf_counter() - began < 1


def test_a_question_to_try_is_a_link_that_asks_it() -> None:
    told = About(1, "", (), ("Is 38 °C a fever & what then?",))
    assert question_links(told) == (
        Link("Is 38 °C a fever & what then?", "/?q=Is+38+%C2%B0C+a+fever+%26+what+then%3F"),
    )
