"""A conversation in one page, in a real browser: nothing reloads, nothing is lost, and every state has its words."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, Route, expect

from citewell.index.build import build
from citewell.index.embedder import load_embedder
from citewell.index.library import create_library
from citewell.index.release import live_id
from citewell.server import busy
from citewell.server.app import create_app
from citewell.server.live import open_release
from citewell.server.messages import say

pytestmark = pytest.mark.browser

FEVER = "Is fever common in the first days after CAR-T?"
SAME = "How many of 97 patients were alive without progression five years after one infusion of cilta-cel?"
LANTERN = Path(__file__).resolve().parents[1] / "evidence_library"
STUDY = "How many people in LANTERN-1 were alive without progression at five years?"
GLOSSARY = """
terms:
  - term: Median follow-up
    definition: The middle of the times for which people were watched.
    source: {title: A glossary}
"""

DESK = {"width": 1280, "height": 900}
ZOOMED = {"width": 320, "height": 256}
"""What 1280 x 1024 pixels come to at a zoom of 400 % (WCAG 2.2, success criterion 1.4.10)."""


@pytest.fixture(scope="module")
def explained(tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., Any]) -> Iterator[str]:
    """The address of a library with a glossary."""
    folder = tmp_path_factory.mktemp("explained")
    (folder / "glossary.yaml").write_text(GLOSSARY, "utf-8")
    library = create_library(folder / "library")
    files = [LANTERN / "paper.md", LANTERN / "news.md", folder / "glossary.yaml"]
    assert {outcome.status for outcome in library.ingest(files)} == {"added"}
    build(library, load_embedder("hashing"))
    snapshot = open_release(library, live_id(library.releases), load_embedder)
    with serving(create_app(lambda: snapshot)) as address:
        yield address


def ask(page: Page, question: str) -> None:
    """Ask by the keyboard, and wait for the answer."""
    turns = page.locator(".turn").count()
    page.locator("#q").fill(question)
    page.locator("#q").press("Control+Enter")
    expect(page.locator(".turn")).to_have_count(turns + 1)


def start(page: Page, site: str) -> Page:
    page.goto(f"{site}/")
    page.evaluate("window.isSamePage = true")
    return page


def test_a_conversation_stays_on_one_page(watched: Any, site: str) -> None:
    page = start(watched(site, viewport=DESK, reduced_motion="reduce").new_page(), site)
    page.evaluate(
        "window.added = [];"
        "new MutationObserver(found => found.forEach(one => window.added.push("
        "[...one.addedNodes].filter(node => node.className?.includes('turn')).length)))"
        ".observe(document.querySelector('[role=log]'), {childList: true})"
    )
    for question in (SAME, "What about it?", FEVER):
        ask(page, question)
        expect(page.locator(".turn").last).to_be_focused()
        expect(page.locator(".turn .question").last).to_be_in_viewport()
    assert page.locator(".question").all_text_contents() == [SAME, "What about it?", FEVER]
    assert page.evaluate("window.isSamePage")
    assert page.url == f"{site}/"
    assert [number for number in page.evaluate("window.added") if number] == [1, 1, 1]  # announced once for each answer
    for quiet in (".asked", ".quotes"):
        assert set(page.locator(f"[role=log] {quiet}").evaluate_all("all => all.map(e => e.ariaLive)")) == {"off"}
    ids = page.locator("[id]").evaluate_all("all => all.map(e => e.id)")
    assert len(ids) == len(set(ids))
    assert page.locator("h1").count() == 1


def test_a_topic_that_is_taken_away_is_searched_no_more(watched: Any, site: str) -> None:
    page = start(watched(site).new_page(), site)
    ask(page, FEVER)
    ask(page, "What about it?")
    chip = page.locator(".chip")
    expect(chip).to_contain_text("fever CAR-T")
    chip.get_by_role("button", name=say("answer.without_topic")).click()
    expect(page.locator(".turn")).to_have_count(3)
    expect(page.locator(".turn").last.locator(".chip")).to_have_count(0)
    assert page.evaluate("window.isSamePage")


def test_what_is_offered_is_asked_in_place(watched: Any, site: str) -> None:
    page = start(watched(site).new_page(), site)
    ask(page, "Which pizza is the best in town?")
    offered = page.locator(".try button").first
    words = offered.inner_text()
    offered.click()
    expect(page.locator(".question").last).to_have_text(words)
    assert page.evaluate("window.isSamePage")


def test_a_fault_is_told_at_the_box_and_the_answers_stay(watched: Any, site: str) -> None:
    watch = watched(site)
    page = start(watch.new_page(), site)
    ask(page, FEVER)
    page.fill("#q", "  ")
    page.click("#ask button")
    expect(page.locator("#q-fault")).to_have_text(say("ask.empty"))
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator(".question")).to_have_text(FEVER)
    ask(page, "What about it?")
    expect(page.locator(".chip")).to_contain_text("fever CAR-T")  # the history was not lost
    watch.complaints[:] = [text for text in watch.complaints if "400" not in text]


def test_waiting_is_told_only_when_it_takes_long(watched: Any, site: str) -> None:
    page = watched(site).new_page()
    page.clock.install()
    start(page, site)
    page.clock.pause_at(datetime.now(UTC) + timedelta(hours=1))  # from here on, time passes only as told
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/", hold)
    page.fill("#q", FEVER)
    page.click("#ask button")
    page.clock.run_for(250)
    assert page.locator(".waiting").count() == 0
    page.clock.run_for(100)
    expect(page.locator(".waiting")).to_have_text(say("state.loading"))
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "true")
    held[0].continue_()
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".waiting")).to_have_count(0)
    assert page.get_by_role("log").get_attribute("aria-busy") is None


@pytest.mark.parametrize("state", ["offline", "error"])
def test_a_question_that_could_not_be_sent_stays_in_its_box(watched: Any, site: str, state: str) -> None:
    watch = watched(site, reduced_motion="reduce")
    page = start(watch.new_page(), site)
    ask(page, FEVER)
    if state == "offline":
        watch.context.set_offline(True)
    else:
        page.route("**/", lambda route: route.fulfill(status=502, body="<p>no page of ours</p>"))
    page.fill("#q", "How long?")
    page.click("#ask button")
    trouble = page.locator(".trouble")
    expect(trouble).to_contain_text(say(f"state.{state}_words"))
    expect(trouble).to_have_attribute("role", "alert")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("How long?")
    look(page)
    watch.context.set_offline(False)
    page.unroute_all()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".trouble")).to_have_count(0)
    watch.complaints[:] = [text for text in watch.complaints if "Failed to load" not in text]


def test_a_fault_of_the_server_is_told_in_its_own_words(watched: Any, app: Flask, site: str) -> None:
    watch = watched(site)
    page = start(watch.new_page(), site)
    page.evaluate("document.querySelector('#q').maxLength = 70000")
    page.fill("#q", "x " * 34_000)
    page.click("#ask button")
    expect(page.locator(".trouble h1, .trouble h2")).to_have_text(say("problem.too_large.title"))
    watch.complaints[:] = [text for text in watch.complaints if "413" not in text]


def test_a_term_is_explained_beside_it_and_at_the_end_without_scripts(watched: Any, explained: str) -> None:
    page = start(watched(explained, viewport=DESK, reduced_motion="reduce").new_page(), explained)
    ask(page, STUDY)
    words = page.locator(".quote-text").first.evaluate("e => e.textContent")
    term = page.locator(".quote-text a.term").first
    term.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog")
    expect(box).to_be_visible()
    expect(box).to_contain_text("The middle of the times for which people were watched.")
    assert page.locator(".quote-text").first.evaluate("e => e.textContent") == words
    look(page)
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(term).to_be_focused()
    page.keyboard.press("Space")
    expect(box).to_be_visible()
    box.get_by_role("button", name=say("terms.close")).click()
    expect(term).to_be_focused()

    plain = watched(explained, java_script_enabled=False).new_page()
    plain.goto(f"{explained}/?q={STUDY}")
    plain.locator("a.term").first.click()
    expect(plain.locator(".definition:target dd")).to_be_in_viewport()


def test_a_quote_is_copied_with_its_source(watched: Any, site: str) -> None:
    watch = watched(site)
    watch.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page = start(watch.new_page(), site)
    ask(page, FEVER)
    page.get_by_role("button", name=say("quote.copy")).first.click()
    expect(page.locator("#told")).to_have_text(say("quote.copied"))
    copied = page.evaluate("navigator.clipboard.readText()")
    words = page.locator(".quote-text").first.evaluate("e => e.textContent")
    assert words in copied
    for part in ("Fever after CAR-T", "Test Hospital", "2026 Jan 18", "doi:10.1000/xyz123"):
        assert part in copied
    page.get_by_role("link", name=say("answer.link")).click()
    expect(page.locator("#told")).to_have_text(say("answer.link_copied"))
    address = page.evaluate("navigator.clipboard.readText()")
    other = watch.new_page()
    other.goto(address)
    expect(other.locator(".question")).to_have_text(FEVER)


def test_a_quote_that_may_not_be_copied_says_so(watched: Any, site: str) -> None:
    page = start(watched(site).new_page(), site)
    ask(page, FEVER)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name=say("quote.copy")).first.click()
    expect(page.locator("#told")).to_have_text(say("quote.not_copied"))


def test_a_quote_is_compared_in_its_place(watched: Any, site: str) -> None:
    page = start(watched(site, reduced_motion="reduce").new_page(), site)
    ask(page, FEVER)
    page.locator(".check summary").first.click()
    page.locator(".check-now").first.click()
    expect(page.locator(".checked").first).to_contain_text(say("check.same_words"))
    look(page)
    assert page.evaluate("window.isSamePage")


def test_the_whole_conversation_by_keyboard(watched: Any, site: str) -> None:
    page = start(watched(site, viewport=DESK, reduced_motion="reduce").new_page(), site)
    tab_to(page, "#q")
    page.keyboard.type(FEVER)
    tab_to(page, "#ask button")
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_be_focused()
    tab_to(page, ".fold summary")
    page.keyboard.press("Enter")
    expect(page.locator(".fold .quote-text").first).to_be_visible()
    tab_to(page, ".check summary")
    page.keyboard.press("Enter")
    tab_to(page, "#q")
    page.keyboard.type("What about it?")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".turn").last).to_be_focused()
    tab_to(page, ".chip button")
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(3)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on such an element; it must be seen there."""
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.locator(f"{selector}:focus")
        if found.count():
            expect(found).to_be_in_viewport()
            return
    pytest.fail(f"the keyboard does not reach {selector}")


