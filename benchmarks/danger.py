"""How often does a danger bring its notice, and how often does a question that only asks about one? Writes danger.md.

    python benchmarks/danger.py

Reads the lists of benchmarks/notices/.  The patterns were written with the tuning lists and with messages of their
writer's own (tests/server/danger_messages.yaml).  Of the reported lists only sums are told: no message of theirs was
ever read, though the sums were looked at eight times while the patterns were written.
"""

import statistics
import sys
import time
from collections import Counter
from pathlib import Path

from scipy.stats import binomtest

from citewell.server.danger import Danger, find_danger, load_patterns

NOTICES = Path(__file__).resolve().parent / "notices"
sys.path.insert(0, str(NOTICES))
from lists import load_messages  # noqa: E402

HOW = """A message counts as found where the urgent notice comes, whatever danger it names. The patterns were written
with the tuning lists and with messages of their writer's own (tests/server/danger_messages.yaml). Of the reported lists
no message was read, but their sums were looked at eight times while the patterns were written, to see how far they
reach. The reported messages are phrased more freely than the tuning ones: where a danger is put in unusual
words, patterns miss it."""


def main() -> None:
    patterns = load_patterns()
    lines = [
        "# Urgent notices",
        "",
        f"Written by `python benchmarks/danger.py`, version {patterns.version} of danger.yaml. {patterns.review}",
        "",
        HOW,
        "",
        "| list | messages | notice | share | 95% interval | of the kind meant |",
        "|---|---|---|---|---|---|",
    ]
    took: list[float] = []
    find_danger("warm up")
    kinds: Counter[tuple[str, str]] = Counter()
    for half in ("tuning", "reported"):
        for name in ("danger", "education"):
            messages = load_messages(NOTICES / f"{name}_{half}.yaml")
            found = [timed(message.message, took) for message in messages]
            fired = sum(map(bool, found))
            right = sum(any(d.kind == m.kind for d in f) for m, f in zip(messages, found, strict=True))
            interval = binomtest(fired, len(messages)).proportion_ci(method="exact")
            meant = f"{right / len(messages):.1%}" if name == "danger" else "–"
            lines.append(
                f"| {name}, {half} | {len(messages)} | {fired} | {fired / len(messages):.1%} "
                f"| {interval.low:.1%} to {interval.high:.1%} | {meant} |"
            )
            if name == "danger":
                kinds.update((m.kind, half) for m in messages)
                kinds.update((m.kind, f"{half} found") for m, f in zip(messages, found, strict=True) if f)
    lines += ["", "| danger | tuning | reported |", "|---|---|---|"]
    for kind in dict.fromkeys(kind for kind, _ in kinds):
        halves = (f"{kinds[kind, f'{half} found']} of {kinds[kind, half]}" for half in ("tuning", "reported"))
        lines.append(f"| {kind} | {' | '.join(halves)} |")
    took.sort()
    usual, slow = statistics.median(took), took[len(took) * 99 // 100]
    lines += ["", f"Time for a message: median {usual:.1f} ms; 99 of 100 take at most {slow:.1f} ms."]
    Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", "utf-8")


def timed(message: str, took: list[float]) -> tuple[Danger, ...]:
    started = time.perf_counter()
    found = find_danger(message)
    took.append(1000 * (time.perf_counter() - started))
    return found


if __name__ == "__main__":
    main()
