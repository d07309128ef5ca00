"""A rescorer has a say in the order of the best candidates of each question, and in nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from citewell.corpus.split import split
from citewell.corpus.store import StoredArticle
from citewell.corpus.types import Article, Heading
from citewell.index.build import build, index_articles, searchable_texts
from citewell.index.contents import Contents
from citewell.index.embedder import load_embedder
from citewell.index.hashing import HashingEmbedder
from citewell.index.library import Library, create_library
from citewell.index.search import search
from citewell.index.types import Hit, Query
from citewell.server.answer import Snapshot, answer
from citewell.server.cli import main
from citewell.server.live import LiveRelease

READ = 20
QUESTION = "Is fever common after the infusion?"


class Scorer:
    """Scores by a function of the text, and remembers what it was asked to read."""

    def __init__(self, score: Callable[[str, str], float]) -> None:
        self._score = score
        self.asked: list[tuple[str, list[str]]] = []

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append((question, list(texts)))
        return np.array([self._score(question, text) for text in texts], dtype=np.float32)


def overlap(question: str, text: str) -> float:
    """Count the words of the question, as they are written, that stand in the text."""
    return sum(word in text.lower().split() for word in set(question.lower().rstrip("?").split()))


@pytest.fixture(scope="module")
def many() -> Contents:
    """Forty-five articles of one passage that share more or less with the question, none a repeat of another."""
    words = ("fever", "common", "infusion", "days", "nurse", "water")
    articles = []
    for number, (first, second) in enumerate([*product(words, words), *product(words[:3], words[:3])]):
        text = f"Note{number}\n\nIn clinic{number} the word{number} {first} was said of {second} by person{number}."
        articles.append(Article(f"a{number:02}", f"Title {number}", text, headings=(Heading(0, len(f"Note{number}")),)))
    passages = [passage for article in articles for passage in split(article)]
    assert len(passages) == len(articles)
    return index_articles(articles, passages, *searchable_texts(articles, passages), HashingEmbedder().encode)


def hits(contents: Contents, scorer: Scorer | None, k: int = 100, *parts: str) -> tuple[Hit, ...]:
    query = Query(QUESTION, parts or (QUESTION,))
    return search(contents, HashingEmbedder(), query, k, rescorer=scorer).hits


def ids(found: Sequence[Hit]) -> list[str]:
    return [hit.passage.article_id for hit in found]


def test_it_changes_the_order_of_the_best_alone(many: Contents) -> None:
    plain, scorer = hits(many, None), Scorer(lambda _, text: float(text.split()[1]))
    rescored = hits(many, scorer)
    assert len(plain) > READ + 5
    assert ids(rescored)[:READ] != ids(plain)[:READ]
    assert sorted(ids(rescored)[:READ]) == sorted(ids(plain)[:READ])
    assert ids(rescored)[READ:] == ids(plain)[READ:]


def test_what_it_reads_is_the_title_the_heading_and_the_passage(many: Contents) -> None:
    scorer = Scorer(overlap)
    best = hits(many, None)[:READ]
    hits(many, scorer)
    ((question, texts),) = scorer.asked
    assert question == QUESTION
    articles = [many.articles[hit.passage.article_id] for hit in best]
    assert texts == [
        f"{a.title}\n{h.passage.heading}\n{many.text(h.passage)}" for a, h in zip(articles, best, strict=True)
    ]
    assert all("Note" in text.splitlines()[1] for text in texts)


def test_both_scores_count_the_same_once_standardised(many: Contents) -> None:
    ours = np.array([hit.score for hit in hits(many, None)[:READ]])
    theirs = np.random.default_rng(7).normal(size=READ) * 30
    told = dict(zip(ids(hits(many, None)), theirs, strict=False))
    rescored = hits(many, Scorer(lambda _, text: told[f"a{int(text.split()[1]):02}"]))[:READ]
    expected = (ours - ours.mean()) / ours.std() + (theirs - theirs.mean()) / theirs.std()
    assert [hit.score for hit in rescored] == pytest.approx(sorted(expected, reverse=True), abs=1e-4)


def test_one_that_cannot_tell_passages_apart_changes_no_order(many: Contents) -> None:
    assert ids(hits(many, Scorer(lambda *_: 0.7))) == ids(hits(many, None))


def test_each_question_of_a_message_is_rescored_on_its_own(many: Contents) -> None:
    scorer = Scorer(overlap)
    found = hits(many, scorer, 10, "Is fever common?", "Where is the nurse?")
    assert [question for question, _ in scorer.asked] == ["Is fever common?", "Where is the nurse?"]
    assert [hit.part for hit in found[:2]] == ["Is fever common?", "Where is the nurse?"]


@settings(max_examples=settings.default.max_examples // 2)
@given(text=st.text(max_size=80), seed=st.integers(0, 2**32 - 1), k=st.integers(1, 8))
def test_rankings_stay_ordered_distinct_and_repeatable(snapshot: Snapshot, text: str, seed: int, k: int) -> None:
    query = Query(text, (text,))
    rankings = []
    for _ in range(2):
        generator = np.random.default_rng(seed)
        scorer = Scorer(lambda *_, generator=generator: generator.normal())  # type: ignore[misc]
        rankings.append(search(snapshot.contents, HashingEmbedder(), query, k, rescorer=scorer))
    ranking = rankings[0]
    assert rankings[1] == ranking
    assert [hit.rank for hit in ranking.hits] == list(range(1, len(ranking.hits) + 1))
    scores = [hit.score for hit in ranking.hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.passage.passage_id for hit in ranking.hits}) == len(ranking.hits) <= k


def test_what_is_shown_stays_word_for_word(snapshot: Snapshot) -> None:
    scorer = Scorer(lambda _, text: -overlap(QUESTION, text))
    rescored = replace(snapshot, rescorer=scorer)
    quotes, before = answer(rescored, QUESTION).quotes, answer(snapshot, QUESTION).quotes
    assert scorer.asked
    assert [quote.passage_id for quote in quotes] != [quote.passage_id for quote in before]
    for quote in quotes:
        cited = quote.citation
        assert quote.text == snapshot.contents.articles[cited.article_id].text[cited.start : cited.end]


def test_a_server_keeps_it_from_one_release_to_the_next(tmp_path: Path) -> None:
    own = create_library(tmp_path)
    scorer = Scorer(overlap)
    for number in range(2):
        own.articles.put(StoredArticle(Article("a", "Fever", f"Edition {number} says that fever is common."), "a", "a"))
        build(own, HashingEmbedder())
        if number == 0:
            live = LiveRelease(own, load_embedder, scorer)
    assert live.snapshot.rescorer is scorer
    assert live.refresh()
    assert answer(live.snapshot, "fever").quotes[0].text.startswith("Edition 1")
    assert len(scorer.asked) == 1


def test_the_command_line_takes_one_by_name(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    scorer = Scorer(overlap)
    named: list[str | None] = []
    monkeypatch.setattr("citewell.server.commands.questions.load_rescorer", lambda name: named.append(name) or scorer)
    asked = ["ask", QUESTION, "--library", str(library.root)]
    for arguments, environment in ((["--cross-encoder", "one"], {}), ([], {"CITEWELL_ASK_CROSS_ENCODER": "two"})):
        assert CliRunner().invoke(main, asked + arguments, env=environment).exit_code == 0
    assert named == ["one", "two"]
    assert [question for question, _ in scorer.asked] == [QUESTION, QUESTION]
