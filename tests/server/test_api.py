"""The JSON endpoint: its shape, what it refuses, and what it never does."""

import hashlib
import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from citewell.corpus.types import Article
from citewell.server.answer import Snapshot
from citewell.server.app import MAX_BODY, create_app
from citewell.server.schemas import MAX_HISTORY, MAX_K, MAX_QUESTION
from citewell.server.security import HEADERS

FEVER = "Is fever common in the first days after CAR-T?"
REMISSION = "How many patients were alive without progression five years after one infusion of cilta-cel?"
OFF_TOPIC = "What is the best pizza in town?"

CITATION = {
    "article_id": str, "title": str, "publisher": str, "authors": [str], "published": str, "reviewed": str,
    "review_by": str, "checked": str, "data_cut": str, "source_type": str, "studies": [str], "rights": str,
    "language": str, "url": str, "doi": str, "start": int, "end": int,
}  # fmt: skip
ANSWER = {
    "ok": bool,
    "question": str,
    "searched_for": str,
    "topic": str,
    "status": str,
    "notices": [{"kind": str, "text": str, "links": [{"text": str, "url": str}], "language": str}],
    "quotes": [
        {
            "rank": int, "score": float, "part": str, "text": str, "sha256": str, "passage_id": str, "heading": str,
            "reading": ("easy", "fair", "hard", None), "highlights": [{"start": int, "end": int}],
            "follow_up": [{"start": int, "end": int}], "studies": [str],
            "editor_notes": [str], "also_in": [CITATION], "citation": CITATION,
        }
    ],
    "groups": [{"study": str, "ranks": [int], "articles": int}],
    "disagreements": [
        {"kind": str, "text": str, "sides": [{"rank": int, "text": str, "sha256": str, "citation": CITATION}]}
    ],
    "suggestions": [str],
    "release": str,
}  # fmt: skip


