"""How long does one question take on one core, beside what the encoder alone takes?

    python benchmarks/speed.py COLLECTION QUESTIONS --passages 20000

Builds an index in memory of the first passages of COLLECTION (a BEIR-style folder), by hashed words: encoding them
would take an hour, and the time of a search does not depend on what the vectors say.  Then answers the questions of
QUESTIONS (a folder with queries.jsonl) with the real encoder's time measured apart, on one thread.  Times are of the
processor, so that a busy machine does not count.
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from citewell.corpus.split import split
from citewell.index.build import index_articles, searchable_texts
from citewell.index.collection import read_collection
from citewell.index.embedder import load_embedder
from citewell.index.question import understand
from citewell.index.search import search

QUESTIONS = 120


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collection", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--field", default="text", help="the field of queries.jsonl")
    arguments = parser.parse_args()
    articles, passages = [], []
    for article in read_collection(arguments.collection).articles:
        articles.append(article)
        passages += split(article)
        if len(passages) >= arguments.passages:
            break
    hashing, encoder = load_embedder("hashing"), load_embedder()
    texts, sentences = searchable_texts(articles, passages)
    contents = index_articles(articles, passages, texts, sentences, hashing.encode)
    contents.prepare()
    torch.set_num_threads(1)
    lines = (arguments.questions / "queries.jsonl").read_text("utf-8").splitlines()[:QUESTIONS]
    questions = [json.loads(line)[arguments.field] for line in lines]
    queries = [understand(question, contents.speller) for question in questions]
    search(contents, hashing, queries[0])
    encoder.encode([queries[0].text])
    alone = [cpu_ms(lambda q=q: encoder.encode([q])) for q in questions]
    understood = [cpu_ms(lambda q=q: understand(q, contents.speller)) for q in questions]
    encoded = [cpu_ms(lambda q=q: encoder.encode([*q.parts, q.message] if q.message else q.parts)) for q in queries]
    searched = [cpu_ms(lambda q=q: search(contents, hashing, q)) for q in queries]
    total = np.sum([understood, encoded, searched], axis=0)
    print(f"{len(passages)} passages, {len(questions)} questions, one core, milliseconds of processor time")
    print("| | p50 | p95 |\n|---|---|---|")
    rows = {"the encoder alone, question as typed": alone, "understanding": understood, "encoding": encoded,
            "searching": searched, "all": total}  # fmt: skip
    for name, times in rows.items():
        print(f"| {name} | {np.percentile(times, 50):.1f} | {np.percentile(times, 95):.1f} |")
    print(f"\nAll of it takes {np.median(total) / np.median(alone):.2f} times the encoder alone.")


def cpu_ms(run: Callable[[], object]) -> float:
    started = time.process_time()
    run()
    return 1000 * (time.process_time() - started)


if __name__ == "__main__":
    main()
