"""Permanent addresses and verification: the words that were quoted, or where they went, and never others in silence."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from citewell.corpus.store import StoredArticle
from citewell.corpus.types import Article, sha256_text
from citewell.index.build import build
from citewell.index.embedder import load_embedder
from citewell.index.library import Library, create_library
from citewell.index.release import list_releases, live_id
from citewell.server.answer import Snapshot
from citewell.server.app import create_app
from citewell.server.archive import Archive
from citewell.server.live import open_release

FEVER = "Fever is common in the first days. Call the team when your temperature is 38 °C or more."
DRIVING = "Do not drive a car for 8 weeks after the infusion."

Publish = Callable[..., FlaskClient]


@pytest.fixture
def own_library(tmp_path: Path) -> Library:
    return create_library(tmp_path / "library")


@pytest.fixture
def publish_next(own_library: Library) -> Publish:
    """Publishes articles as the next release of one library, in place of those before, and serves it."""

    def publish_next(*articles: Article) -> FlaskClient:
        for stored in own_library.articles.all():
            own_library.articles.remove(stored.article.article_id)
        own_library.articles.put_all([StoredArticle(one, one.article_id, one.article_id) for one in articles])
        build(own_library, load_embedder("hashing"))
        snapshot = open_release(own_library, live_id(own_library.releases), load_embedder)
        return create_app(lambda: snapshot, Archive(own_library.releases)).test_client()

    return publish_next


def fever(text: str = FEVER, **more: Any) -> Article:
    return Article("fever", "Fever", text, rights="full", **more)


OTHER = Article("driving", "Driving", DRIVING, rights="full")


def quoted(client: FlaskClient, article_id: str = "fever") -> dict[str, Any]:
    """Return the quote of an article as an answer has it."""
    passage_id = client.get(f"/api/v1/articles/{article_id}").json["passages"][0]
    found: dict[str, Any] = client.get(f"/api/v1/passages/{passage_id.replace('#', '%23')}").json
    return found


def test_a_passage_is_the_slice_that_its_address_names(client: FlaskClient, snapshot: Snapshot) -> None:
    answer = client.post("/api/v1/ask", json={"question": "Is fever common after CAR-T?", "k": 20}).json
    for quote in answer["quotes"]:
        cited = quote["citation"]
        by_id = client.get(f"/api/v1/passages/{quote['passage_id'].replace('#', '%23')}")
        by_place = client.get(f"/api/v1/passages/{cited['article_id']}/{cited['start']}-{cited['end']}")
        assert by_id.status_code == by_place.status_code == 200
        assert by_id.json == by_place.json
        for key in ("text", "sha256", "heading", "studies", "editor_notes", "citation", "passage_id"):
            assert by_id.json[key] == quote[key]
        assert client.get(by_id.json["permalink"]).json["text"] == quote["text"]


def test_any_place_that_may_be_shown_can_be_read_and_no_other(client: FlaskClient, snapshot: Snapshot) -> None:
    text = snapshot.contents.articles["driving"].text
    read = client.get("/api/v1/passages/driving/3-11").json
    assert read["text"] == text[3:11]
    assert read["sha256"] == hashlib.sha256(text[3:11].encode()).hexdigest()
    for place in ("0-0", "5-4", f"0-{len(text) + 1}", f"{len(text)}-{len(text) + 1}", "999999999-999999999"):
        refused = client.get(f"/api/v1/passages/driving/{place}")
        assert (refused.status_code, refused.json["type"]) == (404, "/problems/no_span"), place
    assert client.get("/api/v1/passages/nothing/0-1").json["type"] == "/problems/no_article"
    for place in ("a-b", "0--1", "1", "0-9999999999"):
        assert client.get(f"/api/v1/passages/driving/{place}").status_code in {400, 404}, place


def test_a_permalink_goes_on_while_the_words_stand(publish_next: Publish) -> None:
    before = quoted(publish_next(fever(), OTHER))
    after = publish_next(fever(publisher="New name"), OTHER)
    found = after.get(before["permalink"])
    assert found.status_code == 200
    assert (found.json["text"], found.json["permalink"]) == (before["text"], before["permalink"])
    assert found.json["release"] != before["release"]


@pytest.mark.parametrize("by", ["permalink", "passage_id"])
def test_words_that_moved_are_gone_and_their_successor_named(
    publish_next: Publish, own_library: Library, by: str
) -> None:
    before = quoted(publish_next(fever(), OTHER))
    after = publish_next(fever(f"This was added later on, in a second edition of the text.\n\n{FEVER}"), OTHER)
    if by == "passage_id":  # a place that is no passage now is that of the passage that it was
        assert before["passage_id"] not in after.get("/api/v1/articles/fever").json["passages"]
    address = (
        before["permalink"] if by == "permalink" else f"/api/v1/passages/{before['passage_id'].replace('#', '%23')}"
    )
    gone = after.get(address)
    assert (gone.status_code, gone.mimetype) == (410, "application/problem+json")
    assert gone.json["type"] == "/problems/gone"
    assert gone.json["releases"] == [list_releases(own_library.releases)[0]]
    assert after.get(gone.json["successor"]).json["text"] == before["text"]
    assert gone.headers["Cache-Control"] == "no-store"


def test_words_that_went_to_another_article_are_found_there(publish_next: Publish) -> None:
    before = quoted(publish_next(fever(), OTHER))
    after = publish_next(fever("Nothing of it is left."), replace(OTHER, text=f"{DRIVING}\n\n{FEVER}"))
    gone = after.get(before["permalink"])
    assert gone.status_code == 410
    assert gone.json["successor"].startswith("/api/v1/passages/driving/")
    assert after.get(gone.json["successor"]).json["text"] == before["text"]


def test_words_that_stand_nowhere_lead_to_their_article(publish_next: Publish) -> None:
    before = quoted(publish_next(fever(), OTHER))
    after = publish_next(fever("Nothing of it is left."), OTHER)
    assert after.get(before["permalink"]).json["successor"] == "/api/v1/articles/fever"


def test_an_article_that_was_removed_is_gone(publish_next: Publish) -> None:
    before = quoted(publish_next(fever(), OTHER))
    after = publish_next(OTHER)
    gone = after.get(before["permalink"])
    assert (gone.status_code, gone.json["successor"]) == (410, None)
    assert after.get("/api/v1/articles/fever").status_code == 404
    assert after.get(f"/api/v1/passages/fever/0-5?sha256={'0' * 64}").status_code == 404
    assert after.get("/api/v1/passages/never/0-5").status_code == 404


def test_a_hash_that_was_never_known_is_not_found(publish_next: Publish) -> None:
    client = publish_next(fever(), OTHER)
    assert client.get(f"/api/v1/passages/fever/0-5?sha256={'0' * 64}").status_code == 404


# Verification


def test_what_was_quoted_is_verified_by_id_and_by_place(publish_next: Publish, own_library: Library) -> None:
    first = quoted(publish_next(fever(), OTHER))
    client = publish_next(fever(), replace(OTHER, text=f"{DRIVING} Ask first."))
    cited = first["citation"]
    by_id = {"passage_id": first["passage_id"], "sha256": first["sha256"]}
    by_place = {"article_id": "fever", "start": cited["start"], "end": cited["end"], "sha256": first["sha256"]}
    answers = [client.post("/api/v1/verify", json=asked).json for asked in (by_id, by_place)]
    answers += [client.get("/api/v1/verify", query_string=asked).json for asked in (by_id, by_place)]
    for answer in answers:
        assert answer == answers[0]
    assert answers[0]["matches"] is True
    assert answers[0]["releases"] == list_releases(own_library.releases)[::-1]
    assert (answers[0]["text"], answers[0]["successor"]) == (first["text"], None)


def test_what_has_changed_does_not_match(publish_next: Publish, own_library: Library) -> None:
    before = quoted(publish_next(fever(), OTHER))
    client = publish_next(fever(FEVER.replace("38", "39")), OTHER)
    told = client.post("/api/v1/verify", json={"passage_id": before["passage_id"], "sha256": before["sha256"]}).json
    assert told["matches"] is False
    assert told["releases"] == list_releases(own_library.releases)[:1]
    assert "39 °C" in told["text"]
    assert told["sha256"] == sha256_text(told["text"])
    assert told["successor"] == "/api/v1/articles/fever"
    altered = client.post("/api/v1/verify", json={"passage_id": before["passage_id"], "sha256": "0" * 64}).json
    assert (altered["matches"], altered["releases"]) == (False, [])
    bare = client.post("/api/v1/verify", json={"passage_id": before["passage_id"]}).json
    assert bare["matches"] is None
    assert bare["releases"] == list_releases(own_library.releases)[1:]


@pytest.mark.parametrize(
    "body",
    [
        {}, {"passage_id": "fever"}, {"passage_id": "fever#a-b"}, {"article_id": "driving"},
        {"article_id": "driving", "start": 0, "end": 5, "passage_id": "driving#0-5"},
        {"article_id": "driving", "start": "0", "end": 5}, {"article_id": "driving", "start": -1, "end": 5},
        {"passage_id": "driving#0-5", "sha256": "abc"}, {"passage_id": "driving#0-5", "sha256": ""},
        {"passage_id": "driving#0-5", "sha256": None},
    ],
)  # fmt: skip
def test_what_names_no_place_is_refused(client: FlaskClient, body: dict[str, object]) -> None:
    assert client.post("/api/v1/verify", json=body).status_code == 400


def test_without_older_releases_the_live_one_is_told(client: FlaskClient, snapshot: Snapshot) -> None:
    told = client.get("/api/v1/verify?passage_id=driving%233-11").json
    assert told["releases"] == [snapshot.release_id]


# Releases that cannot be read


@pytest.mark.parametrize("harm", ["changed", "missing", "no manifest"])
def test_a_damaged_older_release_is_passed_over(publish_next: Publish, own_library: Library, harm: str) -> None:
    article = publish_next(fever(), OTHER).get("/api/v1/articles/fever").json  # looks into no older release
    folder = own_library.releases / list_releases(own_library.releases)[0]
    client = publish_next(fever("Nothing of it is left."), OTHER)
    path = folder / ("manifest.json" if harm == "no manifest" else "articles.jsonl")
    whole = path.read_bytes()
    if harm == "changed":
        path.write_bytes(whole.replace(b"common", b"rare"))
    else:
        path.unlink()
    permalink = f"/api/v1/passages/fever/0-{len(article['text'])}?sha256={article['sha256']}"
    assert client.get(permalink).status_code == 404
    assert client.get("/api/v1/passages/driving/0-6").status_code == 200
    path.write_bytes(whole)
    assert client.get(permalink).status_code == 410
