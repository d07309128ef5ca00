"""The pages: what they show of articles is the stored words, all other words come from the catalogue."""

import itertools
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jinja2
import pytest
from flask.testing import FlaskClient
from lxml import html

from citewell.corpus.ingest import find_files
from citewell.corpus.store import StoredArticle
from citewell.corpus.types import Article, Heading, Reference, Span, sha256_text
from citewell.index.build import build
from citewell.index.embedder import load_embedder
from citewell.index.library import create_library
from citewell.index.release import live_id
from citewell.index.types import Status
from citewell.server.answer import Snapshot, answer
from citewell.server.app import create_app
from citewell.server.arrange import Group
from citewell.server.live import open_release
from citewell.server.marks import lines
from citewell.server.messages import catalogue, say, say_date
from citewell.server.notices import Link, Notice
from citewell.server.reply import lay_out, safe_address
from citewell.server.security import HEADERS

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").glob("*.html"))

FEVER = "Is fever common in the first days after CAR-T?"
QUESTIONS = (
    FEVER,
    "Whom do I call when my temperature is 38 °C? Call the team’s 24-hour number at once.",
    "When may I drive a car after the infusion?",
    "How many of 97 patients were alive without progression five years after one infusion of cilta-cel?",
    "Was measurable disease at 10–5 rare & <b>not</b> bold? naïve T cells, 5 < 6, “quoted” 😀 café",
)
RELATED = "What did people report about driving and fever costs?"
OFF_TOPIC = "What is the best pizza in town?"

LANTERN = ROOT / "tests" / "evidence_library"
"""A library on a treatment that does not exist, with an article for everything that there is to say about one."""

GLOSSARY = """
terms:
  - term: Median follow-up
    definition: The middle of the times for which people were watched.
    source: {title: A glossary}
"""

STUDY = "How many people in LANTERN-1 were alive without progression at five years?"
DANGER = "I have chest pain and cannot breathe. When may I drive a car?"
ADVICE = "Should I stop my tablets? When may I drive a car?"
SMALL_TALK = "Hello, what can you do?"
REPLACED = "When may I drive a car?"
RETRACTED = "Is green tea powder allowed?"
INCOMPLETE = "Can I have children after lantern cells?"
LANTERN_QUESTIONS = (STUDY, DANGER, ADVICE, REPLACED, RETRACTED, INCOMPLETE)


def serve(folder: Path, files: Sequence[Path]) -> tuple[FlaskClient, Snapshot]:
    """Build a library of files in a folder, with the settings of `LANTERN`, and open a client for it."""
    library = create_library(folder)
    assert {outcome.status for outcome in library.ingest(files)} == {"added"}
    shutil.copy(LANTERN / "settings.yaml", folder)
    build(library, load_embedder("hashing"))
    snapshot = open_release(library, live_id(library.releases), load_embedder)
    return create_app(lambda: snapshot).test_client(), snapshot


@pytest.fixture(scope="module")
def lantern(tmp_path_factory: pytest.TempPathFactory) -> tuple[FlaskClient, Snapshot]:
    return serve(tmp_path_factory.mktemp("lantern"), find_files([LANTERN]))


@pytest.fixture
def told(lantern: tuple[FlaskClient, Snapshot]) -> FlaskClient:
    return lantern[0]


@pytest.fixture(scope="module")
def articles(snapshot: Snapshot) -> dict[str, Article]:
    return dict(snapshot.contents.articles)


def ask(client: FlaskClient, question: str, *history: str) -> html.HtmlElement:
    response = client.post("/", data={"q": question, "history": list(history)})
    assert response.status_code == 200
    return html.document_fromstring(response.text)


