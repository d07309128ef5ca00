"""Measure three BM25 engines with English stemming: SQLite FTS5, bm25s and tantivy.

    python benchmarks/lexical.py --passages 20000 200000

needs no files: passages and questions are drawn from a seeded Zipf distribution.  Real text: `--texts corpus.jsonl`
(BEIR, fields title and text) and `--questions queries.jsonl` (field text).  Each engine builds in one process and
answers in a fresh one; the results are in lexical.md, with what the columns mean.
"""
# ruff: noqa: D102 - the methods of an engine are described once, in Engine.

import argparse
import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np

K1, B = 1.2, 0.75  # fixed inside FTS5 and tantivy, so bm25s is given the same
WINDOW = 110  # words in a passage
DEPTH = 100  # passages asked of an engine, and dense candidates to be scored
ARTICLE = 10  # passages of one article, replaced in the update test
STOP_WORDS = [
    "the", "of", "and", "to", "in", "a", "is", "for", "with", "what", "are", "it", "can", "or", "be", "that", "how",
    "on", "my", "i", "do", "does", "have", "as", "this", "by", "you", "from", "an", "your", "if", "not", "should",
    "when", "which", "who", "why", "there", "was", "at", "me", "about", "will", "has", "been", "any",
]  # fmt: skip
SPEED_COLUMNS = {
    "build_s": "build s", "mib": "MiB", "import_s": "import s", "sha256_s": "SHA-256 s", "load_s": "load s",
    "p50": "p50 ms", "p95": "p95 ms", "content_p50": "p50 ms, content words", "content_p95": "p95 ms, content words",
    "update_s": "update s", "rss_mib": "peak RSS MiB",
}  # fmt: skip
FUSION_COLUMNS = {
    "all_ms": "all scores, p50 ms", "given_ms": "100 given passages, p50 ms", "exact": "same as search to 1e-4",
    "overlap": "top-10 overlap", "tie_overlap": "the same, ties forgiven", "content_overlap": "overlap, content words",
    "dirty": "files changed by reading", "repeat": "second build, same bytes",
}  # fmt: skip


def words(text: str) -> list[str]:
    """Lower-case runs of letters and digits, as all three engines split plain English."""
    return re.findall(r"[^\W_]+", text.lower())


# ---------------------------------------------------------------------------------------------------------- text


def synthetic_texts(count: int, seed: int = 13) -> list[str]:
    """Passages of 60 to 160 words, Zipf over 50,000 words of which the first are the real stop words."""
    rng = np.random.default_rng(seed)
    syllables = [c + v for c in "bcdfghjklmnprstvz" for v in "aeiou"]
    vocabulary = list(STOP_WORDS)
    made = set(vocabulary)
    while len(vocabulary) < 50_000:
        word = "".join(rng.choice(syllables, rng.integers(2, 5)).tolist()) + "n"
        if word not in made:
            made.add(word)
            vocabulary.append(word)
    weights = 1 / np.arange(2.0, 50_002.0)
    cumulative = np.cumsum(weights / weights.sum())
    texts = []
    for length in rng.integers(60, 161, count).tolist():
        ranks = np.minimum(np.searchsorted(cumulative, rng.random(length)), 49_999)
        endings = rng.choice(["", "s", "ing"], length, p=[0.7, 0.2, 0.1])
        texts.append(
            " ".join(
                vocabulary[r] if r < len(STOP_WORDS) else vocabulary[r] + e
                for r, e in zip(ranks.tolist(), endings.tolist(), strict=True)
            )
        )
    return texts


def synthetic_questions(texts: list[str], count: int, seed: int = 17) -> list[str]:
    """Nine words: four content words of one passage, which is the one sought, among five stop words."""
    rng = np.random.default_rng(seed)
    stop = set(STOP_WORDS)
    questions = []
    for row in rng.integers(0, len(texts), count).tolist():
        content = [w for w in texts[row].split() if w not in stop]
        chosen = [*rng.choice(content, 4, replace=False).tolist(), *rng.choice(STOP_WORDS[:20], 5, replace=False)]
        questions.append(" ".join(rng.permutation(chosen).tolist()))
    return questions


