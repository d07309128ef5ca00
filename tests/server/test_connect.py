"""The reply to health records: the contract of MedlinePlus Connect's web service, and the law for every summary.

The form is that of public replies of https://connect.medlineplus.gov/service (its documentation:
https://medlineplus.gov/medlineplus-connect/web-service/) and of RFC 4287 (Atom).
"""

import re
import shlex
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from werkzeug.test import TestResponse

from citewell.corpus.types import Article, Heading
from citewell.index.coverage import folded
from citewell.server.answer import Snapshot
from citewell.server.app import create_app
from citewell.server.connect import MOST_ENTRIES
from citewell.server.connect_codes import Topic, find_system, find_topics, load_codes, same_form, tells_of
from citewell.server.connect_feed import ATOM, ATTRIBUTION, XSI
from citewell.server.schemas import MAX_QUESTION

pytestmark = pytest.mark.usefixtures("by_coverage")

ROOT = Path(__file__).resolve().parents[2]
ICD10, ICD9, SNOMED = "2.16.840.1.113883.6.90", "2.16.840.1.113883.6.103", "2.16.840.1.113883.6.96"
RXNORM, NDC, LOINC = "2.16.840.1.113883.6.88", "2.16.840.1.113883.6.69", "2.16.840.1.113883.6.1"
CRS = {"code": "D89.831", "system": ICD10}
RELAPSE = {"code": "C90.02", "system": ICD10}
"""A code of two topics, so of two entries."""

SHORT = {
    "code": "mainSearchCriteria.v.c",
    "system": "mainSearchCriteria.v.cs",
    "name": "mainSearchCriteria.v.dn",
    "original": "mainSearchCriteria.v.ot",
    "language": "informationRecipient.languageCode.c",
    "form": "knowledgeResponseType",
}
NAMES = {"a": ATOM}


def article(article_id: str, title: str, heading: str, words: str, **metadata: Any) -> Article:
    text = f"{heading}\n\n{words}"
    return Article(article_id, title, text, headings=(Heading(0, len(heading)),), **metadata)


ARTICLES = (
    article(
        "crs", "CRS: a “storm” <b>& more</b>", "What is cytokine release syndrome?",
        "Cytokine release syndrome is strong & \"hot\" < 39 °C; <i>café</i> 😀, naïve T cells.\n- Call.\n- Rest.",
        publisher="O’Neil & Sons", published="2026-01-18", url="https://example.org/crs", rights="full",
        review_by="2020-01-01",
    ),
    article("relapse", "Relapse", "What does it mean when myeloma relapses?", "When myeloma relapses, it means much."),
    article("myeloma", "Myeloma", "What is multiple myeloma?", "Multiple myeloma is a cancer."),
    article("plaquetas", "Las plaquetas", "What are low platelets?", "Low platelets: “pocas”.", language="es"),
    article("held", "Held back", "What is a stem cell transplant?", "A stem cell transplant is kept secret.",
            rights="link", url="https://example.org/held"),
    article("cut", "Cut short", "What is amyloidosis?", "Amyloidosis is one thing. Amyloidosis hides marmalade.",
            rights="excerpt(8)"),
    article("near", "Near it", "Where does it sing?", "CAR-T sings in those frozen meadows of violet thunder."),
    article("other", "Driving", "When may I drive?", "Do not drive a car for 8 weeks after the infusion."),
)  # fmt: skip


SERVED: list[Snapshot] = []


@pytest.fixture(scope="module")
def web() -> FlaskClient:
    return create_app(lambda: SERVED[-1]).test_client()


@pytest.fixture
def client(web: FlaskClient, publish: Callable[..., Snapshot], by_coverage: None) -> FlaskClient:
    """A client of the articles above, whose statuses can be told by hand; the release is published once."""
    if not SERVED:
        SERVED.append(publish(*ARTICLES))
    return web


def ask(client: FlaskClient, more: dict[str, str] | None = None, **asked: str) -> TestResponse:
    return client.get("/connect", query_string={SHORT[name]: value for name, value in asked.items()} | (more or {}))


def read_atom(client: FlaskClient, **asked: str) -> etree._Element:
    response = ask(client, **asked)
    assert (response.status_code, response.content_type) == (200, "text/xml; charset=utf-8"), response.text
    assert response.data.startswith(b"<?xml")
    return etree.fromstring(response.data)


