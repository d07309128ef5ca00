"""How well does the status model tell an answer from a near miss, and both from chat? The report of train_status.py."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta
from sklearn.metrics import roc_auc_score

from citewell.index.answerability import FEATURES

CONFIDENCE = 0.95
"""Of the one-sided bounds by which thresholds are chosen."""

_GROUPS = ("own", "list", "near", "other_health", "chat")
_COVERAGES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)

TITLES = {
    "by_meaning": "# With the default encoder\n\nAnswered from {a:.3f}, related from {r:.3f}.\n",
    "by_words": (
        "# With any other encoder\n\nBy words alone, without the features that depend on the encoder. "
        "Answered from {a:.3f}, related from {r:.3f}.\n"
    ),
}

HEAD = """# Does it know what it does not know?

Written by `python benchmarks/train_status.py --work DIR --eval DIR --seeds DIR` on {today} at commit `{commit}`; never
edited by hand. Learnt from {n} questions; the features are explained in `index/answerability.py`.

A question is `answered` when the chance that a shown passage answers reaches one threshold, `not_in_library` when the
chance that the library touches the subject is below another, else `related`. The first is the highest at which the
coverage of own questions with a shown answer is at least 80% by its Clopper–Pearson bound (one-sided, 95%), and at
least 80% for each of their writers; the second the lowest at which at most 2% of chat passes, by the same bound (10% by
words alone). Instructions to the program ("write a poem") do not get so far (`server/small_talk.py`); those that do
count as chat.

- *own*: lay questions with an answer in the library. A right passage among the five shown counts as an answer.
- *near*: in the topic, but without an answer: other drugs, other trials, other cancers, cost, own doses, daily life,
  fertility, details and numbers that no article gives. In abstain-medquad-2k: diseases that were taken out.
- *other health*: questions to NLM (MeQSum). *Chat*: CLINC150's out-of-scope questions, gibberish, instructions.
- *Risk*: the share of answers that are wrong when own and near questions are asked equally often: an answer to a near
  question, or five passages of which none is right.
