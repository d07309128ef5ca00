"""How do programs search, without the answer decision?"""

from collections.abc import Mapping, Set
from dataclasses import replace
from typing import Any

import numpy as np

from citewell.corpus.links import web_address
from citewell.corpus.types import Article
from citewell.index.question import understand
from citewell.index.search import search as search_passages
from citewell.index.types import FIRST_RANK, Query, Ranking
from citewell.index.within import within
from citewell.server.answer import Snapshot
from citewell.server.api.bodies import Elsewhere, Found
from citewell.server.api.endpoint import API, endpoint
from citewell.server.api.examples import question_of
from citewell.server.api.listing import is_wanted, next_address, part_of
from citewell.server.api.reading import check_question
from citewell.server.evidence import today
from citewell.server.quotes import quote, shown_passage
from citewell.server.schemas import SearchQuery
from citewell.server.snapshot import current_snapshot

_DEPTH = 100
"""How many passages are ranked at most: always as many, so that every page is of one ranking."""


def _searched(snapshot: Snapshot) -> Mapping[str, Any]:
    return {"query": {"q": question_of(snapshot), "limit": 1}}


@endpoint(
    "GET", f"{API}/search", Found, tag="Questions", query=(SearchQuery,), counts_as="ask", is_private=True,
    example=_searched,
)  # fmt: skip
def search(asked: SearchQuery) -> Found:
    """Rank the passages for a question, without deciding whether they answer it.

    What is retracted, superseded or stale is not searched. Passages that repeat a better one are folded into it.
    """
    snapshot = current_snapshot()
    evidence = snapshot.evidence
    query = understand(check_question(asked.q), snapshot.contents.speller)
    withheld = evidence.withheld(today()).keys()
    unwanted = {name for name, article in evidence.articles.items() if not _is_wanted(article, asked, snapshot)}
    ranking = _rank(snapshot, query, unwanted, withheld)
    shown = [hit for hit in ranking.hits if shown_passage(hit.passage, evidence)]
    hidden = dict.fromkeys(hit.passage.article_id for hit in ranking.hits if not shown_passage(hit.passage, evidence))
    numbered = [replace(hit, rank=rank) for rank, hit in enumerate(shown, FIRST_RANK)]
    return Found(
        release=snapshot.release_id,
        q=asked.q,
        searched_for=query.text,
        total=len(shown),
        limit=asked.limit,
        offset=asked.offset,
        next=next_address("search", asked, len(shown)),
        hits=[quote(hit, hit.rank, evidence) for hit in part_of(numbered, asked)],
        elsewhere=[_elsewhere(evidence.articles[name]) for name in hidden],
        withheld=[name for name in ranking.withheld if name not in unwanted],
    )


def _rank(snapshot: Snapshot, query: Query, unwanted: Set[str], withheld: Set[str]) -> Ranking:
    """Rank the passages of the articles that are wanted."""
    contents = snapshot.contents
    if unwanted:
        wanted = contents.articles.keys() - unwanted
        if not any(passage.article_id in wanted for passage in contents.passages):
            return Ranking(query, (), (), np.empty((0, 0), dtype=np.float32))
        contents = within(contents, wanted)
    return search_passages(
        contents, snapshot.embedder, query, _DEPTH, rescorer=snapshot.rescorer, without=withheld | unwanted
    )


def _is_wanted(article: Article, asked: SearchQuery, snapshot: Snapshot) -> bool:
    return asked.article_id in {"", article.article_id} and is_wanted(article, asked, snapshot)


def _elsewhere(article: Article) -> Elsewhere:
    return Elsewhere(
        article_id=article.article_id,
        title=article.title,
        url=web_address(article.url) or f"/articles/{article.article_id}",
        rights=article.rights,
    )
