"""Which quotes stand together, and which do not agree?

Retelling must not look like corroboration, and a disagreement must not pass unseen.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from citewell.corpus.types import Citation, cite, sha256_text
from citewell.index.disagreements import Side as Sentence
from citewell.index.disagreements import Statement, find_disagreements
from citewell.index.studies import Reported, group_by_study
from citewell.index.types import FIRST_RANK, Hit
from citewell.server.evidence import Evidence
from citewell.server.messages import say
from citewell.server.quotes import Quote, quote

_NEARLY_AS_GOOD = 0.15
"""A passage whose score is less than the best one's by no more than this part of it is taken to answer as well: among
such passages about one study the better source stands first, and only their disagreements are told."""


@dataclass(frozen=True, slots=True)
class Group:
    """Quotes about one study, by their ranks; `articles` counts where its words were found, repeats included."""

    study: str
    ranks: tuple[int, ...]
    articles: int


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a disagreement: a sentence of the quote with this rank, verbatim."""

    rank: int
    text: str
    sha256: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sentences that do not agree, side by side, with fixed words on what kind of disagreement it is."""

    kind: str
    text: str
    sides: tuple[Side, Side]


def is_nearly_best(hit: Hit, hits: Sequence[Hit]) -> bool:
    """Tell whether a passage is nearly as good as the best one for its question."""
    best = max(other.score for other in hits if other.part == hit.part)
    return hit.score >= best - _NEARLY_AS_GOOD * abs(best)


def arrange(hits: Sequence[Hit], best: Set[str], evidence: Evidence) -> tuple[tuple[Quote, ...], tuple[Group, ...]]:
    """Put passages about one study together, those that answer and the best sources first, and number them anew.

    `best` are the ids of the passages that are taken to answer.
    """
    items = [
        Reported(
            hit.passage.article_id,
            evidence.studies.reported(evidence.articles[hit.passage.article_id], hit.passage.start, hit.passage.end),
            evidence.articles[hit.passage.article_id].source_type,
            hit.passage.passage_id in best,
        )
        for hit in hits
    ]
    quotes: list[Quote] = []
    groups: list[Group] = []
    for group in group_by_study(items):
        members = [quote(hits[n], len(quotes) + place, evidence) for place, n in enumerate(group.members, FIRST_RANK)]
        quotes += members
        if group.study:
            told_by = {cited.article_id for member in members for cited in (member.citation, *member.also_in)}
            groups.append(Group(group.study, tuple(member.rank for member in members), len(told_by)))
    return tuple(quotes), tuple(groups)


def compare(quotes: Sequence[Quote], best: Set[int], evidence: Evidence) -> tuple[Disagreement, ...]:
    """Find the sentences of quotes that disagree, one at least in a quote whose rank is among the `best`."""
    statements = [
        Statement(cited.article_id, evidence.articles[cited.article_id].text, cited.start, cited.end, one.studies)
        for one in quotes
        for cited in (one.citation,)
    ]

    def side(sentence: Sentence) -> Side:
        shown = quotes[sentence.statement]
        article = evidence.articles[shown.citation.article_id]
        text = article.text[sentence.start : sentence.end]
        return Side(shown.rank, text, sha256_text(text), cite(article, sentence.start, sentence.end))

    return tuple(
        Disagreement(found.kind, say(f"disagreement.{found.kind}"), (side(found.left), side(found.right)))
        for found in find_disagreements(statements)
        if not best.isdisjoint({quotes[found.left.statement].rank, quotes[found.right.statement].rank})
    )