def find(page: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    """Find elements by a simple CSS selector: tag, #id, .class, [name], [name=value], spaces, ">" and commas."""
    return page.xpath(" | ".join(_xpath(single) for single in selector.split(", ")))


def _xpath(selector: str) -> str:
    path, axis = ".", "//"
    for part in selector.split():
        if part == ">":
            axis = "/"
            continue
        tag = re.match(r"\w*", part).group() or "*"
        tests = [f"@id='{name}'" for name in re.findall(r"#([\w-]+)", part)]
        tests += [f"contains(concat(' ', @class, ' '), ' {name} ')" for name in re.findall(r"\.([\w-]+)", part)]
        tests += [
            f"@{name}='{value.strip(chr(39))}'" if value else f"@{name}"
            for name, value in re.findall(r"\[([\w-]+)=?([^\]]*)\]", part)
        ]
        path += f"{axis}{tag}" + "".join(f"[{test}]" for test in tests)
        axis = "//"
    return f"{path}[not(ancestor::template)]"  # those are for scripts


def one(page: html.HtmlElement, selector: str) -> html.HtmlElement:
    (found,) = find(page, selector)
    return found


def text(page: html.HtmlElement) -> str:
    return " ".join(page.text_content().split())


# The law


@pytest.mark.parametrize("question", QUESTIONS)
def test_quotes_on_the_page_are_the_quotes_of_the_json(client: FlaskClient, question: str) -> None:
    told = client.post("/api/v1/ask", json={"question": question}).get_json()
    page = ask(client, question)
    assert told["quotes"]
    assert [quote.text_content() for quote in find(page, ".quote-text")] == [q["text"] for q in told["quotes"]]


def test_the_questions_bring_every_article(client: FlaskClient, articles: dict[str, Article]) -> None:
    quoted = set()
    for question in QUESTIONS:
        for quote in client.post("/api/v1/ask", json={"question": question}).get_json()["quotes"]:
            quoted |= {cited["article_id"] for cited in [quote["citation"], *quote["also_in"]]}
    assert quoted == set(articles)


@pytest.mark.parametrize("question", QUESTIONS)
def test_marks_are_the_highlights(client: FlaskClient, question: str) -> None:
    told = client.post("/api/v1/ask", json={"question": question}).get_json()["quotes"]
    shown = find(ask(client, question), ".quote-text")
    for quote, element in zip(told, shown, strict=True):
        highlighted = [quote["text"][mark["start"] : mark["end"]] for mark in quote["highlights"]]
        assert highlighted
        assert [mark.text for mark in find(element, "mark")] == highlighted
        assert [mark.get("data-opens") for mark in find(element, "mark")] == [say("quote.mark_opens")] * len(
            highlighted
        )


def test_an_article_page_shows_the_stored_text(client: FlaskClient, articles: dict[str, Article]) -> None:
    for article in articles.values():
        page = html.document_fromstring(client.get(f"/articles/{article.article_id}").text)
        assert one(page, ".article-text").text_content() == article.text
        assert not find(page, "mark")


@pytest.mark.parametrize("step", [29, pytest.param(7, marks=pytest.mark.slow)])
@pytest.mark.parametrize("article_id", ["fever-after-car-t", "awkward"])
def test_any_span_of_an_article_can_be_marked(
    client: FlaskClient, articles: dict[str, Article], article_id: str, step: int
) -> None:
    stored = articles[article_id].text
    for start in range(0, len(stored) - 1, step):
        for end in {start + 1, min(start + 40, len(stored)), len(stored)}:
            response = client.get(f"/articles/{article_id}?start={start}&end={end}")
            container = one(html.document_fromstring(response.text), ".article-text")
            assert container.text_content() == stored
            marked = "".join(mark.text_content() for mark in find(container, "mark"))
            assert marked == stored[start:end].replace("\n", "")
            if marked:
                assert find(container, "mark")[0].get("id") == "quote"
                assert len(find(container, "#quote")) == 1


def test_lines_keep_every_character_whatever_is_marked() -> None:
    stored = "- \n\n\nTop\nSub\n\n- one\n- - two\n-three\n  four  "
    headings = (Heading(stored.index("Top"), stored.index("Top") + 3, 4), Heading(stored.index("Sub"), 99, 9))
    article = Article("a", "A", stored, headings=headings)
    for start in range(len(stored)):
        for end in range(start, len(stored) + 1):
            marks = [Span(start, end)] if start < end else []
            cut = list(lines(article, 0, len(stored), marks))
            assert "\n".join("".join(piece.text for piece in line.pieces) for line in cut) == stored
            marked = "".join(piece.text for line in cut for piece in line.pieces if piece.marked)
            assert marked == stored[start:end].replace("\n", "")
    assert [line.depth for line in cut if line.kind == "heading"] == [1, 2]


def test_headings_and_bullets_are_set_as_such(client: FlaskClient) -> None:
    page = html.document_fromstring(client.get("/articles/fever-after-car-t?start=0&end=16").text)
    container = one(page, ".article-text")
    assert [heading.text_content() for heading in find(container, "h2")] == ["Is fever common?", "Whom do I call?"]
    assert [bullet.text_content() for bullet in find(container, "ul > li")] == [
        "- Say that you had CAR-T.",
        "- Say when the fever began.",
    ]


# The states


def test_empty_page_invites_a_question(client: FlaskClient) -> None:
    page = html.document_fromstring(client.get("/").text)
    assert text(one(page, "h1")) == say("ask.heading")
    box = one(page, "form textarea[name=q]")
    assert box.get("maxlength") == "2000"
    assert text(one(page, f"label[for={box.get('id')}]")) == say("ask.label")
    assert one(page, "#ask").get("method") == "post"
    assert not find(page, ".quote, .status, input[name=history]")
    assert say("page.not_advice") in text(page)


def test_answered_page_says_what_it_answers(client: FlaskClient) -> None:
    page = ask(client, FEVER)
    assert one(page, ".question").text == FEVER
    assert text(one(page, ".status > div > h2")) == say("answer.heading.answered")
    assert say("status.answered") in text(one(page, ".status"))
    assert find(page, ".status > svg[aria-hidden=true]")
    assert not find(page, ".searched, .earlier")
    assert [hidden.get("value") for hidden in find(page, "#ask input[name=history]")] == [FEVER]
    assert FEVER not in one(page, "title").text  # a browser keeps titles in its history
    assert say("ask.new") in [text(link) for link in find(page, "a[href='/']")]


def test_a_quote_stands_with_its_source(client: FlaskClient, articles: dict[str, Article]) -> None:
    page = ask(client, FEVER)
    quote = find(page, "article.quote")[0]
    source = text(quote)
    words = find(quote, ".quote-text")[0].text_content()
    for expected in (
        "Fever after CAR-T",
        "Test Hospital",
        say("quote.by", authors="A. Nurse, B. Doctor"),
        "Patient information, 18 January 2026, about CARTITUDE-1",
        "Reviewed: 1 February 2026",
        say("quote.check_studies", studies="NCT03548207"),
        say("source_type.patient_information"),
        say("quote.check_sha256", sha256=sha256_text(words)),
    ):
        assert expected in source
    context = urlsplit(one(quote, ".main-action").get("href"))
    place = {name: int(value) for name, (value,) in parse_qs(context.query).items()}
    assert (context.path, context.fragment) == ("/articles/fever-after-car-t", "quote")
    assert articles["fever-after-car-t"].text[place["start"] : place["end"]] == words
    assert one(quote, ".quote-text").get("lang") == "en"


def test_links_to_sources_are_safe_and_leave_the_answer_where_it_is(client: FlaskClient) -> None:
    """An answer came by POST and may not be stored, so a browser cannot go back to it."""
    hrefs = set()
    for question in QUESTIONS:
        for link in find(ask(client, question), "article.quote a"):
            if "term" in link.classes:
                continue
            hrefs.add(link.get("href").partition("#:~:")[0])
            assert link.get("target") == "_blank"
            assert "noopener" in link.get("rel")
            assert say("quote.new_tab") in text(link)
            assert link.get("href").startswith("/") or "noreferrer" in link.get("rel")
    assert {"https://example.org/fever", "https://doi.org/10.1000/xyz123"} <= hrefs


def test_the_same_words_elsewhere_are_named(client: FlaskClient) -> None:
    page = ask(client, QUESTIONS[3])
    (cited,) = client.get("/api/v1/ask", query_string={"q": QUESTIONS[3]}).get_json()["quotes"][0]["also_in"]
    also = one(page, ".also a")
    assert text(also) == f"{cited['title']} {say('quote.new_tab')}"
    assert also.get("href") == f"/articles/{cited['article_id']}?start={cited['start']}&end={cited['end']}#quote"
    assert say("quote.undated") in text(page)


def test_editors_notes_stand_beside_the_quote(client: FlaskClient) -> None:
    page = ask(client, QUESTIONS[4])
    quote = find(page, "article.quote")[0]
    assert "may have lost a raised number" in text(one(quote, ".note"))
    assert not find(quote, ".quote-text .note")
    assert say("note.past_review", date="2020-01-01") in text(ask(client, QUESTIONS[2]))


def test_the_best_quote_is_open_and_the_others_are_folded_under_what_they_are_about(client: FlaskClient) -> None:
    quotes = find(ask(client, QUESTIONS[0]), "article.quote")
    assert len(quotes) > 1
    assert [bool(find(quote, "details.fold")) for quote in quotes] == [False] + [True] * (len(quotes) - 1)
    for quote in quotes[1:]:
        assert text(one(quote, "summary .quote-title"))
        assert not find(quote, "summary .quote-text")


def test_the_best_quote_for_each_of_two_questions_is_open(client: FlaskClient) -> None:
    quotes = find(ask(client, f"{FEVER} {QUESTIONS[2]}"), "article.quote")
    answered = client.post("/api/v1/ask", json={"question": f"{FEVER} {QUESTIONS[2]}"}).get_json()["quotes"]
    assert len({quote["part"] for quote in answered}) == 2
    assert sum(not find(quote, "details.fold") for quote in quotes) == 2


def test_a_topic_can_be_taken_away(client: FlaskClient) -> None:
    page = ask(client, "What about it?", FEVER)
    chip = one(page, "form.chip")
    assert "fever CAR-T" in text(one(chip, ".chip-words"))
    assert text(one(chip, "button")) == say("answer.without_topic")
    again = ask(client, one(chip, "input[name=q]").get("value"))
    assert not find(again, "form.chip")
    assert not find(ask(client, QUESTIONS[2], FEVER), "form.chip")


def test_a_quote_can_be_compared_with_its_article(client: FlaskClient, articles: dict[str, Article]) -> None:
    address = find(ask(client, FEVER), "a.check-now")[0].get("href")
    page = html.document_fromstring(client.get(address).text)
    assert text(one(page, "h1")) == say("check.same")
    place = {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}
    stored = articles[place["article_id"]].text[int(place["start"]) : int(place["end"])]
    assert one(page, "blockquote").text_content() == stored
    other = client.get("/check", query_string=place | {"start": int(place["start"]) + 1})
    assert text(one(html.document_fromstring(other.text), "h1")) == say("check.other")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"article_id": "none"}, 404),
        ({"end": "999999"}, 404),
        ({"start": "-1"}, 400),
        ({"sha256": "x"}, 400),
        ({"sha256": ""}, 400),
        ({"start": "9", "end": "9"}, 400),
    ],
)
def test_what_cannot_be_compared_is_refused(client: FlaskClient, change: dict[str, str], status: int) -> None:
    place = {"article_id": "driving", "start": "0", "end": "5", "sha256": "0" * 64}
    assert client.get("/check", query_string=place | change).status_code == status


