"""Rights: no question, page or list shows more of an article than its publisher granted."""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html

from citewell.corpus.rights import shown_until
from citewell.corpus.sentences import split_sentences
from citewell.corpus.store import StoredArticle
from citewell.corpus.types import Article, EditorNote, Heading, sha256_text
from citewell.index.build import build
from citewell.index.embedder import load_embedder
from citewell.index.library import create_library
from citewell.index.release import list_releases, live_id
from citewell.server.answer import Answer, Snapshot, answer
from citewell.server.app import create_app
from citewell.server.archive import Archive
from citewell.server.live import open_release
from citewell.server.messages import catalogue

pytestmark = pytest.mark.usefixtures("by_coverage")

TOLD = (
    "Quokkas carry the zebrafish lantern over frozen meadows.",
    "Marmalade bridges collapse whenever violet thunder whistles.",
    "At 30 months, 76.4% of the people given cilta-cel in CARTITUDE-4 were alive.",
    "Seventeen porcupines measured 10-6 beside crimson typewriters.",
    "Nobody polishes hexagonal umbrellas without permission.",
    "After a median follow-up of 61.3 months, gondoliers harvested turquoise pumpkins.",
)
HEADINGS = ("Which lantern do quokkas carry?", "Who measured crimson typewriters?", "Where do gondoliers harvest?")
"""Sentences and headings whose words stand nowhere else: any of them that is seen was shown."""


def held(rights: str, article_id: str = "held") -> Article:
    """Make an article of three parts, of two sentences each, with damage in the second half."""
    text, headings = "", []
    for number, heading in enumerate(HEADINGS):
        headings.append(Heading(len(text), len(text) + len(heading)))
        text += f"{heading}\n\n{TOLD[2 * number]} {TOLD[2 * number + 1]}\n\n"
    text = text.rstrip()
    damaged = text.index("10-6")
    return Article(
        article_id, "A held article", text, publisher="Holder", url=f"https://example.org/{article_id}", rights=rights,
        source_type="research", studies=("CARTITUDE-4",), headings=tuple(headings),
        editor_notes=(EditorNote(damaged, damaged + 4, "lost_exponent"),),
    )  # fmt: skip


OTHER = Article("other", "Driving", "Do not drive a car for 8 weeks after the infusion.", rights="full")
DIFFERS = Article(
    "differs", "News", "At 30 months, 80% of the people given cilta-cel in CARTITUDE-4 were alive.", source_type="news",
    studies=("CARTITUDE-4",), rights="full",
)  # fmt: skip
RETOLD = Article("retold", "Retold", f"{TOLD[0]} {TOLD[1]}", rights="excerpt(3)")
"""Repeats the beginning of the held article, so that it is folded into it, or the held one into it."""

WORD = re.compile(r"[\w%.-]*\w")
UNIQUE = {word for sentence in (*TOLD, *HEADINGS) for word in WORD.findall(sentence)}


ECHOES = {"question", "searched_for", "topic", "part", "q", "next"}
"""Members that repeat what was asked."""


def everything(of: object) -> Iterator[str]:
    """Walk through all text of a JSON value but what repeats the question."""
    if isinstance(of, dict):
        of = [value for key, value in of.items() if key not in ECHOES]
    if isinstance(of, list):
        for one in of:
            yield from everything(one)
    elif isinstance(of, str):
        yield of


def questions(article: Article) -> list[str]:
    sentences = [article.text[s.start : s.end] for s in split_sentences(article.text, 0, len(article.text))]
    pairs = [f"{one} {two}" for one, two in itertools.pairwise(sentences)]
    return [*sentences, *pairs, "lantern typewriters pumpkins", "cilta-cel 30 months alive", "drive a car lantern"]