def read_json(client: FlaskClient, **asked: str) -> dict[str, Any]:
    response = ask(client, form="application/json", **asked)
    assert (response.status_code, response.mimetype) == (200, "application/json"), response.text
    assert response.json.keys() == {"feed"}
    return response.json["feed"]


def titles(client: FlaskClient, **asked: str) -> list[str]:
    return [entry["title"]["_value"] for entry in read_json(client, **asked)["entry"]]


def refusal(response: TestResponse) -> str:
    """Return the sentence of a refusal, be it a page or a problem."""
    assert response.status_code == 400
    return response.json["detail"] if response.is_json else html.fromstring(response.data).text_content()


def check_law(entries: list[dict[str, Any]]) -> int:
    """Assert that the quote of every summary is the slice that its link names; return how many there are."""
    for entry in entries:
        (link,) = entry["link"]
        parts = urlsplit(link["href"])
        at = parse_qs(parts.query)
        source = SERVED[-1].contents.articles[parts.path.removeprefix("/articles/")]
        start, end = int(at["start"][0]), int(at["end"][0])
        (quote,) = html.fragment_fromstring(entry["summary"]["_value"], create_parent=True).iter("blockquote")
        assert quote.text_content() == source.text[start:end] != ""
        assert end <= SERVED[-1].evidence.limits[source.article_id]
        assert entry["lang"] == quote.get("lang") == link["hreflang"] == source.language
        assert entry["title"]["_value"] == link["title"] == source.title
    return len(entries)


# The form


def test_a_feed_has_the_elements_of_medlineplus_connect_in_their_order(client: FlaskClient) -> None:
    feed = read_atom(client, **CRS, name="Cytokine release syndrome, grade 1")
    assert feed.tag == f"{{{ATOM}}}feed"
    assert feed.nsmap == {None: ATOM, "xsi": XSI}
    assert feed.get("{http://www.w3.org/XML/1998/namespace}base") == "http://localhost/"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    names = [etree.QName(child).localname for child in feed]
    assert names[:9] == ["title", "updated", "id", "author", "subtitle", *["category"] * 4]
    assert set(names[9:]) == {"entry"}
    assert [etree.QName(child).localname for child in feed.find("a:author", NAMES)] == ["name", "uri"]
    assert feed.findtext("a:subtitle", namespaces=NAMES) == "Results for ICD-10-CM D89.831"
    assert [(one.get("scheme"), one.get("term")) for one in feed.findall("a:category", NAMES)] == [
        ("mainSearchCriteria.v.c", "D89.831"),
        ("mainSearchCriteria.v.cs", ICD10),
        ("mainSearchCriteria.v.dn", "Cytokine release syndrome, grade 1"),
        ("informationRecipient", "PAT"),
    ]
    for entry in feed.findall("a:entry", NAMES):
        assert [etree.QName(child).localname for child in entry] == ["title", "link", "id", "summary", "updated"]
        assert entry.find("a:summary", NAMES).get("type") == "html"
        assert entry.find("a:link", NAMES).get("rel") == "alternate"