def test_every_turn_of_a_conversation_names_its_parts_anew(client: FlaskClient) -> None:
    first = client.post("/", data={"q": FEVER})
    form = one(html.document_fromstring(first.text), "#ask")
    turn = one(form, "input[name=turn]").get("value")
    second = client.post("/", data={"q": FEVER, "history": FEVER, "turn": turn})
    ids = [
        {element.get("id") for element in find(html.document_fromstring(page.text), ".turn [id]")}
        for page in (first, second)
    ]
    assert ids[0]
    assert not ids[0] & ids[1]
    for odd in ("x", "-1", "9" * 99, "²"):
        assert client.post("/", data={"q": FEVER, "turn": odd}).status_code == 200


def test_terms_in_a_quote_lead_to_their_definitions(tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text(GLOSSARY, "utf-8")
    (tmp_path / "lantern.md").write_text((LANTERN / "paper.md").read_text("utf-8"), "utf-8")
    client, snapshot = serve(tmp_path / "library", [tmp_path / "lantern.md", tmp_path / "glossary.yaml"])
    page = ask(client, STUDY)
    for quote, told in zip(find(page, ".quote-text"), ask_json(client, STUDY)["quotes"], strict=True):
        assert quote.text_content() == told["text"]
    links = find(page, ".quote-text a.term")
    assert links
    for link in links:
        definition = one(page, link.get("href"))
        assert text(one(definition, "dd")) == snapshot.contents.glossary[0].definition


def test_related_passages_are_called_related(client: FlaskClient) -> None:
    page = ask(client, RELATED)
    assert client.get("/api/v1/ask", query_string={"q": RELATED}).get_json()["status"] == "related"
    assert text(one(page, ".status > div > h2")) == say("answer.heading.related")
    assert say("notice.related") in text(one(page, ".status"))
    assert say("quote.marked.answered") not in text(page)
    assert find(page, "article.quote")


def test_nothing_is_shown_when_the_library_does_not_hold_it(client: FlaskClient) -> None:
    page = ask(client, OFF_TOPIC)
    assert text(one(page, ".status > div > h2")) == say("answer.heading.not_in_library")
    assert not find(page, "article.quote, .marked")
    assert [link.get("href") for link in find(page, ".status a")] == ["/articles/"]
    assert find(page, "form textarea[name=q]")


def test_a_follow_up_shows_what_came_before_and_what_was_searched(client: FlaskClient) -> None:
    page = ask(client, "What about it?", "Hello there", FEVER)
    assert [asked.text for asked in find(page, ".earlier li")] == ["Hello there", FEVER]
    assert "fever CAR-T: What about it?" in text(one(page, ".searched"))
    history = [hidden.get("value") for hidden in find(page, "#ask input[name=history]")]
    assert history == ["Hello there", FEVER, "What about it?"]


def test_a_link_can_ask(client: FlaskClient) -> None:
    page = html.document_fromstring(client.get("/", query_string={"q": FEVER}).text)
    assert one(page, ".question").text == FEVER


@pytest.mark.parametrize("question", ["x" * 2001, " \r\n ", ""])
def test_a_question_that_cannot_be_searched_comes_back(client: FlaskClient, question: str) -> None:
    response = client.post("/", data={"q": question, "history": FEVER})
    page = html.document_fromstring(response.text)
    assert response.status_code == 400
    fault = say("problem.long_question", length=2001, limit=2000) if question.strip() else say("ask.empty")
    assert text(one(page, "#q-fault")) == fault
    assert one(page, "textarea").get("aria-describedby") == "q-fault q-hint"
    assert one(page, "textarea").text.strip() == question.strip()
    assert one(page, "#ask input[name=history]").get("value") == FEVER
    assert one(page, "title").text.startswith("Error:")


def test_a_line_break_counts_as_one_character(client: FlaskClient) -> None:
    assert client.post("/", data={"q": "fever\r\n" + "x" * 1994}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/articles/none", 404),
        ("/nowhere", 404),
        ("/articles/driving?start=5&end=2", 404),
        ("/articles/driving?start=0&end=999999", 404),
        ("/articles/driving?start=x&end=2", 400),
    ],
)
def test_problems_have_a_page_with_a_way_back(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path)
    page = html.document_fromstring(response.text)
    assert response.status_code == status
    assert text(one(page, "h1"))
    assert one(page, ".status a").get("href") == "/"


