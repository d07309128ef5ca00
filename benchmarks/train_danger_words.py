"""Which words tell that somebody is in danger? Writes server/danger_words.json and danger_words.md.

    python benchmarks/train_danger_words.py

Learnt from the tuning lists of notices/, from the messages with which the patterns were written, and, as questions
without danger, from the tuning halves of questions/ and the starter's suggested questions.  The threshold is the one
that `FALSE_ALARMS` of the messages without danger pass when their writer's messages are left out of the learning.
"""

import json
import sys
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from citewell.server.danger_words import terms

ROOT = Path(__file__).resolve().parents[1]
NOTICES = ROOT / "benchmarks" / "notices"
sys.path.insert(0, str(NOTICES))
from lists import load_messages  # noqa: E402

ACTIONS = ("emergency", "crisis_line", "centre_line")
ACTION_OF = {
    "self_harm": "crisis_line",
    "fever": "centre_line",
    "confusion": "centre_line",
    "shaking": "centre_line",
    "diarrhoea": "centre_line",
}
"""What is asked of those whose danger is of a kind; all other kinds ask for the emergency number."""

ALWAYS_LEARNT = {"patterns", "questions", "chat"}
"""Messages that were not written to be like those of a list: not left out, and no false alarm is counted in them."""

FALSE_ALARMS = 0.02
STRENGTH = 30.0
"""The inverse of the L2 penalty; 10 to 100 gave the same within .005 of recall on a writer who was left out."""

Labelled = list[tuple[str, int]]


def main() -> None:
    groups = by_writer()
    chances = left_out(groups)
    pairs = [pair for name in chances for pair in zip(chances[name], groups[name], strict=True)]
    quiet = np.sort([chance for chance, (_, label) in pairs if not label])
    threshold = float(quiet[-1 - int(FALSE_ALARMS * len(quiet))])
    every = [one for group in groups.values() for one in group]
    vectorizer, model = learn(every)
    save(vectorizer, model, threshold)
    report(groups, chances, threshold, len(vectorizer.vocabulary_))


def by_writer() -> dict[str, Labelled]:
    """Read the messages, those of each writer by themselves, each with the number of its class."""
    groups: dict[str, Labelled] = {"first": [], "patterns": [], "questions": []}
    for name in ("danger", "education", "advice", "small_talk", "chat"):
        for message in load_messages(NOTICES / f"{name}_tuning.yaml"):
            label = class_of(message.kind) if name == "danger" else 0
            group = "chat" if name in ("small_talk", "chat") else writer(message.id)
            groups.setdefault(group, []).append((message.message, label))
    written = yaml.safe_load((ROOT / "tests" / "server" / "danger_messages.yaml").read_text("utf-8"))
    groups["patterns"] += [(str(text), class_of(kind)) for kind, texts in written["told"].items() for text in texts]
    groups["patterns"] += [(str(text), 0) for text in written["not_told"]]
    for name in ("tuning", "unanswerable_tuning"):
        content = yaml.safe_load((ROOT / "benchmarks" / "questions" / f"{name}.yaml").read_text("utf-8"))
        groups["questions"] += [(one["question"], 0) for one in content["questions"]]
    suggested = yaml.safe_load((ROOT / "corpus" / "starter" / "questions.yaml").read_text("utf-8"))
    groups["questions"] += [(one["question"], 0) for one in suggested["questions"]]
    return groups


def writer(message_id: str) -> str:
    """Name who wrote a message, by its id: the later writers have a letter of their own before the number."""
    last = message_id.rsplit("-", 1)[1]
    return last[0] if last[0].isalpha() else "first"


def class_of(kind: str) -> int:
    return 1 + ACTIONS.index(ACTION_OF.get(kind, "emergency"))


def learn(labelled: Labelled) -> tuple[TfidfVectorizer, LogisticRegression]:
    vectorizer = TfidfVectorizer(analyzer=terms, sublinear_tf=True, min_df=2)
    found = vectorizer.fit_transform([text for text, _ in labelled])
    model = LogisticRegression(C=STRENGTH, max_iter=5000).fit(found, [label for _, label in labelled])
    return vectorizer, model


def left_out(groups: dict[str, Labelled]) -> dict[str, NDArray[np.float64]]:
    """Say how likely each message of a list's writer is to tell of danger by what is learnt from all the others."""
    found = {}
    for name in groups.keys() - ALWAYS_LEARNT:
        vectorizer, model = learn([one for other, rest in groups.items() if other != name for one in rest])
        found[name] = 1 - model.predict_proba(vectorizer.transform([text for text, _ in groups[name]]))[:, 0]
    return dict(sorted(found.items()))


def save(vectorizer: TfidfVectorizer, model: LogisticRegression, threshold: float) -> None:
    content = {
        "actions": ACTIONS,
        "threshold": round(threshold, 4),
        "intercepts": [round(float(one), 4) for one in model.intercept_],
        "terms": {
            term: [round(float(vectorizer.idf_[at]), 3), *(round(float(w), 3) for w in model.coef_[:, at])]
            for term, at in sorted(vectorizer.vocabulary_.items())
        },
    }
    lines = ",\n".join(
        f"  {json.dumps(term, ensure_ascii=False)}: {json.dumps(v)}" for term, v in content["terms"].items()
    )
    head = json.dumps({name: value for name, value in content.items() if name != "terms"}, indent=1)[:-2]
    text = f'{head},\n "terms": {{\n{lines}\n }}\n}}\n'
    (ROOT / "server" / "danger_words.json").write_text(text, "utf-8")


def report(groups: dict[str, Labelled], chances: dict[str, NDArray[np.float64]], threshold: float, count: int) -> None:
    lines = [
        "# Words that tell of danger",
        "",
        f"Written by `python benchmarks/train_danger_words.py`: {count} words and pairs of words, each in two",
        f"messages at least. The threshold is {threshold:.3f}. Each row is a writer whose messages were left out.",
        "What these words find together with the patterns, on lists that neither saw: [danger.md](danger.md).",
        "",
        "| writer | messages with danger | found by the words alone | messages without | false alarms |",
        "|---|---|---|---|---|",
    ]
    for name, said in ((name, chances[name] >= threshold) for name in chances):
        told = np.array([label > 0 for _, label in groups[name]])
        found = f"{np.mean(said[told]):.1%}" if told.any() else "–"
        lines.append(f"| {name} | {told.sum()} | {found} | {(~told).sum()} | {np.mean(said[~told]):.1%} |")
    Path(__file__).with_name("danger_words.md").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