def test_atom_is_valid(client: FlaskClient) -> None:
    """RFC 4287: ids are there, absolute and each once; dates are RFC 3339; there is an author."""
    feed = read_atom(client, **RELAPSE)
    ids = [one.text for one in feed.iter(f"{{{ATOM}}}id")]
    assert len(ids) == len(set(ids)) == 3
    assert all(urlsplit(one).scheme and urlsplit(one).netloc for one in ids)
    for one in feed.iter(f"{{{ATOM}}}updated"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", one.text)
        assert datetime.fromisoformat(one.text).tzinfo
    assert feed.findtext("a:author/a:name", namespaces=NAMES)


def test_json_has_the_keys_of_medlineplus_connect(client: FlaskClient) -> None:
    feed = read_json(client, **RELAPSE)
    assert feed.keys() == {
        "xsi", "base", "lang", "title", "updated", "id", "author", "subtitle", "category", "entry"
    }  # fmt: skip
    assert feed["title"].keys() == feed["subtitle"].keys() == {"_value", "type"}
    assert feed["author"].keys() == {"name", "uri"}
    assert all(one.keys() == {"scheme", "term"} for one in feed["category"])
    for entry in feed["entry"]:
        assert entry.keys() == {"lang", "title", "link", "id", "summary", "updated"}
        assert entry["summary"].keys() == entry["title"].keys() == {"_value", "type"}
        assert {"href", "rel"} <= entry["link"][0].keys()
        assert entry["updated"] == feed["updated"]


def test_both_forms_say_the_same(client: FlaskClient) -> None:
    atom, feed = read_atom(client, **RELAPSE), read_json(client, **RELAPSE)
    assert len(feed["entry"]) == len(atom.findall("a:entry", NAMES)) == 2
    for written, entry in zip(atom.findall("a:entry", NAMES), feed["entry"], strict=True):
        for name in ("title", "id", "summary", "updated"):
            assert written.findtext(f"a:{name}", namespaces=NAMES) == entry[name]["_value"]
        assert dict(written.find("a:link", NAMES).attrib) == entry["link"][0]


def test_javascript_without_a_callback_is_plain_json(client: FlaskClient) -> None:
    plain = ask(client, **CRS, form="application/json")
    script = ask(client, **CRS, form="application/javascript")
    assert (script.mimetype, script.json) == ("application/json", plain.json)


# What is told


def test_every_summary_is_a_slice_with_its_source(client: FlaskClient) -> None:
    feed = read_json(client, **CRS)
    assert check_law(feed["entry"]) == 1
    (first,) = feed["entry"]
    assert first["title"]["_value"] == "CRS: a “storm” <b>& more</b>"
    summary = html.fragment_fromstring(first["summary"]["_value"], create_parent=True)
    (source,) = summary.find_class(ATTRIBUTION)
    assert source.text_content() == "Source: CRS: a “storm” <b>& more</b>, O’Neil & Sons · Published 18 January 2026"
    assert not summary.xpath(".//b|.//i|.//script")
    assert summary.find("blockquote").get("cite") == "https://example.org/crs"


def test_the_narrower_topic_comes_first(client: FlaskClient) -> None:
    assert titles(client, **RELAPSE) == ["Relapse", "Myeloma"]
    assert titles(client, code="C90.00", system=ICD10) == ["Myeloma"]


def test_the_link_leads_to_the_words(client: FlaskClient) -> None:
    (link,) = read_json(client, **CRS)["entry"][0]["link"]
    page = client.get(link["href"].removeprefix("http://localhost"))
    assert page.status_code == 200
    assert "<mark" in page.text


def test_notes_of_an_article_stand_in_its_summary(client: FlaskClient) -> None:
    summary = read_json(client, **CRS)["entry"][0]["summary"]["_value"]
    assert "This article was due for review by 1 January 2020." in html.fromstring(summary).text_content()


def test_an_unknown_code_gives_a_valid_empty_feed(client: FlaskClient) -> None:
    assert read_atom(client, code="Z00.00", system=ICD10).findall("a:entry", NAMES) == []
    assert read_json(client, code="Z00.00", system=ICD10)["entry"] == []
    assert read_json(client, code="99213", system="2.16.840.1.113883.6.12")["entry"] == []


def test_a_code_of_which_the_library_holds_nothing_gives_an_empty_feed(client: FlaskClient) -> None:
    assert find_topics(find_system(LOINC), "2160-0")
    assert titles(client, code="2160-0", system=LOINC) == []


def test_what_is_only_related_says_so(client: FlaskClient) -> None:
    (entry,) = read_json(client, code="Z92.850", system=ICD10)["entry"]
    assert entry["title"]["_value"] == "Near it"
    assert entry["summary"]["_value"].startswith("<p>Read what is shown as background")
    assert check_law([entry]) == 1


def test_an_answer_without_the_words_of_its_topic_is_not_told(client: FlaskClient) -> None:
    """“What is plasma cell leukemia?” is near the article on CRS, by “what is”; it must not stand in that record."""
    assert titles(client, code="C90.10", system=ICD10) == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Low platelets", ["Las plaquetas"]),
        ("Platelets, in meadows", []),
        ("hello", []),
        ("the of and", []),
        ("…", []),
    ],
)
def test_a_name_is_searched_only_where_the_code_is_unknown(client: FlaskClient, name: str, found: list[str]) -> None:
    assert titles(client, code="Z00.00", system=ICD10, name=name) == found
    assert titles(client, name=name) == found
    assert titles(client, original=name) == found
    assert titles(client, code="2160-0", system=LOINC, name=name) == []


