"""The pages in a real browser: readable, reachable, and the words of the articles in the end."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from citewell.corpus.ingest import find_files
from citewell.index.build import build
from citewell.index.embedder import load_embedder
from citewell.index.library import create_library
from citewell.index.release import live_id
from citewell.server.answer import Snapshot
from citewell.server.app import create_app
from citewell.server.live import open_release
from citewell.server.messages import say

pytestmark = pytest.mark.browser

Open = Callable[..., Any]

FEVER = "Is fever common in the first days after CAR-T?"
CALL = "Whom do I call when my temperature is 38 °C? Call the team’s 24-hour number at once."
AWKWARD = "Was measurable disease at 10–5 rare & <b>not</b> bold? naïve T cells, 5 < 6, “quoted” 😀 café"
SAME = "How many of 97 patients were alive without progression five years after one infusion of cilta-cel?"
RELATED = "Is fever common in the first days after KarMMa-3?"
OFF_TOPIC = "What is the best pizza in town?"
QUESTIONS = (FEVER, CALL, AWKWARD, SAME)

LANTERN = Path(__file__).resolve().parents[1] / "evidence_library"
STUDY = "How many people in LANTERN-1 were alive without progression at five years?"
DANGER = "I have chest pain and cannot breathe. When may I drive a car?"

PHONE = {"width": 320, "height": 640}
TABLET = {"width": 768, "height": 1024}
DESK = {"width": 1280, "height": 900}


def ask(page: Page, site: str, *questions: str) -> None:
    page.goto(f"{site}/")
    for number, question in enumerate(questions, 1):
        page.fill("#q", question)
        page.click("#ask button")
        come = page.locator(f"#ask input[name=turn][value='{number + 1}'], #q-fault")
        come.first.wait_for(state="attached")


def _open(path: str) -> Callable[[Page, str], None]:
    return lambda page, site: page.goto(f"{site}{path}") and None


def _ask(*questions: str) -> Callable[[Page, str], None]:
    return lambda page, site: ask(page, site, *questions)


STATES = {
    "empty": _open("/"),
    "answered": _ask(FEVER),
    "follow-up": _ask(SAME, "What about it?"),
    "awkward": _ask(AWKWARD),
    "related": _ask(RELATED),
    "not in library": _ask(OFF_TOPIC),
    "fault": _ask("   "),
    "article": _open("/articles/fever-after-car-t?start=18&end=200#quote"),
    "awkward article": _open("/articles/awkward"),
    "articles": _open("/articles/"),
    "problem": _open("/articles/none"),
}


LANTERN_STATES = {
    "danger": _ask(DANGER),
    "danger alone": _ask("I want to kill myself"),
    "advice": _ask("Should I stop my tablets? When may I drive a car?"),
    "small talk": _ask("Hello, what can you do?"),
    "study": _ask(STUDY),
    "replaced": _ask("When may I drive a car?"),
    "retracted": _ask("Is green tea powder allowed?"),
    "stale": _ask("When are visiting hours on the ward?"),
    "lacking": _ask("Can I have children after lantern cells?"),
    "excerpt": _open("/articles/the-day-of-the-infusion"),
    "link": _open("/articles/meals-and-snacks-after-treatment"),
    "retracted article": _open("/articles/green-tea-powder-after-lantern-cells"),
}


@pytest.fixture(scope="module")
def lantern(tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., Any]) -> Iterator[str]:
    """The address of a library with an article for everything that there is to say about one."""
    library = create_library(tmp_path_factory.mktemp("lantern"))
    assert {outcome.status for outcome in library.ingest(find_files([LANTERN]))} == {"added"}
    shutil.copy(LANTERN / "settings.yaml", library.root)
    build(library, load_embedder("hashing"))
    snapshot = open_release(library, live_id(library.releases), load_embedder)
    with serving(create_app(lambda: snapshot)) as address:
        yield address


def _go(name: str, watch: Any, page: Page, site: str) -> None:
    STATES[name](page, site)
    if name in {"fault", "problem"}:  # the browser itself reports a 400 or 404 on the console
        watch.complaints[:] = [text for text in watch.complaints if "Failed to load resource" not in text]


@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_and_nothing_overflows(name: str, watched: Open, site: str) -> None:
    """At both widths, light, dark and in forced colours.

    The scripts of pages are what the content security policy forbids; axe comes in through the debugger, which it
    does not bind, so the policy stays in force and need not be bypassed.
    """
    watch = watched(site, viewport=DESK, reduced_motion="reduce")
    page = watch.new_page()
    _go(name, watch, page, site)
    _look(page)


@pytest.mark.parametrize("name", LANTERN_STATES)
def test_axe_finds_nothing_in_what_is_said_of_passages(name: str, watched: Open, lantern: str) -> None:
    page = watched(lantern, viewport=DESK, reduced_motion="reduce").new_page()
    LANTERN_STATES[name](page, lantern)
    _look(page)


def _look(page: Page) -> None:
    """Look at a page as `test_axe_finds_nothing_and_nothing_overflows` tells."""
    page.evaluate("document.querySelectorAll('details').forEach(folded => { folded.open = true; })")
    axe = Axe()
    page.evaluate(axe.axe_script)
    looks: list[dict[str, Any]] = [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"color_scheme": "light", "forced_colors": "active"},
    ]
    for look in looks:
        page.emulate_media(**look)
        for size in (DESK, TABLET, PHONE):
            page.set_viewport_size(size)
            found = page.evaluate("axe.run({resultTypes: ['violations']})")
            violations = [
                (violation["id"], [node["html"] for node in violation["nodes"]])
                for violation in found["violations"]
                if not (look.get("forced_colors") and violation["id"] == "color-contrast")  # the system's own colours
            ]
            assert violations == [], (look, size)
            assert len(found["passes"]) > 10
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_text_in_the_browser_is_the_slice(watched: Open, site: str, client: FlaskClient, snapshot: Snapshot) -> None:
    page = watched(site, viewport=PHONE).new_page()
    contents_of = "elements => elements.map(element => element.textContent)"
    for question in QUESTIONS:
        ask(page, site, question)
        told = client.post("/api/v1/ask", json={"question": question}).get_json()["quotes"]
        assert page.locator(".quote-text").evaluate_all(contents_of) == [quote["text"] for quote in told]
        marked = [q["text"][m["start"] : m["end"]] for q in told for m in q["highlights"]]
        assert page.locator(".quote-text mark").evaluate_all(contents_of) == marked
    for article in snapshot.contents.articles.values():
        end = len(article.text) - 3
        page.goto(f"{site}/articles/{article.article_id}?start=2&end={end}#quote")
        assert page.locator(".article-text").evaluate_all(contents_of) == [article.text]
        marked = "".join(page.locator(".article-text mark").evaluate_all(contents_of))
        assert marked == article.text[2:end].replace("\n", "")


def test_what_is_copied_from_a_quote_is_its_words(watched: Open, site: str, snapshot: Snapshot) -> None:
    page = watched(site).new_page()
    ask(page, site, CALL)
    copied = page.evaluate(
        "() => { getSelection().selectAllChildren(document.querySelector('.quote-text')); return '' + getSelection(); }"
    )
    shown = page.locator(".quote-text").first.evaluate("element => element.textContent")
    assert "- Say that you had CAR-T." in copied
    assert copied.split() == shown.split()


def test_works_by_keyboard_alone_and_without_scripts(watched: Open, site: str) -> None:
    page = watched(site, java_script_enabled=False, viewport=DESK).new_page()
    page.goto(f"{site}/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()
    for _ in range(7):  # the name, the two languages, the three pages, the box
        page.keyboard.press("Tab")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type(FEVER)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".status h2")).to_have_text(say("answer.heading.answered"))
    expect(page.locator("#reply")).to_be_focused()  # a screen reader starts at the answer
    expect(page.locator(".question")).to_have_text(FEVER)

    for _ in range(20):
        page.keyboard.press("Tab")
        if page.locator(".quote-title ~ .quote-body .main-action:focus").count():
            break
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    article = opened.value
    expect(article.locator("#quote")).to_be_in_viewport()
    assert article.locator("#quote").bounding_box()["y"] > 100
    article.close()

    page.locator("#q").focus()
    page.keyboard.type("What about it?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".searched")).to_contain_text("fever CAR-T: What about it?")
    expect(page.locator(".earlier summary")).to_have_text(say("ask.earlier", count=1))
    page.get_by_role("link", name=say("ask.new"), exact=True).press("Enter")
    expect(page.locator("h1")).to_have_text(say("ask.heading"))
    assert page.locator("#ask input[name=history]").count() == 0


def test_a_fault_keeps_the_question_and_takes_the_reader_to_it(watched: Open, site: str) -> None:
    watch = watched(site, java_script_enabled=False)
    page = watch.new_page()
    ask(page, site, FEVER)
    page.fill("#q", " ")
    page.click("button[type=submit]")
    expect(page.locator("#reply")).to_be_focused()
    page.locator("#reply a").click()
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_accessible_description(f"{say('ask.empty')} {say('ask.hint')}")
    page.fill("#q", "What about it?")
    page.click("button[type=submit]")
    expect(page.locator(".searched")).to_contain_text("fever CAR-T: What about it?")
    watch.complaints[:] = [text for text in watch.complaints if "400" not in text]


def test_targets_are_large_enough(watched: Open, site: str) -> None:
    page = watched(site, viewport=PHONE, reduced_motion="reduce").new_page()
    for name in ("empty", "follow-up", "article", "articles", "not in library"):
        STATES[name](page, site)
        targets = page.locator("button, textarea, summary, .action, nav a, .brand, .shelf a, .also a, footer a").all()
        for target in targets:
            box = target.bounding_box()
            if not box or not box["height"]:  # folded away, or only there for scripts that are still to come
                continue
            assert box["height"] >= 44, target.evaluate("element => element.outerHTML")


def test_whom_to_call_is_seen_first_and_easy_to_hit(watched: Open, lantern: str) -> None:
    page = watched(lantern, viewport=PHONE, reduced_motion="reduce", java_script_enabled=False).new_page()
    LANTERN_STATES["danger"](page, lantern)
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.locator("#reply")).to_be_focused()
    first = page.get_by_role("link", name=say("contact.call", number="999"))
    expect(first).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    for target in page.locator(".urgent a").all():
        box = target.bounding_box()
        assert box["height"] >= 56
        assert box["width"] >= 200


def test_what_is_offered_can_be_asked_without_scripts_and_leaves_no_trace(watched: Open, lantern: str) -> None:
    page = watched(lantern, viewport=PHONE, reduced_motion="reduce", java_script_enabled=False).new_page()
    LANTERN_STATES["small talk"](page, lantern)
    offered = page.locator(".try button").first
    assert offered.bounding_box()["height"] >= 44
    question = offered.inner_text()
    with page.expect_navigation():
        offered.click()
    expect(page.locator(".question")).to_have_text(question)
    assert page.url == f"{lantern}/#reply"


def test_what_disagrees_stands_side_by_side_where_there_is_room(watched: Open, lantern: str) -> None:
    page = watched(lantern, viewport=DESK, reduced_motion="reduce").new_page()
    LANTERN_STATES["study"](page, lantern)
    left, right = (side.bounding_box() for side in page.locator(".side").all())
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] < right["x"]
    page.set_viewport_size(PHONE)
    left, right = (side.bounding_box() for side in page.locator(".side").all())
    assert left["x"] == right["x"]
    assert left["y"] + left["height"] < right["y"]
    page.locator(".side a").last.click()
    expect(page.locator("#turn-1-quote-2")).to_be_in_viewport()
    expect(page.locator("[data-rank='2'] .quote-text")).to_be_visible()  # it was folded


def test_focus_is_seen(watched: Open, site: str) -> None:
    page = watched(site).new_page()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{site}/")
        for _ in range(6):
            page.keyboard.press("Tab")
            outline = page.locator(":focus").evaluate(
                "e => [getComputedStyle(e).outlineStyle, parseFloat(getComputedStyle(e).outlineWidth)]"
            )
            assert outline == ["solid", 3]


def test_text_is_large_lines_are_short_and_marks_need_no_colour(watched: Open, site: str) -> None:
    page = watched(site, viewport=DESK).new_page()
    ask(page, site, CALL)
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    assert page.locator("body").evaluate(size) >= 18
    words = page.locator(".quote-text").first
    assert words.evaluate(size) >= 18
    assert words.bounding_box()["width"] <= 40 * words.evaluate(size)
    assert "underline" in page.locator("mark").first.evaluate("e => getComputedStyle(e).textDecorationLine")


def test_print_shows_the_words_and_where_they_come_from(watched: Open, site: str) -> None:
    page = watched(site).new_page()
    ask(page, site, FEVER)
    page.emulate_media(media="print")
    for hidden in ("#ask", "nav", ".asked .actions"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".quote-text").first).to_be_visible()
    address = page.get_by_role("link", name=say("quote.publisher_page")).first
    printed = address.evaluate("element => getComputedStyle(element, '::after').content")
    assert printed == '" (https://example.org/fever)"'


def test_answers_stay_when_sources_open(watched: Open, site: str) -> None:
    page = watched(site).new_page()
    ask(page, site, SAME)
    for link in page.locator(".quote .words a, .quote .also a").all():
        if link.get_attribute("href", timeout=1000).startswith("/") and link.is_visible():
            with page.context.expect_page() as opened:
                link.click()
            expect(opened.value.locator("#quote")).to_be_in_viewport()
            opened.value.close()
    expect(page.locator(".question")).to_have_text(SAME)
