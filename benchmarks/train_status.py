"""When is a question answered, when is it only near, and when is it not in the library?

    python benchmarks/train_status.py --work DIR --eval DIR --seeds DIR

Learns the two models of `index/answerability.json` and their thresholds, and writes `benchmarks/abstention.md`.  EVAL
holds `abstain-medquad-2k`, `clinc150-ood` and `meqsum`; DIR keeps the encoded libraries between runs.

Both models are logistic regressions.  They are learnt from the tuning halves of the project's own questions (with and
without an answer), the starter's list, and half of the collections' questions; thresholds are set on predictions for
questions that were left out (six folds).  The reported halves, which nothing is chosen with, are only measured.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "notices"))

import numpy as np
from lists import load_messages
from numpy.typing import NDArray
from own_questions import SHOWN
from quality import commit
from questions import Gold, by_file, gold_spans, load_question_set, right_passage
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from status_report import HEAD, TITLES, lower, section, upper, weights_section
from train_ranker import open_articles, open_built
from unanswerable import load_unanswerable

from citewell.corpus.entries import load_questions
from citewell.corpus.store import ArticleStore
from citewell.corpus.types import Passage
from citewell.index.answerability import BY_ENCODER, FEATURES
from citewell.index.collection import read_collection
from citewell.index.contents import Contents
from citewell.index.embedder import Embedder, load_embedder
from citewell.index.evaluate import store_collection
from citewell.index.library import create_library
from citewell.index.question import understand
from citewell.index.ranker import learnt_weights, rank
from citewell.index.search import find_candidates, measure_best
from citewell.server.small_talk import find_small_talk

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "index" / "answerability.json"
REPORT = ROOT / "benchmarks" / "abstention.md"
QUESTIONS = ROOT / "benchmarks" / "questions"
NOTICES = ROOT / "benchmarks" / "notices"

FOLDS = 6
STRENGTH = 0.3
"""Inverse of the weight of the penalty on the weights."""

FIRST_WRITERS = 60
"""The last number of the first writer's questions on each library, by their ids; the second writer's come after."""

COVERAGE = 0.8
"""At least this share of the questions whose answer is shown must count as answered."""

ACCEPTED = 0.02
ACCEPTED_BY_WORDS = 0.1
"""At most this share of chat may be taken to touch the subject; words alone tell it less well from lay questions."""

BESIDE = 0.3
"""What a passage counts that does not answer where another does: nobody has judged whether it does not."""

HEALTH_STRENGTH = 3.0
HEALTH_FROM_EACH = 700
"""Inverse of the penalty, and questions of a collection, for telling health from chat by the vector alone."""

SHARES = {"near": 0.5, "other_health": 0.2, "chat": 0.3}
"""What the sets without a shown answer weigh in each library, where those with one weigh 1."""

OF_COLLECTION = 0.1
"""What the collection weighs beside each own library: its questions name a disease, and its near misses another one.