def shown_by(client: FlaskClient, article: Article) -> list[str]:
    """Ask for an article with all its own words, in every way there is; gather all that comes back but the question."""
    seen = []
    for question in questions(article):
        told = client.post("/api/v1/ask", json={"question": question, "k": 20}).get_json()
        told["notices"] = [notice for notice in told["notices"] if notice["kind"] != "unanswered_part"]
        seen += everything(told)
        page = html.document_fromstring(client.post("/", data={"q": question}).text)
        for own in page.xpath(
            "//*[contains(@class, 'asked')] | //form[@id='ask'] | //*[contains(@class, 'notice-unanswered_part')]"
        ):
            own.drop_tree()
        seen.append(page.text_content())
    for start in range(0, len(article.text) + 1, 7):
        for end in (start, start + 1, start + 40, len(article.text)):
            response = client.get(f"/articles/{article.article_id}", query_string={"start": start, "end": end})
            assert response.status_code in {200, 404}
            if response.status_code == 200:
                assert end <= shown_until(article)
            seen.append(html.document_fromstring(response.text).text_content())
    seen.append(html.document_fromstring(client.get(f"/articles/{article.article_id}").text).text_content())
    seen.append(html.document_fromstring(client.get("/articles/").text).text_content())
    seen.append(html.document_fromstring(client.get("/").text).text_content())
    return seen


def given_to_programs(client: FlaskClient, article: Article) -> Iterator[str]:
    """Ask every other address of the endpoint for an article, in every way there is; gather all that comes back."""
    asked = questions(article)
    for question in asked:
        for only in ({}, {"article_id": article.article_id}):
            found = client.get("/api/v1/search", query_string={"q": question, "limit": 50, **only})
            assert found.status_code == 200
            yield from everything(found.json)
    batch = client.post("/api/v1/ask/batch", json={"questions": [{"question": one, "k": 20} for one in asked]}).json
    for told in batch["answers"]:
        told["notices"] = [notice for notice in told["notices"] if notice["kind"] != "unanswered_part"]
        yield from everything(told)
    for start in range(0, len(article.text) + 1, 11):
        for end in (start, start + 40, len(article.text), len(article.text) + 9):
            yield from everything(client.get(f"/api/v1/passages/{article.article_id}/{start}-{end}").json)
            place = {"article_id": article.article_id, "start": start, "end": end}
            yield from everything(client.post("/api/v1/verify", json=place).json)
    for path in ("articles", f"articles/{article.article_id}", "glossary", "coverage", "suggestions", "release"):
        yield from everything(client.get(f"/api/v1/{path}").json)
    yield from everything(client.get("/api/v1/openapi.json").json)
    yield html.document_fromstring(client.get("/api/v1/docs").text).text_content()


RIGHTS = ["link", "excerpt(1)", "excerpt(4)", "excerpt(12)", "excerpt(13)", "excerpt(20)", "excerpt(34)", "full"]


@pytest.fixture(scope="module", params=RIGHTS)
def served(request: pytest.FixtureRequest, publish: Callable[..., Snapshot]) -> tuple[Snapshot, Article]:
    article = held(request.param)
    return publish(article, OTHER, DIFFERS, RETOLD), article


def granted(article: Article) -> str:
    """The words that may be shown, as a publisher counts them: the first N between white space."""
    if article.rights == "link":
        return ""
    found = re.fullmatch(r"excerpt\((\d+)\)", article.rights)
    return " ".join(article.text.split()[: int(found[1])]) if found else article.text


def test_all_that_can_be_had_of_an_article_is_what_was_granted(served: tuple[Snapshot, Article]) -> None:
    snapshot, article = served
    client = create_app(lambda: snapshot).test_client()
    seen = set(WORD.findall(" ".join(shown_by(client, article))))
    elsewhere = f"{granted(article)} {granted(RETOLD)} {DIFFERS.text} {OTHER.text} {' '.join(catalogue().values())}"
    leaked = (seen & UNIQUE) - set(WORD.findall(elsewhere)) - {"CARTITUDE-4"}  # the name of a study is a fact about it
    assert leaked == set()
    wanted = article.text[: shown_until(article)]
    assert set(WORD.findall(wanted)) <= seen  # what was granted is shown: the test would see more


def ask(snapshot: Snapshot, question: str) -> Answer:
    return answer(snapshot, question, 20)


def kinds(answered: Answer) -> set[str]:
    return {notice.kind for notice in answered.notices}


