"""The pages around the answers: the publisher's words and look, the glossary, and a list that is long."""

import itertools
import re
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from lxml import html as dom

from citewell.corpus.entries import Term
from citewell.corpus.readability import reading_grade
from citewell.corpus.types import Article
from citewell.server.answer import Snapshot
from citewell.server.app import create_app
from citewell.server.around import PER_PAGE, glossary_anchors
from citewell.server.evidence import gather_evidence
from citewell.server.messages import catalogue, say
from citewell.server.security import HEADERS
from citewell.server.settings import Settings, load_settings
from citewell.server.shelf import MOST_CHOICES, Choice, Wanted, choices, find, shelve

PAGES = ("/about", "/articles/", "/glossary", "/accessibility", "/privacy")
OURS = ("around.", "about.", "glossary.", "articles.", "accessibility.", "privacy.")

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script><path d="M0 0h9v9z"/></svg>'

STATED = """
country: GB
centre_line: {name: CAR-T unit, number: 020 7946 0000}
publisher:
  name: St. Example <Hospital>
  url: "https://example.org"
  contact: web@example.org
  logo: logo.svg
  accent: "#7A1F5C"
  report_to: "https://example.org/report"
  editorial_policy: |
    Two nurses read <each> article.

    They read it again after a year.
"""

SOURCE = {"title": "Source", "publisher": "Institute", "url": "https://example.org/term"}
GLOSSARY = (
    Term.model_validate({
        "term": "Cytokine release syndrome", "definition": "A strong <reaction>.", "source": SOURCE,
        "abbreviations": ["CRS"], "synonyms": ["cytokine-release syndrome"], "lay": ["cytokine storm"],
        "see_also": ["ÉTAT", "Unknown"],
    }),
    Term.model_validate({"term": "état", "definition": "A state.", "source": SOURCE, "own_explanation": True}),
    Term.model_validate({
        "term": "ÉTAT", "definition": "Another.", "source": {"title": "No place", "url": "javascript:alert(1)"},
        "ambiguous": True, "brand": ["Etatin"],
    }),
    Term.model_validate({"term": "17p", "definition": "A part.", "source": {"title": "By DOI", "doi": "10.1000/xyz"}}),
)  # fmt: skip


def served(snapshot: Snapshot, settings: Settings, *articles: Article) -> FlaskClient:
    contents = replace(snapshot.contents, glossary=GLOSSARY)
    evidence = gather_evidence({article.article_id: article for article in articles}) if articles else snapshot.evidence
    changed = replace(snapshot, settings=settings, contents=contents, evidence=evidence)
    return create_app(lambda: changed).test_client()


