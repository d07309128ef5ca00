"""How often does a danger bring its notice, and how often does a question that only asks about one? Writes danger.md.

    python benchmarks/danger.py [--collections FOLDER ...]

Reads the lists of benchmarks/notices/, and the queries of BEIR-style collections: consumers' questions, few of which
tell of danger.
"""

import argparse
import json
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

from scipy.stats import binomtest

from citewell.server.danger import find_danger, load_patterns
from citewell.server.danger_words import sounds_like_danger

NOTICES = Path(__file__).resolve().parent / "notices"
sys.path.insert(0, str(NOTICES))
from lists import Message, load_messages  # noqa: E402

HOW = """A message counts as found where the urgent notice comes, whatever danger it names: from the patterns, or from
the words ([danger_words.md](danger_words.md)) where no pattern finds one. Both were made with the tuning lists
and with messages of the patterns' writer's own (tests/server/danger_messages.yaml). Of the reported lists no
message was read; their sums were looked at after each round of work ("h" four times, "k" twice), with nothing
chosen by them. "h" was asked for a fair exam, plain and hard; "k" to break the notice: 130 of its messages without
danger are built to look like one. Lists that had been looked at more often ("c", and "r", the first writer's
second) have become tuning lists. Plain questions of the public collections follow below them."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--collections", type=Path, nargs="*", default=[], help="folders with queries.jsonl")
    arguments = parser.parse_args()
    patterns = load_patterns()
    lines = [
        "# Urgent notices",
        "",
        f"Written by `python benchmarks/danger.py`, version {patterns.version} of danger.yaml. {patterns.review}",
        "",
        HOW,
        "",
        "| list | writer | messages | patterns | with the words | share | 95% interval | of the kind meant |",
        "|---|---|---|---|---|---|---|---|",
    ]
    took: list[float] = []
    is_noticed("warm up")
    kinds: Counter[tuple[str, str]] = Counter()
    for half in ("tuning", "reported"):
        for name in ("danger", "education"):
            every = load_messages(NOTICES / f"{name}_{half}.yaml")
            for writer in dict.fromkeys(writer_of(message) for message in every):
                messages = [message for message in every if writer_of(message) == writer]
                found = [find_danger(message.message) for message in messages]
                noticed = [timed(message.message, took) for message in messages]
                right = sum(any(d.kind == m.kind for d in f) for m, f in zip(messages, found, strict=True))
                meant = f"{right / len(messages):.1%}" if name == "danger" else "–"
                counts = row(len(messages), sum(map(bool, found)), sum(noticed))
                lines.append(f"| {name}, {half} | {writer} {counts} | {meant} |")
                if name == "danger":
                    kinds.update((m.kind, half) for m in messages)
                    kinds.update((m.kind, f"{half} found") for m, f in zip(messages, noticed, strict=True) if f)
    for folder in arguments.collections:
        texts = [query["text"] for query in map(json.loads, (folder / "queries.jsonl").read_text("utf-8").splitlines())]
        counts = row(len(texts), sum(bool(find_danger(one)) for one in texts), sum(map(is_noticed, texts)))
        lines.append(f"| questions of {folder.name} | – {counts} | – |")
    lines += ["", "| danger | tuning | reported |", "|---|---|---|"]
    for kind in dict.fromkeys(kind for kind, _ in kinds):
        halves = (f"{kinds[kind, f'{half} found']} of {kinds[kind, half]}" for half in ("tuning", "reported"))
        lines.append(f"| {kind} | {' | '.join(halves)} |")
    took.sort()
    usual, slow = statistics.median(took), took[len(took) * 99 // 100]
    lines += ["", f"Time for a message: median {usual:.1f} ms; 99 of 100 take at most {slow:.1f} ms."]
    Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", "utf-8")


def row(messages: int, by_patterns: int, noticed: int) -> str:
    """Write the figures of a list: how many messages, how many get the notice, and the interval of their share."""
    interval = binomtest(noticed, messages).proportion_ci(method="exact")
    share = f"{noticed / messages:.1%} | {interval.low:.1%} to {interval.high:.1%}"
    return f"| {messages} | {by_patterns} | {noticed} | {share}"


def writer_of(message: Message) -> str:
    """Name who wrote a message, by its id: the later writers have a letter of their own before the number."""
    letter = message.id.rsplit("-", 1)[1][0]
    return letter if letter.isalpha() else "first"


def is_noticed(message: str) -> bool:
    return bool(find_danger(message) or sounds_like_danger(message))


def timed(message: str, took: list[float]) -> bool:
    started = time.perf_counter()
    found = is_noticed(message)
    took.append(1000 * (time.perf_counter() - started))
    return found


if __name__ == "__main__":
    main()
