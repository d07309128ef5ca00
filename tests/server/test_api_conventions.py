"""What holds for every address: keys, limits, caching, request ids, other sites, compression."""

import gzip
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from limits.errors import StorageError

from citewell.corpus.errors import CitewellError
from citewell.server.access import Access, ApiKey, Rates, hash_key, make_key
from citewell.server.answer import Snapshot
from citewell.server.app import create_app
from citewell.server.cli import main
from citewell.server.limits import open_counter
from citewell.server.request_id import RequestIds
from citewell.server.settings import load_settings

FEVER = {"q": "Is fever common in the first days after CAR-T?"}
READ = (
    "articles", "articles/driving", "passages/driving/0-5", "verify?passage_id=driving%230-5", "glossary",
    "coverage", "suggestions", "release", "openapi.json",
)  # fmt: skip
ASKED = ("ask", "search")

Serve = Callable[..., FlaskClient]


@pytest.fixture
def serve(snapshot: Snapshot) -> Serve:
    """Serves the snapshot with the access that is stated, and counts."""

    def serve(**stated: object) -> FlaskClient:
        own = replace(snapshot, settings=snapshot.settings.model_copy(update={"api": Access.model_validate(stated)}))
        return create_app(lambda: own, counter=open_counter("memory")).test_client()

    return serve


# Limits


def test_the_limit_is_told_and_kept(serve: Serve) -> None:
    client = serve(rates={"ask": "3/minute"})
    for left in (2, 1, 0):
        response = client.get("/api/v1/ask", query_string=FEVER)
        assert response.status_code == 200
        assert response.headers["RateLimit-Policy"] == '"ask";q=3;w=60'
        assert response.headers["RateLimit"].startswith(f'"ask";r={left};t=')
    refused = client.post("/api/v1/ask", json={"question": "Is fever common?"})
    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["Retry-After"] in refused.json["detail"]
    assert client.get(refused.json["type"]).status_code == 200
    assert client.get("/api/v1/search", query_string=FEVER).status_code == 429
    for free in ("/api/v1/release", "/healthz", "/readyz", "/", "/articles/"):
        assert client.get(free).status_code == 200


def test_the_chat_page_is_limited_with_its_own_page(serve: Serve) -> None:
    client = serve(rates={"ask": "1/minute"})
    assert client.post("/", data=FEVER).status_code == 200
    refused = client.post("/", data=FEVER)
    assert (refused.status_code, refused.mimetype) == (429, "text/html")
    assert "Retry-After" in refused.headers
    assert "emergency" in refused.text  # whoever waits here may need help
    assert FEVER["q"] not in refused.text
    assert client.get("/").status_code == 200


def test_time_gives_requests_back(serve: Serve) -> None:
    client = serve(rates={"ask": "1/second"})
    assert client.get("/api/v1/ask", query_string=FEVER).status_code == 200
    assert client.get("/api/v1/ask", query_string=FEVER).status_code == 429
    time.sleep(1.1)
    assert client.get("/api/v1/ask", query_string=FEVER).status_code == 200


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("", "", True),
    ],
)
def test_who_shares_a_limit(serve: Serve, one: str, other: str, is_same: bool) -> None:
    client = serve(rates={"read": "1/minute"})
    assert client.get("/api/v1/release", environ_base={"REMOTE_ADDR": one}).status_code == 200
    status = client.get("/api/v1/release", environ_base={"REMOTE_ADDR": other}).status_code
    assert (status == 429) is is_same


def test_what_a_client_says_of_its_address_is_not_believed(serve: Serve) -> None:
    client = serve(rates={"read": "1/minute"})
    assert client.get("/api/v1/release").status_code == 200
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        assert client.get("/api/v1/release", headers={name: "192.0.2.77"}).status_code == 429


