"""Learn which aspect of an illness a passage is about (symptoms, causes, outlook), from the answers of MedQuAD.

    python benchmarks/train_kinds.py MEDQUAD

MEDQUAD is the collection as a BEIR-style folder whose corpus.jsonl holds `focus`, `qtype`, `source` and `text`
(Ben Abacha & Demner-Fushman 2019, doi 10.1186/s12859-019-3119-4; CC BY 4.0).  Writes `index/question_kinds.json`: a
softmax regression over the embeddings of the default encoder.  Prints how well it does on answers that it has not seen.
"""

import argparse
import json
import random
from collections import defaultdict
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from citewell.index.embedder import load_embedder

MODEL = Path(__file__).resolve().parents[1] / "index" / "question_kinds.json"

PER_KIND = 260
"""Answers learnt from for each kind, taken from all sources in turn, so that none sets the style."""

FEWEST = 30
"""A kind with fewer answers is left out."""

WORDS = 110
"""How much of an answer is read: about a passage."""

SEED = 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("medquad", type=Path)
    kinds, texts = sample(parser.parse_args().medquad / "corpus.jsonl")
    embedder = load_embedder()
    embeddings = embedder.encode(texts)
    model = LogisticRegression(C=3, max_iter=500, class_weight="balanced")
    unseen = cross_val_predict(model, embeddings, kinds, cv=5)
    print(f"{len(texts)} answers of {len(set(kinds))} kinds; unseen ones named right: {np.mean(unseen == kinds):.3f}")
    model.fit(embeddings, kinds)
    learnt = {
        "embedder_fingerprint": embedder.fingerprint,
        "kinds": list(model.classes_),
        "weights": model.coef_.round(3).tolist(),
        "biases": model.intercept_.round(3).tolist(),
    }
    MODEL.write_text(json.dumps(learnt) + "\n", "utf-8")


def sample(corpus: Path) -> tuple[np.ndarray, list[str]]:
    """Choose answers: their kinds and their texts, as they would be encoded."""
    by_kind: dict[str, dict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for line in corpus.read_text("utf-8").splitlines():
        answer = json.loads(line)
        by_kind[answer["qtype"]][answer["source"]].append(answer)
    chooser = random.Random(SEED)
    chosen = []
    for kind, by_source in sorted(by_kind.items()):
        if sum(map(len, by_source.values())) < FEWEST:
            continue
        for answers in by_source.values():
            chooser.shuffle(answers)
        turns = [answers[n] for n in range(PER_KIND) for answers in by_source.values() if n < len(answers)]
        chosen += [(kind, answer) for answer in turns[:PER_KIND]]
    texts = [f"{answer['focus']}. {' '.join(answer['text'].split()[:WORDS])}" for _, answer in chosen]
    return np.array([kind for kind, _ in chosen]), texts


if __name__ == "__main__":
    main()