def check_shape(value: object, shape: object, where: str = "answer") -> None:
    """Assert that `value` has exactly the keys and types of `shape`."""
    if isinstance(shape, dict):
        assert isinstance(value, dict), where
        assert value.keys() == shape.keys(), where
        for key in shape:
            check_shape(value[key], shape[key], f"{where}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), where
        for one in value:
            check_shape(one, shape[0], f"{where}[]")
    elif isinstance(shape, tuple):
        assert value in shape, where
    else:
        assert type(value) is shape, f"{where} is {value!r}"


def post(client: FlaskClient, question: str, **fields: object) -> dict[str, Any]:
    response = client.post("/api/v1/ask", json={"question": question, **fields})
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/json"
    return response.json


def check_problem(client: FlaskClient, response: TestResponse, status: int) -> dict[str, Any]:
    """Assert that a response is a problem as RFC 9457 has it, whose type can be looked up; return it."""
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"
    problem = response.json
    assert problem.keys() == {"ok", "type", "title", "status", "detail"}
    assert problem["ok"] is False
    assert problem["status"] == status
    assert len(problem["detail"]) < 400
    assert not re.search(
        r"\{[a-z]|Traceback|pydantic|werkzeug", problem["title"] + re.sub("“.*?”|'.*'", "", problem["detail"])
    )
    explained = client.get(problem["type"])
    assert explained.status_code == 200
    assert problem["title"] in explained.text
    return problem


# What an answer is


@pytest.mark.parametrize("question", [FEVER, REMISSION, OFF_TOPIC, "May I drive?", "10–5 café 😀"])
def test_an_answer_has_exactly_the_keys_and_types_promised(client: FlaskClient, question: str) -> None:
    answer = post(client, question, k=20)
    check_shape(answer, ANSWER)
    assert answer["ok"] is True
    assert answer["status"] in {"answered", "related", "not_in_library"}


def test_the_shapes_are_all_seen(client: FlaskClient) -> None:
    """Lists that are empty everywhere would be checked by nothing."""
    press = next(quote for quote in post(client, REMISSION)["quotes"] if quote["also_in"])
    fever = post(client, FEVER)["quotes"][0]
    damaged = post(client, "Was measurable disease at 10–5 rare?")["quotes"][0]
    assert press["also_in"]
    assert fever["citation"]["authors"]
    assert fever["citation"]["studies"]
    assert fever["highlights"]
    assert damaged["editor_notes"]
    assert post(client, OFF_TOPIC)["notices"][0]["links"]


@pytest.mark.usefixtures("by_coverage")
def test_the_shapes_of_what_is_rare_are_seen_too(publish: Callable[..., Snapshot]) -> None:
    text = "{} 30 months, {} of the people given cilta-cel in CARTITUDE-4 were alive (median follow-up of 33.6 months)."
    studies = ("CARTITUDE-4",)
    one = Article("one", "One", text.format("At", "76.4%"), source_type="research", studies=studies)
    two = Article("two", "Two", text.format("After", "80%"), source_type="news", studies=studies)
    served = publish(one, two, Article("other", "Other", "Do not drive a car after the infusion."))
    client = create_app(lambda: served).test_client()
    answer = post(client, "How many people given cilta-cel in CARTITUDE-4 were alive at 30 months?")
    check_shape(answer, ANSWER)
    (group,) = answer["groups"]
    assert group == {"study": "CARTITUDE-4", "ranks": [1, 2], "articles": 2}
    (found,) = answer["disagreements"]
    for side in found["sides"]:
        assert hashlib.sha256(side["text"].encode()).hexdigest() == side["sha256"]
        assert side["text"] in answer["quotes"][side["rank"] - 1]["text"]
    for quote in answer["quotes"][:2]:
        assert quote["studies"] == ["CARTITUDE-4"]
        (mark,) = quote["follow_up"]
        assert quote["text"][mark["start"] : mark["end"]] == "median follow-up of 33.6 months"
    assert {notice["kind"] for notice in answer["notices"]} == {"same_study", "disagreement"}


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("i cant breathe", "urgent"),
        ("Should I stop my aspirin?", "personal_advice"),
        ("hello", "small_talk"),
        (OFF_TOPIC, "not_in_library"),
    ],
)
def test_the_first_notice_is_the_one_that_matters_most(client: FlaskClient, question: str, kind: str) -> None:
    answer = post(client, question)
    check_shape(answer, ANSWER)
    assert answer["notices"][0]["kind"] == kind
    if kind == "small_talk":
        assert (answer["searched_for"], answer["quotes"]) == ("", [])
        assert answer["suggestions"]


def test_every_quote_is_the_slice_that_its_citation_names(client: FlaskClient, snapshot: Snapshot) -> None:
    quotes = [
        quote
        for asked in (FEVER, REMISSION, "naïve T cells 😀", "drive a car")
        for quote in post(client, asked)["quotes"]
    ]
    assert len(quotes) >= 6
    for quote in quotes:
        cited = quote["citation"]
        article = snapshot.contents.articles[cited["article_id"]]
        assert quote["text"] == article.text[cited["start"] : cited["end"]]
        assert quote["sha256"] == hashlib.sha256(quote["text"].encode()).hexdigest()
        assert quote["passage_id"] == f"{cited['article_id']}#{cited['start']}-{cited['end']}"
        assert 1 <= len(quote["highlights"]) <= 6  # three, each with the one that it leans on
        for mark in quote["highlights"]:
            assert 0 <= mark["start"] < mark["end"] <= len(quote["text"])
        for key in ("title", "publisher", "published", "reviewed", "source_type", "url", "doi"):
            assert cited[key] == getattr(article, key)


def test_ranks_count_from_one_and_scores_fall(client: FlaskClient) -> None:
    quotes = post(client, FEVER, k=20)["quotes"]
    assert [quote["rank"] for quote in quotes] == list(range(1, len(quotes) + 1))
    scores = [quote["score"] for quote in quotes]
    assert scores == sorted(scores, reverse=True)
    assert len({quote["passage_id"] for quote in quotes}) == len(quotes) >= 5


def test_k_is_how_many_quotes_there_are(client: FlaskClient) -> None:
    assert len(post(client, FEVER)["quotes"]) == 5
    for k in (1, 3):
        assert len(post(client, FEVER, k=k)["quotes"]) == k
    assert post(client, FEVER, k=2)["quotes"] == post(client, FEVER, k=20)["quotes"][:2]


