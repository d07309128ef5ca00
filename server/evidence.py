"""What must be known of the articles of a release before their words are shown?

Which may answer today, how much of each may be shown, what corrects what, and which study a passage reports.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from citewell.corpus.rights import shown_until
from citewell.corpus.standing import Standing, corrections, standings
from citewell.corpus.types import Article
from citewell.index.studies import Studies, studies_of


@dataclass(frozen=True, slots=True)
class Evidence:
    """What there is to know about the articles of one release.

    `limits` are the offsets up to which the words of each article may be shown, `corrections` the ids of the articles
    that correct another, by its id.
    """

    articles: Mapping[str, Article]
    limits: Mapping[str, int]
    studies: Studies
    corrections: Mapping[str, tuple[str, ...]]
    _standings: dict[date, Mapping[str, Standing]] = field(default_factory=dict, repr=False)

    def withheld(self, day: date) -> Mapping[str, Standing]:
        """Tell which articles may not answer on a day, and why, by id: time alone makes an article stale."""
        found = self._standings.get(day)  # once: at midnight another request may clear what this one has seen
        if found is None:
            found = standings(self.articles.values(), day)
            self._standings.clear()
            self._standings[day] = found
        return found


def gather_evidence(articles: Mapping[str, Article]) -> Evidence:
    """Find out what there is to know about articles."""
    every = articles.values()
    limits = {article_id: shown_until(article) for article_id, article in articles.items()}
    return Evidence(articles, limits, studies_of(every), corrections(every))


def today() -> date:
    """Return the day by which review dates are judged, in UTC."""
    return datetime.now(UTC).date()
