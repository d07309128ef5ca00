"""What does each signal of the ranking give? The measures of a collection for several weights of the fusion.

    citewell evaluate COLLECTION --library DIR        # once, to encode it
    python benchmarks/ranking.py COLLECTION DIR

The collection whose weights are chosen (mediqa-val) is never one whose figure is reported as held out.
"""

import argparse
from pathlib import Path

from citewell.index import search
from citewell.index.collection import read_collection
from citewell.index.embedder import load_embedder
from citewell.index.evaluate import measure, run_collection
from citewell.index.library import open_library
from citewell.index.release import live_id
from citewell.server.live import open_release

WEIGHTS = [
    (1, 0, 0),
    (0, 1, 0),
    (0, 0, 1),
    (1, 0, 0.7),
    (0.6, 0.4, 0),
    (0.5, 0.5, 0.6),
    (0.6, 0.4, 0.6),
    (0.6, 0.4, 0.7),
    (0.6, 0.4, 1),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collection", type=Path)
    parser.add_argument("library", type=Path)
    arguments = parser.parse_args()
    collection = read_collection(arguments.collection)
    library = open_library(arguments.library)
    snapshot = open_release(library, live_id(library.releases), load_embedder)
    print("| dense | sentence | lexical | nDCG@10 | MAP | RR@10 | R@10 |\n|---|---|---|---|---|---|---|")
    for dense, sentence, lexical in WEIGHTS:
        search.WEIGHTS.update(dense=dense, sentence=sentence, lexical=lexical)
        run = run_collection(collection, snapshot.contents, snapshot.embedder)
        measures = measure(collection.qrels or {}, run, collection.rel_threshold)
        shown = " | ".join(f"{measures[name]:.4f}" for name in ("nDCG@10", "MAP", "RR@10", "R@10"))
        print(f"| {dense} | {sentence} | {lexical} | {shown} |")


if __name__ == "__main__":
    main()