def test_an_article_that_may_only_be_linked_is_named_and_linked(publish: Callable[..., Snapshot]) -> None:
    snapshot = publish(held("link"), OTHER)
    answered = ask(snapshot, TOLD[4])
    assert "held" not in {quote.citation.article_id for quote in answered.quotes}
    (notice,) = (notice for notice in answered.notices if notice.kind == "elsewhere")
    assert [(link.text, link.url) for link in notice.links] == [("A held article", "https://example.org/held")]
    assert answered.status == "related"


def test_a_link_without_an_address_leads_to_the_page_that_names_it(publish: Callable[..., Snapshot]) -> None:
    bare = Article("bare", "Bare", TOLD[0], rights="link")
    (notice,) = (one for one in ask(publish(bare, OTHER), TOLD[0]).notices if one.kind == "elsewhere")
    assert [link.url for link in notice.links] == ["/articles/bare"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [(TOLD[0], "answered"), (HEADINGS[0], "answered"), (TOLD[4], "related"), (HEADINGS[2], "related")],
)
def test_words_that_may_not_be_shown_answer_nothing(publish: Callable[..., Snapshot], asked: str, status: str) -> None:
    answered = ask(publish(held("excerpt(14)"), OTHER), asked)
    assert answered.status == status
    if status == "answered":
        assert TOLD[0] in answered.quotes[0].text
    else:
        assert "elsewhere" in kinds(answered)


def test_the_same_article_in_full_answers_all_and_sends_nobody_elsewhere(publish: Callable[..., Snapshot]) -> None:
    snapshot = publish(held("full"), OTHER)
    for sentence in TOLD:
        answered = ask(snapshot, sentence)
        assert answered.status == "answered"
        assert "elsewhere" not in kinds(answered)
        assert sentence in answered.quotes[0].text


def test_one_hidden_article_does_not_answer_both_questions_of_a_message(publish: Callable[..., Snapshot]) -> None:
    """Both parts find the same passage, and it is shown for neither."""
    other = Article("more", "More", "Gondoliers sing in the morning, and pumpkins grow in the garden.", rights="full")
    snapshot = publish(Article("held", "Held", TOLD[5], rights="link"), other)
    answered = ask(
        snapshot, "Where do gondoliers harvest turquoise pumpkins? Who harvested turquoise pumpkins after 61.3 months?"
    )
    assert len(answered.searched_for.split(" · ")) == 2
    assert answered.status == "related"


@pytest.mark.parametrize("k", [1, 5])
def test_an_article_that_may_be_shown_is_not_hidden_by_one_that_says_the_same(
    publish: Callable[..., Snapshot], k: int
) -> None:
    for names in (("a", "b"), ("b", "a")):  # whichever of the two is found first
        linked = Article(names[0], "Linked", f"{TOLD[0]} {TOLD[1]}", rights="link")
        full = Article(names[1], "Full", f"{TOLD[0]} {TOLD[1]}", rights="full")
        answered = answer(publish(linked, full, OTHER), TOLD[0], k)
        assert answered.status == "answered"
        assert answered.quotes[0].citation.article_id == full.article_id
        assert TOLD[0] in answered.quotes[0].text


@pytest.mark.parametrize("rights", ["link", "excerpt(5)"])
def test_no_heading_that_may_not_be_shown_is_offered_as_a_question(
    publish: Callable[..., Snapshot], rights: str
) -> None:
    offered = {one.question for one in publish(held("full"), OTHER).contents.suggestions}
    assert {*HEADINGS} <= offered
    hidden = publish(held(rights), OTHER)
    limit = shown_until(held(rights))
    assert not {one.question for one in hidden.contents.suggestions if one.question not in held(rights).text[:limit]}


def test_a_disagreement_shows_no_side_that_may_not_be_shown(publish: Callable[..., Snapshot]) -> None:
    question = "How many people given cilta-cel were alive at 30 months in CARTITUDE-4?"
    brief = replace(held("full"), text=f"{TOLD[4]} {TOLD[2]}", headings=(), editor_notes=())
    assert ask(publish(brief, DIFFERS, OTHER, RETOLD), question).disagreements
    for rights in ("link", "excerpt(8)"):
        assert ask(publish(replace(brief, rights=rights), DIFFERS, OTHER, RETOLD), question).disagreements == ()


