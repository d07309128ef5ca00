"""Searching and listing: filters, paging, and the law that every word is a slice."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from citewell.corpus.types import Article
from citewell.server.answer import Snapshot
from citewell.server.api.endpoint import ENDPOINTS
from citewell.server.app import create_app
from citewell.server.schemas import MAX_BATCH, MAX_QUESTION

QUESTION = "Is fever common in the first days after CAR-T?"


def pages(client: FlaskClient, address: str, key: str) -> list[Any]:
    """Read a list to its end, from part to part."""
    found: list[Any] = []
    for _ in range(50):
        part = client.get(address).json
        assert part["ok"] is True
        found += part[key]
        if part["next"] is None:
            return found
        address = part["next"]
    raise AssertionError("the list does not end")


def test_search_finds_slices_and_pages_through_one_ranking(client: FlaskClient, snapshot: Snapshot) -> None:
    whole = client.get("/api/v1/search", query_string={"q": QUESTION, "limit": 50}).json
    assert whole["total"] == len(whole["hits"]) >= 5
    assert [hit["rank"] for hit in whole["hits"]] == list(range(1, whole["total"] + 1))
    assert pages(client, f"/api/v1/search?q={QUESTION}&limit=2", "hits") == whole["hits"]
    for hit in whole["hits"]:
        cited = hit["citation"]
        text = snapshot.contents.articles[cited["article_id"]].text[cited["start"] : cited["end"]]
        assert hit["text"] == text
        assert hit["sha256"] == hashlib.sha256(text.encode()).hexdigest()


def test_search_begins_with_what_ask_would_quote(client: FlaskClient) -> None:
    asked = client.post("/api/v1/ask", json={"question": QUESTION, "k": 1}).json["quotes"][0]
    found = client.get("/api/v1/search", query_string={"q": QUESTION, "limit": 1}).json["hits"][0]
    assert found == asked


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"article_id": "driving"}, {"driving"}),
        ({"source_type": "news"}, {"press-one", "press-two"}),
        ({"study": "CARTITUDE-1"}, {"fever-after-car-t"}),
        ({"study": "NCT03548207"}, {"fever-after-car-t"}),
        ({"published_from": "2025"}, {"fever-after-car-t", "driving"}),
        ({"published_from": "2025-07"}, {"fever-after-car-t"}),
        ({"published_to": "2025"}, {"driving", "awkward"}),
        ({"published_from": "2026-01-18", "published_to": "2026-01-18"}, {"fever-after-car-t"}),
        ({"language": "en"}, {"fever-after-car-t", "driving", "press-one", "press-two", "awkward"}),
        ({"language": "es"}, set()),
        ({"article_id": "nothing"}, set()),
        ({"source_type": "news", "study": "CARTITUDE-1"}, set()),
    ],
)
def test_filters_leave_what_they_say(client: FlaskClient, filters: dict[str, str], expected: set[str]) -> None:
    found = client.get(
        "/api/v1/search", query_string={"q": "fever car infusion remission cells", "limit": 50, **filters}
    )
    cited = {one["article_id"] for hit in found.json["hits"] for one in (hit["citation"], *hit["also_in"])}
    assert cited == expected
    if "article_id" not in filters:
        listed = client.get("/api/v1/articles", query_string={"limit": 100, **filters}).json
        assert {one["article_id"] for one in listed["articles"]} == expected


def test_a_filter_reaches_what_lies_behind_hundreds_of_others(publish: Callable[..., Snapshot]) -> None:
    """The nearest hundred passages are of other articles; the one that is wanted is still found."""
    many = [
        Article(f"m{n}", f"M{n}", f"Fever number {n} is common and was seen again.", rights="full") for n in range(300)
    ]
    far = Article("far", "Far", "Gondoliers harvest turquoise pumpkins.", language="es", rights="full")
    snapshot = publish(*many, far)
    client = create_app(lambda: snapshot).test_client()
    for filters in ({"article_id": "far"}, {"language": "es"}):
        found = client.get("/api/v1/search", query_string={"q": "Is fever common?", **filters}).json
        assert [hit["citation"]["article_id"] for hit in found["hits"]] == ["far"]


def test_search_names_what_it_may_not_show_and_what_is_withheld(publish: Callable[..., Snapshot]) -> None:
    linked = Article("linked", "Linked", "Quokkas carry lanterns.", url="https://example.org/l", rights="link")
    gone = Article("gone", "Gone", "Porcupines measure typewriters.", retracted="2026-01-01", rights="full")
    snapshot = publish(linked, gone, Article("other", "Other", "Do not drive a car.", rights="full"))
    client = create_app(lambda: snapshot).test_client()
    found = client.get("/api/v1/search?q=Do quokkas carry lanterns").json
    assert found["elsewhere"] == [
        {"article_id": "linked", "title": "Linked", "url": "https://example.org/l", "rights": "link"}
    ]
    assert "linked" not in {hit["citation"]["article_id"] for hit in found["hits"]}
    withheld = client.get("/api/v1/search?q=Do porcupines measure typewriters").json
    assert withheld["withheld"] == ["gone"]
    assert "gone" not in {hit["citation"]["article_id"] for hit in withheld["hits"]}
    (listed,) = (one for one in client.get("/api/v1/articles").json["articles"] if one["article_id"] == "gone")
    assert listed["withheld"] == {"kind": "retracted", "by": "", "since": "2026-01-01"}


def test_articles_are_listed_by_title_and_read_whole(client: FlaskClient, snapshot: Snapshot) -> None:
    listed = pages(client, "/api/v1/articles?limit=2", "articles")
    assert [one["title"].casefold() for one in listed] == sorted(one["title"].casefold() for one in listed)
    assert {one["article_id"] for one in listed} == set(snapshot.contents.articles)
    for one in listed:
        read = client.get(f"/api/v1/articles/{one['article_id']}").json
        article = snapshot.contents.articles[one["article_id"]]
        assert (read["text"], read["article"], read["is_whole"]) == (article.text, one, True)
        for passage_id in read["passages"]:
            assert client.get(f"/api/v1/passages/{passage_id.replace('#', '%23')}").status_code == 200
    words = client.get("/api/v1/articles?title=AFTER fever").json["articles"]
    assert [one["article_id"] for one in words] == ["fever-after-car-t"]
    by_publisher = client.get("/api/v1/articles?publisher=Test Charity").json["articles"]
    assert [one["article_id"] for one in by_publisher] == ["driving"]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=101", "limit=x", "limit=1&limit=2", "offset=-1", "offset=1.5", "offset=", "study=",
        "source_type=blog", "published_from=June", "published_to=2025-13", "language=", "lang=xx", "page=2", "q=fever",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused(client: FlaskClient, query: str) -> None:
    refused = client.get(f"/api/v1/articles?{query}")
    assert (refused.status_code, refused.mimetype) == (400, "application/problem+json")


def test_a_part_past_the_end_is_empty(client: FlaskClient) -> None:
    past = client.get("/api/v1/articles?offset=999").json
    assert (past["articles"], past["next"], past["total"]) == ([], None, 5)


GLOSSARY = """
terms:
  - {term: Zebra, definition: An animal., source: {title: Zoo}, synonyms: [striped horse]}
  - {term: Apheresis, definition: Cells are taken from the blood., source: {title: Book}, see_also: [Zebra]}
