"""With what does the document show how to ask? With what the live release holds, so that every example works."""

from citewell.corpus.types import Article, Passage
from citewell.server.answer import Snapshot
from citewell.server.evidence import today
from citewell.server.quotes import shown_passage


def question_of(snapshot: Snapshot) -> str:
    """Return a question that the library answers, or at least the title of an article."""
    return next(iter(snapshot.about.questions), "") or article_of(snapshot).title or "fever"


def article_of(snapshot: Snapshot) -> Article:
    """Return the first article that may answer and may be shown whole, or else any."""
    evidence = snapshot.evidence
    gone = evidence.withheld(today())
    limits = evidence.limits
    return max(
        evidence.articles.values(),
        key=lambda one: (one.article_id not in gone, limits[one.article_id] == len(one.text)),
    )


def passage_of(snapshot: Snapshot) -> Passage:
    """Return the first passage of that article, as far as it may be shown; all of nothing if nothing may be."""
    article_id = article_of(snapshot).article_id
    of_article = (one for one in snapshot.contents.passages if one.article_id == article_id)
    found = (shown_passage(one, snapshot.evidence) for one in of_article)
    return next((passage for passage in found if passage), Passage(article_id, 0, 0))