Chosen with the area under the curve of tuning questions left out. What search missed is not learnt from at all.
"""


@dataclass(frozen=True)
class Asked:
    """One question as it was measured.

    `rights` tell of each passage judged, a row of `features`, whether it answers; `is_right` whether one of those shown
    does.
    """

    library: str
    group: str
    kind: str
    name: str
    text: str
    features: NDArray[np.float32]
    rights: tuple[bool, ...]
    is_right: bool
    is_touched: bool | None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="where the encoded libraries are kept")
    parser.add_argument("--eval", type=Path, required=True, help="the folder of the collections")
    parser.add_argument("--seeds", type=Path, required=True, help="the folder of the seeds")
    arguments = parser.parse_args()
    embedder = load_embedder()
    chat = read_chat(arguments.eval / "clinc150-ood")
    health = read_texts(arguments.eval / "meqsum")
    subject = learn_health(arguments.eval, embedder)
    write_model(subject)
    tuning: list[Asked] = []
    reported: list[Asked] = []
    for name, folder in (("seeds", arguments.seeds), ("starter", ROOT / "corpus" / "starter")):
        library = open_articles([folder], arguments.work / name)
        contents = open_built(library, embedder)
        for half, asked in (("tuning", tuning), ("reported", reported)):
            asked.extend(ask_own(name, half, contents, embedder, library.articles))
            asked.extend(ask_all(name, "chat", chat[half], contents, embedder))
            asked.extend(ask_all(name, "other_health", health[half], contents, embedder))
    folder = arguments.eval / "abstain-medquad-2k"
    for half, found in ask_collection(folder, arguments.work, embedder, chat).items():
        (tuning if half == "tuning" else reported).extend(found)
    models = {}
    sections = [HEAD.format(today=datetime.now(UTC).date(), commit=commit(), n=len(tuning))]
    for name, counted in (("by_meaning", set(FEATURES)), ("by_words", set(FEATURES) - BY_ENCODER)):
        predicted = cross_validate(tuning, counted)
        answers, touches = (learn(tuning, which, counted) for which in (_answers, _touches))
        accepted = ACCEPTED if name == "by_meaning" else ACCEPTED_BY_WORDS
        cuts = choose_answered(tuning, predicted[0]), choose_related(tuning, predicted[1], accepted)
        models[name] = {"answers": answers.to_json(cuts[0]), "touches": touches.to_json(cuts[1])}
        scored = [answers.chances(reported), touches.chances(reported)]
        sections += [
            TITLES[name].format(a=cuts[0], r=cuts[1]),
            section("Questions learnt from, predicted when left out", tuning, predicted, *cuts),
            section("Reported: questions that nothing was chosen with", reported, scored, *cuts),
            weights_section((answers.weights, answers.spread), (touches.weights, touches.spread)),
        ]
    write_model(subject, models)
    REPORT.write_text("\n".join(sections), "utf-8")


def learn_health(collections: Path, embedder: Embedder) -> dict[str, object]:
    """Learn to tell questions about health from chat, by their vectors alone; nothing reported is learnt from."""
    listed = load_questions(ROOT / "corpus" / "starter" / "questions.yaml")
    texts = [
        [text for _, _, text in read_texts(collections / "meqsum", 1000)["tuning"]],
        [text for _, text in read_collection(collections / "medquad-2k", "text").queries.items()][:HEALTH_FROM_EACH],
        [entry.question for entry in listed if not entry.offer],
        [question.question for question in load_question_set(QUESTIONS / "tuning.yaml")],
        [question.question for question in load_unanswerable(QUESTIONS / "unanswerable_tuning.yaml")],
        [message.message for message in load_messages(NOTICES / "education_tuning.yaml")],
        [message.message for message in load_messages(NOTICES / "danger_tuning.yaml")],
        [text for _, _, text in read_chat(collections / "clinc150-ood", 2500)["tuning"]],
    ]
    vectors = np.concatenate([embedder.encode(some_texts) for some_texts in texts])
    is_health = np.repeat([number < len(texts) - 1 for number in range(len(texts))], [len(of) for of in texts])
    counts = np.concatenate([np.full(len(of), 1 / len(of)) for of in texts])
    counts[~is_health] *= len(texts) - 1
    model = LogisticRegression(C=HEALTH_STRENGTH, max_iter=1000)
    model.fit(vectors, is_health, sample_weight=counts * len(counts) / counts.sum())
    return {
        "embedder_fingerprint": embedder.fingerprint,
        "weights": [round(float(weight), 3) for weight in model.coef_[0]],
        "bias": round(float(model.intercept_[0]), 3),
    }


def write_model(health: dict[str, object], models: dict[str, dict[str, object]] | None = None) -> None:
    """Write the model; before there are new weights, with the old ones if they fit: features need `health`."""
    if models is None:
        nothing = {"weights": dict.fromkeys(FEATURES, 0.0), "bias": 0.0, "threshold": 0.5}
        models = {name: {"answers": nothing, "touches": nothing} for name in ("by_meaning", "by_words")}
        old = json.loads(MODEL.read_text("utf-8")) if MODEL.exists() else models
        if old["by_meaning"]["answers"]["weights"].keys() == set(FEATURES):
            models = {name: old[name] for name in models}
    MODEL.write_text(json.dumps({"health": health} | models) + "\n", "utf-8")


def read_chat(folder: Path, n: int = 250) -> dict[str, list[tuple[str, str, str]]]:
    """Read off-topic chat: (kind, name, text); the training part to learn from, the test part to report on."""
    lines = [json.loads(line) for line in (folder / "queries.jsonl").read_text("utf-8").splitlines()]
    halves: dict[str, list[tuple[str, str, str]]] = {}
    for half in ("tuning", "reported"):
        listed = load_messages(NOTICES / f"chat_{half}.yaml")
        own = [(m.kind, m.id, m.message) for m in listed if not find_small_talk(m.message)]
        fits = [one for one in lines if (one["split"] == "oos_test") == (half == "reported")]
        clinc = [("clinc150", one["_id"], one["text"]) for one in fits if not one["maybe_health"]]
        halves[half] = [*own, *some(clinc, n)]
    return halves


def read_texts(folder: Path, n: int = 300) -> dict[str, list[tuple[str, str, str]]]:
    """Read questions on other health matters, halved by chance."""
    lines = [json.loads(line) for line in (folder / "queries.jsonl").read_text("utf-8").splitlines()]
    every = some([("meqsum", one["_id"], one["text"]) for one in lines], n)
    return {"tuning": every[::2], "reported": every[1::2]}


def some(items: list[tuple[str, str, str]], n: int) -> list[tuple[str, str, str]]:
    """Choose n items by the hash of their names: always the same."""
    return sorted(items, key=lambda item: hashlib.sha256(item[1].encode()).digest())[:n]


def ask_own(name: str, half: str, contents: Contents, embedder: Embedder, store: ArticleStore) -> Iterable[Asked]:
    """Ask the project's own questions of one library: those with an answer, and those without."""
    articles = by_file(store)
    for question in load_question_set(QUESTIONS / f"{half}.yaml"):
        if question.library == name:
            golds = gold_spans(question, articles)
            is_right = [_holds(one) for one in golds]
            message = ("own", question.id, question.question)
            yield from ask(name, "own", message, contents, embedder, is_right, True, question.history)
    if name == "starter" and half == "tuning":
        every = load_questions(ROOT / "corpus" / "starter" / "questions.yaml")
        for number, listed in enumerate(one for one in every if not one.offer):  # those offered are typed too well
            article = articles[listed.article]
            start = article.text.casefold().find(listed.answer.casefold())
            gold = Gold(article.article_id, start, start + len(listed.answer))
            message = ("list", f"list-{number}", listed.question)
            yield from ask(name, "list", message, contents, embedder, [_holds([gold])], True)
    for lacking in load_unanswerable(QUESTIONS / f"unanswerable_{half}.yaml"):
        if lacking.library == name:
            message = (lacking.kind, lacking.id, lacking.question)
            yield from ask(name, "near", message, contents, embedder, None, lacking.related)


