"""Does a cross-encoder of our own pay? Fine-tune the default encoder as one, and measure it on held-out questions.

    python benchmarks/train_cross_encoder.py --medquad MEDQUAD --graded MEDIQA-VAL --held-out MEDIQA-ALEXA \\
        --library LIBRARY --work WORK --minutes 240

MEDQUAD, MEDIQA-VAL and MEDIQA-ALEXA are BEIR-style folders; LIBRARY holds the held-out collection, encoded by
`citewell evaluate MEDIQA-ALEXA --library LIBRARY`, and is only read.  WORK receives the model, which
`citewell ask --cross-encoder WORK/model` takes, and its ONNX files; `--evaluate-only` measures it again.

Learnt from: MedQuAD's questions (CC BY 4.0), two in three of them reworded the way people ask, each with a passage of
its answer against passages about the same disease that answer another question, and against the next-best by BM25;
and MEDIQA's graded answers, a list at a time.  The loss is ListNet's (Cao et al. 2007, doi 10.1145/1273496.1273513):
the cross-entropy between the grades and the scores of one list.  Answers that share a good part of their words with one
that is judged for a held-out question are left out.
"""

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from citewell.corpus.split import split
from citewell.corpus.types import Article
from citewell.index import search as searching
from citewell.index.collection import Collection, read_collection
from citewell.index.embedder import DEFAULT_EMBEDDER, Rescorer, load_embedder, load_rescorer
from citewell.index.encoder import _find_folder as find_model
from citewell.index.evaluate import Run, measure
from citewell.index.lexical import LexicalIndex
from citewell.index.library import open_library
from citewell.index.question import understand
from citewell.index.release import live_id
from citewell.index.types import Ranking
from citewell.index.words import stems, words
from citewell.server.answer import Snapshot
from citewell.server.live import open_release

LAY = {
    "information": ["what is {}", "my mom was just told she has {}, what does that mean?", "explain {} to me please",
                    "never heard of {} before, what kind of illness is it"],
    "symptoms": ["how do i know if i have {}", "signs of {}", "what does {} feel like",
                 "what should I look out for with {}?", "can you tell early on if it's {}?"],
    "treatment": ["how is {} treated", "what can they do about {}?", "is there a cure for {}", "medicine for {}",
                  "my husband has {}, what helps?"],
    "inheritance": ["does {} run in families?", "will my kids get {} too", "can i pass {} on to my children?"],
    "frequency": ["how common is {}", "how many people get {}?", "is {} rare"],
    "genetic changes": ["which gene causes {}?", "is {} caused by a faulty gene", "what mutation is behind {}"],
    "causes": ["why do people get {}", "where does {} come from?", "what brings on {}", "why did i get {}?"],
    "exams and tests": ["how do doctors find out if you have {}?", "test for {}", "how do they check for {}",
                        "what scans or blood tests show {}?"],
    "research": ["any new studies on {}?", "are there trials for {} i could join"],
    "outlook": ["how long can you live with {}?", "will i get better from {}", "life expectancy {}", "is {} deadly?"],
    "susceptibility": ["who gets {}?", "am i at risk of {}", "what raises your chances of {}"],
    "considerations": ["what should i do if i have {}?", "living with {}", "what can I eat with {}?"],
    "prevention": ["how can i avoid {}", "can you keep from getting {}?", "what stops {}"],
    "stages": ["what stage is {}?", "how far along can {} be"],
    "complications": ["what can go wrong with {}?", "what problems does {} lead to"],
}  # fmt: skip
"""How people ask what MedQuAD's templates ask, by its question types; `{}` is the disease."""

REWORDED = 2 / 3
MISSPELLED = 0.1
LOWERED = 0.5
TITLED = 0.7
"""Shares of questions that are reworded, hold a slip of the finger, write the disease small; and of passages that stand
under their title."""

EARLY = 3
BEGINNING = 4000
"""The passage of an answer to learn from is one of its first so many (in its first so many characters); later ones may
be about something else."""

GRADED = 0.1
"""Share of the lists that are MEDIQA's graded answers."""

ALONE = 1000
FUSED = (0, 0.25, 0.5, 1, ALONE)
"""Weights of the cross-encoder beside ours to measure: 0 is without it, 1 what the package does."""

DEPTH = 100
"""How many passages are ranked for each held-out question."""

RUN = 12
SAME = 0.3
"""An answer is one of the held-out ones if so many of its runs of so many words stand in them."""


@dataclass(frozen=True)
class Candidates:
    """A question and passages, with what each is worth as an answer."""

    question: str
    texts: list[str]
    worth: list[float]


