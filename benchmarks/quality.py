"""How good is the ranking, and what does each part of it give?

    python benchmarks/quality.py --collections FOLDER ... --work DIR [--seeds DIR] [--half tuning|reported]

Writes `benchmarks/quality.md`: the measures of every BEIR-style collection for simple systems, for ours without each
part, and for ours; the project's own questions; and what misspellings cost.  DIR keeps the encoded libraries between
runs.  `make bench-quality` names all the folders.
"""

import argparse
import hashlib
import random
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from typing import get_args

from misspelled import SEED, misspell_question
from own_questions import WithAnswers, figures, find_answers, judge, ours, systems
from questions import Kind, load_question_set
from systems import all_runs, chance, make_run, measure_signals, readings
from train_ranker import open_articles, open_built

from citewell.corpus.errors import CitewellError
from citewell.index.collection import Collection, read_collection
from citewell.index.contents import Contents
from citewell.index.embedder import Embedder, load_embedder
from citewell.index.evaluate import Run, judged_only, measure, measure_each, store_collection
from citewell.index.library import create_library
from citewell.index.ranker import learnt_weights
from citewell.index.spelling import Speller

ROOT = Path(__file__).resolve().parents[1]
QUALITY = ROOT / "benchmarks" / "quality.md"
HALVES = ("tuning", "reported")
MEASURES = ("nDCG@10", "MAP", "RR@10", "R@10", "Judged@10")
OF_JUDGED = ("MAP", "RR@10")

ROUNDS = 3
"""How often every question is misspelled anew."""

HEAD = """# How good is the ranking, and what does each part of it give?

Written by `make bench-quality` on {today} at commit `{commit}` (with `--queries {queries}`); never edited by hand. The
report of `train_ranker.py` tells which of these questions the weights were learnt from; only the others are held out.

- **BM25**, **dense** (cosine of the passage), their **RRF** (reciprocal rank fusion, k = 60) and **fusion** (dense .6,
  best sentence .4, BM25 .6, standardised: Citewell before it understood questions) search the message as it was typed.
  All search the same passages, with the titles and abbreviations written out in them; all but BM25 compare them with
  the question as the learnt map turns it (adapter.md).
- **Ours without** a signal: its weight is 0, and the others keep theirs. Without other names, spelling repair or
  finding the question: that step is left out.
- **To ours** is the difference in nDCG@10; *p* is that of the two-sided paired randomisation test over the queries
  (10,000 resamples). Nothing is corrected for how many tests there are.
- Of a collection with many queries some are drawn, always the same; the line under its name tells how many were asked.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--collections", type=Path, nargs="*", default=[], help="folders with qrels.tsv")
    parser.add_argument("--work", type=Path, required=True, help="where the encoded libraries are kept")
    parser.add_argument("--seeds", type=Path, help="the folder of the seeds; without it only the starter is asked")
    parser.add_argument("--half", choices=HALVES, help="one half of the own questions; both, unless told otherwise")
    parser.add_argument("--query-field", default="text", help="the field of queries.jsonl to search with")
    parser.add_argument("--judged-only", action="store_true", help="add MAP and RR@10 of re-ranking what is judged")
    parser.add_argument("--queries", type=int, default=500, help="how many queries of a collection at most; 500")
    parser.add_argument("--out", type=Path, default=QUALITY)
    arguments = parser.parse_args()
    embedder = load_embedder()
    sections = [HEAD.format(today=datetime.now(UTC).date(), commit=commit(), queries=arguments.queries)]
    costs: list[str] = []
    for folder in arguments.collections:
        _say(folder.name)
        collection = some_queries(read_collection(folder, arguments.query_field), arguments.queries)
        contents = _open_collection(folder, collection, arguments.work, embedder)
        sections.append(collection_section(folder.name, collection, contents, embedder, arguments.judged_only))
        costs.append(misspelled_collection(folder.name, collection, contents, embedder))
        arguments.out.write_text("\n".join([*sections, MISSPELLED, *costs]), "utf-8")  # what is measured so far
    libraries = {"starter": ROOT / "corpus" / "starter"} | ({"seeds": arguments.seeds} if arguments.seeds else {})
    sections.append(OWN)
    for name, articles in libraries.items():
        library = open_articles([articles], arguments.work / name)
        contents = open_built(library, embedder)
        for half in HALVES if arguments.half is None else (arguments.half,):
            _say(f"{name}, {half}")
            every = load_question_set(ROOT / "benchmarks" / "questions" / f"{half}.yaml")
            asked = find_answers((question for question in every if question.library == name), library.articles)
            sections.append(own_section(f"{name}, {half} half", asked, contents, embedder))
            costs.append(misspelled_questions(f"{name}, {half} half", asked, contents, embedder))
    sections.append(MISSPELLED + "\n".join(costs) + "\n")
    arguments.out.write_text("\n".join(sections), "utf-8")


def some_queries(collection: Collection, most: int) -> Collection:
    """Keep at most so many of the judged queries, chosen by the hash of their ids: always the same."""
    judged = [query_id for query_id in collection.queries if query_id in (collection.qrels or {})]
    kept = set(sorted(judged, key=lambda query_id: hashlib.sha256(query_id.encode()).digest())[:most])
    qrels = {query_id: grades for query_id, grades in (collection.qrels or {}).items() if query_id in kept}
    queries = {query_id: text for query_id, text in collection.queries.items() if query_id in kept}
    return replace(collection, queries=queries, qrels=qrels)


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def commit() -> str:
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def _open_collection(folder: Path, collection: Collection, work: Path, embedder: Embedder) -> Contents:
    if not collection.qrels:
        raise CitewellError(f"There is no judgement in {folder / 'qrels.tsv'}: leave {folder} out.")
    library = create_library(work / folder.name)
    store_collection(collection, library)
    return open_built(library, embedder)


def collection_section(
    name: str, collection: Collection, contents: Contents, embedder: Embedder, with_judged_only: bool
) -> str:
    """Write the table of one collection: a row for each system."""
    qrels = collection.qrels or {}
    queries = {query_id: text for query_id, text in collection.queries.items() if query_id in qrels}
    runs = all_runs(queries, contents, embedder)
    columns = ["system", *MEASURES, *(f"judged only: {n}" for n in OF_JUDGED if with_judged_only), "to ours", "p"]
    rows = [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    best = _of_each(collection, runs["ours"])
    for system, run in runs.items():
        cells = [f"{value:.3f}" for value in measure(qrels, run, collection.rel_threshold).values()]
        if with_judged_only:
            of_judged = measure(qrels, judged_only(qrels, run), collection.rel_threshold)
            cells += [f"{of_judged[name]:.3f}" for name in OF_JUDGED]
        if system != "ours":
            each = _of_each(collection, run)
            p = chance(each, best)
            cells += [f"{fmean(each) - fmean(best):+.3f}", "<.001" if p < 0.001 else f"{p:.3f}"]
        rows.append(f"| {system} | {' | '.join(cells)} |" + " | |" * (system == "ours"))
    held = f"{len(queries)} queries, {len(collection.articles)} documents, {len(contents.passages)} passages"
    return f"## {name}\n\n{held}.\n\n" + "\n".join(rows) + "\n"


def _of_each(collection: Collection, run: Run) -> list[float]:
    each = measure_each(collection.qrels or {}, run, collection.rel_threshold)
    return [values["nDCG@10"] for values in each.values()]


OWN = """## The project's own questions