def test_the_list_and_the_page_name_what_they_may_not_show(publish: Callable[..., Snapshot]) -> None:
    snapshot = publish(held("link"), OTHER)
    client = create_app(lambda: snapshot).test_client()
    assert "A held article" in client.get("/articles/").text
    page = client.get("/articles/held")
    assert page.status_code == 200
    assert catalogue()["article.link_only"] in html.document_fromstring(page.text).text_content()
    assert client.get("/articles/held?start=0&end=1").status_code == 404


# Programs


@pytest.fixture(scope="module")
def described(publish: Callable[..., Snapshot]) -> str:
    """Our own words: those of the catalogue, and of the document where the library holds nothing of the articles."""
    client = create_app(lambda: publish(OTHER)).test_client()
    return " ".join([*catalogue().values(), *everything(client.get("/api/v1/openapi.json").json)])


def test_all_that_programs_can_have_of_an_article_is_what_was_granted(
    served: tuple[Snapshot, Article], described: str
) -> None:
    snapshot, article = served
    client = create_app(lambda: snapshot).test_client()
    seen = set(WORD.findall(" ".join(given_to_programs(client, article))))
    elsewhere = f"{granted(article)} {granted(RETOLD)} {DIFFERS.text} {OTHER.text} {described}"
    leaked = (seen & UNIQUE) - set(WORD.findall(elsewhere)) - {"CARTITUDE-4"}
    assert leaked == set()
    assert set(WORD.findall(article.text[: shown_until(article)])) <= seen


@pytest.fixture
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[FlaskClient, Article, Article]:
    """A library whose first release might show all of an article, and whose second may show as much as is asked."""
    before = held("full")
    after = replace(before, rights=request.param, text=f"{before.text} Nothing more.")
    library = create_library(tmp_path)
    for article in (before, after):
        library.articles.put_all([StoredArticle(one, one.article_id, one.article_id) for one in (article, OTHER)])
        build(library, load_embedder("hashing"))
    snapshot = open_release(library, live_id(library.releases), load_embedder)
    assert len(list_releases(library.releases)) == 2
    return create_app(lambda: snapshot, Archive(library.releases)).test_client(), before, after


@pytest.mark.parametrize("kept", ["link", "excerpt(4)", "excerpt(20)"], indirect=True)
def test_no_older_release_tells_what_is_hidden_now(kept: tuple[FlaskClient, Article, Article], described: str) -> None:
    """Neither the words, nor whether a guess of them is right: letter by letter, guesses would give the text away."""
    client, before, after = kept
    limit = shown_until(after)
    assert limit < len(after.text)
    for start in range(0, len(before.text), 11):
        for end in range(start + 1, min(start + 60, len(before.text)), 23):
            if end <= limit:
                continue
            guess = sha256_text(before.text[start:end])
            place = {"article_id": "held", "start": start, "end": end}
            told = client.post("/api/v1/verify", json={**place, "sha256": guess})
            if start < limit:
                assert told.json["text"] == after.text[start:limit]
                assert (told.json["matches"], told.json["releases"]) == (False, [])
            else:
                assert told.status_code == 404
            bare = client.post("/api/v1/verify", json=place).json
            wrong = client.post("/api/v1/verify", json={**place, "sha256": "0" * 64}).json
            assert told.json == wrong, "a right guess and a wrong one must look the same"
            assert bare.get("text", "") == after.text[start:limit]
            for query in ("", f"?sha256={guess}"):
                assert client.get(f"/api/v1/passages/held/{start}-{end}{query}").status_code == 404
    seen = set(WORD.findall(" ".join(given_to_programs(client, before))))
    elsewhere = f"{granted(after)} {OTHER.text} {described}"
    assert (seen & UNIQUE) - set(WORD.findall(elsewhere)) - {"CARTITUDE-4"} == set()


@pytest.mark.parametrize("kept", ["full"], indirect=True)
def test_an_older_release_tells_what_may_be_shown(kept: tuple[FlaskClient, Article, Article]) -> None:
    """The test above would see it."""
    client, before, _ = kept
    place = {"article_id": "held", "start": 0, "end": 40, "sha256": sha256_text(before.text[:40])}
    told = client.post("/api/v1/verify", json=place).json
    assert told["matches"] is True
    assert len(told["releases"]) == 2
