"""The question set is sound: it loads, and the words of each answer stand in one sentence of one passage."""

import importlib.util
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.entries import load_questions
from citewell.corpus.errors import CitewellError
from citewell.corpus.read import read_article
from citewell.corpus.split import split
from citewell.corpus.store import ArticleStore, StoredArticle
from citewell.corpus.types import Article, Passage, Span

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
STARTER = ROOT / "corpus" / "starter"
FILES = [ROOT / "benchmarks" / "questions" / name for name in ("tuning.yaml", "reported.yaml")]
COUNTS = Counter(plain=30, misspelled=10, rambling=8, two_in_one=6, follow_up=6)
UNANSWERABLE = [path.with_name(f"unanswerable_{path.name}") for path in FILES]
LEAST = 100  # unanswerable questions on each library in each half


def load_benchmark(name: str) -> ModuleType:
    """Load a module of the benchmarks, which are no package."""
    spec = importlib.util.spec_from_file_location(f"benchmarks_{name}", ROOT / "benchmarks" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


qs = load_benchmark("questions")
un = load_benchmark("unanswerable")


@cache
def half(path: Path) -> tuple[Any, ...]:
    if not path.is_file():
        pytest.skip(f"NOT TESTED: {path.name} is not written yet.")
    return qs.load_question_set(path)


@cache
def unanswered(path: Path) -> tuple[Any, ...]:
    if not path.is_file():
        pytest.skip(f"NOT TESTED: {path.name} is not written yet.")
    return un.load_unanswerable(path)


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory, starter: dict[Path, Article]) -> dict[str, dict[str, Article]]:
    """The articles of each library that is there, read as a publisher's are."""
    seeds = {path: read_article(path) for path in sorted(SEEDS.glob("*.txt"))}
    read = {}
    for name, articles in (("starter", starter), ("seeds", seeds)):
        if articles:
            store = ArticleStore(tmp_path_factory.mktemp(name) / "articles.sqlite")
            store.put_all([StoredArticle(article, str(path), path.name) for path, article in articles.items()])
            read[name] = qs.by_file(store)
    return read


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_library_has_so_many_questions_of_each_kind(path: Path) -> None:
    for library in ("seeds", "starter"):
        kinds = Counter(one.kind for one in half(path) if one.library == library)
        assert kinds == COUNTS if path.stem == "reported" else kinds > COUNTS  # the tuning half has a second writer


@pytest.mark.slow
def test_nothing_is_asked_twice() -> None:
    every = [one for path in FILES if path.is_file() for one in half(path)]
    asked = Counter((one.history, one.question.casefold()) for one in every)
    suggested = {((), one.question.casefold()) for one in load_questions(STARTER / "questions.yaml")}
    assert not [question for question, times in asked.items() if times > 1]
    assert not asked.keys() & suggested
    assert not [name for name, times in Counter(one.id for one in every).items() if times > 1]


