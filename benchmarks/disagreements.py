"""How often are the disagreements right that Citewell tells of? Writes disagreements.md.

    python benchmarks/disagreements.py [--seeds FOLDER] [--misses]

Precision and recall of the rules of index/disagreements.yaml on disagreements/labelled.yaml, and what they find among
all sentences of the starter library and, with --seeds, of a folder of articles.  --misses prints the pairs of the
tuning half that are judged wrongly, and writes nothing.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter
from scipy.stats import binomtest

from citewell.corpus.read import SUFFIXES, read_article
from citewell.corpus.split import split
from citewell.corpus.types import Article
from citewell.index.disagreement_rules import load_rules
from citewell.index.disagreements import Disagreement, Statement, find_disagreements
from citewell.index.studies import studies_of

HERE = Path(__file__).resolve().parent
LABELLED = HERE / "disagreements" / "labelled.yaml"
KINDS = ("number", "date", "hedge", "claim", "denominator")

HEAD = """# Disagreements that are told of

    python benchmarks/disagreements.py --seeds SEEDS

Where two shown sentences disagree, both are shown side by side. What counts as a disagreement stands in
[index/disagreements.yaml](../index/disagreements.yaml); how often the rules are right is measured here on
[labelled pairs of sentences](disagreements/labelled.yaml). Intervals are Clopper-Pearson, 95 %.

The pairs were written by the writer of the rules, who therefore knew both halves. The reported half was written before
the rules; the tuning half grew while the rules were written. When the reported half was first judged, 29 of its 36
disagreements were found, with no false alarm; after that, two faults that unit tests showed were mended ("do not drive"
was read as a negation, and a group named on one side as the whole), without a look at which pairs were judged wrongly.
Both halves are about the same few studies, so the figures are likely to be better than those on other libraries. No
clinician has judged the labels. `python benchmarks/disagreements.py --misses` prints what is judged wrongly in the
tuning half."""

RULES_HEAD = """## The rules

Two sentences of different articles are compared only where one of the following is named in both, and only where each
can be read in one way.

- **number**: same measure, same study (or the same medicine, for what a reader acts on), same arm, same group and
  grade, same time; values that rounding, "about", "more than", fractions in words and units do not explain, and for
  percentages a point or more apart. A follow-up that one side leaves out does not part them, two different ones do.
  Confidence intervals, ranges, ratios and "not reached" are no figures.
- **denominator**: same outcome, told of different numbers of people.
- **date**: same event of the same medicine or study, by the same authority; each date as precise as it is stated.
- **hedge**: a claim told flatly beside the same claim with "may", "could", "potentially", "suggests", ...
- **claim**: a claim beside its denial, or told flatly beside a sentence that leaves it open. The disease must be named
  in both sentences. Questions, hopes, definitions, other negations and what was true once are no claims."""


class Pair(BaseModel):
    """Two sentences and the disagreement that they hold; the file explains the fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    half: Literal["tuning", "reported"]
    kind: Literal["number", "date", "hedge", "claim", "denominator", "none"]
    left: str
    right: str
    studies: tuple[str, ...] = ()
    right_studies: tuple[str, ...] | None = None
    why: str = ""


def load_pairs(path: Path = LABELLED) -> tuple[Pair, ...]:
    pairs = yaml.safe_load(path.read_text("utf-8"))["pairs"]
    return TypeAdapter(tuple[Pair, ...]).validate_python(pairs)


def judge(pair: Pair) -> str:
    """Name the kind of disagreement that the rules find in a pair, or none; both ways round must agree."""
    studies = pair.studies if pair.right_studies is None else pair.right_studies
    left = Statement("left", pair.left, 0, len(pair.left), pair.studies)
    right = Statement("right", pair.right, 0, len(pair.right), studies)
    kinds = {found.kind for found in find_disagreements([left, right])}
    assert kinds == {found.kind for found in find_disagreements([right, left])}, pair.id
    return min(kinds, key=KINDS.index) if kinds else "none"