@pytest.fixture(scope="module")
def stated(snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """An app whose publisher has stated everything, and has a glossary."""
    folder = tmp_path_factory.mktemp("stated")
    (folder / "settings.yaml").write_text(STATED, "utf-8")
    (folder / "logo.svg").write_text(SVG, "utf-8")
    return served(snapshot, load_settings(folder))


def page_of(client: FlaskClient, path: str, **query: str) -> dom.HtmlElement:
    response = client.get(path, query_string=query)
    assert response.status_code == 200, path
    return dom.document_fromstring(response.text)


def words(element: dom.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def titles(page: dom.HtmlElement) -> list[str]:
    return [link.text for link in page.xpath("//ul[@class='shelf']//a")]


def options(page: dom.HtmlElement, name: str) -> list[str]:
    return [option.text for option in page.xpath(f"//select[@name='{name}']/option")]


# Every page


@pytest.fixture(params=["stated", "client"])
def any_client(request: pytest.FixtureRequest) -> Iterator[FlaskClient]:
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_an_outline_its_place_in_the_footer_and_the_headers(any_client: FlaskClient, path: str) -> None:
    response = any_client.get(path)
    page = dom.document_fromstring(response.text)
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(itertools.chain(*(of.split() for of in page.xpath("//@aria-labelledby | //@aria-describedby")))) <= set(
        ids
    )
    assert {link.removeprefix("#") for link in page.xpath("//@href[starts-with(., '#')]")} <= set(ids)
    linked = page.xpath("//footer//nav//a/@href")
    assert linked == ["/about", "/glossary", "/accessibility", "/privacy"]
    assert page.xpath("//a[@aria-current='page']/@href") == [path]
    for address in linked:
        assert any_client.get(address).status_code == 200
    assert not page.xpath("//script | //style | //@style | //iframe")


def test_all_words_are_plain() -> None:
    """Sentences of the pages around, taken together: no page above grade 8."""
    for prefix in OURS:
        said = [text for key, text in catalogue().items() if key.startswith(prefix) and text.endswith(".")]
        assert reading_grade(" ".join(said)) <= 8, prefix
        for text in said:
            assert reading_grade(re.sub(r"{\w+}", "it", text)) <= 8.0, text


# The publisher


def test_the_publisher_is_named_on_every_page(stated: FlaskClient) -> None:
    for path in ("/", *PAGES, "/articles/driving", "/nowhere"):
        page = dom.document_fromstring(stated.get(path).text)
        assert words(page.xpath("//header//a[@class='brand branded']")[0]) == "Citewell St. Example <Hospital>"
        assert page.xpath("//header//img/@src") == ["/logo"]
        assert page.xpath("//header//img/@alt") == [""]  # the name stands beside it
        assert "/theme.css" in page.xpath("//link/@href")


def test_without_a_publisher_the_pages_are_citewells_own(client: FlaskClient) -> None:
    page = page_of(client, "/about")
    assert say("about.who_unknown") in words(page)
    assert say("around.report_nobody") in words(page)
    assert say("about.policy_unknown") in words(page)
    assert not page.xpath("//img | //link[@href='/theme.css'] | //a[starts-with(@href, 'tel:')]")
    assert client.get("/logo").status_code == 404
    assert client.get("/theme.css").text == ""


def test_about_tells_what_the_publisher_states(stated: FlaskClient) -> None:
    page = page_of(stated, "/about")
    assert [words(part) for part in page.xpath("//div[@class='stated']/p")] == [
        "Two nurses read <each> article.",
        "They read it again after a year.",
    ]
    links = page.xpath("//main//a/@href")
    for address in ("https://example.org", "https://example.org/report", "mailto:web@example.org", "tel:02079460000"):
        assert address in links
    assert "tel:999" in links  # what is usual in the country
    assert say("about.call_words", emergency="999") in words(page)


def test_a_policy_may_be_an_address(snapshot: Snapshot) -> None:
    address = "https://example.org/policy"
    settings = Settings.model_validate({"publisher": {"name": "A", "editorial_policy": address}})
    page = page_of(served(snapshot, settings), "/about")
    assert address in page.xpath("//main//a/@href")
    assert not page.xpath("//div[@class='stated']")


def test_a_logo_is_served_as_what_it_is_and_can_do_nothing(stated: FlaskClient) -> None:
    response = stated.get("/logo")
    assert response.data == SVG.encode()
    assert response.mimetype == "image/svg+xml"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    policy = response.headers.get_all("Content-Security-Policy")
    assert len(policy) == 1
    assert "default-src 'none'" in policy[0]
    assert "sandbox;" in policy[0]
    assert "script" not in policy[0]
    again = stated.get("/logo", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_colour_comes_as_a_sheet(stated: FlaskClient) -> None:
    response = stated.get("/theme.css")
    assert response.mimetype == "text/css"
    assert "--brand: light-dark(#7a1f5c, #" in response.text
    assert "url(" not in response.text


# The glossary


def test_the_glossary_explains_each_term_with_its_source(stated: FlaskClient) -> None:
    page = page_of(stated, "/glossary")
    assert [words(term) for term in page.xpath("//h3")] == ["17p", "Cytokine release syndrome", "état", "ÉTAT"]
    assert [words(letter) for letter in page.xpath("//h2")] == ["0–9", "C", "E"]
    assert [words(letter) for letter in page.xpath("//nav[@id='letters']//a")] == ["0–9", "C", "E"]
    told = [words(term) for term in page.xpath("//article")]
    assert "A strong <reaction>." in told[1]
    assert say("glossary.names", names="CRS, cytokine-release syndrome") in told[1]
    assert "storm" not in told[1]  # how patients say it finds the term, but does not name it
    assert say("glossary.own") in told[2]
    assert say("glossary.ambiguous") in told[3]
    assert say("glossary.brand", names="Etatin") in told[3]
    assert page.xpath("//article[.//h3='17p']//p[@class='of']/a/@href") == ["https://doi.org/10.1000/xyz"]
    assert not page.xpath("//article[.//h3='ÉTAT']//p[@class='of']/a")
    (related,) = page.xpath("//p[@class='see-also']/a")
    assert words(page.xpath(f"//*[@id='{related.get('href')[1:]}']")[0]) == "ÉTAT"


def test_a_library_without_a_glossary_says_so(client: FlaskClient) -> None:
    assert say("glossary.none") in words(page_of(client, "/glossary"))


def test_every_term_has_a_place_of_its_own() -> None:
    source = {"title": "S"}
    terms = [
        Term(term=name, definition="D.", source=source) for name in ("A b", "a-b", "Á b", "++", "--", "main", "日本")
    ]
    anchors = glossary_anchors(terms)
    assert len(set(anchors.values())) == len(terms)
    assert anchors["main"] == "term-main"
    assert anchors["日本"] == "term-日本"
    assert all(re.fullmatch(r"term-[\w-]*", anchor) for anchor in anchors.values())
    assert anchors == glossary_anchors(terms[::-1])


# The list of articles

FEW = (
    Article(
        "a", "Fièvre après CAR-T", "x", publisher="Zeta & Co", published="2024-05", source_type="news", language="fr"
    ),
    Article("b", "fever in children", "x", publisher="Alpha", published="2026-01-02", studies=("MAGIC-1",)),
    Article("c", "Driving <b>home</b>", "x", publisher="Alpha", studies=("MAGIC 1", "NCT01234567"), retracted="2025"),
)


@pytest.fixture(scope="module")
def few(snapshot: Snapshot) -> FlaskClient:
    return served(snapshot, Settings(), *FEW)


def test_articles_stand_by_title_in_their_own_language(few: FlaskClient) -> None:
    page = page_of(few, "/articles/")
    assert titles(page) == ["Driving <b>home</b>", "fever in children", "Fièvre après CAR-T"]
    assert page.xpath("//ul[@class='shelf']//a/@lang") == ["en", "en", "fr"]
    assert say("articles.count.all", total=3) in words(page)
    assert say("articles.withheld.retracted") in words(page.xpath("//ul[@class='shelf']/li")[0])
    assert not page.xpath("//nav[@class='pages'] | //details[@open]")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"title": "FIEVRE"}, "a"),
        ({"title": "  car-t  apres "}, "a"),
        ({"title": "fe i"}, "b"),
        ({"title": "fever home"}, ""),
        ({"type": "news"}, "a"),
        ({"publisher": "Alpha"}, "bc"),
        ({"publisher": "Zeta & Co"}, "a"),
        ({"study": "MAGIC-1"}, "bc"),
        ({"year": "2026"}, "b"),
        ({"year": "undated"}, "c"),
        ({"publisher": "Alpha", "year": "2024"}, ""),
        ({"type": "", "publisher": "", "study": "", "year": "", "title": ""}, "abc"),
        ({"publisher": "' OR 1=1 --"}, ""),
        ({"other": "x"}, "abc"),
    ],
)
def test_filters_leave_what_fits_all_of_them(few: FlaskClient, query: dict[str, str], found: str) -> None:
    page = page_of(few, "/articles/", **query)
    shown = page.xpath("//ul[@class='shelf']//a/@href")
    assert sorted(shown) == [f"/articles/{article_id}" for article_id in found]
    if not found:
        assert say("articles.not_found") in words(page)
    if len(found) < 3:
        assert say("articles.count.some", found=len(found), total=3) in words(page)
        assert page.xpath("//form[@role='search']//a/@href") == ["/articles/"]