def test_the_release_is_the_one_that_answers(client: FlaskClient, snapshot: Snapshot) -> None:
    assert post(client, FEVER)["release"] == snapshot.release_id


@pytest.mark.parametrize(
    ("question", "k", "history"),
    [(FEVER, 5, []), (REMISSION, 2, ["one"]), ("What about fever?", 1, ["Driving a car?", "Infusion & “drive”?"])],
)
def test_get_answers_as_post_does(client: FlaskClient, question: str, k: int, history: list[str]) -> None:
    by_get = client.get("/api/v1/ask", query_string={"q": question, "k": k, "history": history})
    assert by_get.status_code == 200
    assert by_get.json == post(client, question, k=k, history=history)


def test_k_and_history_may_be_left_out(client: FlaskClient) -> None:
    assert client.get("/api/v1/ask", query_string={"q": FEVER}).json == post(client, FEVER, k=5, history=[])


def test_a_follow_up_is_searched_with_the_question_before_and_says_so(client: FlaskClient) -> None:
    alone = post(client, "And when does it begin?")
    after = post(client, "And when does it begin?", history=["Unused?", "Is fever common after CAR-T?"])
    assert alone["searched_for"] == alone["question"] == after["question"] == "And when does it begin?"
    assert after["searched_for"] == "fever CAR-T: And when does it begin?"
    assert after["quotes"][0]["citation"]["article_id"] == "fever-after-car-t"
    assert post(client, FEVER, history=["May I drive?"])["searched_for"] == FEVER


def test_a_question_is_cleaned_before_it_is_shown(client: FlaskClient) -> None:
    answer = post(client, " Is\x00 fever\n\tcommon\u2028 cafe\u0301?\x07 ")
    assert answer["question"] == answer["searched_for"] == "Is fever common café?"


@pytest.mark.parametrize(
    "question", ["x" * MAX_QUESTION, "?", "😀" * 1000, "<script>alert(1)</script>", "' OR 1=1 --", "\u202e\ufeff"]
)
def test_odd_questions_are_answered(client: FlaskClient, question: str) -> None:
    check_shape(post(client, question), ANSWER)


@pytest.mark.parametrize("half", [b"\\ud800", b"\\udfff", b"\xed\xa0\x80", b"\\u0000"])
def test_what_is_no_character_is_left_out(client: FlaskClient, half: bytes) -> None:
    """Half a surrogate pair can be written in JSON, and shown nowhere; a NUL is no word of a question."""
    response = client.post(
        "/api/v1/ask", data=b'{"question": "is fever' + half + b' common"}', content_type="application/json"
    )
    assert response.status_code == 200
    assert response.json["question"] == "is fever common"


def test_the_longest_request_is_not_too_large(client: FlaskClient) -> None:
    """Escaped as a careful JSON writer escapes, the longest question with the longest history still fits."""
    long = "é" * MAX_QUESTION
    body = json.dumps({"question": long, "k": MAX_K, "history": ["😀" * 200] * MAX_HISTORY})
    assert client.post("/api/v1/ask", data=body, content_type="application/json").status_code == 200


# What is refused


def body(**fields: object) -> bytes:
    return json.dumps(fields).encode()