def _holds(golds: Sequence[Gold]) -> Callable[[Passage], bool]:
    return lambda passage: any(right_passage(gold, passage) for gold in golds)


def ask_collection(
    folder: Path, work: Path, embedder: Embedder, chat: dict[str, list[tuple[str, str, str]]]
) -> dict[str, list[Asked]]:
    """Ask a collection of which diseases were taken out: half of its questions to learn from, half to report on."""
    collection = read_collection(folder, "text")
    library = create_library(work / folder.name)
    store_collection(collection, library)
    contents = open_built(library, embedder)
    sets = [json.loads(line) for line in (folder / "queries.jsonl").read_text("utf-8").splitlines()]
    messages: dict[str, list[tuple[str, str, str]]] = {"own": [], "near": []}
    for one in sets:
        group = {"answerable": "own", "near-ood": "near"}.get(one["set"])
        if group:
            messages[group].append((one["set"], one["_id"], one["text"]))
    found: dict[str, list[Asked]] = {"tuning": [], "reported": []}
    for group, every in messages.items():
        for number, message in enumerate(some(every, 500)):
            relevant = {
                article_id
                for article_id, grade in (collection.qrels or {}).get(message[1], {}).items()
                if grade >= collection.rel_threshold
            }
            right: list[Callable[[Passage], bool]] | None = None
            if group == "own":
                right = [lambda passage, relevant=relevant: passage.article_id in relevant]
            half = ("tuning", "reported")[number % 2]
            # A disease that was taken out may have a sibling left: nobody knows whether the subject is touched.
            found[half] += ask(folder.name, group, message, contents, embedder, right, True if right else None)
    for half, asked in found.items():
        asked.extend(ask_all(folder.name, "chat", chat[half], contents, embedder))
    return found


