"""How often does a danger bring its notice, and how often does a question that only asks about one?

    python benchmarks/danger.py > benchmarks/danger.md

Reads the lists of benchmarks/notices/.  The patterns were written with the tuning lists; the reported lists were only
ever counted, never read, so this prints sums of them and no message.
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


def main() -> None:
    patterns = load_patterns()
    print(f"# Urgent notices\n\nWritten by `python benchmarks/danger.py`; patterns of version {patterns.version}.")
    print(f"{patterns.review}\n")
    print("| list | messages | notice | share | 95% interval | of the kind meant |\n|---|---|---|---|---|---|")
    took: list[float] = []
    kinds: Counter[tuple[str, str]] = Counter()
    for half in ("tuning", "reported"):
        for name in ("danger", "education"):
            messages = load_messages(NOTICES / f"{name}_{half}.yaml")
            found = [timed(message.message, took) for message in messages]
            fired = sum(map(bool, found))
            right = sum(any(d.kind == m.kind for d in f) for m, f in zip(messages, found, strict=True))
            interval = binomtest(fired, len(messages)).proportion_ci(method="exact")
            meant = f"{right / len(messages):.1%}" if name == "danger" else "–"
            print(
                f"| {name}, {half} | {len(messages)} | {fired} | {fired / len(messages):.1%} "
                f"| {interval.low:.1%} to {interval.high:.1%} | {meant} |"
            )
            if name == "danger":
                kinds.update((m.kind, half) for m in messages)
                kinds.update((m.kind, f"{half} found") for m, f in zip(messages, found, strict=True) if f)
    print("\n| danger | tuning | reported |\n|---|---|---|")
    for kind in dict.fromkeys(kind for kind, _ in kinds):
        print(
            f"| {kind} | "
            + " | ".join(f"{kinds[kind, f'{h} found']} of {kinds[kind, h]}" for h in ("tuning", "reported"))
            + " |"
        )
    took.sort()
    print(f"\nTime for a message: median {statistics.median(took):.2f} ms, longest {took[-1]:.1f} ms.")


def timed(message: str, took: list[float]) -> tuple[Danger, ...]:
    started = time.perf_counter()
    found = find_danger(message)
    took.append(1000 * (time.perf_counter() - started))
    return found


if __name__ == "__main__":
    main()
