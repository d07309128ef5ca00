"""What would other rankings find, and is the difference to ours more than chance?

The signals of a question's candidates are measured once for each way of reading the message, and weighted anew for each
system.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

import numpy as np
from numpy.typing import NDArray
from scipy.stats import permutation_test

from citewell.index.contents import Contents
from citewell.index.embedder import Embedder
from citewell.index.evaluate import Run
from citewell.index.names import Vocabulary
from citewell.index.question import clean_question, understand
from citewell.index.ranker import learnt_weights, rank
from citewell.index.search import find_candidates
from citewell.index.signals import SIGNALS
from citewell.index.spelling import Speller
from citewell.index.types import FIRST_RANK, Query

DOCUMENTS = 100
"""Documents ranked for each query, as `citewell evaluate` does."""

RESAMPLES = 10_000
SEED = 7

RRF_K = 60
"""As in Cormack, Clarke & Büttcher 2009, doi 10.1145/1571941.1572114."""

Weights = Mapping[str, float]


def weights(**named: float) -> Weights:
    """Give every signal that is not named the weight 0."""
    return dict.fromkeys(SIGNALS, 0.0) | named


SIMPLE = {
    "BM25": weights(lexical=1),
    "dense": weights(dense=1),
    "fusion": weights(dense=0.6, sentence=0.4, lexical=0.6),
}
"""Systems that search the message as it was typed; fusion is Citewell's ranking before it understood questions."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A way of reading messages: how one becomes a query, and the contents that it is searched in."""

    contents: Contents
    understand: Callable[[str], Query]


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates for one question, and their signals: of shape (candidates,) and (candidates, signals)."""

    positions: NDArray[np.int64]
    signals: NDArray[np.float32]


Measured = Mapping[str, Sequence[Found]]
"""Query id → what was found for each question in it."""


def readings(contents: Contents) -> dict[str, Reading]:
    """List the ways of reading a message: ours, ours without one part, and as it was typed."""
    unnamed = copy.copy(contents)
    vars(unnamed)["vocabulary"] = Vocabulary((), ())
    mute = Speller({})  # whoever knows no words puts none in the place of another

    def ours(message: str) -> Query:
        return understand(message, contents.speller)

    return {
        "ours": Reading(contents, ours),
        "other names": Reading(unnamed, ours),
        "spelling repair": Reading(contents, lambda message: understand(message, mute)),
        "finding the question": Reading(
            contents, lambda message: as_one(contents.speller.repair(clean_question(message))[0])
        ),
        "as typed": Reading(unnamed, lambda message: as_one(clean_question(message))),
    }


def as_one(text: str) -> Query:
    """Take a whole message for one question."""
    return Query(text, (text,))


def measure_signals(queries: Mapping[str, str], reading: Reading, embedder: Embedder) -> Measured:
    """Find the candidates of each query, with their signals."""
    measured: dict[str, list[Found]] = {}
    for query_id, message in queries.items():
        query = reading.understand(message)
        found = find_candidates(reading.contents, embedder, query.parts, query.message)
        measured[query_id] = [Found(candidates.positions, candidates.signals) for candidates in found]
    return measured


def make_run(measured: Measured, contents: Contents, by: Weights) -> Run:
    """Rank documents by their best passage, as `citewell evaluate` does."""
    run: Run = {}
    for query_id, parts in measured.items():
        scores: dict[int, float] = {}
        for position, score in filter(None, chain.from_iterable(zip_longest(*(_ranked(part, by) for part in parts)))):
            scores.setdefault(position, score)
        best: dict[str, float] = {}
        for position, score in sorted(scores.items(), key=lambda scored: -scored[1]):
            best.setdefault(contents.passages[position].article_id, score)
        run[query_id] = dict(list(best.items())[:DOCUMENTS])
    return run


def _ranked(found: Found, by: Weights) -> list[tuple[int, float]]:
    scores = rank(found.signals, by)
    order = np.lexsort((found.positions, -scores))
    return list(zip(found.positions[order].tolist(), scores[order].tolist(), strict=True))


def reciprocal_rank_fusion(runs: Sequence[Run], k: int = RRF_K) -> Run:
    """Fuse runs of the same queries: each gives a document 1 / (k + its rank)."""
    fused: Run = {}
    for query_id in runs[0]:
        scores: dict[str, float] = {}
        for run in runs:
            for place, doc_id in enumerate(run[query_id], FIRST_RANK):
                scores[doc_id] = scores.get(doc_id, 0.0) + 1 / (k + place)
        fused[query_id] = dict(sorted(scores.items(), key=lambda scored: -scored[1])[:DOCUMENTS])
    return fused


def all_runs(queries: Mapping[str, str], contents: Contents, embedder: Embedder) -> dict[str, Run]:
    """Run all systems, ours last."""
    measured = {name: measure_signals(queries, reading, embedder) for name, reading in readings(contents).items()}
    ours = learnt_weights()
    typed = {name: make_run(measured["as typed"], contents, by) for name, by in SIMPLE.items()}
    fused = reciprocal_rank_fusion([typed["BM25"], typed["dense"]])
    runs = {"BM25": typed["BM25"], "dense": typed["dense"], "RRF of these two": fused, "fusion": typed["fusion"]}
    for part in ("other names", "spelling repair", "finding the question"):
        runs[f"ours without {part}"] = make_run(measured[part], contents, ours)
    for signal in SIGNALS:
        runs[f"ours without `{signal}`"] = make_run(measured["ours"], contents, {**ours, signal: 0.0})
    return runs | {"ours": make_run(measured["ours"], contents, ours)}


def chance(values: Sequence[float], others: Sequence[float]) -> float:
    """Tell how likely two systems that are equally good differ as much: the p of a two-sided paired randomisation test.

    Smucker, Allan & Carterette 2007, doi 10.1145/1321440.1321528, recommend it for measures of retrieval.
    """

    def difference(one: NDArray[np.float64], other: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
        return np.mean(one - other, axis=axis)

    tested = permutation_test(
        (values, others), difference, permutation_type="samples", n_resamples=RESAMPLES, batch=1000, rng=SEED
    )
    return float(tested.pvalue)
