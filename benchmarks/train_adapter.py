"""How do people ask for what articles say? Learns `index/adapter.npz`, and writes adapter.md.

    python benchmarks/train_adapter.py --work DIR --medquad DIR --seeds DIR

Learnt from the lay questions of `questions/lay_*.jsonl`, each with the sentences that answer it: on the seeds, on the
starter library, and on 560 articles of MedQuAD.  DIR keeps the encoded libraries between runs.

The loss is the softmax cross-entropy between a question and all sentences of its library, as in contrastive training
(InfoNCE, van den Oord et al. 2018, arXiv 1807.03748), at the temperature of .05 that the encoder was trained with; the
map starts at nothing and is held near it by a ridge penalty.  The questions of `questions/tuning.yaml`, which other
writers wrote and which are not learnt from, tell what it gives.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from questions import by_file, gold_spans, load_question_set, right_passage
from train_ranker import STARTER, TUNING, open_articles, open_built

from citewell.corpus.types import Article
from citewell.index.adapter import Adapter, adapt
from citewell.index.collection import read_collection
from citewell.index.contents import Contents
from citewell.index.embedder import Embedder, load_embedder
from citewell.index.evaluate import store_collection
from citewell.index.library import Library, create_library
from citewell.index.question import understand
from citewell.index.signals import encoded_text

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ROOT / "benchmarks" / "questions"
MAP = ROOT / "index" / "adapter.npz"

TEMPERATURE = 0.05
PENALTY = 0.006
"""Of the squares of all weights, beside a loss that is the mean over questions; .003 to .01 give much the same."""

STEPS = 200
RATE = 0.01
BATCH = 600


@dataclass(frozen=True)
class Learning:
    """Questions of one library as unit vectors, its sentences, and which of them answer each question."""

    questions: NDArray[np.float32]
    sentences: NDArray[np.float32]
    answers: Sequence[Sequence[int]]


@dataclass(frozen=True)
class Measured:
    """Questions that are not learnt from: their vectors, and which passages are right."""

    contents: Contents
    questions: NDArray[np.float32]
    rights: Sequence[Sequence[int]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="where the encoded libraries are kept")
    parser.add_argument("--medquad", type=Path, required=True, help="the collection medquad")
    parser.add_argument("--seeds", type=Path, required=True, help="the folder of the seeds")
    arguments = parser.parse_args()
    embedder = load_embedder()
    learning: dict[str, Learning] = {}
    measured: dict[str, Measured] = {}
    for name, folder in (("seeds", arguments.seeds), ("starter", STARTER)):
        library = open_articles([folder], arguments.work / name)
        contents = open_built(library, embedder)
        learning[name] = read_lay(name, contents, by_file(library.articles), embedder)
        measured[name] = read_tuning(name, contents, by_file(library.articles), embedder)
    library = store_named(arguments.medquad, arguments.work / "lay-medquad")
    articles = {stored.article.article_id: stored.article for stored in library.articles.all()}
    learning["medquad"] = read_lay("medquad", open_built(library, embedder), articles, embedder)
    learnt = learn(learning.values())
    report = {"without a map": np.zeros_like(learnt), "learnt from all": learnt}
    report |= {
        f"learnt without {name}": learn([one for other, one in learning.items() if other != name]) for name in learning
    }
    write_report(learning, measured, {how: Adapter(weights, "") for how, weights in report.items()})
    np.savez(MAP, weights=learnt.astype(np.float16), embedder_fingerprint=embedder.fingerprint)


def store_named(collection: Path, root: Path) -> Library:
    """Store the documents of a collection that lay questions are about."""
    library = create_library(root)
    named = {article for line in _lines("medquad") for article, _ in line["answers"]}
    every = read_collection(collection)
    store_collection(replace(every, articles=[one for one in every.articles if one.article_id in named]), library)
    return library


def _lines(name: str) -> list[dict[str, list[tuple[str, str]]]]:
    return [json.loads(line) for line in (QUESTIONS / f"lay_{name}.jsonl").read_text("utf-8").splitlines()]


def encode(questions: Iterable[str], contents: Contents, embedder: Embedder) -> NDArray[np.float32]:
    """Encode questions as the search does."""
    return embedder.encode([encoded_text(one, contents.vocabulary.expand(one)) for one in questions])


def read_lay(name: str, contents: Contents, articles: dict[str, Article], embedder: Embedder) -> Learning:
    """Read the lay questions of a library; what answers is the sentence in which the words stand."""
    at = {
        (passage.article_id, span.start): number
        for passage, first in zip(contents.passages, contents.sentence_offsets, strict=False)
        for number, span in enumerate(passage.sentences, int(first))
    }
    questions, answers = [], []
    for line in _lines(name):
        found = {(articles[key].article_id, articles[key].text.find(words)) for key, words in line["answers"]}
        rows = sorted(at[place] for place in found if place in at)
        if rows:
            parts = understand(str(line["question"]), contents.speller).parts
            questions.append(parts[0] if len(parts) == 1 else str(line["question"]))
            answers.append(rows)
    return Learning(encode(questions, contents, embedder), contents.sentences.astype(np.float32), answers)


def read_tuning(name: str, contents: Contents, articles: dict[str, Article], embedder: Embedder) -> Measured:
    """Read the tuning half of the question set for one library."""
    questions, rights = [], []
    for question in load_question_set(TUNING):
        if question.library != name:
            continue
        parts = understand(question.question, contents.speller, question.history).parts
        golds = list(gold_spans(question, articles))
        every = golds if len(golds) == len(parts) else [[gold for one in golds for gold in one]] * len(parts)
        for part, spans in zip(parts, every, strict=True):
            right = [n for n, passage in enumerate(contents.passages) if any(right_passage(g, passage) for g in spans)]
            questions.append(part)
            rights.append(right)
    return Measured(contents, encode(questions, contents, embedder), rights)


def learn(sets: Iterable[Learning]) -> NDArray[np.float32]:
    """Learn the map from sets of questions; every question counts the same."""
    torch.manual_seed(0)
    ready = [(torch.from_numpy(one.questions), torch.from_numpy(one.sentences), one.answers) for one in sets]
    total = sum(len(questions) for questions, _, _ in ready)
    weights = torch.zeros((ready[0][1].shape[1],) * 2, requires_grad=True)
    optimizer = torch.optim.Adam([weights], lr=RATE)
    for _ in range(STEPS):
        loss = PENALTY * (weights**2).sum()
        for questions, sentences, answers in ready:
            chosen = torch.randperm(len(questions))[:BATCH]
            turned = torch.nn.functional.normalize(questions[chosen] + questions[chosen] @ weights, dim=1)
            likely = torch.log_softmax(turned @ sentences.T / TEMPERATURE, dim=1)
            is_answer = torch.full_like(likely, -torch.inf)
            for row, number in enumerate(chosen.tolist()):
                is_answer[row, list(answers[number])] = 0
            loss = loss - torch.logsumexp(likely + is_answer, dim=1).mean() * len(questions) / total
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return weights.detach().numpy()


def rank_of_right(one: Measured, adapter: Adapter) -> NDArray[np.int64]:
    """Rank the first right passage of each question by its best sentence alone; 0 is the first."""
    sentences = one.contents.sentences.astype(np.float32)
    starts = one.contents.sentence_offsets[:-1]
    found = []
    for vector, right in zip(one.questions, one.rights, strict=True):
        best = np.maximum.reduceat(sentences @ adapt(vector, "", adapter), starts)
        found.append(int((best > best[list(right)].max()).sum()))
    return np.array(found)


def write_report(learning: dict[str, Learning], measured: dict[str, Measured], adapters: dict[str, Adapter]) -> None:
    counts = ", ".join(f"{name} {len(one.questions)}" for name, one in learning.items())
    lines = [
        "# The map from questions to answers",
        "",
        "Written by `python benchmarks/train_adapter.py --work DIR --medquad DIR --seeds DIR`; what it is for stands",
        f"in `index/adapter.py`. Lay questions learnt from: {counts}. Measured on the tuning",
        "questions of other writers, which are not learnt from: the right passage is the first / among the first",
        "three / its mean reciprocal rank, when passages are ranked by their best sentence alone. What it gives the",
        "whole ranking: [quality.md](quality.md).",
        "",
        f"| map | {' | '.join(f'{name} ({len(one.questions)})' for name, one in measured.items())} |",
        f"|---|{'---|' * len(measured)}",
    ]
    for how, adapter in adapters.items():
        ranks = [rank_of_right(one, adapter) for one in measured.values()]
        cells = (f"{np.mean(r == 0):.3f} / {np.mean(r < 3):.3f} / {np.mean(1 / (1 + r)):.3f}" for r in ranks)
        lines.append(f"| {how} | {' | '.join(cells)} |")
    Path(__file__).with_name("adapter.md").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
