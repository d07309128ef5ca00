"""How does the simple status rule do? The share of each status over sets of questions, on one library.

    python benchmarks/status.py LIBRARY QUERIES.jsonl [QUERIES.jsonl ...] [--field text] [--where KEY=VALUE ...]

LIBRARY is any library with a release; each line of QUERIES has `text`, and may have other fields to choose by.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

from citewell.index.embedder import load_embedder
from citewell.index.library import open_library
from citewell.index.release import live_id
from citewell.server.answer import answer
from citewell.server.live import open_release


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library", type=Path)
    parser.add_argument("queries", type=Path, nargs="+")
    parser.add_argument("--field", default="text")
    parser.add_argument("--where", nargs="*", default=[])
    arguments = parser.parse_args()
    library = open_library(arguments.library)
    snapshot = open_release(library, live_id(library.releases), load_embedder)
    wanted = dict(condition.split("=", 1) for condition in arguments.where)
    print("| questions | n | answered | related | not_in_library |\n|---|---|---|---|---|")
    for path in arguments.queries:
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        chosen = [line for line in lines if all(str(line.get(key)) == value for key, value in wanted.items())]
        counts = Counter(answer(snapshot, line[arguments.field][:2000], k=3).status for line in chosen)
        shares = " | ".join(f"{counts[s] / len(chosen):.3f}" for s in ("answered", "related", "not_in_library"))
        print(f"| {path.parent.name} | {len(chosen)} | {shares} |")


if __name__ == "__main__":
    main()
