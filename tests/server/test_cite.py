"""The address of a citation: its forms, what may be cited, and the examples of docs/citations.md."""

import itertools
import json
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import bibtexparser
import pytest
import rispy
from flask.testing import FlaskClient
from lxml import html
from waitress.server import create_server

from citewell.corpus.types import Article, sha256_text
from citewell.server.answer import Snapshot
from citewell.server.app import create_app
from citewell.server.cite import TYPES
from citewell.server.csl import CslItem
from citewell.server.messages import say
from citewell.server.selectors import Annotation

AT = "/api/v1/citations/fever-after-car-t/18-45"
CSL_JSON = "application/vnd.citationstyles.csl+json"
ROOT = Path(__file__).resolve().parents[2]
DOCS = (ROOT / "docs" / "citations.md").read_text("utf-8")


@pytest.fixture
def words(snapshot: Snapshot) -> str:
    return snapshot.contents.articles["fever-after-car-t"].text[18:45]


# Forms


@pytest.mark.parametrize(
    ("accept", "content_type", "suffix"),
    [
        (None, CSL_JSON, "json"),
        ("*/*", CSL_JSON, "json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", CSL_JSON, "json"),
        (CSL_JSON, CSL_JSON, "json"),
        ("application/json", "application/json", "json"),
        ("application/x-research-info-systems", "application/x-research-info-systems; charset=utf-8", "ris"),
        ("application/x-bibtex", "application/x-bibtex; charset=utf-8", "bib"),
        ("application/x-bibtex;q=0.5, text/plain;q=0.4", "application/x-bibtex; charset=utf-8", "bib"),
        ("text/x-bibliography", "text/x-bibliography; charset=utf-8", "txt"),
        ("text/x-bibliography;style=vancouver", "text/x-bibliography; style=vancouver; charset=utf-8", "txt"),
        ("text/x-bibliography; style=ama", "text/x-bibliography; style=ama; charset=utf-8", "txt"),
        ("text/plain", "text/plain; charset=utf-8", "txt"),
        ("application/ld+json", "application/ld+json", "jsonld"),
        (TYPES[".jsonld"], TYPES[".jsonld"], "jsonld"),
    ],
)  # fmt: skip
def test_the_form_is_the_one_that_is_accepted(
    client: FlaskClient, accept: str | None, content_type: str, suffix: str
) -> None:
    response = client.get(AT, headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.content_type) == (200, content_type)
    shown = "attachment" if suffix in {"ris", "bib"} else "inline"
    assert response.headers["Content-Disposition"] == f"{shown}; filename=fever-after-car-t-18-45.{suffix}"
    assert "Accept" in response.vary
    if content_type != "application/json":
        named = client.get(f"{AT}.{suffix}?style=ama" if "style=ama" in content_type else f"{AT}.{suffix}")
        body = named.data.replace(f"{AT}.{suffix}".encode(), AT.encode())  # an annotation names its own address
        assert body == response.data


@pytest.mark.parametrize("suffix", TYPES)
def test_a_suffix_counts_more_than_what_is_accepted(client: FlaskClient, suffix: str) -> None:
    response = client.get(AT + suffix, headers={"Accept": "text/html"})
    assert response.status_code == 200
    assert response.content_type.startswith(TYPES[suffix])


