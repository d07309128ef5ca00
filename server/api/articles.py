"""How do programs read articles, as far as their rights allow?"""

from collections.abc import Mapping
from typing import Any

from citewell.corpus.types import Article, sha256_text
from citewell.server.answer import Snapshot
from citewell.server.api.endpoint import API, endpoint
from citewell.server.api.examples import article_of
from citewell.server.api.holdings import ArticleBody, Articles, ArticleSummary
from citewell.server.api.listing import is_wanted, next_address, part_of
from citewell.server.evidence import today
from citewell.server.problems import Problem
from citewell.server.quotes import editor_notes, shown_passage
from citewell.server.schemas import ArticlePath, ArticlesQuery, Nothing
from citewell.server.shelf import fold
from citewell.server.snapshot import current_snapshot

_TAG = "Articles"


def _listed(_: Snapshot) -> Mapping[str, Any]:
    return {"query": {"limit": 1}}


def _one(snapshot: Snapshot) -> Mapping[str, Any]:
    return {"path": {"article_id": article_of(snapshot).article_id}}


@endpoint("GET", f"{API}/articles", Articles, tag=_TAG, query=(ArticlesQuery,), example=_listed)
def list_articles(asked: ArticlesQuery) -> Articles:
    """List the articles, by title; those that are not offered as an answer too, with the reason."""
    snapshot = current_snapshot()
    words = fold(asked.title).split()
    found = [
        article
        for article in snapshot.evidence.articles.values()
        if is_wanted(article, asked, snapshot)
        and asked.publisher in {"", article.publisher}
        and all(word in fold(article.title) for word in words)
    ]
    found.sort(key=lambda article: (article.title.casefold(), article.article_id))
    return Articles(
        release=snapshot.release_id,
        total=len(found),
        limit=asked.limit,
        offset=asked.offset,
        next=next_address("list_articles", asked, len(found)),
        articles=[_summary(article, snapshot) for article in part_of(found, asked)],
    )


@endpoint("GET", f"{API}/articles/<article_id>", ArticleBody, tag=_TAG, path=ArticlePath, problems=(404,), example=_one)
def read_article(_: Nothing, article_id: str) -> ArticleBody:
    """Read one article: its text from the beginning, as far as its rights allow."""
    snapshot = current_snapshot()
    evidence = snapshot.evidence
    article = evidence.articles.get(article_id)
    if article is None:
        raise Problem(404, "no_article", article_id=article_id)
    limit = evidence.limits[article_id]
    text = article.text[:limit]
    of_article = (one for one in snapshot.contents.passages if one.article_id == article_id)
    return ArticleBody(
        release=snapshot.release_id,
        article=_summary(article, snapshot),
        text=text,
        sha256=sha256_text(text),
        is_whole=limit == len(article.text),
        headings=[heading for heading in article.headings if heading.end <= limit],
        passages=[shown.passage_id for one in of_article if (shown := shown_passage(one, evidence))],
        editor_notes=list(editor_notes(evidence, article, 0, limit)),
    )


def _summary(article: Article, snapshot: Snapshot) -> ArticleSummary:
    withheld = snapshot.evidence.withheld(today()).get(article.article_id)
    stated = {name: getattr(article, name) for name in ArticleSummary.model_fields if name != "withheld"}
    return ArticleSummary(**stated, withheld=withheld)
