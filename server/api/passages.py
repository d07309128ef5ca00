"""Do these words still stand where they were quoted from?

A passage's address names an article and a place in it, and with `sha256` the words themselves.  Where the words have
changed since, the answer is where they stand now, never other words in silence.
"""

from collections.abc import Mapping
from typing import Any

from citewell.corpus.types import cite, sha256_text
from citewell.server.answer import Snapshot
from citewell.server.api.endpoint import API, endpoint
from citewell.server.api.examples import passage_of
from citewell.server.api.holdings import PassageBody, Verified
from citewell.server.api.places import gone, heading_of, look, permalink, split_id, successor
from citewell.server.quotes import editor_notes
from citewell.server.schemas import PassagePath, PassageQuery, PlacePath, VerifyPassage, VerifyPlace

_TAG = "Passages"
_BOTH = (VerifyPassage, VerifyPlace)


def _by_id(snapshot: Snapshot) -> Mapping[str, Any]:
    return {"path": {"passage_id": passage_of(snapshot).passage_id}}


def _by_place(snapshot: Snapshot) -> Mapping[str, Any]:
    shown = passage_of(snapshot)
    return {"path": {"article_id": shown.article_id, "start": shown.start, "end": shown.end}}


def _quoted(snapshot: Snapshot) -> Mapping[str, Any]:
    shown = passage_of(snapshot)
    return {"passage_id": shown.passage_id, "sha256": sha256_text(snapshot.contents.text(shown))}


@endpoint(
    "GET", f"{API}/passages/<article_id>/<start>-<end>", PassageBody, tag=_TAG, path=PlacePath, query=(PassageQuery,),
    problems=(404, 410), example=_by_place,
)  # fmt: skip
def read_place(asked: PassageQuery, article_id: str, start: int, end: int) -> PassageBody:
    """Read the words at a place of an article: the permanent address of a quote.

    With `sha256` it is certain which words are meant; without it, those of the passage that is, or else was, at this
    place. Where they no longer stand there, the answer is 410, with where they stand now.
    """
    there = look(article_id, start, end, asked.sha256)
    heading = heading_of(there)
    wanted = asked.sha256
    if not wanted and heading is None:
        wanted = next((sha256_text(place.text) for place in there.then if place.is_passage), "")
    is_there = there.text != "" and there.end == end
    if wanted and not (is_there and wanted == sha256_text(there.text)):
        meant = there.meant(wanted)
        raise gone(there.snapshot, there.article, meant) if meant else there.missing()
    if not is_there:
        raise there.missing()
    evidence = there.snapshot.evidence
    return PassageBody(
        release=there.snapshot.release_id,
        passage_id=f"{article_id}#{start}-{end}",
        text=there.text,
        sha256=sha256_text(there.text),
        heading=heading or "",
        studies=list(evidence.studies.reported(there.article, start, end)),
        editor_notes=list(editor_notes(evidence, there.article, start, end)),
        citation=cite(there.article, start, end),
        permalink=permalink(article_id, start, there.text),
    )


@endpoint(
    "GET", f"{API}/passages/<passage_id>", PassageBody, tag=_TAG, path=PassagePath, query=(PassageQuery,),
    problems=(404, 410), example=_by_id,
)  # fmt: skip
def read_passage(asked: PassageQuery, passage_id: str) -> PassageBody:
    """Read a passage by its id, as quotes state it; else as by its place."""
    article_id, start, end = split_id(passage_id)
    return read_place(asked, article_id, start, end)


@endpoint(
    "GET", f"{API}/verify", Verified, tag=_TAG, query=_BOTH, problems=(404, 410),
    example=lambda snapshot: {"query": _quoted(snapshot)},
)  # fmt: skip
def verify_by_link(asked: VerifyPassage | VerifyPlace) -> Verified:
    """Tell whether quoted words stand where they are said to, and in which releases; see POST."""
    return verify(asked)


@endpoint(
    "POST", f"{API}/verify", Verified, tag=_TAG, body=_BOTH, problems=(404, 410),
    example=lambda snapshot: {"body": _quoted(snapshot)},
)  # fmt: skip
def verify(asked: VerifyPassage | VerifyPlace) -> Verified:
    """Tell whether quoted words stand where they are said to, and in which releases.

    What may not be shown is never compared: of a place that reaches into it, the words before are.
    """
    if isinstance(asked, VerifyPlace):
        article_id, start, end = asked.article_id, asked.start, asked.end
    else:
        article_id, start, end = split_id(asked.passage_id)
    there = look(article_id, start, end, asked.sha256)
    sha256 = sha256_text(there.text)
    meant = there.meant(asked.sha256 or sha256)
    if not there.text and not meant:
        raise there.missing()
    matches = asked.sha256 in {"", sha256}
    releases = [place.release_id for place in meant]
    live = there.snapshot.release_id
    return Verified(
        release=live,
        passage_id=f"{article_id}#{start}-{there.end}",
        text=there.text,
        sha256=sha256,
        matches=matches if asked.sha256 else None,
        releases=[live, *releases] if matches and live not in releases else releases,
        successor=successor(there.snapshot, meant[0].text, there.article) if meant and not matches else None,
        citation=cite(there.article, start, there.end),
    )
