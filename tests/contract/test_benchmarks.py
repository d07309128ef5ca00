"""The benchmarks measure what they say: fused runs, chance, re-weighted runs, and the outcome of a question."""

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from citewell.corpus.types import Passage, Span
from citewell.index.collection import Collection
from citewell.index.evaluate import run_collection
from citewell.index.hashing import HashingEmbedder
from citewell.index.ranker import learnt_weights
from citewell.server.answer import Snapshot

pytestmark = pytest.mark.slow  # for the statistics of scipy, which take a second to import

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture(scope="module", autouse=True)
def _path() -> Iterator[None]:
    """Let the benchmarks find each other, as they do when one is run."""
    before = list(sys.path)
    sys.path.insert(0, str(BENCHMARKS))
    yield
    sys.path[:] = before


@pytest.fixture(scope="module")
def systems() -> ModuleType:
    import systems

    return systems


@pytest.fixture(scope="module")
def own() -> ModuleType:
    import own_questions

    return own_questions


def test_reciprocal_ranks_are_added_up(systems: ModuleType) -> None:
    one = {"q": {"a": 9.0, "b": 8.0, "c": 7.0}, "r": {}}
    other = {"q": {"c": 0.3, "b": 0.2}, "r": {"a": 1.0}}
    fused = systems.reciprocal_rank_fusion([one, other])
    assert fused["q"] == pytest.approx({"c": 1 / 63 + 1 / 61, "b": 1 / 62 + 1 / 62, "a": 1 / 61})
    assert list(fused["q"]) == ["c", "b", "a"]
    assert fused["r"] == pytest.approx({"a": 1 / 61})


def test_chance_is_that_of_swapping_the_systems_of_each_query(systems: ModuleType) -> None:
    worse, better = [0.1, 0.2, 0.3, 0.4, 0.5], [0.2, 0.4, 0.5, 0.6, 0.8]
    assert systems.chance(worse, better) == pytest.approx(2 / 2**5)  # only all five or none swapped differ as much
    assert systems.chance(better, worse) == systems.chance(worse, better)
    assert systems.chance(worse, worse) == 1
    many = [0.0, 1.0] * 20, [1.0, 0.0] * 10 + [0.9, 0.0] * 10
    assert systems.chance(*many) == systems.chance(*many) > 0.5
    assert systems.chance([0.0] * 40, [1.0] * 40) == pytest.approx(1 / 10_001, rel=1.01)


def test_ours_is_what_citewell_evaluate_runs(systems: ModuleType, snapshot: Snapshot) -> None:
    embedder = HashingEmbedder()
    queries = {
        "one": "fever and whom to call",
        "two": "May I drive a car? How many of the 97 patients were alive five years after?",
        "slip": "97 patiants alive five years",
    }
    theirs = run_collection(Collection([], queries, None, 1), snapshot.contents, embedder)
    runs = systems.all_runs(queries, snapshot.contents, embedder)
    assert {query: list(run) for query, run in runs["ours"].items()} == {q: list(run) for q, run in theirs.items()}
    for query, run in theirs.items():
        assert runs["ours"][query] == pytest.approx(run, abs=1e-6)
    without = {name for name, run in runs.items() if run != runs["ours"]}
    assert without >= {"BM25", "dense", "fusion", "ours without finding the question", "ours without spelling repair"}
    assert set(runs) >= {f"ours without `{signal}`" for signal in learnt_weights()}


def test_each_reading_leaves_one_part_out(systems: ModuleType, snapshot: Snapshot) -> None:
    readings = systems.readings(snapshot.contents)
    message = "Can I drive after carvykti? How many patiants had fever?"
    parts = {name: reading.understand(message).parts for name, reading in readings.items()}
    assert len(parts["ours"]) == 2
    assert "patients" in parts["ours"][1]
    assert parts["other names"] == parts["ours"]
    assert "patiants" in parts["spelling repair"][1]
    assert parts["finding the question"] == (message.replace("patiants", "patients"),)
    assert parts["as typed"] == (message,)
    expands = {name: bool(reading.contents.vocabulary.expand("carvykti")) for name, reading in readings.items()}
    assert expands == {name: name not in {"other names", "as typed"} for name in readings}
    assert snapshot.contents.vocabulary.expand("carvykti")