def test_problem_kinds_are_explained(client: FlaskClient) -> None:
    page = html.document_fromstring(client.get("/problems/long_question").text)
    assert text(one(page, "h1")) == say("problem.long_question.title")


def test_the_list_names_every_article(client: FlaskClient, articles: dict[str, Article]) -> None:
    page = html.document_fromstring(client.get("/articles/").text)
    links = find(page, ".shelf a")
    assert [link.text for link in links] == sorted((a.title for a in articles.values()), key=str.lower)
    assert {link.get("href") for link in links} == {f"/articles/{article_id}" for article_id in articles}
    assert say("quote.undated") in text(page)
    assert say("source_type.news") in text(page)


def test_dates_are_said_as_people_say_them() -> None:
    assert say_date("2026-01-08") == "8 January 2026"
    assert say_date("2025-06") == "June 2025"
    for other in ("2025", "2025-13", "not clinically reviewed", "2025-01-32", ""):
        assert say_date(other) == other


# What is said of the passages


def parts(page: html.HtmlElement) -> list[str]:
    """Name the parts of a reply by their classes, in their order."""
    return [element.get("class", "") for element in one(page, "#reply") if element.get("class")]


def ask_json(client: FlaskClient, question: str) -> dict[str, object]:
    return client.post("/api/v1/ask", json={"question": question}).get_json()


def notice(told: dict[str, object], kind: str) -> dict[str, object]:
    (found,) = (notice for notice in told["notices"] if notice["kind"] == kind)
    return found


@pytest.mark.parametrize("question", LANTERN_QUESTIONS)
def test_whatever_is_said_the_quotes_are_those_of_the_json(told: FlaskClient, question: str) -> None:
    quotes = ask_json(told, question)["quotes"]
    shown = [quote.text_content() for quote in find(ask(told, question), ".quote-text")]
    assert shown == [quote["text"] for quote in quotes]