def test_people_are_answered_when_nothing_can_be_counted(
    snapshot: Snapshot, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> bool:
        raise StorageError(ConnectionError("redis://user:secret@host"))

    counter = open_counter("memory")
    monkeypatch.setattr(counter.storage, "acquire_entry", away)
    client = create_app(lambda: snapshot, counter=counter).test_client()
    assert client.get("/api/v1/ask", query_string=FEVER).status_code == 200
    assert "cannot be counted: ConnectionError" in caplog.text
    assert "secret" not in caplog.text


def test_a_redis_that_is_away_is_told_in_a_sentence() -> None:
    with pytest.raises(CitewellError, match="leave counted_in out"):
        open_counter("redis://127.0.0.1:1")


# Keys


@pytest.fixture(scope="module")
def key() -> str:
    return make_key()


def stated(key: str, **more: object) -> dict[str, object]:
    return {"keys": [{"name": "Portal", "sha256": hash_key(key)}], **more}


def test_a_key_is_needed_where_the_publisher_says_so(serve: Serve, key: str) -> None:
    client = serve(**stated(key, keys_only=True))
    for path in (*READ[:-1], "ask?q=fever", "search?q=fever", "nothing"):
        refused = client.get(f"/api/v1/{path}")
        assert (refused.status_code, refused.mimetype) == (401, "application/problem+json"), path
        assert refused.headers["WWW-Authenticate"] == "Bearer"
    for headers in ({"Authorization": f"Bearer {key}"}, {"Authorization": f"bearer  {key} "}, {"X-API-Key": key}):
        found = client.get("/api/v1/release", headers=headers)
        assert found.status_code == 200
        assert found.headers["Cache-Control"].startswith("private")
    for free in ("/", "/articles/", "/healthz", "/readyz", "/api/v1/docs", "/api/v1/openapi.json"):
        assert client.get(free).status_code == 200
    assert client.open("/api/v1/ask", method="OPTIONS").status_code == 200


@pytest.mark.parametrize("sent", ["wrong", "citewell_", "é", "\udcff", "x" * 10_000, " "])
def test_a_wrong_key_is_refused(serve: Serve, key: str, sent: str) -> None:
    for only in (True, False):
        client = serve(**stated(key, keys_only=only))
        response = client.get(
            "/api/v1/release", headers={"X-API-Key": sent.encode("utf-8", "surrogateescape").decode("latin1")}
        )
        assert response.status_code == (401 if only or sent.strip() else 200)
        assert key not in response.text


def test_each_key_has_a_limit_of_its_own(serve: Serve, key: str) -> None:
    client = serve(**stated(key, rates={"read": "1/minute"}))
    assert client.get("/api/v1/release").status_code == 200
    assert client.get("/api/v1/release").status_code == 429
    assert client.get("/api/v1/release", headers={"X-API-Key": key}).status_code == 200
    assert client.get("/api/v1/release", headers={"X-API-Key": key}).status_code == 429


def test_the_command_makes_a_key_and_the_lines_for_the_settings(tmp_path: Path) -> None:
    made = CliRunner().invoke(main, ["key", 'The "portal": a'])
    assert made.exit_code == 0
    secret, _, rest = made.output.partition("\n")
    assert len(secret) > 45
    (tmp_path / "settings.yaml").write_text(rest[rest.index("api:") :], "utf-8")
    access = load_settings(tmp_path).api
    assert access.key_of(secret) == ApiKey(name='The "portal": a', sha256=hash_key(secret))
    assert access.key_of(secret + "x") is None
    assert secret not in rest
    assert CliRunner().invoke(main, ["key", "a"]).output.splitlines()[0] != secret


# Settings


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("rates: {ask: often}", "60/minute"),
        ("rates: {asks: 1/minute}", "ask, batch, read"),
        ("origins: [example.org]", "https://www.example.org"),
        ('origins: ["https://example.org/path"]', "no path"),
        ('origins: ["https://user@example.org"]', "no path"),
        ("keys: [{name: a, sha256: citewell_abc}]", "citewell key"),
        ("keys: [{name: a, key: b}]", "api.keys.0"),
        ("keys_only: perhaps", "api.keys_only"),
        ('counted_in: "http://127.0.0.1"', "redis://"),
        ("proxy: nginx", "127.0.0.1"),
        ("limit: 5", "origins, keys, keys_only, rates, counted_in, proxy"),
    ],
)
def test_a_wrong_setting_is_told_with_what_mends_it(tmp_path: Path, wrong: str, words: str) -> None:
    (tmp_path / "settings.yaml").write_text(f"api:\n  {wrong}\n", "utf-8")
    with pytest.raises(CitewellError, match="api") as caught:
        load_settings(tmp_path)
    assert words in str(caught.value)


def test_the_settings_of_the_document_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text("country: GB\n", "utf-8")
    assert load_settings(tmp_path).api == Access()
    assert Rates().ask == "60/minute"


# Caching


@pytest.mark.parametrize("path", READ)
def test_what_the_library_holds_may_be_kept_by_anyone_for_a_minute(client: FlaskClient, path: str) -> None:
    response = client.get(f"/api/v1/{path}")
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert {"Accept-Language", "Accept-Encoding"} <= set(response.vary.as_set(preserve_casing=True))


@pytest.mark.parametrize("path", ASKED)
def test_what_a_person_asked_is_kept_by_no_one_else(client: FlaskClient, path: str) -> None:
    response = client.get(f"/api/v1/{path}", query_string=FEVER)
    assert response.headers["Cache-Control"] == "private, max-age=60"
    assert client.post("/api/v1/ask", json={"question": "Is fever common?"}).headers["Cache-Control"] == "no-store"
    assert client.get(f"/api/v1/{path}").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", [*READ, "ask?q=fever", "search?q=fever"])
@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_what_is_known_is_not_sent_again(client: FlaskClient, path: str, encoding: str) -> None:
    headers = {"Accept-Encoding": encoding}
    first = client.get(f"/api/v1/{path}", headers=headers)
    tag = first.headers["ETag"]
    assert not tag.startswith("W/")
    for known in (tag, f'"other", {tag}', "*"):
        again = client.get(f"/api/v1/{path}", headers={**headers, "If-None-Match": known})
        assert (again.status_code, again.data) == (304, b""), known
        for name in ("ETag", "Cache-Control", "Vary"):
            assert again.headers[name] == first.headers[name]
    assert client.get(f"/api/v1/{path}", headers={**headers, "If-None-Match": '"other"'}).status_code == 200