def test_what_was_chosen_stays_chosen_and_no_choice_leads_nowhere(few: FlaskClient) -> None:
    page = page_of(few, "/articles/", publisher="Alpha", title="e")
    assert page.xpath("//input[@name='title']/@value") == ["e"]
    assert page.xpath("//option[@selected]/@value") == ["Alpha"]
    assert page.xpath("//details[@open]")
    assert options(page, "publisher") == ["All", "Alpha (2)", "Zeta & Co (1)"]
    assert options(page, "year") == ["All", "2026 (1)", "No date stated (1)"]
    assert options(page, "type") == ["All", "Article (2)"]
    assert [option.split(" (")[0] for option in options(page, "study")] == ["All", "MAGIC-1"]  # the number is its own


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", "\"><img src=x onerror='x'>", "{{ 7*7 }}", "\u202e'"])
def test_what_is_searched_for_is_text(few: FlaskClient, payload: str) -> None:
    query = dict.fromkeys(("title", "type", "publisher", "study", "year"), payload)
    response = few.get("/articles/", query_string=query)
    page = dom.document_fromstring(response.text)
    assert response.status_code == 200
    assert page.xpath("//input[@name='title']/@value") == [payload]
    assert page.xpath("//option[@selected]/@value") == [payload] * 4
    assert not page.xpath("//script | //img")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"title": "x" * 201}, 400),
        ({"page": "x"}, 400),
        ({"page": "-1"}, 400),
        ({"page": "٣"}, 400),
        ({"page": "9" * 10}, 400),
        ({"page": "0"}, 404),
        ({"page": "2"}, 404),
    ],
)
def test_what_cannot_be_is_refused(few: FlaskClient, query: dict[str, str], status: int) -> None:
    response = few.get("/articles/", query_string=query)
    assert response.status_code == status
    assert dom.document_fromstring(response.text).xpath("//h1")