The questions of `questions/`, asked as people ask: *top 1 / top 3 / RR@10 / marked*. The right passage holds all the
words that answer; one that is folded into another is not shown and does not count. *Marked*: of the questions with a
right passage in the top three, how often the first right one marks the words. Each question of a message counts; their
answers take turns, so that the third of each is the sixth of two, but five passages are shown and no more.
"""


def own_section(name: str, asked: Sequence[WithAnswers], contents: Contents, embedder: Embedder) -> str:
    """Write the table of one library and half: a row for each kind of question; nothing about a single one."""
    found = {system: judge(asked, answer) for system, answer in systems(contents, embedder).items()}
    rows = [f"| {name} | questions | {' | '.join(found)} |", "|---" * (len(found) + 2) + "|"]
    for kind in (*get_args(Kind), "all"):
        of_kind = [[one for its, one in judged if kind in {its, "all"}] for judged in found.values()]
        cells = [" / ".join("–" if x is None else f"{x:.2f}" for x in figures(outcomes)) for outcomes in of_kind]
        rows.append(f"| {kind} | {len(of_kind[0])} | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


MISSPELLED = f"""## Misspelled questions

RR@10 of ours when about one word in six is misspelled by `misspelled.py`, in {ROUNDS} rounds, and how much of the RR@10
of the same questions as they are is kept.

| questions | as they are | misspelled | kept | misspelled, without spelling repair | kept |
|---|---|---|---|---|---|
"""


def misspelled_collection(name: str, collection: Collection, contents: Contents, embedder: Embedder) -> str:
    """Write the row of a collection: what misspelling its queries costs."""
    qrels = collection.qrels or {}
    by = readings(contents)

    def rr(queries: Mapping[str, str], is_repaired: bool) -> float:
        measured = measure_signals(queries, by["ours" if is_repaired else "spelling repair"], embedder)
        return measure(qrels, make_run(measured, contents, learnt_weights()), collection.rel_threshold)["RR@10"]

    return _cost(name, {query_id: text for query_id, text in collection.queries.items() if query_id in qrels}, rr)


def misspelled_questions(name: str, asked: Iterable[WithAnswers], contents: Contents, embedder: Embedder) -> str:
    """Write the row of one library and half: what misspelling the plain questions costs."""
    plain = {question.id: (question, golds) for question, golds in asked if question.kind == "plain"}

    def rr(texts: Mapping[str, str], is_repaired: bool) -> float:
        answer = ours(contents, embedder, contents.speller if is_repaired else Speller({}))
        typed = [(plain[key][0].model_copy(update={"question": text}), plain[key][1]) for key, text in texts.items()]
        return fmean(outcome.reciprocal_rank for _, outcome in judge(typed, answer))

    return _cost(f"{name}, plain", {key: question.question for key, (question, _) in plain.items()}, rr)


def _cost(name: str, texts: Mapping[str, str], rr: Callable[[Mapping[str, str], bool], float]) -> str:
    rng = random.Random(SEED)
    rounds = [{key: misspell_question(text, rng) for key, text in texts.items()} for _ in range(ROUNDS)]
    clean = rr(texts, True)
    cells = [f"{clean:.3f}"]
    for is_repaired in (True, False):
        mean = fmean(rr(misspelled, is_repaired) for misspelled in rounds)
        cells += [f"{mean:.3f}", f"{mean / clean:.1%}"]
    return f"| {name} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