def test_at_four_times_the_size_nothing_is_cut_off(watched: Any, site: str) -> None:
    page = start(watched(site, viewport=ZOOMED, reduced_motion="reduce").new_page(), site)
    ask(page, FEVER)
    ask(page, "What about it?")
    page.locator(".fold summary").first.click()
    page.locator(".check summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= ZOOMED["width"]
    look(page)


def test_an_answer_moves_nothing_that_was_there(watched: Any, site: str) -> None:
    page = start(watched(site, viewport=DESK).new_page(), site)
    ask(page, SAME)
    page.evaluate(
        "window.shift = 0;"
        "new PerformanceObserver(list => list.getEntries().forEach(e => { window.shift += e.value; }))"
        ".observe({type: 'layout-shift'})"
    )
    before = page.locator(".turn").first.evaluate("e => e.offsetTop")
    page.wait_for_timeout(600)  # past the half second in which a shift is put down to the key that was pressed
    page.evaluate("window.shift = 0")
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") < 0.1
    ask(page, FEVER)
    assert page.locator(".turn").first.evaluate("e => e.offsetTop") == before


def test_the_first_page_is_light(watched: Any, site: str) -> None:
    """Under 60 kB in all; benchmarks/page_weight.py measures the time, too."""
    watch = watched(site)
    page = watch.new_page()
    devtools = watch.context.new_cdp_session(page)
    devtools.send("Network.enable")
    sent: list[int] = []
    devtools.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    page.goto(site, wait_until="networkidle")
    assert len(sent) > 5
    assert sum(sent) < 60_000


def look(page: Page) -> None:
    """Let axe look at the page as it is."""
    page.evaluate(Axe().axe_script)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []


def test_whoever_would_wait_too_long_keeps_the_question(watched: Any, serving: Callable[..., Any], app: Flask) -> None:
    line = [0]
    busy.watch(app, lambda: line[0])
    try:
        with serving(app) as address:
            watch = watched(address, reduced_motion="reduce")
            page = start(watch.new_page(), address)
            line[0] = busy.MOST_WAITING + 1
            page.fill("#q", FEVER)
            page.click("#ask button")
            expect(page.locator(".trouble")).to_contain_text(say("problem.busy"))
            expect(page.locator("#q")).to_have_value(FEVER)
            look(page)
            line[0] = 0
            page.locator("#q").press("Control+Enter")
            expect(page.locator(".turn")).to_have_count(1)
            watch.complaints[:] = [text for text in watch.complaints if "503" not in text]
    finally:
        busy.watch(app, lambda: 0)