class FakeHit(NamedTuple):
    passage: Passage
    answering: tuple[Span, ...]


HITS = [FakeHit(Passage("a", start, start + 100, "", ()), (Span(start, start + 20),)) for start in range(0, 1000, 100)]


@pytest.mark.parametrize(
    ("start", "parts", "in_top", "rr", "is_marked"),
    [
        (0, 1, {1, 3}, 1, True),
        (210, 1, {3}, 1 / 3, True),
        (250, 1, {3}, 1 / 3, False),
        (300, 1, set(), 1 / 4, True),
        (100, 2, {1, 3}, 1, True),
        (400, 2, {3}, 1 / 3, True),
        (500, 2, set(), 1 / 3, True),  # the third of its turns, but only five are shown
        (5000, 1, set(), 0, False),
        (95, 1, set(), 0, False),  # cut by the end of a passage
    ],
)
def test_the_outcome_of_a_question(
    own: ModuleType, start: int, parts: int, in_top: set[int], rr: float, is_marked: bool
) -> None:
    gold = own.Gold("a", start, start + 10)
    (outcome, *others) = own.outcomes([[own.Gold("b", 0, 10), gold]] * parts, HITS)
    assert len(others) == parts - 1
    assert {n for n in (1, 3) if outcome.is_in_top(n)} == in_top
    assert outcome.reciprocal_rank == pytest.approx(rr)
    assert outcome.is_marked == is_marked


def test_figures_are_means_and_marked_counts_only_what_is_near(own: ModuleType) -> None:
    found = [own.Outcome(1, 0, True), own.Outcome(1, 2, False), own.Outcome(1, 4, True), own.Outcome(1, None, False)]
    assert own.figures(found) == pytest.approx((1 / 4, 2 / 4, (1 + 1 / 3 + 1 / 5) / 4, 1 / 2))
    assert own.figures([]) == (None,) * 4


def test_nothing_of_a_single_question_is_printed(own: ModuleType, snapshot: Snapshot) -> None:
    import quality
    from questions import Question

    words = {"article": "driving", "words": "Do not drive a car for 8 weeks"}
    asked = Question(id="x-1", library="starter", kind="plain", question="when can I take the wheel", answers=[[words]])
    gold = own.Gold("driving", start := snapshot.contents.articles["driving"].text.index("Do not"), start + 30)
    table = quality.own_section("tiny", [(asked, [[gold]])], snapshot.contents, HashingEmbedder())
    assert "| plain | 1 |" in table
    assert "| rambling | 0 | – / – / – / – |" in table
    assert "x-1" not in table
    assert "wheel" not in table


def test_the_table_of_a_collection_has_a_row_for_each_system(own: ModuleType, snapshot: Snapshot) -> None:
    import quality

    qrels = {"q": {"driving": 1, "awkward": 0}, "r": {"fever-after-car-t": 1}}
    queries = {"q": "when may I drive", "r": "fever", "unjudged": "remission"}
    collection = Collection([], queries, qrels, 1)
    table = quality.collection_section("tiny", collection, snapshot.contents, HashingEmbedder(), with_judged_only=True)
    rows = [line for line in table.splitlines() if line.startswith("|")]
    assert len({row.count("|") for row in rows}) == 1
    assert "2 queries" in table
    ours = [cell.strip() for cell in rows[-1].strip("|").split("|")]
    assert ours[:3] == ["ours", "1.000", "1.000"]
    assert math.isclose(float(ours[6]), 1.0)


def test_misspelling_is_told_as_the_share_that_is_kept() -> None:
    import quality

    def rr(texts: dict[str, str], is_repaired: bool) -> float:
        return 0.8 if texts == TEXTS else 0.76 if is_repaired else 0.6

    assert quality._cost("tiny", TEXTS, rr) == "| tiny | 0.800 | 0.760 | 95.0% | 0.600 | 75.0% |"


TEXTS = {"q": "when may patients travel abroad after treatment"}