def test_no_more_than_three_articles_and_each_once(publish: Callable[..., Snapshot], client: FlaskClient) -> None:
    words = "Low platelets are what they are called {} times."
    many = [article(f"p{n}", f"Platelets {n}", "What are low platelets?", words.format(f"{n}{n}{n}")) for n in range(6)]
    SERVED.append(publish(*many))
    try:
        feed = read_json(client, code="D69.6", system=ICD10)
        assert check_law(feed["entry"]) <= MOST_ENTRIES
        assert len({entry["id"]["_value"] for entry in feed["entry"]}) == len(feed["entry"]) > 0
    finally:
        SERVED.pop()


def test_rights_hold(client: FlaskClient) -> None:
    held = ask(client, code="Z94.84", system=ICD10)
    assert b"secret" not in held.data
    assert etree.fromstring(held.data).findall("a:entry", NAMES) == []
    cut = read_json(client, code="E85.4", system=ICD10)
    assert check_law(cut["entry"]) == 1
    assert "marmalade" not in str(cut)


# Codes


@pytest.mark.parametrize(
    ("code", "system"),
    [
        ("D69.6", ICD10), ("D696", ICD10), (" d69.6 ", ICD10), ("287.5", ICD9), ("2875", ICD9), ("302215000", SNOMED),
    ],
)  # fmt: skip
def test_codes_are_known_in_the_ways_that_they_are_written(client: FlaskClient, code: str, system: str) -> None:
    assert titles(client, code=code, system=system) == ["Las plaquetas"]


@pytest.mark.parametrize(
    ("code", "oid", "topics"),
    [
        ("C90.02", ICD10, ["Myeloma in relapse", "Multiple myeloma"]),
        ("C90.00", ICD10, ["Multiple myeloma"]),
        ("C90", ICD10, []),
        ("T80.82XA", ICD10, ["Harms of CAR T-cell therapy"]),
        ("57894-111-01", NDC, ["Cilta-cel"]),
        ("57894011101", NDC, ["Cilta-cel"]),
        ("00069449402", NDC, ["Elranatamab"]),
        ("0069-4494-02", NDC, ["Elranatamab"]),
        ("00069-4494-02", NDC, ["Elranatamab"]),
        ("0069449402", NDC, []),  # ten digits without hyphens could be two packages
        ("718-7", LOINC, ["Haemoglobin"]),
        ("718-7", "2.16.840.1.113883.11.79", ["Haemoglobin"]),
        ("718", LOINC, []),
        ("342369", RXNORM, ["Lenalidomide"]),
        ("34236", RXNORM, []),
    ],
)
def test_a_code_stands_for_what_is_below_it_only_in_a_tree(code: str, oid: str, topics: list[str]) -> None:
    system = find_system(oid)
    assert system
    assert [topic.topic for topic in find_topics(system, code)] == topics