def real_texts(path: Path, count: int, seed: int = 13) -> tuple[list[str], int]:
    """Split articles into windows; when they run out, add copies in shuffled order with a fifth of the words redrawn.

    The redrawn words come from the whole collection, so copies are not ties and each word keeps its frequency.

    Returns:
        The passages, and how many of them are true windows.
    """
    windows = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            tokens = f"{article.get('title', '')} {article['text']}".split()
            windows += [" ".join(tokens[i : i + WINDOW]) for i in range(0, len(tokens), WINDOW)]
    rng = np.random.default_rng(seed)
    true = min(count, len(windows))
    texts = [windows[i] for i in rng.permutation(len(windows))[:count].tolist()]
    if true < count:
        pool = np.array([word for window in windows for word in window.split()], dtype=object)
        for i in range(count - true):
            copy = np.array(windows[i % len(windows)].split(), dtype=object)
            redrawn = rng.random(len(copy)) < 0.2
            copy[redrawn] = pool[rng.integers(0, len(pool), int(redrawn.sum()))]
            texts.append(" ".join(rng.permutation(copy).tolist()))
    return texts, true


# ------------------------------------------------------------------------------------------------------- engines


class Engine(Protocol):
    """What is measured; `tokens` are a question's distinct lower-case words, not stemmed."""

    def version(self) -> str:
        """Return the engine's version."""

    def build(self, texts: list[str], folder: Path) -> None:
        """Index `texts` in an empty folder; a passage's number is its place in the list."""

    def load(self, folder: Path) -> None:
        """Open the index for reading."""

    def search(self, tokens: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return the numbers and scores of the best DEPTH passages with any of the tokens, best first."""

    def all_scores(self, tokens: list[str]) -> np.ndarray:
        """Return the score of every passage, 0 where no token occurs."""

    def given_scores(self, tokens: list[str], ids: np.ndarray) -> np.ndarray:
        """Return the scores of the given passages."""

    def update(self, texts: list[str], folder: Path) -> None:
        """Replace the first ARTICLE passages, durably."""


class Fts5:
    """SQLite FTS5, contentless: the passages' text is kept elsewhere, as a release keeps it."""

    def version(self) -> str:
        return sqlite3.sqlite_version

    def build(self, texts: list[str], folder: Path) -> None:
        db = sqlite3.connect(folder / "fts5.sqlite")
        db.execute("CREATE VIRTUAL TABLE p USING fts5(text, content='', tokenize='porter unicode61')")
        db.executemany("INSERT INTO p(rowid, text) VALUES (?, ?)", enumerate(texts))
        db.execute("INSERT INTO p(p) VALUES ('optimize')")
        db.commit()
        db.execute("VACUUM")
        db.close()

    def load(self, folder: Path) -> None:
        self.db = sqlite3.connect(f"file:{folder / 'fts5.sqlite'}?mode=ro&immutable=1", uri=True)
        (self.count,) = self.db.execute("SELECT count(*) FROM p").fetchone()

    def rows(self, tokens: list[str], tail: str) -> tuple[np.ndarray, np.ndarray]:
        match = " OR ".join(f'"{t}"' for t in tokens)
        found = self.db.execute(f"SELECT rowid, -bm25(p) AS s FROM p WHERE p MATCH ? {tail}", (match,)).fetchall()
        return np.array([r for r, _ in found], dtype=np.int64), np.array([s for _, s in found])

    def search(self, tokens: list[str]) -> tuple[np.ndarray, np.ndarray]:
        return self.rows(tokens, f"ORDER BY s DESC LIMIT {DEPTH}")

    def all_scores(self, tokens: list[str]) -> np.ndarray:
        ids, found = self.rows(tokens, "")
        scores = np.zeros(self.count)
        scores[ids] = found
        return scores

    def given_scores(self, tokens: list[str], ids: np.ndarray) -> np.ndarray:
        wanted = ",".join(map(str, ids.tolist()))
        # "+rowid": walk the matches once; a plain rowid runs the whole MATCH again for each passage.
        got, found = self.rows(tokens, f"AND +rowid IN ({wanted})")
        return by_id(ids, got, found)

    def update(self, texts: list[str], folder: Path) -> None:
        db = sqlite3.connect(folder / "fts5.sqlite")
        old = list(enumerate(texts[:ARTICLE]))
        db.executemany("INSERT INTO p(p, rowid, text) VALUES ('delete', ?, ?)", old)
        db.executemany("INSERT INTO p(rowid, text) VALUES (?, ?)", [(i, "new " + text) for i, text in old])
        db.commit()
        db.close()


class Bm25s:
    """bm25s with the numpy backend.

    The vocabulary is numbered here, in order of appearance: bm25s.tokenize with a stemmer numbers it in the order of
    a set of strings, so its files differ from run to run; and it drops words of one letter ("vitamin C").
    """

    def __init__(self) -> None:
        import bm25s
        import Stemmer

        self.bm25s = bm25s
        self.stem = Stemmer.Stemmer("english").stemWord

    def version(self) -> str:
        return self.bm25s.__version__

    def build(self, texts: list[str], folder: Path) -> None:
        stems: dict[str, int] = {}  # word -> number of its stem
        vocabulary: dict[str, int] = {}
        rows = []
        for text in texts:
            row = []
            for word in words(text):
                number = stems.get(word)
                if number is None:
                    number = stems[word] = vocabulary.setdefault(self.stem(word), len(vocabulary))
                row.append(number)
            rows.append(row)
        index = self.bm25s.BM25(k1=K1, b=B, method="lucene", backend="numpy")
        index.index((rows, vocabulary), create_empty_token=False, show_progress=False)
        index.save(folder, show_progress=False)

    def load(self, folder: Path) -> None:
        self.index = self.bm25s.BM25.load(folder)

    def search(self, tokens: list[str]) -> tuple[np.ndarray, np.ndarray]:
        stems = [self.stem(t) for t in tokens]
        found, scores = self.index.retrieve([stems], k=DEPTH, show_progress=False, n_threads=0)
        return found[0].astype(np.int64), scores[0]

    def all_scores(self, tokens: list[str]) -> np.ndarray:
        return self.index.get_scores_from_ids(self.index.get_tokens_ids([self.stem(t) for t in tokens]))

    def given_scores(self, tokens: list[str], ids: np.ndarray) -> np.ndarray:
        return self.all_scores(tokens)[ids]

    def update(self, texts: list[str], folder: Path) -> None:
        self.build(["new " + text for text in texts[:ARTICLE]] + texts[ARTICLE:], folder)  # it has no other way


class PlainNumpy(Bm25s):
    """bm25s's own four files read with np.load and json, and a dozen lines of numpy instead of its query code."""

    def __init__(self) -> None:
        import Stemmer

        self.stem = Stemmer.Stemmer("english").stemWord

    def version(self) -> str:
        return np.__version__

    def build(self, texts: list[str], folder: Path) -> None:
        Bm25s().build(texts, folder)

    def load(self, folder: Path) -> None:
        self.vocabulary = json.loads((folder / "vocab.index.json").read_text("utf-8"))
        self.count = json.loads((folder / "params.index.json").read_text("utf-8"))["num_docs"]
        self.data, self.rows, self.starts = (
            np.load(folder / f"{name}.csc.index.npy", allow_pickle=False) for name in ("data", "indices", "indptr")
        )

    def all_scores(self, tokens: list[str]) -> np.ndarray:
        scores = np.zeros(self.count, dtype=np.float32)
        for token in tokens:
            number = self.vocabulary.get(self.stem(token))
            if number is not None:
                span = slice(self.starts[number], self.starts[number + 1])
                scores[self.rows[span]] += self.data[span]  # rows of one stem are distinct, so += loses nothing
        return scores

    def search(self, tokens: list[str]) -> tuple[np.ndarray, np.ndarray]:
        scores = self.all_scores(tokens)
        ids = np.flatnonzero(scores)  # partition is slow where thousands of zeros tie
        if len(ids) > DEPTH:
            found = scores[ids]
            ids = ids[found >= np.partition(found, -DEPTH)[-DEPTH]]  # with all that tie at the edge
        ids = ids[np.argsort(-scores[ids], kind="stable")][:DEPTH]  # so that the lower row wins a tie
        return ids, scores[ids]


class Tantivy:
    """tantivy, one segment, frequencies without positions, passage number as a fast field."""

    def __init__(self) -> None:
        import tantivy

        self.tantivy = tantivy

    def version(self) -> str:
        return self.tantivy.__version__.split(",")[0].removeprefix("tantivy v")

    def document(self, number: int, text: str) -> object:
        document = self.tantivy.Document()
        document.add_unsigned("number", number)
        document.add_text("text", text)
        return document

    def build(self, texts: list[str], folder: Path) -> None:
        schema = self.tantivy.SchemaBuilder()
        schema.add_unsigned_field("number", indexed=True, fast=True)
        schema.add_text_field("text", tokenizer_name="en_stem", index_option="freq")
        writer = self.tantivy.Index(schema.build(), path=str(folder)).writer(heap_size=1_000_000_000, num_threads=1)
        for number, text in enumerate(texts):
            writer.add_document(self.document(number, text))
        writer.commit()
        writer.wait_merging_threads()

    def load(self, folder: Path) -> None:
        self.index = self.tantivy.Index.open(str(folder))
        self.searcher = self.index.searcher()

    def run(self, query: object, limit: int) -> tuple[np.ndarray, np.ndarray]:
        hits = self.searcher.search(query, limit, count=False).hits
        ids = self.searcher.fast_field_values("number", [address for _, address in hits])
        return np.array(ids, dtype=np.int64), np.array([score for score, _ in hits])

    def parse(self, tokens: list[str]) -> object:
        return self.index.parse_query(" ".join(tokens), ["text"])

    def search(self, tokens: list[str]) -> tuple[np.ndarray, np.ndarray]:
        return self.run(self.parse(tokens), DEPTH)

    def all_scores(self, tokens: list[str]) -> np.ndarray:
        ids, found = self.run(self.parse(tokens), self.searcher.num_docs)
        scores = np.zeros(self.searcher.num_docs)
        scores[ids] = found
        return scores

    def given_scores(self, tokens: list[str], ids: np.ndarray) -> np.ndarray:
        query, occur = self.tantivy.Query, self.tantivy.Occur
        wanted = query.const_score_query(query.term_set_query(self.index.schema, "number", ids.tolist()), 0.0)
        both = query.boolean_query([(occur.Must, wanted), (occur.Should, self.parse(tokens))])
        return by_id(ids, *self.run(both, len(ids)))

    def update(self, texts: list[str], folder: Path) -> None:
        writer = self.tantivy.Index.open(str(folder)).writer(num_threads=1)
        for number, text in enumerate(texts[:ARTICLE]):
            writer.delete_documents_by_term("number", number)
            writer.add_document(self.document(number, "new " + text))
        writer.commit()
        writer.wait_merging_threads()


ENGINES = {"bm25s": Bm25s, "plain numpy": PlainNumpy, "FTS5": Fts5, "tantivy": Tantivy}


# ----------------------------------------------------------------------------------------------------- measuring


def by_id(ids: np.ndarray, got: np.ndarray, found: np.ndarray) -> np.ndarray:
    score = dict(zip(got.tolist(), found.tolist(), strict=True))
    return np.array([score.get(i, 0.0) for i in ids.tolist()])


def digests(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            found[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def peak_mib() -> float | str:
    """Return this process's peak resident memory; getrusage would give its parent's, where that was larger."""
    status = Path("/proc/self/status")
    if not status.exists():
        return "-"
    return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text("ascii"))[1]) / 1024


def milliseconds(call: Callable, arguments: list[tuple]) -> tuple[list[float], list]:
    """Call once per argument tuple; return the times and the results."""
    times, results = [], []
    for argument in arguments:
        start = time.perf_counter()
        results.append(call(*argument))
        times.append((time.perf_counter() - start) * 1000)
    return times, results


def build_stage(name: str, folder: Path, texts: list[str]) -> dict:
    engine = ENGINES[name]()
    start = time.perf_counter()
    engine.build(texts, folder)
    return {
        "build_s": time.perf_counter() - start,
        "mib": sum(p.stat().st_size for p in folder.iterdir()) / 2**20,
    }


def query_stage(name: str, folder: Path, questions: list[str]) -> dict:
    """Load and answer in this fresh process; the index's pages are warm in the file cache."""
    hashing = time.perf_counter()
    before = digests(folder)
    start = time.perf_counter()
    engine = ENGINES[name]()
    imported = time.perf_counter()
    whole = [list(dict.fromkeys(words(question))) for question in questions]
    loading = time.perf_counter()
    engine.load(folder)
    engine.search(whole[0])
    loaded = time.perf_counter()
    stop = set(STOP_WORDS)
    content = [[t for t in tokens if t not in stop] or tokens for tokens in whole]
    for tokens in whole[:20]:
        engine.search(tokens)
    times, found = milliseconds(engine.search, [(t,) for t in whole])
    content_times, content_found = milliseconds(engine.search, [(t,) for t in content])
    peak = peak_mib()
    some = whole[:50]
    rng = np.random.default_rng(19)
    all_times, everything = milliseconds(engine.all_scores, [(t,) for t in some])
    # Half of them passages it found itself, half drawn from the whole, as dense candidates would be.
    count = len(everything[0])
    asked = [np.unique(np.r_[ids[:50], rng.integers(0, count, 50)]) for ids, _ in found[:50]]
    given_times, given = milliseconds(engine.given_scores, list(zip(some, asked, strict=True)))
    gap = max(
        max(np.abs(scores[ids] - top).max(initial=0), np.abs(scores[these] - those).max(initial=0))
        for scores, (ids, top), these, those in zip(everything, found[:50], asked, given, strict=True)
    )
    after = digests(folder)
    return {
        "version": engine.version(),
        "sha256_s": start - hashing,
        "import_s": imported - start,
        "load_s": loaded - loading,
        "p50": np.percentile(times, 50),
        "p95": np.percentile(times, 95),
        "content_p50": np.percentile(content_times, 50),
        "content_p95": np.percentile(content_times, 95),
        "all_ms": np.percentile(all_times, 50),
        "given_ms": np.percentile(given_times, 50),
        "exact": "yes" if gap < 1e-4 else f"no, {gap:.2g}",
        "rss_mib": peak,
        "dirty": sum(after.get(n) != d for n, d in before.items()) + len(after.keys() - before.keys()),
        "top": [ids[:10][scores[:10] > 0].tolist() for ids, scores in found],
        "content_top": [ids[:10][scores[:10] > 0].tolist() for ids, scores in content_found],
        "whole": whole,
    }


def update_stage(name: str, folder: Path, texts: list[str]) -> dict:
    engine = ENGINES[name]()
    start = time.perf_counter()
    engine.update(texts, folder)
    return {"update_s": time.perf_counter() - start}


def stage(which: str, name: str, folder: Path, work: Path, seed: int = 0) -> dict:
    """Run one stage in its own process, which prints its findings as JSON."""
    command = [sys.executable, __file__, "--stage", which, name, str(folder), str(work)]
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def run_stage(which: str, name: str, folder: Path, work: Path) -> None:
    key = "questions" if which == "query" else "texts"
    material = json.loads((work / f"{key}.json").read_text("utf-8"))
    do = {"build": build_stage, "query": query_stage, "update": update_stage}[which]
    print(json.dumps(do(name, folder, material), default=float))


def overlap(tops: list[list[int]], reference: list[list[int]]) -> float:
    return float(np.mean([len(set(a) & set(b)) / max(len(b), 1) for a, b in zip(tops, reference, strict=True)]))


def measure(texts: list[str], questions: list[str], names: list[str], twice: bool) -> dict[str, dict]:
    results: dict[str, dict] = {}
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        (work / "texts.json").write_text(json.dumps(texts), "utf-8")
        (work / "questions.json").write_text(json.dumps(questions), "utf-8")
        for name in ["bm25s", *(n for n in names if n != "bm25s")]:
            folder = work / name.replace(" ", "_")
            folder.mkdir()
            row = stage("build", name, folder, work)
            row |= stage("query", name, folder, work)
            if name == "bm25s":
                row["repeat"] = "-"
                reference = Bm25s()
                reference.load(folder)
                scores = reference.all_scores
            if twice:
                again = work / f"{folder.name}_again"
                again.mkdir()
                stage("build", name, again, work, seed=1)
                row["repeat"] = "yes" if digests(again) == digests(folder) else "no"
            base = results.get("bm25s", row)
            row["overlap"] = overlap(row["top"], base["top"])
            row["content_overlap"] = overlap(row["content_top"], base["content_top"])
            forgiven = []
            for tokens, top in zip(row.pop("whole"), row["top"], strict=True):
                wanted = scores(tokens)
                tenth = np.partition(wanted, -10)[-10]
                forgiven.append(float(np.mean(wanted[top] >= tenth - 1e-4)) if top else 0.0)
            row["tie_overlap"] = float(np.mean(forgiven))
            row |= stage("update", name, folder, work)
            results[name] = row
            print(f"  {name} done, load average {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
    return results


def show(results: dict[str, dict], columns: dict[str, str]) -> None:
    def cell(value: object) -> str:
        if isinstance(value, float):
            return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.4f}"
        return str(value)

    print("| engine |", " | ".join(columns.values()), "|")
    print("|---" * (1 + len(columns)) + "|")
    for name, row in results.items():
        print(f"| {name} {row['version']} |", " | ".join(cell(row.get(c, "-")) for c in columns), "|")
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[20_000, 200_000])
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES), help="bm25s is always run")
    parser.add_argument("--texts", type=Path, help="corpus.jsonl with title and text; without it, synthetic text")
    parser.add_argument("--questions", type=Path, help="queries.jsonl: those of 6 to 12 words are asked")
    parser.add_argument("--question-count", type=int, default=200)
    parser.add_argument("--twice", action="store_true", help="build twice and compare the files byte for byte")
    parser.add_argument("--stage", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stage:
        which, name, folder, work = options.stage
        run_stage(which, name, Path(folder), Path(work))
        return
    for count in options.passages:
        start_load = os.getloadavg()[0]
        texts, true = real_texts(options.texts, count) if options.texts else (synthetic_texts(count), 0)
        if options.questions:
            with options.questions.open(encoding="utf-8") as lines:
                asked = [json.loads(line)["text"] for line in lines]
            questions = [q for q in asked if 6 <= len(q.split()) <= 12]
            step = max(1, len(questions) // options.question_count)
            questions = questions[::step][: options.question_count]
        else:
            questions = synthetic_questions(texts, options.question_count)
        lengths = [len(q.split()) for q in questions]
        print(
            f"{count:,} passages ({true:,} true windows, mean {np.mean([len(t.split()) for t in texts[:5000]]):.0f} "
            f"words), {len(questions)} questions (mean {np.mean(lengths):.1f} words), load at start {start_load:.1f}\n"
        )
        results = measure(texts, questions, options.engines, options.twice)
        show(results, SPEED_COLUMNS)
        show(results, FUSION_COLUMNS)


if __name__ == "__main__":
    main()
