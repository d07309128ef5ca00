"""How much of the ranking is kept when people misspell?

    citewell evaluate COLLECTION --library DIR        # once, to encode it
    python benchmarks/misspelled.py COLLECTION DIR

About one word in six is misspelled the way people do it, from a fixed seed: a neighbouring key, two letters swapped, a
letter dropped or doubled, or the word written as it sounds; at times twice in a long word.  What it becomes is not
looked up anywhere, so it may be another word.  Each round misspells every question anew.
"""

import argparse
import random
import re
from dataclasses import replace
from pathlib import Path
from statistics import fmean

from citewell.index.collection import read_collection
from citewell.index.embedder import load_embedder
from citewell.index.evaluate import measure, run_collection
from citewell.index.library import open_library
from citewell.index.release import live_id
from citewell.index.spelling import Speller
from citewell.index.words import stopwords
from citewell.server.live import open_release

SEED = 29
WORDS_PER_MISSPELLING = 6
TWICE = 0.15  # of the misspelled words of eight letters and more
UNABLE = Speller({})  # repairs nothing
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SOUNDS = [
    ("ph", "f"), ("ae", "e"), ("oe", "e"), ("rrh", "r"), ("rh", "r"), ("^ps", "s"), ("^pn", "n"), ("sc(?=[ei])", "s"),
    ("ch(?=[rlo])", "k"), ("c(?=[eiy])", "s"), ("c(?=[aou])", "k"), ("(?<!^)y", "i"), ("(?<!^)ie", "ei"), ("ei", "ie"),
    ("(?<!^)ou", "u"), ("ea", "ee"), ("th", "t"), ("x", "ks"), ("tion", "sion"), ("er$", "or"), ("ant$", "ent"),
    ("ent$", "ant"), ("al$", "le"), ("is$", "us"), ("ible", "able"), (r"([b-df-hj-np-tv-z])\1", r"\1"),
]  # fmt: skip


def misspell(word: str, rng: random.Random) -> str:
    """Misspell a lower-case word once."""
    heard = [(sound, letters) for sound, letters in SOUNDS if re.search(sound, word)]
    at = rng.randrange(1, len(word) - 1)
    kind = rng.choice(["key", "swap", "drop", "double", "sound"])
    if kind == "sound" and heard:
        return re.sub(*rng.choice(heard), word, count=1)
    if kind == "key":
        return word[:at] + rng.choice(_neighbours(word[at])) + word[at + 1 :]
    if kind == "swap" and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at] * 2 * (kind != "drop") + word[at + 1 :]


def _neighbours(letter: str) -> str:
    """Name the keys beside a letter's."""
    row = next((row for row in KEYS if letter in row), letter)
    at = row.index(letter)
    return row[max(at - 1, 0) : at] + row[at + 1 : at + 2] or letter


def misspell_question(question: str, rng: random.Random) -> str:
    """Misspell about one word in six: words of five letters and more that are not grammar."""
    found = [
        m for m in re.finditer(r"(?<![\w-])[A-Za-z]{5,}(?![\w-])", question) if m.group().lower() not in stopwords()
    ]
    wanted = max(1, round(len(question.split()) / WORDS_PER_MISSPELLING))
    for match in sorted(rng.sample(found, min(wanted, len(found))), key=lambda match: -match.start()):
        word = misspell(match.group().lower(), rng)
        if len(word) >= 8 and rng.random() < TWICE:
            word = misspell(word, rng)
        shown = word.capitalize() if match.group()[0].isupper() else word
        question = question[: match.start()] + shown + question[match.end() :]
    return question


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collection", type=Path)
    parser.add_argument("library", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--show", action="store_true", help="write every misspelled question and what it became")
    arguments = parser.parse_args()
    collection = read_collection(arguments.collection)
    library = open_library(arguments.library)
    snapshot = open_release(library, live_id(library.releases), load_embedder)
    contents = snapshot.contents
    speller = contents.speller

    def measured(queries: dict[str, str], used: Speller) -> dict[str, float]:
        vars(contents)["speller"] = used
        run = run_collection(replace(collection, queries=queries), contents, snapshot.embedder)
        return measure(collection.qrels or {}, run, collection.rel_threshold)

    rng = random.Random(SEED)
    rounds = [
        {query_id: misspell_question(text, rng) for query_id, text in collection.queries.items()}
        for _ in range(arguments.rounds)
    ]
    if arguments.show:
        for queries in rounds:
            for query_id, text in queries.items():
                print(f"{query_id}\t{collection.queries[query_id]}\t{text}\t{speller.repair(text)[0]}")
    rows = {
        "clean": [measured(collection.queries, UNABLE)],
        "clean, repaired": [measured(collection.queries, speller)],
        "misspelled": [measured(queries, UNABLE) for queries in rounds],
        "misspelled, repaired": [measured(queries, speller) for queries in rounds],
    }
    names = ("RR@10", "nDCG@10")
    clean = rows["clean"][0]
    print("| questions | RR@10 | kept | nDCG@10 | kept |\n|---|---|---|---|---|")
    for row, measures in rows.items():
        means = {name: fmean(values[name] for values in measures) for name in names}
        print(
            f"| {row} | " + " | ".join(f"{means[name]:.4f} | {means[name] / clean[name]:.1%}" for name in names) + " |"
        )
    pairs = [(collection.queries[query_id], text) for queries in rounds for query_id, text in queries.items()]
    misspelled = [(clean, text) for clean, text in pairs if clean != text]
    restored = sum(speller.repair(text)[0].lower() == clean.lower() for clean, text in misspelled)
    print(f"\n{len(misspelled)} of {len(pairs)} questions are misspelled; {restored} are restored letter by letter.")


if __name__ == "__main__":
    main()