@pytest.mark.slow
@pytest.mark.parametrize("library", ["starter", "seeds"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_words_that_answer_stand_in_one_sentence_of_one_passage(
    path: Path, library: str, libraries: Mapping[str, Mapping[str, Article]]
) -> None:
    questions = [one for one in half(path) if one.library == library]
    if library not in libraries:
        pytest.skip(f"NOT TESTED: the five real articles are not in {SEEDS}.")
    articles = libraries[library]
    passages = {article.article_id: split(article) for article in articles.values()}
    for one in questions:
        for golds, answers in zip(qs.gold_spans(one, articles), one.answers, strict=True):
            assert len(set(golds)) == len(golds), one.id
            for gold, answer in zip(golds, answers, strict=True):
                (right,) = [passage for passage in passages[gold.article_id] if qs.right_passage(gold, passage)]
                holding = [s for s in right.sentences if s.start <= gold.start and gold.end <= s.end]
                assert len(holding) == 1, f"{one.id}: “{answer.words}” is not inside one sentence"
                assert 4 <= len(answer.words.split()) <= 20, f"{one.id}: “{answer.words}”"


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_two_questions_in_one_are_answered_at_different_places(path: Path) -> None:
    for one in half(path):
        if one.kind == "two_in_one":
            first, second = one.answers
            assert not set(first) & set(second), one.id
        if one.kind == "rambling":
            assert 40 <= len(one.question.split()) <= 150, one.id


@pytest.mark.parametrize("library", ["starter", "seeds"])
@pytest.mark.parametrize("path", UNANSWERABLE, ids=lambda path: path.stem)
def test_each_library_has_unanswerable_questions_of_every_kind(path: Path, library: str) -> None:
    # Only counts and ids stand in the assertions: a failure must not print questions of the reported half.
    kinds = Counter(one.kind for one in unanswered(path) if one.library == library)
    related = {one.related for one in unanswered(path) if one.library == library}
    assert kinds.total() >= LEAST
    assert kinds.keys() == set(get_args(un.Kind))
    assert min(kinds.values()) * 2 >= max(kinds.values()), "the kinds are not about equally many"
    assert related == {True, False}


@pytest.mark.slow
def test_no_unanswerable_question_is_asked_twice_or_answered() -> None:
    every = [one for path in UNANSWERABLE if path.is_file() for one in unanswered(path)]
    answerable = [one for path in FILES if path.is_file() for one in half(path)]
    ids = Counter(one.id for one in (*every, *answerable))
    asked = Counter(wording(one) for one in every)
    answered = {wording(one) for one in answerable}
    suggested = {one.question.casefold() for one in load_questions(STARTER / "questions.yaml")}
    assert not [name for name, times in ids.items() if times > 1]
    assert not [one.id for one in every if asked[wording(one)] > 1]
    assert not [one.id for one in every if wording(one) in answered]
    assert not [one.id for one in every if one.library == "starter" and one.question.casefold() in suggested]


def wording(question: Any) -> tuple[str, str]:
    return question.library, " ".join(question.question.casefold().split())


UNANSWERED: dict[str, Any] = {
    "id": "u-1",
    "library": "seeds",
    "kind": "cost",
    "question": "what does it cost",
    "related": False,
    "why": "no prices",
}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"colour": "red"}, "question 1: colour: extra inputs"),
        ({"kind": "plain"}, "question 1: kind: input should be"),
        ({"library": "mine"}, "question 1: library: input should be"),
        ({"related": "maybe"}, "question 1: related: input should be"),
        ({"related": "yes"}, "question 1: related: input should be"),
        ({"why": ""}, "question 1: why: string should have at least 1"),
    ],
)
def test_a_fault_of_an_unanswerable_question_is_named(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    path = tmp_path / "set.yaml"
    path.write_text(yaml.safe_dump({"questions": [UNANSWERED]}), "utf-8")
    assert un.load_unanswerable(path) == (un.Unanswerable(**UNANSWERED),)
    path.write_text(yaml.safe_dump({"questions": [UNANSWERED | change]}), "utf-8")
    with pytest.raises(CitewellError, match=says):
        un.load_unanswerable(path)


ENTRY: dict[str, Any] = {
    "id": "t-1",
    "library": "starter",
    "kind": "plain",
    "question": "is it hot",
    "answers": [[{"article": "a", "words": "hot"}]],
}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"colour": "red"}, "question t-1: colour: extra inputs"),
        ({"kind": "odd"}, "question t-1: kind: input should be"),
        ({"kind": "follow_up"}, "question t-1: the entry: a follow_up, and nothing else, has a history"),
        ({"history": ["is it"]}, "question t-1: the entry: a follow_up, and nothing else"),
        ({"kind": "two_in_one"}, "question t-1: the entry: a two_in_one has two lists"),
        ({"answers": [[]]}, "question t-1: answers.0: "),
        ({"answers": []}, "question t-1: the entry: a two_in_one has two lists"),
    ],
)
def test_a_fault_is_named_with_its_question(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    path = tmp_path / "set.yaml"
    path.write_text(yaml.safe_dump({"questions": [ENTRY]}), "utf-8")
    assert qs.load_question_set(path)[0].question == "is it hot"
    path.write_text(yaml.safe_dump({"questions": [ENTRY | change]}), "utf-8")
    with pytest.raises(CitewellError, match=says):
        qs.load_question_set(path)


@pytest.mark.parametrize("text", ["questions: [", "- a", "questions: x", "questions: [1]"])
@pytest.mark.parametrize("load", [qs.load_question_set, un.load_unanswerable])
def test_a_file_that_is_no_set_is_named(tmp_path: Path, load: Callable[[Path], object], text: str) -> None:
    path = tmp_path / "set.yaml"
    with pytest.raises(CitewellError, match=r"set\.yaml cannot be read"):
        load(path)
    path.write_text(text, "utf-8")
    with pytest.raises(CitewellError, match=r"set\.yaml"):
        load(path)


def test_words_are_found_once_or_the_question_is_named() -> None:
    question = qs.Question(**ENTRY)
    assert qs.gold_spans(question, {"a": Article("a-hot-day", "T", "It is hot.")}) == [[("a-hot-day", 6, 9)]]
    with pytest.raises(CitewellError, match="Question t-1: “hot” stands nowhere in a"):
        qs.gold_spans(question, {"a": Article("a", "T", "It is Hot.")})
    with pytest.raises(CitewellError, match="Question t-1: “hot” stands more than once in a"):
        qs.gold_spans(question, {"a": Article("a", "T", "hot, hot")})
    with pytest.raises(CitewellError, match="no article from a file “a”"):
        qs.gold_spans(question, {"b": Article("a", "T", "hot")})


def test_a_passage_is_right_when_it_holds_all_the_words_of_its_article() -> None:
    gold = qs.Gold("a", 10, 20)
    assert qs.right_passage(gold, Passage("a", 10, 20))
    assert not qs.right_passage(gold, Passage("b", 0, 30))
    assert not qs.right_passage(gold, Passage("a", 11, 30))
    assert not qs.right_passage(gold, Passage("a", 0, 19))


@given(start=st.integers(0, 40), length=st.integers(1, 40))
def test_an_answer_is_marked_when_one_span_covers_half_of_its_words(start: int, length: int) -> None:
    gold, span = qs.Gold("a", 10, 20), Span(start, start + length)
    covered = len(set(range(10, 20)) & set(range(span.start, span.end)))
    assert qs.marked(gold, [Span(0, 1), span]) == (covered >= 5)
    assert not qs.marked(gold, [])
