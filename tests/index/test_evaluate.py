"""Evaluation: the measures equal pytrec_eval's, and runs keep the order of the ranking."""

import math

import pytest
import pytrec_eval

from citewell.index.collection import Collection
from citewell.index.evaluate import judged_only, measure, measure_each, run_collection, to_trec
from citewell.index.hashing import HashingEmbedder
from citewell.server.answer import Snapshot

QRELS = {"q1": {"a": 3, "b": 1, "c": 0}, "q2": {"d": 2}, "q3": {"e": 1}}
RUN = {"q1": {"b": 2.0, "x": 1.5, "a": 1.0}, "q2": {"x": 1.0, "y": 0.5, "d": 0.1}}


def test_measures_equal_pytrec_eval() -> None:
    measures = measure(QRELS, RUN, rel_threshold=2)
    graded = pytrec_eval.RelevanceEvaluator(QRELS, {"ndcg_cut.10"}).evaluate(RUN)
    binary = pytrec_eval.RelevanceEvaluator(QRELS, {"map", "recip_rank", "recall.10"}, relevance_level=2).evaluate(RUN)
    assert measures["nDCG@10"] == pytest.approx(sum(q["ndcg_cut_10"] for q in graded.values()) / 3)
    assert measures["MAP"] == pytest.approx(sum(q["map"] for q in binary.values()) / 3)
    assert measures["RR@10"] == pytest.approx(sum(q["recip_rank"] for q in binary.values()) / 3)
    assert measures["R@10"] == pytest.approx(2 / 3)
    assert measures["Judged@10"] == pytest.approx((2 / 3 + 1 / 3) / 3)


def test_each_query_is_measured_and_the_mean_of_them_is_the_measure() -> None:
    each = measure_each(QRELS, RUN, rel_threshold=2)
    assert list(each) == ["q1", "q2", "q3"]
    assert each["q1"] == pytest.approx(
        {"nDCG@10": (1 + 3 / 2) / (3 + 1 / math.log2(3)), "MAP": 1 / 3, "RR@10": 1 / 3, "R@10": 1, "Judged@10": 2 / 3}
    )
    assert set(each["q3"].values()) == {0.0}  # it is not in the run
    means = {name: sum(values[name] for values in each.values()) / 3 for name in each["q1"]}
    assert measure(QRELS, RUN, rel_threshold=2) == pytest.approx(means)


def test_a_run_of_the_judged_alone_keeps_their_order() -> None:
    judged = judged_only(QRELS, RUN | {"unjudged": {"a": 1.0}})
    assert {query_id: list(scores) for query_id, scores in judged.items()} == {
        "q1": ["b", "a"], "q2": ["d"], "unjudged": [],
    }  # fmt: skip
    measures = measure(QRELS, judged, rel_threshold=2)
    assert measures["MAP"] == pytest.approx((1 / 2 + 1 + 0) / 3)
    assert measures["Judged@10"] == pytest.approx(2 / 3)


def test_a_run_ranks_documents_by_their_best_passage(snapshot: Snapshot) -> None:
    collection = Collection([], {"q": "fever and whom to call", "r": "97 patients alive five years"}, None, 1)
    run = run_collection(collection, snapshot.contents, HashingEmbedder(), k=3)
    assert next(iter(run["q"])) == "fever-after-car-t"
    assert list(run["r"])[:2] == ["press-two", "press-one"]  # a repeat counts with its own score
    assert all(len(documents) <= 3 for documents in run.values())


def test_trec_runs_fall_strictly_in_score() -> None:
    lines = [line.split() for line in to_trec({"q": {"a": 1.0, "b": 1.0, "c": 0.5}}, "tag").splitlines()]
    assert [(line[0], line[1], line[2], line[3], line[5]) for line in lines] == [
        ("q", "Q0", "a", "1", "tag"), ("q", "Q0", "b", "2", "tag"), ("q", "Q0", "c", "3", "tag"),
    ]  # fmt: skip
    scores = [float(line[4]) for line in lines]
    assert scores == sorted(set(scores), reverse=True)


def test_a_query_for_which_nothing_is_found_scores_zero() -> None:
    qrels = {"q1": {"a": 1}, "q2": {"b": 1}}
    each = measure_each(qrels, judged_only(qrels, {"q1": {"a": 1.0, "x": 0.5}, "q2": {"x": 2.0}}))
    assert each["q1"]["nDCG@10"] == 1
    assert set(each["q2"].values()) == {0.0}
