"""Learn what each signal of the ranking counts, and how well that carries over to questions it was not learnt from.

    python benchmarks/train_ranker.py --folder WORK --collection MEDIQA-ALEXA --collection MEDIQA-VAL --seeds SEEDS

The collections are BEIR-style folders; the seeds are the five articles of the project's own question set, whose tuning
half is learnt from too, as are the starter library's questions.  WORK keeps the encoded libraries between runs.  Writes
`index/ranker.json` and prints the report in `benchmarks/ranker.md`.

A pair of a better and a worse passage of one question should be told apart by their scores: the loss is the logistic
loss of their difference (RankNet, Burges et al. 2005, doi 10.1145/1102351.1102363), weighted by what exchanging them
would change in nDCG (LambdaRank, Burges et al. 2006).  No weight may be negative: more of a signal never speaks against
a passage.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from citewell.corpus.entries import load_questions
from citewell.corpus.ingest import find_files
from citewell.corpus.types import Passage
from citewell.index.build import build
from citewell.index.collection import read_collection
from citewell.index.contents import Contents
from citewell.index.embedder import Embedder, load_embedder
from citewell.index.evaluate import store_collection
from citewell.index.library import Library, create_library
from citewell.index.question import understand
from citewell.index.ranker import standardise
from citewell.index.search import find_candidates
from citewell.index.signals import SIGNALS
from citewell.server.live import open_release

sys.path.insert(0, str(Path(__file__).resolve().parent))
from questions import by_file, gold_spans, load_question_set, right_passage

ROOT = Path(__file__).resolve().parents[1]
STARTER = ROOT / "corpus" / "starter"
TUNING = ROOT / "benchmarks" / "questions" / "tuning.yaml"
MODEL = ROOT / "index" / "ranker.json"

DEPTH = 40
"""Passages below this rank are not learnt from: nobody sees them."""

QUESTIONS = 60
"""Every set counts as so many questions, whatever its size."""

PENALTY = 3.0
"""Ridge penalty; from 1 to 10 nothing changes by more than .005."""

ROUNDS = 3
BY_HAND = {"source": 0.05, "date": 0.05}
"""No collection has sources and dates to learn from: they settle ties, for the nearer source and the newer text."""

START = {"dense": 0.6, "sentence": 0.4, "lexical": 0.6}
"""The fusion that was in use before."""


@dataclass(frozen=True)
class Asked:
    """One question: its candidates' standardised signals, what each belongs to, and the grades of those."""

    signals: NDArray[np.float32]
    units: Sequence[str]
    grades: Mapping[str, float]
    relevant_from: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--collection", type=Path, action="append", default=[])
    parser.add_argument("--seeds", type=Path)
    arguments = parser.parse_args()
    embedder = load_embedder()
    sets = {folder.name: from_collection(folder, arguments.folder, embedder) for folder in arguments.collection}
    sets["starter's list"] = from_list(open_articles([STARTER], arguments.folder / "starter"), embedder)
    for name, articles in (("starter", STARTER), ("seeds", arguments.seeds)):
        if articles:
            sets[name] = from_question_set(name, [articles], arguments.folder / name, embedder)
    weights = learn(sets.values())
    print("| set | questions | before | learnt from all | learnt from the others |\n|---|---|---|---|---|")
    start = np.array([START.get(name, 0) for name in SIGNALS])
    for name, asked in sets.items():
        others = learn(other for other_name, other in sets.items() if other_name != name)
        shown = " | ".join(told(asked, by) for by in (start, weights, others))
        print(f"| {name} | {len(asked)} | {shown} |")
    print("\n| signal | weight | without it |\n|---|---|---|")
    for number, (name, weight) in enumerate(zip(SIGNALS, weights, strict=True)):
        without = learn(sets.values(), without=number)
        shown = ", ".join(f"{key} {mean_ndcg(asked, without):.3f}" for key, asked in sets.items())
        print(f"| {name} | {weight:.3f} | {shown} |")
    learnt = {name: round(float(weight), 3) for name, weight in zip(SIGNALS, weights, strict=True)}
    MODEL.write_text(json.dumps({"weights": learnt}, indent=1) + "\n", "utf-8")


def from_collection(folder: Path, work: Path, embedder: Embedder) -> list[Asked]:
    """Read a test collection: the units are its documents."""
    collection = read_collection(folder)
    library = create_library(work / folder.name)
    store_collection(collection, library)
    contents = open_built(library, embedder)
    qrels = collection.qrels or {}
    asked: list[Asked] = []
    for query_id, text in collection.queries.items():
        if query_id in qrels:
            grades = {document: float(grade) for document, grade in qrels[query_id].items()}
            asked += ready(contents, embedder, text, (), _article, [grades], collection.rel_threshold)
    return asked


def _article(passage: Passage) -> str:
    return passage.article_id


def _passage(passage: Passage) -> str:
    return passage.passage_id


def from_list(library: Library, embedder: Embedder) -> list[Asked]:
    """Read the starter library's own questions: the units are its passages."""
    contents = open_built(library, embedder)
    asked: list[Asked] = []
    for entry in (one for one in load_questions(STARTER / "questions.yaml") if not one.offer):  # those are easy
        right = {p.passage_id: 1.0 for p in contents.passages if entry.answer in contents.text(p)}
        asked += ready(contents, embedder, entry.question, (), _passage, [right], 1)
    return asked