def interval(right: int, n: int) -> str:
    """Write a share with its Clopper-Pearson 95 % interval."""
    if n == 0:
        return "–"
    exact = binomtest(right, n).proportion_ci(0.95, method="exact")
    return f"{right}/{n} = {right / n:.2f} ({exact.low:.2f}–{exact.high:.2f})"


def table(judged: Sequence[tuple[Pair, str]]) -> str:
    """Write precision and recall of each kind; "any" counts a disagreement that is found as another kind as wrong."""
    lines = ["| kind | pairs that hold it | precision | recall |", "|---|---|---|---|"]
    for kind in (*KINDS, "any"):
        wanted = set(KINDS) if kind == "any" else {kind}
        true = sum(pair.kind in wanted for pair, _ in judged)
        found = [pair.kind == got for pair, got in judged if got in wanted]
        lines.append(f"| {kind} | {true} | {interval(sum(found), len(found))} | {interval(sum(found), true)} |")
    none = [got != "none" for pair, got in judged if pair.kind == "none"]
    return "\n".join([*lines, "", f"Taken for one though there is none: {interval(sum(none), len(none))}."])


def found_in(articles: Sequence[Article]) -> list[tuple[Disagreement, Article, Article]]:
    """Find the disagreements among all passages of some articles, each pair of articles apart."""
    known = studies_of(articles)
    statements = [
        [
            Statement(article.article_id, article.text, p.start, p.end, known.reported(article, p.start, p.end))
            for p in split(article)
        ]
        for article in articles
    ]
    return [
        (found, one, other)
        for number, one in enumerate(articles)
        for place, other in enumerate(articles[number + 1 :], number + 1)
        for found in find_disagreements([*statements[number], *statements[place]])
    ]


def read_folder(folder: Path) -> list[Article]:
    return [read_article(path) for path in sorted(folder.iterdir()) if path.suffix in SUFFIXES]


def report(judged: Sequence[tuple[Pair, str]], sections: Sequence[str]) -> str:
    rules = load_rules()
    parts = [HEAD]
    for half in ("reported", "tuning"):
        of_half = [(pair, got) for pair, got in judged if pair.half == half]
        parts.append(f"## The {half} half: {len(of_half)} pairs\n\n{table(of_half)}")
    parts += sections
    measures = "\n".join(f"| {m.measure} | {m.of} | {m.same} | {m.why} |" for m in rules.measures)
    others = [*((e.event, "date", e.same, e.why) for e in rules.events)]
    others += [(c.claim, "claim", c.about, c.why) for c in rules.claims]
    rows = "\n".join(f"| {name} | {of} | {same} | {why} |" for name, of, same, why in others)
    groups = ", ".join(group.group for group in rules.groups)
    parts.append(f"{RULES_HEAD}\n\n| what | told as | same | why |\n|---|---|---|---|\n{measures}\n{rows}")
    parts.append(f"Words for these part two figures: {groups}.")
    return "\n\n".join(parts) + "\n"


def listing(name: str, articles: Sequence[Article]) -> str:
    found = found_in(articles)
    counts = Counter((d.kind, d.about, a.title, b.title) for d, a, b in found)
    lines = [f"| {kind} | {about} | {one} | {other} | {n} |" for (kind, about, one, other), n in counts.items()]
    head = "| kind | about | left article | right article | found |\n|---|---|---|---|---|"
    return f"## Found among all passages of {name}: {len(found)}\n\n" + (
        "\n".join([head, *lines]) if found else "None."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=Path)
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    pairs = load_pairs()
    if arguments.misses:
        wrong = [(pair, got) for pair in pairs if pair.half == "tuning" and (got := judge(pair)) != pair.kind]
        print(*(f"{pair.id}: {pair.kind} judged {got}\n  {pair.left}\n  {pair.right}" for pair, got in wrong), sep="\n")
        return
    starter = read_folder(HERE.parent / "corpus" / "starter")
    sections = [listing("the starter library", starter)]
    if arguments.seeds:
        seeds = read_folder(arguments.seeds)
        sections += [listing("the seeds", seeds), listing("both together", [*starter, *seeds])]
    (HERE / "disagreements.md").write_text(report([(pair, judge(pair)) for pair in pairs], sections), "utf-8")


if __name__ == "__main__":
    main()