"""
MUST_COVER = """
items:
  - {id: fever, topic: Fever, why: It is common., source: {title: Label}, question: Is fever common?, words: [fever]}
  - {id: moon, topic: The moon, why: Nobody knows., source: {title: Label}, question: How far is it?, words: [moon]}
"""


def test_glossary_coverage_and_suggestions_are_those_of_the_release(publish: Callable[..., Snapshot]) -> None:
    fever = Article("fever", "Fever", "Fever is common in the first days.", rights="full")
    snapshot = publish(fever, glossary=GLOSSARY, must_cover=MUST_COVER)
    client = create_app(lambda: snapshot).test_client()
    terms = pages(client, "/api/v1/glossary?limit=1", "terms")
    assert [term["term"] for term in terms] == ["Apheresis", "Zebra"]
    assert terms[1]["synonyms"] == ["striped horse"]
    assert terms[0]["page"] == "/glossary#term-apheresis"
    coverage = client.get("/api/v1/coverage").json
    assert (coverage["green"], coverage["red"]) == (1, 1)
    assert {topic["id"]: topic["state"] for topic in coverage["topics"]} == {"fever": "green", "moon": "red"}
    assert coverage["topics"][0]["passage_id"] == "fever#0-34"
    assert client.get("/api/v1/suggestions").json["suggestions"] == []


def test_the_release_tells_what_is_served(client: FlaskClient, snapshot: Snapshot) -> None:
    told = client.get("/api/v1/release").json
    assert (told["release"], told["built"]) == (snapshot.release_id, snapshot.built)
    assert (told["articles"], told["passages"]) == (5, len(snapshot.contents.passages))
    assert (told["model"], told["model_fingerprint"]) == ("hashing", snapshot.embedder.fingerprint)
    assert told["corpus_digest"] is None  # no releases were given to look into


# A list of questions


def test_each_question_of_a_batch_has_its_answer_or_its_problem(client: FlaskClient) -> None:
    asked: list[Any] = [{"question": QUESTION, "k": 2}, {"question": " "}, {"question": "x" * (MAX_QUESTION + 1)}, 5,
                        {"k": 1}, {"question": "May I drive?", "history": ["And a car?"]}]  # fmt: skip
    batch = client.post("/api/v1/ask/batch", json={"questions": asked})
    assert batch.status_code == 200
    answers = batch.json["answers"]
    assert [answer["ok"] for answer in answers] == [True, False, False, False, False, True]
    assert answers[0] == client.post("/api/v1/ask", json=asked[0]).json
    assert answers[5] == client.post("/api/v1/ask", json=asked[5]).json
    for answer, body in zip(answers[1:5], asked[1:5], strict=True):
        alone = client.post("/api/v1/ask", json=body).json
        assert answer == alone
    assert {answer["type"] for answer in answers[1:5]} == {
        "/problems/empty_question", "/problems/long_question", "/problems/invalid_request",
    }  # fmt: skip


def test_a_batch_has_one_to_a_hundred_questions(client: FlaskClient) -> None:
    for size, status in ((0, 400), (MAX_BATCH + 1, 400)):
        asked = {"questions": [{"question": "q"}] * size}
        assert client.post("/api/v1/ask/batch", json=asked).status_code == status
    longest = {"questions": [{"question": "x" * MAX_QUESTION}] * 2 + [{"question": ""}] * 98}
    assert client.post("/api/v1/ask/batch", json=longest).status_code == 200
    whole = b'{"questions": [' + b",".join([b'{"question": "' + b" " * MAX_QUESTION + b'"}'] * MAX_BATCH) + b"]}"
    assert client.post("/api/v1/ask/batch", data=whole, content_type="application/json").status_code == 200
    too_large = client.post("/api/v1/ask/batch", data=b" " * 400_001, content_type="application/json")
    assert too_large.status_code == 413
    assert "400000" in too_large.json["detail"]


def test_a_number_may_be_written_with_a_fraction_of_nothing(client: FlaskClient) -> None:
    asked = b'{"question": "Is fever common?", "k": 2.0}'
    assert len(client.post("/api/v1/ask", data=asked, content_type="application/json").json["quotes"]) == 2


def test_there_is_an_address_for_all_that_was_promised() -> None:
    assert {one.rule.removeprefix("/api/v1/") for one in ENDPOINTS} == {
        "ask", "ask/batch", "search", "passages/<article_id>/<start>-<end>", "passages/<passage_id>", "verify",
        "articles", "articles/<article_id>", "glossary", "coverage", "suggestions", "release", "/healthz", "/readyz",
    }  # fmt: skip