def from_question_set(name: str, paths: Iterable[Path], root: Path, embedder: Embedder) -> list[Asked]:
    """Read the tuning half of the question set for one library."""
    library = open_articles(paths, root)
    contents = open_built(library, embedder)
    articles = by_file(library.articles)
    asked: list[Asked] = []
    for question in load_question_set(TUNING):
        if question.library == name:
            grades = [
                {p.passage_id: 1.0 for p in contents.passages if any(right_passage(gold, p) for gold in golds)}
                for golds in gold_spans(question, articles)
            ]
            asked += ready(contents, embedder, question.question, question.history, _passage, grades, 1)
    return asked


def open_articles(paths: Iterable[Path], root: Path) -> Library:
    library = create_library(root)
    list(library.ingest(find_files(paths)))
    return library


def open_built(library: Library, embedder: Embedder) -> Contents:
    built = build(library, embedder)
    return open_release(library, built.release_id, load_embedder, held=embedder).contents


def ready(
    contents: Contents,
    embedder: Embedder,
    text: str,
    history: Sequence[str],
    unit: Callable[[Passage], str],
    grades: Sequence[Mapping[str, float]],
    relevant_from: float,
) -> Iterator[Asked]:
    """Measure the signals of every question in a message; each has grades of its own where there are as many."""
    query = understand(text, contents.speller, history)
    if len(grades) not in {1, len(query.parts)}:
        grades = [{key: grade for one in grades for key, grade in one.items()}]
    for number, candidates in enumerate(find_candidates(contents, embedder, query.parts, query.message)):
        units = [unit(contents.passages[position]) for position in candidates.positions]
        own = grades[min(number, len(grades) - 1)]
        yield Asked(standardise(candidates.signals), units, own, relevant_from)


def order(asked: Asked, weights: NDArray[np.float64]) -> dict[str, int]:
    """Rank units by their best passage: unit → the row of that passage, best first."""
    best: dict[str, int] = {}
    for row in np.argsort(-(asked.signals @ weights), kind="stable"):
        best.setdefault(asked.units[row], int(row))
    return best


def ideal(asked: Asked) -> float:
    grades = sorted(asked.grades.values(), reverse=True)[:10]
    return sum(grade / np.log2(rank + 2) for rank, grade in enumerate(grades)) or 1.0


def pairs(asked: Asked, weights: NDArray[np.float64]) -> Iterator[tuple[NDArray[np.float32], float]]:
    """Yield the difference in signals of every better and worse unit, and what exchanging them changes."""
    ranked = list(order(asked, weights).items())
    grades = [asked.grades.get(unit, 0) for unit, _ in ranked]
    discounts = 1 / np.log2(np.minimum(np.arange(len(ranked)), 50) + 2)
    for i, grade in enumerate(grades):
        for j in range(min(len(ranked), DEPTH)):
            if grade > grades[j]:
                change = (grade - grades[j]) * (abs(discounts[i] - discounts[j]) + 0.02) / ideal(asked)
                yield asked.signals[ranked[i][1]] - asked.signals[ranked[j][1]], change


def learn(sets: Iterable[list[Asked]], without: int | None = None) -> NDArray[np.float64]:
    """Learn the weights from sets of questions."""
    kept = list(sets)
    weights = np.array([START.get(name, 0.1) for name in SIGNALS])
    free: tuple[float, float | None] = (0, None)
    bounds = [(BY_HAND[name],) * 2 if name in BY_HAND else free for name in SIGNALS]
    if without is not None:
        bounds[without] = (0, 0)
    for _ in range(ROUNDS):
        differences, counts = [], []
        for asked in kept:
            for difference, change in (pair for one in asked for pair in pairs(one, weights)):
                differences.append(difference)
                counts.append(change * QUESTIONS / len(asked))
        weights = fit(np.array(differences, dtype=np.float64), np.array(counts), weights, bounds)
    return weights


def fit(
    differences: NDArray[np.float64],
    counts: NDArray[np.float64],
    start: NDArray[np.float64],
    bounds: Sequence[tuple[float, float | None]],
) -> NDArray[np.float64]:
    """Find the weights that tell the better from the worse, from where they stand now."""

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = differences @ weights
        slopes = counts / (1 + np.exp(np.clip(margins, -50, 50)))
        total = (counts * np.logaddexp(0, -margins)).sum() + PENALTY * (weights**2).sum()
        return total, -(slopes @ differences) + 2 * PENALTY * weights

    return minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x


def ndcg(asked: Asked, weights: NDArray[np.float64]) -> float:
    gains = [asked.grades.get(unit, 0) for unit in list(order(asked, weights))[:10]]
    return sum(gain / np.log2(rank + 2) for rank, gain in enumerate(gains)) / ideal(asked)


def mean_ndcg(asked: Sequence[Asked], weights: NDArray[np.float64]) -> float:
    return float(np.mean([ndcg(one, weights) for one in asked]))


def told(asked: Sequence[Asked], weights: NDArray[np.float64]) -> str:
    """Tell nDCG@10, and how often the first and one of the first three is right."""
    first = third = 0.0
    for one in asked:
        right = [one.grades.get(unit, 0) >= one.relevant_from for unit in list(order(one, weights))[:3]]
        first += right[0] / len(asked)
        third += any(right) / len(asked)
    return f"{mean_ndcg(asked, weights):.3f} ({first:.2f}, {third:.2f})"


if __name__ == "__main__":
    main()