@pytest.mark.parametrize("question", [asked for asked in LANTERN_QUESTIONS if asked != DANGER])
def test_every_notice_is_said_once(told: FlaskClient, question: str) -> None:
    shown = text(one(ask(told, question), "#reply"))
    for said in ask_json(told, question)["notices"]:
        if said["kind"] != "same_study":
            assert shown.count(said["text"]) == 1


def test_whom_to_call_stands_before_everything_else(told: FlaskClient) -> None:
    page = ask(told, DANGER)
    urgent = notice(ask_json(told, DANGER), "urgent")
    assert parts(page)[:2] == ["urgent", "asked"]
    box = one(page, ".urgent")
    assert box.get("role") == "alert"
    assert text(one(box, "h2")) == say("urgent.heading")
    assert text(one(box, "p")) == urgent["text"]
    calls = [(text(link), link.get("href")) for link in find(box, "a.call")]
    assert calls == [(link["text"], link["url"]) for link in urgent["links"]]
    assert [address for _, address in calls] == ["tel:999", "tel:02079460000"]
    assert not find(box, "a[target]")
    assert one(page, "#reply").get("aria-labelledby") == one(box, "h2").get("id")
    assert one(page, "title").text.startswith(say("urgent.heading"))


@pytest.mark.parametrize("status", ["answered", "related", "not_in_library"])
def test_somebody_in_danger_is_offered_nothing_else(lantern: tuple[FlaskClient, Snapshot], status: Status) -> None:
    snapshot = lantern[1]
    notices = tuple(Notice(kind, "…") for kind in ("urgent", status, "incomplete", "covers"))
    answered = replace(answer(snapshot, DANGER), status=status, notices=notices, suggestions=("Why?",))
    reply = lay_out(answered, snapshot.contents.articles)
    assert [notice.kind for notice in reply.notices["first"]] == ["urgent"]
    assert reply.suggestions == ()
    if status == "not_in_library":
        assert (reply.state, len(reply.notices)) == ("urgent", 1)
    else:
        assert (reply.state, "others" in reply.notices) == (status, True)


def test_no_advice_is_said_before_the_status(told: FlaskClient) -> None:
    page = ask(told, ADVICE)
    before, status = parts(page)[1:3]
    assert before == "notice notice-personal_advice"
    assert status.startswith("status ")
    assert one(page, ".notice-personal_advice a.call").get("href") == "tel:02079460999"
    assert find(page, ".notice-personal_advice > svg[aria-hidden=true]")


def test_small_talk_is_no_failed_search(told: FlaskClient) -> None:
    page = ask(told, SMALL_TALK)
    told_of = ask_json(told, SMALL_TALK)
    assert text(one(page, ".status > div > h2")) == say("answer.heading.small_talk")
    assert one(page, "title").text == say("page.titled", heading=say("answer.heading.small_talk"))
    assert text(find(page, ".status p")[0]) == notice(told_of, "small_talk")["text"]
    assert say("answer.heading.not_in_library") not in text(page)
    assert say("status.not_in_library") not in text(page)
    assert not find(page, ".quote, .searched, .status-not_in_library")
    assert told_of["suggestions"]
    for question in told_of["suggestions"]:
        assert text(page).count(question) == 1
    assert [link.get("href") for link in find(page, ".status a")] == ["/articles/"]


def test_suggestions_are_asked_by_post_and_alone(client: FlaskClient) -> None:
    page = ask(client, OFF_TOPIC, FEVER)
    form = one(page, "form.try")
    assert (form.get("method"), form.get("action")) == ("post", "/#reply")
    assert [hidden.get("name") for hidden in find(form, "input")] == ["turn"]  # and none of the questions before
    buttons = find(form, "button[name=q]")
    suggestions = ask_json(client, OFF_TOPIC)["suggestions"]
    assert suggestions
    assert [button.get("value") for button in buttons] == [text(button) for button in buttons] == suggestions
    assert one(ask(client, buttons[0].get("value")), ".question").text == suggestions[0]
    assert not find(ask(client, FEVER), "form.try")


def test_quotes_of_one_study_stand_together_under_its_name(told: FlaskClient) -> None:
    answered = ask_json(told, STUDY)
    page = ask(told, STUDY)
    (group,) = answered["groups"]
    assert group == {"study": "LANTERN-1", "ranks": [1, 2, 3], "articles": 3}
    section = one(page, ".study")
    heading = say("group.heading", articles=3, study="LANTERN-1")
    assert text(one(section, ".study-head h3")) == heading
    assert [title.get("id") for title in find(section, "h4.quote-title")] == [f"turn-1-quote-{n}" for n in (1, 2, 3)]
    assert all(int(title.get("id")[-1]) > 3 for title in find(page, "h3.quote-title"))
    assert text(page).count(heading) == 1
    assert notice(answered, "same_study")["text"] == f"{heading}. {say('group.count_once')}"


def test_one_article_is_no_group(lantern: tuple[FlaskClient, Snapshot]) -> None:
    snapshot = lantern[1]
    answered = replace(answer(snapshot, STUDY), groups=(Group("LANTERN-1", (1, 2), 1),))
    (section,) = lay_out(answered, snapshot.contents.articles).sections
    assert section.group is None
    assert [shown.quote for shown in section.quotes] == list(answered.quotes)