def luhn(digits: str) -> bool:
    doubled = [int(d) * (1 + n % 2) for n, d in enumerate(reversed(digits))]
    return sum(n // 10 + n % 10 for n in doubled) % 10 == 0


def verhoeff(digits: str) -> bool:
    """The check of every SNOMED CT identifier: the dihedral group of order 10."""
    permutation, inner = [list(range(10))], [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
    for _ in range(7):
        permutation.append([inner[n] for n in permutation[-1]])

    def times(a: int, b: int) -> int:
        if a < 5:
            return (a + b) % 5 if b < 5 else (a + b - 5) % 5 + 5
        return (a - 5 - b) % 5 + 5 if b < 5 else (a - b) % 5

    total = 0
    for place, digit in enumerate(reversed(digits)):
        total = times(total, permutation[place % 8][int(digit)])
    return total == 0


SHAPES: dict[str, Callable[[str], object]] = {
    "ICD-10-CM": re.compile(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?").fullmatch,
    "ICD-9-CM": re.compile(r"(\d{3}|V\d\d)(\.\d{1,2})?").fullmatch,
    "SNOMED CT": lambda code: code.isdigit() and verhoeff(code),
    "RxNorm": str.isdigit,
    "NDC": re.compile(r"(\d{5}-\d{3}-\d\d)|(\d{4}-\d{4}-\d\d)|(\d{5}-\d{4}-\d)").fullmatch,
    "LOINC": lambda code: re.fullmatch(r"\d{1,6}-\d", code) and luhn(code.replace("-", "")),
}


def test_every_code_of_the_list_has_the_shape_and_check_digit_of_its_system() -> None:
    codes = [(system, code) for topic in load_codes().topics for system in topic.codes for code in topic.codes[system]]
    assert len(codes) > 90
    assert not [(system, code) for system, code in codes if not SHAPES[system](code)]


def test_every_system_and_every_topic_of_the_list_is_sound() -> None:
    systems = {system.name: system for system in load_codes().systems}
    assert len({system.oid for system in systems.values()}) == len(systems)
    for source in (*(one.source for one in systems.values()), *(s for t in load_codes().topics for s in t.sources)):
        assert source.name
        assert source.url.startswith("https://")
    for topic in load_codes().topics:
        assert topic.question.endswith("?")
        assert topic.words
        for name, codes in topic.codes.items():
            assert all(topic in find_topics(systems[name], code) for code in codes)
            forms = [same_form(systems[name], code) for code in codes]
            assert len(forms) == len(set(forms)) > 0


GAPS = {"Amyloidosis", "Plasma cell leukaemia", "Ferritin", "C-reactive protein"}
"""Topics of which the starter library holds not a word."""


def test_the_starter_library_holds_words_on_every_topic_but_the_known_gaps(starter: dict[Path, Article]) -> None:
    texts = [one.text for one in starter.values()]
    silent = {topic.topic for topic in load_codes().topics if not any(tells_of(topic, text) for text in texts)}
    assert silent == GAPS


@pytest.mark.parametrize(
    ("text", "tells"),
    [("CRS came.", True), ("crs", True), ("Cytokine\nrelease  syndrome", True), ("CRSX", False), ("", False)],
)
def test_words_are_held_whole_and_in_any_case(text: str, tells: bool) -> None:
    topic = Topic(topic="x", question="x?", words=("cytokine release syndrome", "CRS"), codes={})
    assert tells_of(topic, text) is tells
    assert folded(text) == folded(text.upper())


# What is refused, and what is not


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({}, "name a code in mainSearchCriteria.v.c"),
        ({"system": ICD10}, "name a code in mainSearchCriteria.v.c"),
        ({"system": ICD10, "code": "  ", "name": " "}, "name a code in mainSearchCriteria.v.c"),
        ({"code": "C90.00"}, "name the system of the code in mainSearchCriteria.v.cs"),
        ({"code": "C90.00", "system": "1.2.3"}, "'1.2.3' is no code system known here; use one of ICD-10-CM 2.16"),
        ({"name": "Fever", "system": "ICD10CM"}, "'ICD10CM' is no code system known here"),
        (CRS | {"form": "text/html"}, "'text/html' is no format known here; ask for text/xml or application/json"),
        (CRS | {"name": "x" * (MAX_QUESTION + 1)}, "mainSearchCriteria.v.dn has 2001 characters, more than 2000"),
        (CRS | {"name": "a\0b"}, "mainSearchCriteria.v.dn holds a character that XML cannot carry"),
        (CRS | {"language": "\ufffe"}, "informationRecipient.languageCode.c holds a character"),
    ],
)
def test_a_wrong_request_is_refused_in_one_sentence(client: FlaskClient, asked: dict[str, str], sentence: str) -> None:
    assert sentence in refusal(ask(client, **asked))


def test_jsonp_is_refused(client: FlaskClient) -> None:
    response = ask(client, {"callback": "steal"}, **CRS, form="application/javascript")
    assert "a callback would let any page read the reply" in refusal(response)
    assert "steal(" not in response.text


def test_only_get_is_taken(client: FlaskClient) -> None:
    assert client.post("/connect", data={"mainSearchCriteria.v.c": "x"}).status_code == 405


def test_what_tells_of_a_patient_is_ignored(client: FlaskClient) -> None:
    patient = {
        "patientPerson.administrativeGenderCode.c": "F", "age.v.v": "54", "age.v.u": "a", "observation.v.c": "x",
        "taskContext.c.c": "PROBLISTREV", "representedOrganization.id.root": "1.2.3", "performer": "PROV",
        "informationRecipient": "PROV", "mainSearchCriteria.v.csn": "ICD", "subTopic.v.c": "x", "": "x",
    }  # fmt: skip
    told = ask(client, patient, **CRS)
    assert told.data == ask(client, **CRS).data
    assert b"PROBLISTREV" not in told.data


@pytest.mark.parametrize(
    "hostile", ['"><script>alert(1)</script>', "&lt;&#0;&xxe;", "]]>", "{0.__class__}", "%00", "'--"]
)
def test_hostile_values_come_back_as_text(client: FlaskClient, hostile: str) -> None:
    feed = read_atom(client, code=hostile, system=ICD10, name=hostile)
    assert [one.get("term") for one in feed.findall("a:category", NAMES)] == [hostile, ICD10, hostile, "PAT"]
    assert feed.findtext("a:subtitle", namespaces=NAMES) == f"Results for ICD-10-CM {hostile}"
    assert read_json(client, code=hostile, system=ICD10)["category"][0]["term"] == hostile


def test_a_hostile_host_is_only_text(client: FlaskClient) -> None:
    response = client.get("/connect?mainSearchCriteria.v.dn=Fever", headers={"Host": 'x"><y'})
    assert response.status_code in {200, 400}
    if response.status_code == 200:
        etree.fromstring(response.data)


VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["C90.00", "718-7", ICD10, LOINC, "es", "en", "text/xml", "application/json", "What is fever?", ""]
    ),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([*SHORT.values(), "callback", "lang", "age.v.v"]), VALUES))