BAD_BODIES = {
    "empty question": (body(question=""), "no question"),
    "blank question": (body(question=" \n\t\u00a0 "), "no question"),
    "control characters": (body(question="\x00\x07\u2028"), "no question"),
    "too long": (body(question="x" * (MAX_QUESTION + 1)), "2001 characters; at most 2000"),
    "no question": (b"{}", "question is {}: field required"),
    "question is null": (b'{"question": null}', "question is None"),
    "question is a number": (b'{"question": 5}', "question is 5"),
    "question is a list": (b'{"question": ["fever"]}', "question is ['fever']"),
    "question is an object": (b'{"question": {"a": 1}}', "question is {'a': 1}"),
    "k is 0": (body(question="q", k=0), "k is 0: "),
    "k is negative": (body(question="q", k=-1), "k is -1: "),
    "k is 21": (body(question="q", k=MAX_K + 1), "k is 21: "),
    "k is text": (body(question="q", k="5"), "k is '5': "),
    "k is true": (body(question="q", k=True), "k is True: "),
    "k is null": (body(question="q", k=None), "k is None: "),
    "k is a fraction": (b'{"question": "q", "k": 5.5}', "k is 5.5: "),
    "k is not a number": (b'{"question": "q", "k": NaN}', "k is nan: "),
    "k is infinite": (b'{"question": "q", "k": 1e999}', "k is inf: "),
    "k is huge": (b'{"question": "q", "k": ' + b"9" * 4000 + b"}", "k is 9999"),
    "k is monstrous": (b'{"question": "q", "k": ' + b"9" * 40_000 + b"}", "not JSON"),
    "history is text": (body(question="q", history="before"), "history is 'before'"),
    "history holds a number": (body(question="q", history=["a", 5]), "history.1 is 5"),
    "history is long": (body(question="q", history=["a"] * (MAX_HISTORY + 1)), "history is ["),
    "history holds a long one": (body(question="q", history=["x" * (MAX_QUESTION + 1)]), "history.0 is 'xxx"),
    "unknown field": (body(question="q", model="gpt"), "model is 'gpt': extra"),
    "unknown long field": (body(question="q", **{"x" * 5000: 1}), "xxx"),
    "not an object": (b'["q"]', "the body is ['q']"),
    "a string": (b'"q"', "the body is 'q'"),
    "null": (b"null", "the body is None"),
    "nothing": (b"", "not JSON"),
    "not JSON": (b"question=fever", "not JSON"),
    "cut off": (b'{"question": "fev', "not JSON"),
    "two values": (b'{"question": "q"} {"question": "q"}', "not JSON"),
    "trailing comma": (b'{"question": "q",}', "not JSON"),
    "bare control character": (b'{"question": "a\x00b"}', "not JSON"),
    "not UTF-8": (b'{"question": "caf\xe9"}', "not JSON"),
    "overlong UTF-8": (b'{"question": "\xc0\xaf"}', "not JSON"),
    "surrogate in history": (b'{"question": "q", "history": ["\\ud800"]}', "history.0 is '\\ud800'"),
    "surrogate in a name": (b'{"question": "q", "\\ud800": 1}', ""),
    "same name twice": (b'{"question": "fever", "question": "driving"}', "'question' stands in it more than once"),
    "same name thrice, deep": (b'{"question": "q", "x": [{"a":1,"b":2,"a":3}]}', "'a' stands in it more than once"),
    "deep list": (b"[" * 30_000 + b"]" * 30_000, "nested too deep"),
    "deep object": (b'{"question":' * 4_000 + b"1" + b"}" * 4_000, "nested too deep"),
    "deep value": (b'{"question": ' + b"[" * 400 + b"]" * 400 + b"}", "question is [[[["),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_BODIES)
def test_a_bad_body_gets_a_problem_that_says_what_is_wrong(client: FlaskClient, name: str) -> None:
    data, words = BAD_BODIES[name]
    response = client.post("/api/v1/ask", data=data, content_type="application/json")
    assert words in check_problem(client, response, 400)["detail"]


def test_no_depth_of_nesting_is_a_fault(client: FlaskClient) -> None:
    """Near the depth that Python can go, it may fail while reading, while checking or while telling."""
    for depth in range(900, 1000):
        data = b'{"question": ' + b"[" * depth + b"]" * depth + b"}"
        assert client.post("/api/v1/ask", data=data, content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({}, "no question"),
        ({"q": ""}, "no question"),
        ({"q": " \x00\u3000"}, "no question"),
        ({"question": "the wrong name"}, "no question"),
        ({"q": "x" * (MAX_QUESTION + 1)}, "2001 characters"),
        ({"q": "fever", "k": "0"}, "k is 0"),
        ({"q": "fever", "k": "21"}, "k is 21"),
        ({"q": "fever", "k": ""}, "k is “”"),
        ({"q": "fever", "k": "five"}, "k is “five”"),
        ({"q": "fever", "k": "1.5"}, "k is “1.5”"),
        ({"q": "fever", "k": "true"}, "k is “true”"),
        ({"q": "fever", "k": "9" * 5000}, "k is “99999"),
        ({"q": "fever", "k": "<b>\x00"}, "k is “<b>"),
        ({"q": "fever", "history": ["a"] * (MAX_HISTORY + 1)}, "history is ["),
        ({"q": "fever", "history": "x" * (MAX_QUESTION + 1)}, "history.0 is"),
    ],
)
def test_a_bad_link_gets_a_problem(client: FlaskClient, query: dict[str, object], words: str) -> None:
    problem = check_problem(client, client.get("/api/v1/ask", query_string=query), 400)
    assert words in problem["detail"]


