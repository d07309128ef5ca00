"""What else does a release hold that programs may read? Its glossary, its coverage, its suggestions, itself."""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from citewell.corpus.entries import Term
from citewell.corpus.types import Passage
from citewell.index.prepared import Covered
from citewell.server.answer import Snapshot
from citewell.server.api.endpoint import API, endpoint
from citewell.server.api.holdings import (
    Coverage,
    Glossary,
    ReleaseBody,
    SuggestionBody,
    Suggestions,
    TermBody,
    Topic,
)
from citewell.server.api.listing import next_address, part_of
from citewell.server.api.places import archive, split_id
from citewell.server.around import glossary_anchors
from citewell.server.evidence import today
from citewell.server.quotes import shown_passage
from citewell.server.schemas import Nothing, Page
from citewell.server.shelf import fold
from citewell.server.snapshot import current_snapshot

_TAG = "Library"


def _first(_: Snapshot) -> Mapping[str, Any]:
    return {"query": {"limit": 1}}


@endpoint("GET", f"{API}/glossary", Glossary, tag=_TAG, query=(Page,), example=_first)
def list_terms(asked: Page) -> Glossary:
    """List the terms of the publisher's glossary, with their definitions and their other names."""
    snapshot = current_snapshot()
    terms = sorted(snapshot.contents.glossary, key=lambda term: fold(term.term))
    anchors = glossary_anchors(terms)
    return Glossary(
        release=snapshot.release_id,
        total=len(terms),
        limit=asked.limit,
        offset=asked.offset,
        next=next_address("list_terms", asked, len(terms)),
        terms=[_term(term, anchors[term.term]) for term in part_of(terms, asked)],
    )


@endpoint("GET", f"{API}/coverage", Coverage, tag=_TAG)
def list_topics(_: Nothing) -> Coverage:
    """Tell for each must-cover topic of the publisher's whether a passage covered it when the release was built."""
    snapshot = current_snapshot()
    covered = snapshot.contents.coverage
    green = sum(one.is_covered for one in covered)
    return Coverage(
        release=snapshot.release_id,
        green=green,
        red=len(covered) - green,
        topics=[_topic(one, snapshot) for one in covered],
    )


@endpoint("GET", f"{API}/suggestions", Suggestions, tag=_TAG, query=(Page,), example=_first)
def list_suggestions(asked: Page) -> Suggestions:
    """List questions that the library answers: each was tried when the release was built."""
    snapshot = current_snapshot()
    gone = snapshot.evidence.withheld(today())
    offered = [one for one in snapshot.contents.suggestions if one.article_id not in gone]
    return Suggestions(
        release=snapshot.release_id,
        total=len(offered),
        limit=asked.limit,
        offset=asked.offset,
        next=next_address("list_suggestions", asked, len(offered)),
        suggestions=[
            SuggestionBody(
                question=one.question,
                article_id=one.article_id,
                passage_id=_shown_id(one.passage_id, snapshot),
            )
            for one in part_of(offered, asked)
        ],
    )


@endpoint("GET", f"{API}/release", ReleaseBody, tag=_TAG)
def read_release(_: Nothing) -> ReleaseBody:
    """Tell what is being served: which release, made of what, when, with which encoder."""
    snapshot = current_snapshot()
    contents = snapshot.contents
    return ReleaseBody(
        release=snapshot.release_id,
        built=snapshot.built,
        articles=len(contents.articles),
        passages=len(contents.passages),
        sentences=len(contents.sentences),
        terms=len(contents.glossary),
        model=snapshot.embedder.name,
        model_fingerprint=snapshot.embedder.fingerprint,
        corpus_digest=archive().corpus_digest(snapshot.release_id),
    )


def _term(term: Term, anchor: str) -> TermBody:
    stated = term.model_dump(include=set(TermBody.model_fields) - {"source"})
    return TermBody(**stated, source=term.source, page=url_for("around.glossary", _anchor=anchor))


def _topic(covered: Covered, snapshot: Snapshot) -> Topic:
    item = covered.item
    return Topic(
        id=item.id,
        topic=item.topic,
        why=item.why,
        question=item.question,
        state="green" if covered.is_covered else "red",
        passage_id=_shown_id(covered.passage_id, snapshot) if covered.is_covered else "",
        source=item.source,
    )


def _shown_id(passage_id: str, snapshot: Snapshot) -> str:
    """Name a passage as far as it may be shown; nothing if nothing of it may be."""
    shown = shown_passage(Passage(*split_id(passage_id)), snapshot.evidence)
    return shown.passage_id if shown else ""
