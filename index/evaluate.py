"""How good is the ranking?

Runs the queries of a test collection through the same search that answers people, ranks documents by their best
passage, and measures the run with ir_measures (MacAvaney et al. 2022, doi 10.1007/978-3-030-99739-7_38).
"""

from collections.abc import Callable, Mapping
from statistics import fmean

import ir_measures
from ir_measures import AP, RR, Judged, R, nDCG

from citewell.corpus.store import StoredArticle
from citewell.index.collection import Collection
from citewell.index.contents import Contents
from citewell.index.embedder import Embedder, Rescorer
from citewell.index.library import Library
from citewell.index.question import understand
from citewell.index.search import search
from citewell.index.types import FIRST_RANK, Ranking

Qrels = Mapping[str, Mapping[str, int]]
"""Query id → document id → grade."""

Run = dict[str, dict[str, float]]
"""Query id → document id → score, best first."""

_PASSAGES_PER_DOCUMENT = 4
"""How many passages are ranked for every document wanted; longer documents take several places."""


def store_collection(collection: Collection, library: Library) -> None:
    """Put every document of a collection into the article store of a library."""
    library.articles.put_all([StoredArticle(article, article.article_id, "") for article in collection.articles])


def run_collection(
    collection: Collection,
    contents: Contents,
    embedder: Embedder,
    k: int = 100,
    progress: Callable[[int], object] | None = None,
    rescorer: Rescorer | None = None,
) -> Run:
    """Rank up to k documents for every query, by their best passage."""
    run: Run = {}
    for query_id, text in collection.queries.items():
        query = understand(text, contents.speller)
        ranking = search(contents, embedder, query, k * _PASSAGES_PER_DOCUMENT, rescorer=rescorer)
        run[query_id] = _best_of_each_document(ranking, k)
        if progress:
            progress(1)
    return run


def _best_of_each_document(ranking: Ranking, k: int) -> dict[str, float]:
    """Score the first k documents by their best passage, whether it was shown on its own or folded into another."""
    passages = [(hit.score, hit.passage) for hit in ranking.hits]
    passages += [(same.score, same.passage) for hit in ranking.hits for same in hit.also_in]
    best: dict[str, float] = {}
    for score, passage in sorted(passages, key=lambda scored: -scored[0]):
        if len(best) < k:
            best.setdefault(passage.article_id, score)
    return best


def judged_only(qrels: Qrels, run: Run) -> Run:
    """Leave out of a run what nobody judged for the query: a ranking of the judged documents alone.

    Their condensed list (Sakai 2007, doi 10.1145/1277741.1277756) is how systems that re-rank given candidates compare.
    """
    return {
        query_id: {doc_id: score for doc_id, score in scores.items() if doc_id in qrels.get(query_id, {})}
        for query_id, scores in run.items()
    }


def measure(qrels: Qrels, run: Run, rel_threshold: int = 1) -> dict[str, float]:
    """Measure a run: the means of what `measure_each` tells.

    Queries without a judgement do not count; judged queries that the run has nothing for score 0.
    """
    each = measure_each(qrels, run, rel_threshold).values()
    return {name: fmean(values[name] for values in each) for name in _measures(rel_threshold)}


def measure_each(qrels: Qrels, run: Run, rel_threshold: int = 1) -> dict[str, dict[str, float]]:
    """Measure the run of each judged query: query id → name of the measure → value.

    nDCG@10 is by grades, the others with `rel_threshold` as the grade that makes a document relevant.
    """
    named = _measures(rel_threshold)
    names = {measure: name for name, measure in named.items()}
    values: dict[str, dict[str, float]] = {query_id: dict.fromkeys(named, 0.0) for query_id in qrels}
    found = {
        query_id: scores for query_id, scores in run.items() if scores
    }  # ir_measures divides by how many there are
    for metric in ir_measures.iter_calc(list(names), qrels, _strictly_ordered(found)):
        values[metric.query_id][names[metric.measure]] = float(metric.value)
    return values


def _measures(rel: int) -> dict[str, ir_measures.Measure]:
    return {"nDCG@10": nDCG @ 10, "MAP": AP(rel=rel), "RR@10": RR(rel=rel) @ 10, "R@10": R(rel=rel) @ 10,
            "Judged@10": Judged @ 10}  # fmt: skip


def to_trec(run: Run, tag: str) -> str:
    """Write a run in the TREC format: query, Q0, document, rank, score, tag."""
    return "".join(
        f"{query_id} Q0 {doc_id} {rank} {score:.6f} {tag}\n"
        for query_id, scores in _strictly_ordered(run).items()
        for rank, (doc_id, score) in enumerate(scores.items(), FIRST_RANK)
    )


def _strictly_ordered(run: Run) -> Run:
    """Make scores fall with rank, as measures break ties by document id and not by our order."""
    return {
        query_id: {doc_id: score - 1e-4 * rank for rank, (doc_id, score) in enumerate(scores.items())}
        for query_id, scores in run.items()
    }