def test_no_value_breaks_it(client: FlaskClient, values: dict[str, str]) -> None:
    response = client.get(
        "/connect", query_string={name: v.encode("utf-8", "surrogatepass") for name, v in values.items()}
    )
    assert response.status_code in {200, 400}
    if response.status_code == 200 and response.mimetype == "text/xml":
        assert etree.fromstring(response.data).tag == f"{{{ATOM}}}feed"
    elif response.status_code == 200:
        check_law(response.json["feed"]["entry"])


# Languages


@pytest.mark.parametrize("code", ["es", "sp", "ES", "es-MX", "es_ES"])
def test_spanish_words_stand_around_quotes_in_the_language_of_their_article(client: FlaskClient, code: str) -> None:
    feed = read_json(client, **CRS, language=code)
    assert (feed["lang"], feed["subtitle"]["_value"]) == ("es", "Resultados para ICD-10-CM D89.831")
    assert check_law(feed["entry"]) == 1
    assert feed["entry"][0]["lang"] == "en"
    assert "Fuente: CRS" in feed["entry"][0]["summary"]["_value"]
    assert "lang=es" in feed["entry"][0]["link"][0]["href"]


@pytest.mark.parametrize("code", ["en", "", "fr", "zz-\u2603"])
def test_any_other_language_is_answered_in_english(client: FlaskClient, code: str) -> None:
    feed = read_json(client, **CRS, language=code)
    assert (feed["lang"], feed["subtitle"]["_value"]) == ("en", "Results for ICD-10-CM D89.831")


def test_an_article_states_its_own_language(client: FlaskClient) -> None:
    (entry,) = read_json(client, code="D69.6", system=ICD10)["entry"]
    assert entry["lang"] == entry["link"][0]["hreflang"] == "es"


# The document for hospital IT


def test_the_examples_of_the_document_run(client: FlaskClient) -> None:
    document = (ROOT / "docs" / "connect.md").read_text("utf-8")
    (block,) = re.findall(r"```bash\n(.*?)```", document, re.DOTALL)
    for line in block.strip().splitlines():
        command, *_, address = shlex.split(line)
        assert command == "curl"
        parts = urlsplit(address)
        response = client.get(f"{parts.path}?{parts.query}")
        assert response.status_code == 200
        assert response.mimetype == ("application/json" if "json" in parts.query else "text/xml")
    for system in load_codes().systems:
        assert f"| {system.name} | {system.oid}" in document
    assert all(name in document for name in SHORT.values())