@dataclass(frozen=True)
class Answer:
    """One MedQuAD answer: its question, the disease, the question's type, and its first passages."""

    question: str
    names: list[str]
    kind: str
    passages: list[str]

    def passage(self, chance: random.Random) -> str:
        """Choose one of its passages."""
        above = self.names[0] + "\n" if chance.random() < TITLED else ""
        return above + chance.choice(self.passages)


class MedQuAD:
    """Lists of one right passage and hard wrong ones."""

    def __init__(self, folder: Path, held_out: set[tuple[str, ...]], wrong: int) -> None:
        with (folder / "corpus.jsonl").open(encoding="utf-8") as lines:
            records = [json.loads(line) for line in lines]
        self.answers = [
            Answer(r["title"], [r["focus"], *r["synonyms"]], r["qtype"], passages(r["text"][:BEGINNING])[:EARLY])
            for r in records
            if r["qtype"] in LAY and not is_one_of(held_out, r["text"])
        ]
        self.left_out = len(records) - len(self.answers)
        self._wrong = wrong
        self._same: dict[str, list[int]] = defaultdict(list)
        for number, answer in enumerate(self.answers):
            self._same[answer.names[0].lower()].append(number)
        self._words = LexicalIndex.build([f"{a.names[0]}\n{a.passages[0]}" for a in self.answers])

    def lists(self, chance: random.Random) -> Iterator[Candidates]:
        """Go through the answers in random order, for ever."""
        while True:
            for number in chance.sample(range(len(self.answers)), len(self.answers)):
                answer = self.answers[number]
                question = reword(answer, chance)
                wrong = self._same_disease(answer, chance) + self._next_best(answer, question, chance)
                texts = [self.answers[other].passage(chance) for other in wrong[: self._wrong]]
                yield Candidates(question, [answer.passage(chance), *texts], [1.0] + [0.0] * len(texts))

    def _same_disease(self, answer: Answer, chance: random.Random) -> list[int]:
        """Choose up to half the wrong ones from what answers other questions about the disease."""
        others = [n for n in self._same[answer.names[0].lower()] if self.answers[n].kind != answer.kind]
        return chance.sample(others, min(len(others), self._wrong // 2))

    def _next_best(self, answer: Answer, question: str, chance: random.Random) -> list[int]:
        """Choose from the best by words about other diseases."""
        scores = self._words.stem_scores(list(dict.fromkeys(stems(f"{question} {answer.names[0]}")))).sum(axis=0)
        names = {name.lower() for name in answer.names}
        others = [
            n for n in np.argsort(-scores)[:60].tolist() if names.isdisjoint(map(str.lower, self.answers[n].names))
        ]
        return chance.sample(others[:20], min(len(others), self._wrong, 20))


class Mediqa:
    """Lists of graded answers: of each, the passage that shares most words with the question."""

    def __init__(self, collection: Collection, held_out: set[tuple[str, ...]], wrong: int) -> None:
        texts = {article.article_id: article.text for article in collection.articles}
        self._wrong = wrong
        self.graded: list[tuple[str, list[tuple[str, int]]]] = []
        for query_id, grades in (collection.qrels or {}).items():
            question = collection.queries[query_id]
            kept = {doc_id: grade for doc_id, grade in grades.items() if not is_one_of(held_out, texts[doc_id])}
            if len(set(kept.values())) > 1:
                self.graded.append((question, [(nearest(question, texts[d]), grade) for d, grade in kept.items()]))

    def lists(self, chance: random.Random) -> Iterator[Candidates]:
        """Choose questions and some of their answers, for ever."""
        while True:
            question, graded = chance.choice(self.graded)
            some = chance.sample(graded, min(len(graded), self._wrong + 1))
            if len({grade for _, grade in some}) > 1:
                worth = [2.0**grade - 1 for _, grade in some]
                yield Candidates(question, [text for text, _ in some], worth)


def passages(text: str) -> list[str]:
    article = Article("a", "", text)
    return [article.text[passage.start : passage.end] for passage in split(article)] or [text]


def nearest(question: str, text: str) -> str:
    asked = set(stems(question))
    return max(passages(text), key=lambda passage: len(asked & set(stems(passage))))


def runs(text: str) -> list[tuple[str, ...]]:
    found = words(text)
    return [tuple(found[i : i + RUN]) for i in range(max(1, len(found) - RUN + 1))]


def is_one_of(known: set[tuple[str, ...]], text: str) -> bool:
    own = runs(text)
    return sum(one in known for one in own) > SAME * len(own)


def reword(answer: Answer, chance: random.Random) -> str:
    """Ask the way people type."""
    question = answer.question
    if chance.random() < REWORDED:
        name = chance.choice(answer.names[:3])
        name = name.lower() if chance.random() < LOWERED else name
        question = chance.choice(LAY[answer.kind]).format(name)
    if chance.random() < MISSPELLED:
        at = chance.randrange(1, len(question) - 1)
        question = question[: at - 1] + question[at] + question[at - 1] + question[at + 1 :]
    return question


def train(arguments: argparse.Namespace, held_out: Collection) -> None:
    chance = random.Random(arguments.seed)
    torch.manual_seed(arguments.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    began = time.monotonic()
    judged = {doc_id for grades in (held_out.qrels or {}).values() for doc_id in grades}
    known = {one for article in held_out.articles if article.article_id in judged for one in runs(article.text)}
    medquad = MedQuAD(arguments.medquad, known, arguments.wrong)
    sources = [medquad.lists(chance)]
    if arguments.graded:
        sources.append(Mediqa(read_collection(arguments.graded), known, arguments.wrong).lists(chance))
    count = f"{len(medquad.answers)} answers ({medquad.left_out} left out)"
    print(f"{count}, made ready in {time.monotonic() - began:.0f} s; {device}", flush=True)
    folder = find_model(DEFAULT_EMBEDDER)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder, num_labels=1, dtype=torch.float32).to(device)
    model.base_model.embeddings.requires_grad_(False)  # else words that are not met drift from those that are
    head = [p for name, p in model.named_parameters() if name.startswith("classifier")]
    body = [p for name, p in model.named_parameters() if not name.startswith("classifier") and p.requires_grad]
    rates = (arguments.rate, arguments.rate * 10)
    optimiser = torch.optim.AdamW([{"params": body}, {"params": head}], lr=arguments.rate, weight_decay=0.01)
    losses: list[float] = []
    began, step, pairs, done = time.monotonic(), 0, 0, 0.0
    model.train()
    while done < 1:
        lists = [next(sources[-1 if chance.random() < GRADED else 0]) for _ in range(arguments.batch)]
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * min(done / 0.1, (1 - done) / 0.9)
        told = tokenizer(
            [one.question for one in lists for _ in one.texts], [text for one in lists for text in one.texts],
            truncation="longest_first", max_length=arguments.length, padding=True, return_tensors="pt",
        ).to(device)  # fmt: skip
        with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
            scores = model(**told).logits[:, 0].float()
        loss = listwise(scores, lists)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        losses.append(loss.item())
        step, pairs = step + 1, pairs + len(scores)
        minutes = (time.monotonic() - began) / 60
        done = max(step / arguments.steps, minutes / arguments.minutes)
        if step % arguments.tell_every == 0 or done >= 1:
            recent = np.mean(losses[-arguments.tell_every :])
            print(f"step {step}, {pairs} pairs, {minutes:.1f} min, loss {recent:.3f}", flush=True)
    model.eval().float().save_pretrained(arguments.work / "model", safe_serialization=True)
    tokenizer.save_pretrained(arguments.work / "model")


def listwise(scores: torch.Tensor, lists: Sequence[Candidates]) -> torch.Tensor:
    losses = []
    for own, one in zip(scores.split([len(one.texts) for one in lists]), lists, strict=True):
        worth = torch.tensor(one.worth, device=scores.device)
        losses.append(-(worth / worth.sum() * own.log_softmax(0)).sum())
    return torch.stack(losses).mean()


class Remembered:
    """A rescorer that reads no pair twice, and knows how long it read."""

    def __init__(self, rescorer: Rescorer) -> None:
        self._rescorer = rescorer
        self._known: dict[tuple[str, str], float] = {}
        self.seconds = 0.0
        self.lists = 0

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Score how well each text answers a question."""
        if any((question, text) not in self._known for text in texts):
            began = time.perf_counter()
            scores = self._rescorer.scores(question, texts)
            self.seconds += time.perf_counter() - began
            self.lists += 1
            self._known |= {(question, text): float(score) for text, score in zip(texts, scores, strict=True)}
        return np.array([self._known[question, text] for text in texts], dtype=np.float32)


class OnnxRescorer:
    """Reads with onnxruntime, on one core."""

    def __init__(self, model: Path, tokenizer: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._tokenizer = AutoTokenizer.from_pretrained(tokenizer)

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Score how well each text answers a question."""
        told = self._tokenizer(
            [question] * len(texts), list(texts), truncation="longest_first", max_length=512, padding=True,
            return_tensors="np",
        )  # fmt: skip
        wanted = {one.name for one in self._session.get_inputs()}
        (logits,) = self._session.run(None, {k: v.astype(np.int64) for k, v in told.items() if k in wanted})
        return np.asarray(logits[:, 0], dtype=np.float32)


def export(folder: Path, work: Path) -> Path:
    """Write the model as ONNX, and once more with weights of 8 bits."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = AutoModelForSequenceClassification.from_pretrained(folder, attn_implementation="eager").eval()
    told = AutoTokenizer.from_pretrained(folder)(["a b", "a"], ["c", "d e f"], padding=True, return_tensors="pt")
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {name: {0: "pairs", 1: "pieces"} for name in names} | {"logits": {0: "pairs"}}
    model.config.return_dict = False
    torch.onnx.export(
        model, tuple(told[name] for name in names), str(work / "model.onnx"), input_names=names,
        output_names=["logits"], dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip
    small = work / "model.int8.onnx"
    quantize_dynamic(work / "model.onnx", small, weight_type=QuantType.QInt8, per_channel=True)
    return small


def evaluate(
    held_out: Collection, snapshot: Snapshot, rescorer: Remembered, name: str, weights: Sequence[float]
) -> None:
    """Print the measures of the search that answers people, for each weight of the rescorer."""
    print(f"\n{name}\n\n| weight | nDCG@10 | MAP | RR@10 |\n|---|---|---|---|")
    for weight in weights:
        searching._RESCORER_WEIGHT = weight  # noqa: SLF001 - the package has one, here are more
        run = run_held_out(held_out, snapshot, rescorer if weight else None)
        measures = measure(held_out.qrels or {}, run, held_out.rel_threshold)
        told = "alone" if weight == ALONE else weight or "without"
        print(f"| {told} | {measures['nDCG@10']:.4f} | {measures['MAP']:.4f} | {measures['RR@10']:.4f} |", flush=True)
    print(f"\n{1000 * rescorer.seconds / rescorer.lists:.0f} ms for 20 passages", flush=True)


def run_held_out(collection: Collection, snapshot: Snapshot, rescorer: Rescorer | None) -> Run:
    contents = snapshot.contents
    queries = {query_id: understand(text, contents.speller) for query_id, text in collection.queries.items()}
    return {
        query_id: documents(searching.search(contents, snapshot.embedder, query, DEPTH, rescorer=rescorer))
        for query_id, query in queries.items()
    }


def documents(ranking: Ranking) -> dict[str, float]:
    """Rank documents by their best passage, shown on its own or folded into another."""
    best: dict[str, float] = {}
    for hit in ranking.hits:
        for score, passage in ((hit.score, hit.passage), *((same.score, same.passage) for same in hit.also_in)):
            best[passage.article_id] = max(score, best.get(passage.article_id, score))
    return dict(sorted(best.items(), key=lambda scored: -scored[1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--medquad", "--held-out", "--library", "--work"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--graded", type=Path, help="none: learn from MedQuAD alone")
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--minutes", type=float, default=240, help="training ends after so many, or so many steps")
    parser.add_argument("--batch", type=int, default=8, help="lists a step")
    parser.add_argument("--wrong", type=int, default=7, help="wrong passages in a list")
    parser.add_argument("--rate", type=float, default=5e-5, help="highest learning rate; ten times that for the head")
    parser.add_argument("--length", type=int, default=256, help="word pieces of a pair at most")
    parser.add_argument("--threads", type=int, default=0, help="CPU threads; 0 for as many as there are")
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--tell-every", type=int, default=100)
    parser.add_argument("--evaluate-only", action="store_true")
    parser.add_argument("--no-onnx", action="store_true", help="without onnx and onnxruntime")
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    arguments.work.mkdir(parents=True, exist_ok=True)
    held_out = read_collection(arguments.held_out)
    if not arguments.evaluate_only:
        train(arguments, held_out)
    library = open_library(arguments.library)
    snapshot = open_release(library, live_id(library.releases), load_embedder)
    folder = arguments.work / "model"
    own = load_rescorer(str(folder))
    assert own is not None
    evaluate(held_out, snapshot, Remembered(own), "float32", FUSED)
    if not arguments.no_onnx:
        small = export(folder, arguments.work)
        name = f"int8, {small.stat().st_size / 2**20:.1f} MiB, one core"
        evaluate(held_out, snapshot, Remembered(OnnxRescorer(small, folder)), name, (1, ALONE))


if __name__ == "__main__":
    main()