def ask_all(
    library: str, group: str, messages: Iterable[tuple[str, str, str]], contents: Contents, embedder: Embedder
) -> Iterable[Asked]:
    """Ask messages of which the library holds nothing."""
    for message in messages:
        yield from ask(library, group, message, contents, embedder, None, False)


def ask(
    library: str,
    group: str,
    message: tuple[str, str, str],
    contents: Contents,
    embedder: Embedder,
    is_right: Sequence[Callable[[Passage], bool]] | None,
    is_touched: bool | None,
    history: Sequence[str] = (),
) -> Iterable[Asked]:
    """Measure each question of a message; `is_right` holds a test of passages for each, or one for all of them."""
    kind, name, text = message
    query = understand(text, contents.speller, history)
    for number, candidates in enumerate(find_candidates(contents, embedder, query.parts, query.message)):
        scores = rank(candidates.signals, learnt_weights())
        shown = [contents.passages[candidates.positions[i]] for i in np.argsort(-scores, kind="stable")[:SHOWN]]
        tests = [] if is_right is None else [is_right[number]] if len(is_right) == len(query.parts) else is_right
        rights = tuple(any(test(passage) for test in tests) for passage in shown)
        features = measure_best(contents, candidates, scores, embedder.fingerprint)
        judged = rights[: len(features)]
        yield Asked(library, group, kind, name, query.parts[number], features, judged, any(rights), is_touched)


@dataclass(frozen=True)
class Learnt:
    """A logistic model in terms of the features as they are."""

    weights: NDArray[np.float64]
    bias: float
    spread: NDArray[np.float64]

    def chances(self, asked: Sequence[Asked]) -> NDArray[np.float64]:
        """Compute the chance of each question."""
        log_odds = np.array([(one.features @ self.weights + self.bias).max() for one in asked])
        return 1 / (1 + np.exp(-log_odds))

    def to_json(self, threshold: float) -> dict[str, object]:
        """Write it as `answerability.json` holds it."""
        weights = {name: round(float(weight), 4) for name, weight in zip(FEATURES, self.weights, strict=True)}
        return {"weights": weights, "bias": round(self.bias, 4), "threshold": round(threshold, 4)}


def _answers(asked: Asked) -> tuple[bool, float]:
    """Tell whether the answer is shown, and how much the question counts: what is far away is for the other model."""
    if asked.group == "chat":
        return False, 0.0
    if asked.is_right:
        return True, 3.0 if asked.group == "own" else 1.0
    return False, 0.0 if asked.group in {"own", "list"} else SHARES[asked.group]


def _touches(asked: Asked) -> tuple[bool, float]:
    """Tell whether the subject is touched, and how much the question counts."""
    if asked.is_touched is None or (asked.group == "near" and not asked.is_touched):
        return False, 0.0
    return asked.is_touched, SHARES["chat"] if asked.group == "chat" else 1.0 if asked.is_touched else 0.1