def test_bytes_that_are_no_text_in_a_link_are_no_fault(client: FlaskClient) -> None:
    for query in ("q=%ff%fe", "q=%ed%a0%80", "q=%00fever", "q=fever&k=%ff", "q=fever&history=%c3%28", "%ff=%ff"):
        assert client.get(f"/api/v1/ask?{query}").status_code in {200, 400}, query


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "json", "\xff"],
)
def test_only_json_is_read(client: FlaskClient, content_type: str) -> None:
    response = client.post("/api/v1/ask", data=body(question=FEVER), headers={"Content-Type": content_type})
    check_problem(client, response, 415)


def test_json_with_a_charset_or_a_suffix_is_json(client: FlaskClient) -> None:
    for content_type in ("application/json; charset=utf-8", "application/vnd.ask+json", "Application/JSON"):
        response = client.post("/api/v1/ask", data=body(question=FEVER), content_type=content_type)
        assert response.status_code == 200


@pytest.mark.parametrize("size", [MAX_BODY + 1, 10 * MAX_BODY])
def test_a_body_over_the_limit_is_too_large(client: FlaskClient, size: int) -> None:
    response = client.post("/api/v1/ask", data=b" " * size, content_type="application/json")
    assert str(MAX_BODY) in check_problem(client, response, 413)["detail"]


def test_a_body_at_the_limit_is_read(client: FlaskClient) -> None:
    data = body(question=FEVER)
    response = client.post("/api/v1/ask", data=data + b" " * (MAX_BODY - len(data)), content_type="application/json")
    assert response.status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_those_allowed(client: FlaskClient, method: str) -> None:
    response = client.open("/api/v1/ask", method=method)
    assert method in check_problem(client, response, 405)["detail"]
    assert {"GET", "POST"} <= set(response.headers["Allow"].split(", "))


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1", "/api/v1/ask/", "/api/v2/ask", "/api/v1/ask/x", "/api/%00", "/api/v1/../x"]
)
def test_other_addresses_are_not_found(client: FlaskClient, path: str) -> None:
    check_problem(client, client.get(path), 404)


def test_the_kinds_of_problems_that_there_are_not_are_not_found(client: FlaskClient) -> None:
    for kind in ("nothing", "empty_question.title", "heading", "..", "%00"):
        assert client.get(f"/problems/{kind}").status_code == 404, kind


# What is never done


class TalkativeError(Exception):
    """A fault that talks: its message holds the question."""


SECRET = "my-secret-illness-7391"


@pytest.fixture(scope="module")
def faulty(snapshot: Snapshot) -> FlaskClient:
    """An app whose snapshots cannot be had; the message of the fault holds the question."""

    def source() -> Snapshot:
        raise TalkativeError(f"cannot open the release for {SECRET}")

    return create_app(source).test_client()