def test_what_disagrees_stands_side_by_side_word_for_word(lantern: tuple[FlaskClient, Snapshot]) -> None:
    client, snapshot = lantern
    answered = ask_json(client, STUDY)
    page = ask(client, STUDY)
    box = one(page, ".notice-disagreement")
    said = [text(words) for words in find(box, "div > p")]
    (found,) = answered["disagreements"]
    assert said == [notice(answered, "disagreement")["text"], found["text"]]
    sides = find(box, ".sides > figure")
    assert [one(side, "blockquote").text_content() for side in sides] == [side["text"] for side in found["sides"]]
    for side, shown in zip(found["sides"], sides, strict=True):
        cited = side["citation"]
        stored = snapshot.contents.articles[cited["article_id"]].text
        assert stored[cited["start"] : cited["end"]] == one(shown, "blockquote").text_content()
        assert cited["title"] in text(one(shown, "figcaption"))
        assert cited["publisher"] in text(one(shown, "figcaption"))
        assert one(shown, "a").get("href") == f"#turn-1-quote-{side['rank']}"
        assert cited["title"] in text(one(page, f"#turn-1-quote-{side['rank']}"))
    assert not find(ask(client, SMALL_TALK), ".sides")


def test_a_quote_tells_how_far_its_facts_reach(told: FlaskClient) -> None:
    page = ask(told, STUDY)
    by_title = {text(find(quote, ".quote-title span")[-1]): quote for quote in find(page, ".quote")}
    paper = by_title["Five years of LANTERN-1"]
    facts = [text(fact) for fact in find(paper, ".facts p")]
    for expected in (
        "Research article, 3 June 2025, about LANTERN-1",
        "Data up to 1 May 2024",
        "Last checked 1 November 2026",
        "Reviewed: 2 November 2026",
        "Review due by 1 January 2999",
        "Stated in this passage: median follow-up was 61.3 months",
    ):
        assert expected in facts
    (stated,) = find(paper, "q")
    assert stated.text_content() in one(paper, ".quote-text").text_content()
    undated = by_title["Many live on after lantern cells"]
    assert [text(fact) for fact in find(undated, ".facts p")] == [
        "News",
        "News, No date stated, about LANTERN-1",
        "Evening Test",
    ]


def test_a_past_review_is_told_at_the_quote(told: FlaskClient) -> None:
    quote = find(ask(told, REPLACED), ".quote")[0]
    assert say("note.past_review", date="2026-02-01") in text(one(quote, ".note"))
    assert say("article.review_by", date="2026-02-01") in text(one(quote, ".facts"))


@pytest.mark.parametrize(
    ("question", "kind", "links"),
    [
        (RETRACTED, "retracted", ["/articles/green-tea-powder-after-lantern-cells"]),
        ("When are visiting hours on the ward?", "stale", ["/articles/visiting-hours-on-the-ward"]),
        (INCOMPLETE, "incomplete", []),
        ("Which soups and snacks are good for a sore mouth?", "elsewhere", ["https://example.org/meals"]),
        (f"{REPLACED} {OFF_TOPIC}", "unanswered_part", []),
    ],
)
def test_what_is_lacking_is_a_note_with_its_links(
    told: FlaskClient, question: str, kind: str, links: list[str]
) -> None:
    page = ask(told, question)
    said = notice(ask_json(told, question), kind)
    box = one(page, f".notice-{kind}")
    assert text(one(box, "p")) == said["text"]
    assert find(box, "svg[aria-hidden=true]")
    assert [link.get("href") for link in find(box, "a")] == links
    for link in find(box, "a"):
        assert link.get("target") == "_blank"
        assert link.get("rel") == "noopener noreferrer"
    after = parts(page)
    place = after.index(f"notice notice-{kind}")
    assert any(part.startswith("status ") for part in after[:place])
    assert not any(part.split()[0] in {"quote", "study"} for part in after[:place])


def test_only_the_beginning_of_an_excerpt_is_shown(lantern: tuple[FlaskClient, Snapshot]) -> None:
    client, snapshot = lantern
    article_id = "the-day-of-the-infusion"
    page = html.document_fromstring(client.get(f"/articles/{article_id}").text)
    stored, shown = snapshot.contents.articles[article_id].text, one(page, ".article-text").text_content()
    assert stored.startswith(shown)
    assert 0 < len(shown.split()) <= 30 < len(stored.split())
    assert say("article.excerpt") in text(one(page, ".note"))
    assert one(page, ".note a").get("href") == "https://example.org/infusion"
    assert "A handbook of infusions" in text(one(page, ".references"))
    assert client.get(f"/articles/{article_id}?start=0&end={len(shown) + 1}").status_code == 404


def test_of_an_article_that_may_only_be_linked_no_word_is_shown(lantern: tuple[FlaskClient, Snapshot]) -> None:
    client, snapshot = lantern
    article_id = "meals-and-snacks-after-treatment"
    page = html.document_fromstring(client.get(f"/articles/{article_id}").text)
    assert text(one(page, "h1")) == "Meals and snacks after treatment"
    assert "April 2025" in text(page)
    assert say("article.link_only") in text(one(page, ".note"))
    assert {link.get("href") for link in find(page, ".whole a[target]")} == {"https://example.org/meals"}
    assert not find(page, ".article-text, .references")
    for words in snapshot.contents.articles[article_id].text.split("\n"):
        assert not words or words not in text(page)