def test_tags_differ_by_release_and_language(client: FlaskClient, snapshot: Snapshot) -> None:
    other = create_app(lambda: replace(snapshot, release_id="other")).test_client()
    tag = client.get("/api/v1/articles").headers["ETag"]
    assert other.get("/api/v1/articles").headers["ETag"] != tag
    assert client.get("/api/v1/articles", headers={"Accept-Language": "es"}).headers["ETag"] != tag
    assert client.get("/api/v1/articles").headers["ETag"] == tag


# Compression


def test_answers_are_compressed_for_those_who_can_read_it(client: FlaskClient) -> None:
    plain = client.get("/api/v1/ask", query_string=FEVER)
    assert "Content-Encoding" not in plain.headers
    for encoding, read in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        packed = client.get("/api/v1/ask", query_string=FEVER, headers={"Accept-Encoding": encoding})
        assert packed.headers["Content-Encoding"] == encoding
        assert read(packed.data) == plain.data
        assert len(packed.data) < len(plain.data) / 2
        assert packed.headers["ETag"] != plain.headers["ETag"]


# Request ids


def test_every_response_has_the_id_of_its_request(client: FlaskClient) -> None:
    paths = ("/api/v1/ask?q=fever", "/api/v1/ask", "/api/v1/nothing", "/", "/nothing", "/healthz", "/problems/gone")
    ids = [client.get(path).headers["X-Request-ID"] for path in paths]
    assert len(set(ids)) == len(ids)
    for path in paths:
        assert client.get(path, headers={"X-Request-ID": "a-Z_0.9"}).headers["X-Request-ID"] == "a-Z_0.9"


@pytest.mark.parametrize("mad", ["", "a b", "x" * 65, "<b>", "é", "my fever; is it common?"])
def test_an_id_that_could_hold_a_sentence_is_not_taken(client: FlaskClient, mad: str) -> None:
    given = client.get("/healthz", headers={"X-Request-ID": mad.encode().decode("latin1")}).headers["X-Request-ID"]
    assert given != mad
    assert len(given) == 32


def test_the_log_names_the_request(snapshot: Snapshot, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> Snapshot:
        raise RuntimeError("of my secret")

    caplog.handler.addFilter(RequestIds())
    create_app(fail).test_client().get("/readyz", headers={"X-Request-ID": "find-me"})
    (record,) = [one for one in caplog.records if one.name == "citewell.server.problems"]
    assert record.request_id == "find-me"  # type: ignore[attr-defined]
    logging.getLogger("citewell").error("outside")
    assert caplog.records[-1].request_id == "-"  # type: ignore[attr-defined]


def test_a_server_that_is_not_ready_says_so_as_a_problem() -> None:
    def fail() -> Snapshot:
        raise RuntimeError

    client = create_app(fail).test_client()
    told = client.get("/readyz")
    assert (told.status_code, told.mimetype) == (500, "application/problem+json")
    assert client.get("/healthz?probe=1").json == {"ok": True}


# Other sites


def test_only_the_sites_that_are_listed_may_read(serve: Serve) -> None:
    client = serve(origins=["https://hospital.example", "http://localhost:3000"])
    for origin in ("https://hospital.example", "http://localhost:3000"):
        response = client.get("/api/v1/ask", query_string=FEVER, headers={"Origin": origin})
        assert response.headers["Access-Control-Allow-Origin"] == origin
        assert "RateLimit" in response.headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in response.headers
    for origin in ("https://evil.example", "null", "https://hospital.example.evil.example", "http://hospital.example"):
        response = client.get("/api/v1/ask", query_string=FEVER, headers={"Origin": origin})
        assert response.status_code == 200
        assert "Access-Control-Allow-Origin" not in response.headers
        assert "Origin" in response.vary.as_set(preserve_casing=True)
    assert "Access-Control-Allow-Origin" not in client.get("/", headers={"Origin": "https://hospital.example"}).headers


def test_a_browser_may_ask_before_it_asks(serve: Serve) -> None:
    asked = {"Origin": "https://hospital.example", "Access-Control-Request-Method": "POST"}
    allowed = serve(origins=["https://hospital.example"], keys_only=True).open(
        "/api/v1/ask", method="OPTIONS", headers=asked
    )
    assert allowed.status_code == 200
    assert "POST" in allowed.headers["Access-Control-Allow-Methods"]
    assert {"Content-Type", "Authorization"} <= set(allowed.headers["Access-Control-Allow-Headers"].split(", "))
    refused = serve().open("/api/v1/ask", method="OPTIONS", headers=asked)
    assert not any(name.startswith("Access-Control") for name, _ in refused.headers)


def test_all_sites_may_be_let_in(serve: Serve) -> None:
    response = serve(origins=["*"]).get("/api/v1/release", headers={"Origin": "https://anyone.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "https://anyone.example"


# All of it at once


def test_the_type_of_a_problem_is_the_same_in_every_language(client: FlaskClient) -> None:
    types = {client.get("/api/v1/ask", query_string={"q": "", "lang": code}).json["type"] for code in ("en", "es")}
    assert types == {"/problems/empty_question"}