def test_a_fault_of_ours_is_a_problem_without_the_question(
    faulty: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for response in (
        faulty.post("/api/v1/ask", json={"question": SECRET, "history": [SECRET]}),
        faulty.get("/api/v1/ask", query_string={"q": SECRET}),
    ):
        problem = check_problem(faulty, response, 500)
        assert problem["title"] == "Something went wrong"
        assert SECRET not in response.text
        assert "Talkative" not in response.text
    page = faulty.post("/", data={"q": SECRET})
    assert page.status_code == 500
    assert SECRET not in page.text
    assert [record.getMessage() for record in caplog.records if "TalkativeError at" in record.getMessage()]
    assert "test_api.py" in caplog.text  # where it happened is told, so that it can be mended
    assert SECRET not in caplog.text


def test_a_fault_while_searching_tells_nothing_either(snapshot: Snapshot, caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        name, fingerprint, dim = "broken", "broken", 512

        def encode(self, texts: list[str], progress: object = None) -> None:
            raise ValueError(f"cannot encode {texts}")

    broken = replace(snapshot, embedder=Broken())  # type: ignore[arg-type]
    client = create_app(lambda: broken).test_client()
    caplog.set_level(logging.DEBUG)
    response = client.post("/api/v1/ask", json={"question": SECRET})
    check_problem(client, response, 500)
    assert SECRET not in response.text + caplog.text
    assert "ValueError at" in caplog.text


def test_questions_stand_in_no_log(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    client.post("/api/v1/ask", json={"question": SECRET})
    client.post("/api/v1/ask", json={"question": SECRET, "history": [SECRET], "k": 0})
    client.post("/api/v1/ask", data=SECRET, content_type="application/json")
    client.get("/api/v1/ask", query_string={"q": SECRET})
    client.get("/api/v1/ask", query_string={"q": SECRET, "k": SECRET})
    client.post("/", data={"q": SECRET})
    client.get("/", query_string={"q": SECRET})
    output = capfd.readouterr()
    assert SECRET not in caplog.text + output.out + output.err


def test_every_response_has_the_security_headers_and_no_cookie(client: FlaskClient, faulty: FlaskClient) -> None:
    responses = [
        client.post("/api/v1/ask", json={"question": FEVER}),
        client.get("/api/v1/ask", query_string={"q": FEVER}),
        client.open("/api/v1/ask", method="HEAD", query_string={"q": FEVER}),
        client.open("/api/v1/ask", method="OPTIONS"),
        client.post("/api/v1/ask", json={"question": ""}),
        client.post("/api/v1/ask", data=b" " * (MAX_BODY + 1)),
        client.put("/api/v1/ask"),
        client.get("/api/nothing"),
        client.get("/nothing"),
        client.get("/healthz"),
        client.get("/readyz"),
        client.get("/problems/internal"),
        client.get("/"),
        client.post("/", data={"q": FEVER}),
        client.get("/articles"),
        client.get("/articles/"),
        client.get("/articles/driving"),
        client.get("/articles/nothing"),
        client.get("/static/style.css", buffered=True),
        client.get("/static/nothing"),
        faulty.post("/api/v1/ask", json={"question": FEVER}),
        faulty.get("/"),
    ]  # fmt: skip
    assert {response.status_code for response in responses} >= {200, 308, 400, 404, 405, 500}
    for response in responses:
        assert {name: response.headers[name] for name in HEADERS} == HEADERS, response.request.path
        assert "Set-Cookie" not in response.headers
        assert "Server" not in response.headers
        assert response.headers["Cache-Control"]
        asked_by_link = response.request.path == "/api/v1/ask" and response.request.method in {"GET", "HEAD"}
        if asked_by_link and response.status_code == 200:
            assert response.headers["Cache-Control"] == "private, max-age=60"
        elif not response.request.path.startswith("/static"):
            assert response.headers["Cache-Control"] == "no-store"


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    policy = dict(rule.strip().split(" ", 1) for rule in HEADERS["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert set(policy.values()) == {"'none'", "'self'"}


def test_health_and_readiness(client: FlaskClient, faulty: FlaskClient, snapshot: Snapshot) -> None:
    assert client.get("/healthz").json == {"ok": True}
    assert client.get("/readyz").json == {"ok": True, "release": snapshot.release_id}
    assert faulty.get("/healthz").json == {"ok": True}
    assert faulty.get("/readyz").status_code == 500


def test_two_apps_do_not_share_their_library(app: Flask, snapshot: Snapshot) -> None:
    other = create_app(lambda: replace(snapshot, release_id="other"))
    assert other.test_client().get("/readyz").json["release"] == "other"
    assert app.test_client().get("/readyz").json["release"] == snapshot.release_id