@pytest.mark.parametrize(
    ("article_id", "note"),
    [
        ("green-tea-powder-after-lantern-cells", say("note.retracted_since", date="2022-05-01")),
        ("driving-after-lantern-cells-2020", say("note.superseded_since", date="2026-01-10")),
        ("visiting-hours-on-the-ward", say("note.stale_since", date="2020-01-01")),
    ],
)
def test_an_article_page_says_why_it_is_no_answer(told: FlaskClient, article_id: str, note: str) -> None:
    page = html.document_fromstring(told.get(f"/articles/{article_id}").text)
    assert note in text(find(page, ".note")[0])
    assert find(page, ".article-text")
    assert say("article.excerpt") not in text(page)


@pytest.fixture(scope="module")
def unshown(tmp_path_factory: pytest.TempPathFactory) -> tuple[FlaskClient, Snapshot]:
    """A library of one article, of which no word may be shown."""
    return serve(tmp_path_factory.mktemp("unshown"), [LANTERN / "meals.md"])


def test_an_answer_that_may_not_be_shown_says_where_to_read_it(unshown: tuple[FlaskClient, Snapshot]) -> None:
    client, snapshot = unshown
    question = "Which soups and snacks are good for a sore mouth?"
    answered = answer(snapshot, question)
    assert (answered.status, answered.quotes) == ("related", ())
    page = ask(client, question)
    status = one(page, ".status")
    assert text(one(status, "h2")) == say("answer.heading.elsewhere")
    assert say("status.elsewhere") in text(status)
    assert say("notice.elsewhere") in text(status)
    assert one(status, "a").get("href") == "https://example.org/meals"
    for wrong in ("notice.related", "status.related", "quote.stays", "quote.marked.related"):
        assert say(wrong) not in text(page)


@pytest.mark.parametrize(
    "url", ["/", "/articles/", "/articles/a?start=1", "tel:999", "https://example.org/a?b=c", "http://example.org"]
)
def test_a_notice_links_to_calls_our_pages_and_the_web(url: str) -> None:
    assert safe_address(url) == url


@pytest.mark.parametrize(
    "url", ["", "//evil.example", "/\\evil.example", "javascript:alert(1)", " javascript:x", "data:text/html,x", "x"]
)
def test_a_notice_links_nowhere_else(lantern: tuple[FlaskClient, Snapshot], url: str) -> None:
    assert safe_address(url) == ""
    application = lantern[0].application
    with application.app_context():
        links = application.jinja_env.get_template("_parts.html").module.links
        made = html.fragment_fromstring(links([Link("A <b>title</b>", url)]), create_parent=True)
    assert "A <b>title</b>" in text(made)
    assert not find(made, "a, b")


# Every page


LANTERN_STATES = {
    "danger": DANGER,
    "danger alone": "I want to kill myself",
    "advice": ADVICE,
    "small talk": SMALL_TALK,
    "study": STUDY,
    "replaced": REPLACED,
    "retracted": RETRACTED,
    "excerpt": "/articles/the-day-of-the-infusion",
    "link": "/articles/meals-and-snacks-after-treatment",
}

STATES = {
    "empty": ("GET", "/", {}),
    "answered": ("POST", "/", {"q": QUESTIONS[1]}),
    "awkward": ("POST", "/", {"q": QUESTIONS[4], "history": ["<script>alert(1)</script>", '"><img src=x>']}),
    "related": ("POST", "/", {"q": RELATED}),
    "not in library": ("POST", "/", {"q": "<script>alert(1)</script>"}),
    "fault": ("POST", "/", {"q": "</textarea><script>alert(1)</script>" + "x" * 2000}),
    "article": ("GET", "/articles/awkward?start=3&end=50", {}),
    "articles": ("GET", "/articles/", {}),
    "problem": ("GET", "/articles/<script>alert(1)</script>", {}),
}


@pytest.fixture(params=[*STATES, *LANTERN_STATES])
def state(request: pytest.FixtureRequest, client: FlaskClient) -> tuple[str, html.HtmlElement]:
    if request.param in STATES:
        method, path, data = STATES[request.param]
        response = client.open(path, method=method, data=data)
    else:
        told, asked = request.getfixturevalue("told"), LANTERN_STATES[request.param]
        response = told.get(asked) if asked.startswith("/") else told.post("/", data={"q": asked})
    return response.text, html.document_fromstring(response.text)