@pytest.fixture(scope="module")
def many() -> tuple[Article, ...]:
    """As many articles as a large publisher has."""
    return tuple(
        Article(
            f"m{n:05}",
            f"Subject {n % 997} in words of its own, {n:05}",
            "x",
            publisher=f"Publisher {n % 300}",
            published=f"{1990 + n % 37}-01",
            studies=(f"TRIAL-{n % 150}",),
        )
        for n in range(16_000)
    )


def test_sixteen_thousand_articles_come_in_pages(snapshot: Snapshot, many: tuple[Article, ...]) -> None:
    client = served(snapshot, Settings(), *many)
    every: list[str] = []
    for number in (1, 2, 160):
        page = page_of(client, "/articles/", page=str(number))
        assert len(titles(page)) == PER_PAGE
        assert say("articles.page", page=number, pages=160) in words(page.xpath("//nav[@class='pages']")[0])
        every += titles(page)
    assert len(set(every)) == 3 * PER_PAGE
    assert every == sorted(every)
    page = page_of(client, "/articles/", year="1990", page="2")
    assert page.xpath("//a[@rel='next']/@href") == ["/articles/?page=3&year=1990"]
    assert page.xpath("//a[@rel='prev']/@href") == ["/articles/?year=1990"]
    assert client.get("/articles/?page=161").status_code == 404
    assert len(client.get("/articles/").data) < 150_000


def test_a_long_list_is_found_through_at_once(many: tuple[Article, ...]) -> None:
    shelf = shelve(gather_evidence({article.article_id: article for article in many}))
    wanted = Wanted(title="subject 12", publisher="Publisher 7")
    begun = time.perf_counter()
    found = find(shelf, wanted)
    offered = choices(shelf, wanted)
    assert time.perf_counter() - begun < 1.0  # 0.1 s on one slow core
    assert found
    assert {entry.publisher for entry in found} == {"Publisher 7"}
    assert len(offered["publisher"]) <= MOST_CHOICES + 1
    assert Choice("Publisher 7", len(found)) in offered["publisher"]
    for name, listed in choices(shelf, Wanted()).items():
        assert len(listed) <= MOST_CHOICES
        for choice in listed[:: max(1, len(listed) // 5)]:
            assert len(find(shelf, replace(Wanted(), **{name: choice.value}))) == choice.count


def test_a_new_release_brings_a_new_list(snapshot: Snapshot) -> None:
    releases = [snapshot]
    client = create_app(lambda: releases[-1]).test_client()
    assert len(titles(page_of(client, "/articles/"))) == 5
    evidence = gather_evidence({article.article_id: article for article in FEW})
    releases.append(replace(snapshot, release_id="newer", evidence=evidence))
    assert len(titles(page_of(client, "/articles/"))) == 3