"""


class Asked(Protocol):
    """A question as `train_status.py` measured it."""

    @property
    def library(self) -> str:
        """The library that was asked."""

    @property
    def group(self) -> str:
        """One of `_GROUPS`."""

    @property
    def kind(self) -> str:
        """What kind of question of its group it is."""

    @property
    def is_right(self) -> bool:
        """Tell whether an answer is among the passages shown."""


def upper(count: int, of: int) -> float:
    """Bound a share from above (Clopper & Pearson 1934, doi 10.1093/biomet/26.4.404), one-sided."""
    return 1.0 if count >= of else float(beta.ppf(CONFIDENCE, count + 1, of - count))


def lower(count: int, of: int) -> float:
    """Bound a share from below, one-sided."""
    return 0.0 if count == 0 else float(beta.ppf(1 - CONFIDENCE, count, of - count + 1))


def section(
    title: str,
    asked: Sequence[Asked],
    chances: Sequence[NDArray[np.float64]],
    answered_from: float,
    related_from: float,
) -> str:
    """Write the figures over some questions, library by library."""
    answers, touches = chances
    is_near = touches >= related_from
    combined = np.where(is_near, answers, answers * touches / related_from)
    is_answered = is_near & (answers >= answered_from)
    lines = [f"## {title}\n"]
    for library in dict.fromkeys(one.library for one in asked):
        here = np.array([one.library == library for one in asked])
        of = {group: here & np.array([one.group == group for one in asked]) for group in _GROUPS}
        right = np.array([one.is_right for one in asked])
        kinds = np.array([one.kind for one in asked])
        shown = of["own"] & right
        lines += [f"### {library}\n", _shares(of, shown, is_answered, is_near, combined)]
        if len(set(kinds[of["near"]])) > 1:
            told = (
                f"{kind} {is_answered[of['near'] & (kinds == kind)].mean():.2f}, "
                f"{_area(shown, of['near'] & (kinds == kind), combined)}"
                for kind in sorted(set(kinds[of["near"]]))
            )
            lines.append(f"Near misses by kind, share answered and AUROC: {'; '.join(told)}.\n")
        lines += [_curve(of["own"], of["near"], right, combined) + "\n", _at_thresholds(of, right, is_answered)]
        error = calibration_error(answers, right, of["own"] | of["near"])
        lines.append(f"Expected calibration error over own and near, ten bins: {error:.3f}.\n")
    return "\n".join(lines)


def _shares(
    of: dict[str, NDArray[np.bool_]],
    shown: NDArray[np.bool_],
    is_answered: NDArray[np.bool_],
    is_near: NDArray[np.bool_],
    chances: NDArray[np.float64],
) -> str:
    columns = ("questions", "n", "answered", "related", "not in library", "AUROC against own with a shown answer")
    rows = [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    for group, members in of.items():
        if members.any():
            states = (is_answered, is_near & ~is_answered, ~is_near)
            cells = [group.replace("_", " "), str(members.sum()), *(f"{state[members].mean():.3f}" for state in states)]
            cells.append("" if group in {"own", "list"} else _area(shown, members, chances))
            rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _area(positive: NDArray[np.bool_], negative: NDArray[np.bool_], chances: NDArray[np.float64]) -> str:
    """Write the AUROC: how often a question with an answer has the higher chance of two."""
    both = positive | negative
    return f"{roc_auc_score(positive[both], chances[both]):.3f}"


def _at_thresholds(of: dict[str, NDArray[np.bool_]], right: NDArray[np.bool_], is_answered: NDArray[np.bool_]) -> str:
    own, near = of["own"], of["near"]
    answered, false = int((is_answered & own).sum()), int((is_answered & near).sum())
    wrong, covered = int((is_answered & own & ~right).sum()), int((is_answered & own & right).sum())
    scaled = false * own.sum() / max(1, near.sum())
    return (
        f"At the thresholds: coverage {answered / own.sum():.3f} of own questions, "
        f"{covered / max(1, (own & right).sum()):.3f} of those with a shown answer; "
        f"near misses answered {false / max(1, near.sum()):.3f} (at most {upper(false, int(near.sum())):.3f} by the "
        f"bound); answers to own questions that show no right passage {wrong / max(1, answered):.3f}; "
        f"risk {(wrong + scaled) / max(1e-9, answered + scaled):.3f}."
    )


def _curve(
    own: NDArray[np.bool_], near: NDArray[np.bool_], right: NDArray[np.bool_], chances: NDArray[np.float64]
) -> str:
    """Write the risk–coverage curve: the risk at each coverage of the own questions."""
    cells = []
    for coverage in _COVERAGES:
        threshold = np.sort(chances[own])[::-1][max(0, int(np.ceil(coverage * own.sum())) - 1)]
        is_answered = chances >= threshold
        false = (is_answered & near).sum() * own.sum() / max(1, near.sum())
        wrong = (is_answered & own & ~right).sum() + false
        cells.append(f"{coverage:.0%}: {wrong / ((is_answered & own).sum() + false):.3f}")
    return f"Risk at coverage {', '.join(cells)}."


def calibration_error(chances: NDArray[np.float64], right: NDArray[np.bool_], members: NDArray[np.bool_]) -> float:
    """Average how far the chance stands from the share that is right, over ten bins (Naeini et al. 2015)."""
    told, is_so = chances[members], right[members]
    bins = np.minimum((told * 10).astype(int), 9)
    return float(sum(abs(told[bins == b].mean() - is_so[bins == b].mean()) * (bins == b).mean() for b in set(bins)))


def weights_section(
    answers: tuple[NDArray[np.float64], NDArray[np.float64]], touches: tuple[NDArray[np.float64], NDArray[np.float64]]
) -> str:
    """Write what each feature counts: its weight times its spread, for both models."""
    counts = zip(FEATURES, answers[0] * answers[1], touches[0] * touches[1], strict=True)
    rows = [f"| `{name}` | {answer:+.2f} | {touch:+.2f} |" for name, answer, touch in counts]
    return (
        "## What each feature counts\n\nWeights times the spread of the feature, in log-odds.\n\n"
        "| feature | answers | touches |\n|---|---|---|\n" + "\n".join(rows) + "\n"
    )