@pytest.mark.parametrize(
    "accept", ["text/html", "image/png", "text/x-bibliography; style=apa", "application/x-bibtex;q=0", "x"]
)
def test_a_form_that_there_is_not_is_refused_by_name(client: FlaskClient, accept: str) -> None:
    response = client.get(AT, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (406, "application/problem+json")
    assert response.json["type"] == "/problems/not_acceptable"
    assert "application/x-bibtex" in response.json["detail"]
    assert client.get(response.json["type"]).status_code == 200


def test_csl_json_is_one_item_that_can_be_checked(client: FlaskClient, words: str) -> None:
    told = client.get(f"{AT}.json").get_json(force=True)
    item = CslItem.model_validate(told)
    assert item.as_json() == told
    assert item.custom is not None
    assert item.custom.sha256 == sha256_text(words)
    assert say("quote.check_sha256", sha256=sha256_text(words)) in told["note"]
    assert (told["URL"], told["DOI"]) == ("https://example.org/fever", "10.1000/xyz123")


def test_ris_and_bibtex_are_read_back(client: FlaskClient) -> None:
    (reference,) = rispy.loads(client.get(f"{AT}.ris").text)
    assert (reference["title"], reference["authors"]) == ("Fever after CAR-T", ["A. Nurse", "B. Doctor"])
    (entry,) = bibtexparser.parse_string(client.get(f"{AT}.bib").text).entries
    assert entry["title"] == "Fever after CAR-T"


def test_styles_are_chosen_by_query_and_no_other_is_known(client: FlaskClient) -> None:
    assert client.get(f"{AT}.txt").text == client.get(f"{AT}.txt?style=vancouver").text
    assert "January 18, 2026" in client.get(f"{AT}.txt?style=ama").text
    for wrong in ("style=apa", "style=ama&style=ama", "styl=ama", "lang=xx"):
        response = client.get(f"{AT}.txt?{wrong}")
        assert (response.status_code, response.json["type"]) == (400, "/problems/invalid_request")
    assert "Disponible en" in client.get(f"{AT}.txt?lang=es").text


def test_the_annotation_selects_the_quote_on_the_page_that_it_names(client: FlaskClient, words: str) -> None:
    told = client.get(f"{AT}.jsonld").get_json(force=True)
    ours, publishers = Annotation.model_validate(told).target
    assert urlsplit(told["id"]).path == f"{AT}.jsonld"
    by_place, by_words = ours.selector
    page = html.document_fromstring(client.get(urlsplit(ours.source).path).text)
    (element,) = page.find_class(by_place.value.removeprefix("."))
    place = by_place.refined_by
    assert element.text_content()[place.start : place.end] == words == by_words.exact
    assert by_words.prefix + words + by_words.suffix in element.text_content()
    assert (publishers.source, publishers.selector) == ("https://example.org/fever", [by_words])


def test_an_article_without_an_address_is_cited_where_it_can_be_read(client: FlaskClient) -> None:
    told = client.get("/api/v1/citations/driving/0-5?lang=es").get_json(force=True)
    address = urlsplit(told["URL"])
    assert address.netloc == "localhost"
    assert client.get(f"{address.path}?{address.query}").status_code == 200
    assert "lang" not in address.query  # the same citation for all who keep it
    assert say("note.past_review", date="2020-01-01") in client.get("/api/v1/citations/driving/0-5.ris").text


def test_a_citation_that_is_held_is_not_sent_again(client: FlaskClient) -> None:
    tags = set()
    for address in (f"{AT}.json", f"{AT}.ris", f"{AT}.txt", f"{AT}.txt?style=ama", f"{AT}.txt?lang=es"):
        first = client.get(address)
        tags.add(first.headers["ETag"])
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert "no-store" not in first.headers["Cache-Control"]
    assert len(tags) == 5
    assert client.head(f"{AT}.ris").headers["ETag"] in tags


def test_the_tag_changes_with_what_a_release_says(publish: Callable[..., Snapshot]) -> None:
    def tag(title: str) -> str:
        snapshot = publish(Article("a", title, "Fever is common in the first days."))
        return create_app(lambda: snapshot).test_client().get("/api/v1/citations/a/0-5.ris").headers["ETag"]

    assert tag("One") != tag("Two")


# What may be cited


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("nothing/0-5", "no_article"), ("driving/5-5", "no_span"), ("driving/5-3", "no_span"),
        ("driving/0-999999", "no_span"), ("driving/-1-5", "not_found"), ("driving/0", "not_found"),
        ("driving/a-b", "not_found"), ("driving/0-5.pdf", "not_found"), ("driving/0-5.", "not_found"),
        ("driving/0-5.RIS", "not_found"), ("driving/٠-٥", "not_found"), ("driving/0-" + "9" * 5000, "not_found"),
        ("driving/0-5%0A", "not_found"), ("driving/0-5.ris%0d%0aX-Y:%20z", "not_found"), ("..%2Fetc/0-5", "not_found"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_problem(client: FlaskClient, path: str, kind: str) -> None:
    response = client.get(f"/api/v1/citations/{path}")
    assert (response.status_code, response.json["type"]) == (404, f"/problems/{kind}")
    assert "X-Y" not in response.headers


@pytest.mark.parametrize("rights", ["full", "excerpt(3)", "link"])
def test_only_what_may_be_shown_is_cited(publish: Callable[..., Snapshot], rights: str) -> None:
    text = "Quokkas carry lanterns.\n\nMarmalade bridges collapse at night, and nobody polishes umbrellas."
    snapshot = publish(Article("held", "Held", text, rights=rights), Article("other", "Other", "Nothing else."))
    client = create_app(lambda: snapshot).test_client()
    shown = {"full": len(text), "excerpt(3)": 23, "link": 0}[rights]
    places = itertools.product(TYPES, (0, 11, 22, 23, 30), (1, 12, 23, 24, 31, len(text)))
    for suffix, start, end in places:
        response = client.get(f"/api/v1/citations/held/{start}-{end}{suffix}")
        assert response.status_code == (200 if start < end <= shown else 404)
        if rights != "full":
            assert "Marmalade" not in response.text
            assert "ridges" not in response.text


def test_no_title_gets_into_the_headers(publish: Callable[..., Snapshot]) -> None:
    forged = "x\r\nSet-Cookie: a=b\r\nTY  - JOUR"
    snapshot = publish(Article("ärger-\r\nX-Y: z", forged, "Fever is common.", publisher=forged, authors=(forged,)))
    client = create_app(lambda: snapshot).test_client()
    for suffix in TYPES:
        response = client.get(f"/api/v1/citations/ärger-%0D%0AX-Y: z/0-5{suffix}")
        assert response.status_code == 200
        assert not {"Set-Cookie", "X-Y"} & set(response.headers.keys())
        assert response.headers["Content-Disposition"].endswith(f"filename=-rger--X-Y-z-0-5{suffix}")
        if suffix == ".ris":
            assert len(re.findall("^TY", response.text, re.MULTILINE)) == 1


def test_a_citation_tells_that_its_article_was_retracted(publish: Callable[..., Snapshot]) -> None:
    snapshot = publish(
        Article("gone", "Gone", "Green tea powder is allowed.", retracted="2026-03-01"),
        Article("other", "Other", "Nothing else is said."),
    )
    client = create_app(lambda: snapshot).test_client()
    said = say("note.retracted_since", date="2026-03-01")
    for suffix in (".json", ".ris", ".bib"):
        assert said in client.get(f"/api/v1/citations/gone/0-5{suffix}").text


# docs/citations.md


@pytest.fixture(scope="module")
def starter_site(starter: dict[Path, Article], publish: Callable[..., Snapshot]) -> Iterator[str]:
    snapshot = publish(*starter.values())
    server = create_server(create_app(lambda: snapshot), host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, name="citations")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(server.close)
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()


@pytest.mark.slow
def test_the_examples_of_the_documents_work(starter_site: str) -> None:
    (block,) = re.findall(r"<!-- run -->\n```bash\n(.*?)```", DOCS, re.DOTALL)
    told = []
    for line in block.strip().splitlines():
        command = line.replace("curl -s", "curl -sf").replace("http://127.0.0.1:8000", starter_site)
        told.append(subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True).stdout)
    ris, bib, vancouver, ama, accepted_bib, accepted_ama, annotation = told
    assert rispy.loads(ris)[0]["title"] == "Side effects of cilta-cel"
    assert "@misc{side-effects-of-cilta-cel-0-45" in bib == accepted_bib
    assert vancouver.startswith("Citewell editors. Side effects of cilta-cel [Internet].")
    assert ama == accepted_ama != vancouver
    assert json.loads(annotation)["target"][0]["selector"][1]["exact"].startswith("What are the most serious risks")


def test_the_documents_name_every_form(client: FlaskClient) -> None:
    for suffix, media_type in TYPES.items():
        assert f"`{suffix}`" in DOCS
        assert media_type.partition(";")[0].replace("text/plain", "text/x-bibliography") in DOCS