def test_every_page_has_a_sound_outline(state: tuple[str, html.HtmlElement]) -> None:
    source, page = state
    assert source.startswith("<!doctype html>")
    assert page.get("lang") == "en"
    assert text(one(page, "title"))
    levels = [int(heading.tag[1]) for heading in find(page, "h1, h2, h3, h4, h5, h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    ids = [element.get("id") for element in find(page, "[id]")]
    assert len(ids) == len(set(ids))
    for landmark in ("body > header", "body > main", "body > footer"):
        one(page, landmark)
    named = [nav.get("aria-label") for nav in find(page, "nav")]
    assert all(named)
    assert len(named) == len(set(named))
    assert one(page, "body > a.skip").get("href").removeprefix("#") in ids


def test_no_page_holds_script_or_style_of_its_own(state: tuple[str, html.HtmlElement]) -> None:
    _, page = state
    assert not find(page, "style, iframe, object, embed, base, [style], link[rel=preload]")
    for script in find(page, "script"):
        if script.get("type") == "application/ld+json":  # says what the page is, and does nothing
            json.loads(script.text)
        else:
            assert (script.get("type"), text(script)) == ("module", "")
            assert script.get("src").startswith("/static/")
    for element in page.iter(html.etree.Element):
        assert not [name for name in element.attrib if name.lower().startswith("on")]
        for name in ("href", "src", "action", "formaction", "cite", "poster", "data"):
            assert not re.match(r"(?i)\s*(javascript|data|vbscript|file):", element.get(name, ""))
    loaded = [link.get("href") for link in find(page, "link")] + [i.get("src") for i in find(page, "[src]")]
    assert all(address.startswith("/static/") for address in loaded)


def test_headers_come_with_every_page(client: FlaskClient) -> None:
    for method, path, data in STATES.values():
        headers = client.open(path, method=method, data=data).headers
        assert {name: headers[name] for name in HEADERS} == HEADERS
        assert headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in headers


def test_static_files_are_there_and_light(client: FlaskClient) -> None:
    page = html.document_fromstring(client.get("/").text)
    weight = len(client.get("/").data)
    for link in find(page, "head link, script[src]"):
        with client.get(link.get("href") or link.get("src")) as response:
            assert response.status_code == 200
            weight += len(response.data)
    assert weight < 60_000


# Addresses that an article should never have had


EVIL = "javascript:alert(1)"


@pytest.fixture(scope="module")
def evil_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    library = create_library(tmp_path_factory.mktemp("evil"))
    words = "Zebras graze in the morning. They drink at night."
    evil = [
        Article(
            f"evil-{n}",
            f"Evil {n}",
            f"{words} Variant {n} of the herd.",
            url=address,
            doi=address,
            references=(Reference("One", url=address), Reference("Two", doi=address), Reference("", url=address)),
        )
        for n, address in enumerate(
            (
                EVIL,
                " JavaScript:alert(1)",
                "java\nscript:alert(1)",
                "data:text/html,<script>alert(1)</script>",
                "\x01javascript:alert(1)",
                "vbscript:x",
                "//evil.example",
                "https:evil",
                "file:///etc/passwd",
            )
        )
    ]
    good = replace(evil[0], article_id="good", url="https://example.org/a?b=1&c=2", doi="10.1016/S1470-2045(25)00653-9")
    library.articles.put_all(
        [StoredArticle(article, article.article_id, article.article_id) for article in [*evil, good]]
    )
    build(library, load_embedder("hashing"))
    snapshot = open_release(library, live_id(library.releases), load_embedder)
    app = create_app(lambda: snapshot)
    with app.test_client() as client:
        yield client


def test_only_web_addresses_become_links(evil_client: FlaskClient) -> None:
    pages = [evil_client.post("/", data={"q": "Zebras graze in the morning"}), evil_client.get("/articles/")]
    pages += [evil_client.get(f"/articles/evil-{n}") for n in range(9)] + [evil_client.get("/articles/good")]
    found = {
        link.get("href").partition("#:~:")[0]
        for page in pages
        for link in find(html.document_fromstring(page.text), "[href]")
        if not re.match(r"/(?!/)|#|\?", link.get("href"))
    }
    assert found == {"https://example.org/a?b=1&c=2", "https://doi.org/10.1016/S1470-2045%2825%2900653-9"}


# The catalogue


class _Words(HTMLParser):
    """Collects the words of a template: its text, and the attributes that are read out or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words += re.findall(r"[^\W\d_]+", data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        spoken = {"alt", "title", "placeholder", "label", "summary", "value", "aria-label", "aria-description"}
        for name, value in attrs:
            if name in spoken or name.startswith("data-"):
                self.words += re.findall(r"[^\W\d_]+", value or "")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_words(template: Path) -> None:
    environment = jinja2.Environment(autoescape=True)
    source = template.read_text()
    markup = "".join(token if kind == "data" else "" for _, kind, token in environment.lex(source))
    parser = _Words()
    parser.feed(markup)
    parser.close()
    assert parser.words == []
    for output in environment.parse(source).find_all(jinja2.nodes.Output):
        for node in output.nodes:  # a word could also hide as a literal inside an expression
            assert not (isinstance(node, jinja2.nodes.Const) and re.search(r"[^\W\d_]", str(node.value)))


def test_the_style_sheet_holds_no_words_and_fetches_nothing() -> None:
    style = re.sub(r"/\*.*?\*/", "", (ROOT / "templates/static/style.css").read_text(), flags=re.DOTALL)
    said = re.findall(r"(?<!-)content:([^;]+);", style)  # and not justify-content
    assert said
    assert not [words for words in said if re.search(r"[a-z]", re.sub(r"attr\([a-z-]+\)", "", words))]
    assert "url(" not in style
    assert "@import" not in style


def test_templates_say_only_what_the_catalogue_holds() -> None:
    said = {key for path in TEMPLATES for key in re.findall(r'say\("([a-z_.]+)"[,)]', path.read_text())}
    assert said
    assert said <= set(catalogue())


def test_the_words_of_the_pages_are_plain() -> None:
    """Short sentences: no message of the pages has one of more than 20 words."""
    for key, words in catalogue().items():
        for sentence in re.split(r"[.?!:]\s", words):
            assert len(sentence.split()) <= 20, key