def _weigh(
    asked: Sequence[Asked], which: Callable[[Asked], tuple[bool, float]]
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Tell the label of each question and its weight: the same sum for each library, label and group."""
    found = [which(one) for one in asked]
    keys = [(one.library, label, one.group if not label else "") for one, (label, _) in zip(asked, found, strict=True)]
    totals: dict[tuple[str, bool, str], float] = {}
    for key, (_, weight) in zip(keys, found, strict=True):
        totals[key] = totals.get(key, 0) + weight
    largest = {key: max((w for k, (_, w) in zip(keys, found, strict=True) if k == key), default=1) for key in totals}
    shares = [
        w / totals[k] * (largest[k] if not k[1] else 1) if totals[k] else 0
        for k, (_, w) in zip(keys, found, strict=True)
    ]
    weights = np.array(shares)
    if which is _answers:
        weights *= [1.0 if one.library in {"seeds", "starter"} else OF_COLLECTION for one in asked]
    return np.array([label for label, _ in found]), weights * len(weights) / weights.sum()


def learn(asked: Sequence[Asked], which: Callable[[Asked], tuple[bool, float]], counted: Set[str]) -> Learnt:
    """Fit one of the models with some of the features."""
    labels, counts = _weigh(asked, which)
    rows = [(one, label, count) for one, label, count in zip(asked, labels, counts, strict=True) if count > 0]
    features = np.concatenate([one.features for one, _, _ in rows]).astype(np.float64)
    features *= [name in counted for name in FEATURES]
    labels, counts = _by_passage(rows, which)
    mean, spread = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-6)
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit((features - mean) / spread, labels, sample_weight=counts)
    weights = model.coef_[0] / spread
    return Learnt(weights, float(model.intercept_[0] - weights @ mean), spread)


def _by_passage(
    rows: Sequence[tuple[Asked, bool, float]], which: Callable[[Asked], tuple[bool, float]]
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Tell the label and the weight of each passage judged.

    Beside one that answers, another may answer as well: it counts less.
    """
    labels, counts = [], []
    for asked, label, count in rows:
        for is_right in asked.rights:
            is_so = is_right if label and which is _answers else label
            labels.append(is_so)
            counts.append(count / len(asked.rights) * (BESIDE if label and not is_so else 1.0))
    return np.array(labels), np.array(counts)


def cross_validate(asked: Sequence[Asked], counted: Set[str]) -> list[NDArray[np.float64]]:
    """Predict both chances of every question with models that have not seen it, in any library."""
    chances = [np.zeros(len(asked)), np.zeros(len(asked))]
    for kept, left_out in GroupKFold(FOLDS).split(asked, groups=[one.name for one in asked]):
        for found, which in zip(chances, (_answers, _touches), strict=True):
            found[left_out] = learn([asked[i] for i in kept], which, counted).chances([asked[i] for i in left_out])
    return chances


def choose_answered(asked: Sequence[Asked], chances: NDArray[np.float64]) -> float:
    """Choose the highest threshold at which the bound on the coverage of shown answers still reaches `COVERAGE`.

    For each writer and library, whose questions are of unequal difficulty, the coverage itself reaches it, too.  Own
    questions only: the list shares its wording with the articles, and the collection its names.
    """
    right = [n for n, one in enumerate(asked) if one.is_right and one.group == "own" and one.kind == "own"]
    writers = np.array([f"{asked[n].library} {int(asked[n].name.rsplit('-', 1)[1]) > FIRST_WRITERS}" for n in right])

    def suffices(threshold: float) -> bool:
        is_covered = chances[right] >= threshold
        return lower(int(is_covered.sum()), len(right)) >= COVERAGE and all(
            is_covered[writers == writer].mean() >= COVERAGE for writer in np.unique(writers)
        )

    return next(t for t in np.sort(chances[right])[::-1] if suffices(t))


def choose_related(asked: Sequence[Asked], chances: NDArray[np.float64], accepted: float) -> float:
    """Choose the lowest threshold at which the bound on the share of chat that is accepted stays within `accepted`."""
    chat = np.sort([chance for one, chance in zip(asked, chances, strict=True) if one.group == "chat"])
    most = next(n for n in range(len(chat), -1, -1) if n == 0 or upper(n, len(chat)) <= accepted)
    return float(np.nextafter(chat[len(chat) - most - 1], 1))


if __name__ == "__main__":
    main()
