"""The element on the page of another site, under a strict policy: the same words, and nothing else."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Locator, Page, Request, Route, expect

from citewell.server.access import Access, Rates
from citewell.server.answer import Snapshot
from citewell.server.app import create_app
from citewell.server.languages import speaking
from citewell.server.limits import open_counter
from citewell.server.messages import say
from citewell.server.settings import Settings

pytestmark = pytest.mark.browser

FEVER = "Is fever common in the first days after CAR-T?"
CALL = "Whom do I call when my temperature is 38 °C? Call the team’s 24-hour number at once."
AWKWARD = "Was measurable disease at 10–5 rare & <b>not</b> bold? naïve T cells, 5 < 6, “quoted” 😀 café"
SAME = "How many of 97 patients were alive without progression five years after one infusion of cilta-cel?"
DANGER = "I have chest pain and cannot breathe. Is fever common after CAR-T?"
DANGER_ALONE = "I want to kill myself"
ADVICE = "Should I stop my tablets? When may I drive a car?"
OFF_TOPIC = "Which pizza is the best in town?"
HELLO = "Hello, what can you do?"

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}

ASK = "**/api/v1/ask?*"

Visit = Callable[..., tuple[Any, Page]]


class Host:
    """A site that is not ours, with a page for each server and language; its policy lets in scripts and answers."""

    def __init__(self) -> None:
        self.address = ""
        self.servers: dict[str, str] = {}
        self.app = Flask("host")
        self.app.add_url_rule("/<server>/<lang>", view_func=self._page)

    def _page(self, server: str, lang: str) -> tuple[str, dict[str, str]]:
        site = self.servers[server]
        policy = (
            f"default-src 'none'; script-src {site}; connect-src {site}; base-uri 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
        page = (
            f'<!doctype html><html lang="{lang}"><title>A host</title>'
            '<meta name="viewport" content="width=device-width">'
            f'<main><h1>A host</h1><script type="module" src="{site}/static/widget.js"></script>'
            f'<citewell-ask><a href="{site}/">Ask there</a></citewell-ask></main></html>'
        )
        return page, {"Content-Security-Policy": policy}


@pytest.fixture(scope="module")
def served(snapshot: Snapshot) -> list[Snapshot]:
    """The release that the listed server answers from, to be swapped."""
    return [snapshot]


@pytest.fixture(scope="module")
def host(served: list[Snapshot], serving: Callable[..., Any]) -> Iterator[Host]:
    """A site on a port of its own. One server lists it, one does not, one takes a single question a minute."""
    host = Host()
    with serving(host.app) as host.address:
        listed = Settings(country="US", api=Access(origins=(host.address,)))
        limited = listed.model_copy(update={"api": Access(origins=(host.address,), rates=Rates(ask="1/minute"))})
        first = served[0]
        served[0] = replace(first, settings=listed)
        with (
            serving(create_app(lambda: served[0])) as host.servers["listed"],
            serving(create_app(lambda: first)) as host.servers["unlisted"],
            serving(create_app(lambda: replace(first, settings=limited), counter=open_counter("memory"))) as address,
        ):
            host.servers["limited"] = address
            yield host


@pytest.fixture
def visit(watched: Callable[..., Any], host: Host) -> Iterator[Visit]:
    """Open a page of the host. Nothing but the page itself comes from there, and all else from the server."""
    opened = []

    def visit(server: str = "listed", lang: str = "en", **options: Any) -> tuple[Any, Page]:
        watch = watched(host.servers[server], **{"viewport": DESK, "reduced_motion": "reduce", **options})
        address = f"{host.address}/{server}/{lang}"
        opened.append((watch, address))
        page = watch.new_page()
        page.goto(address)
        return watch, page

    yield visit
    for watch, address in opened:
        assert watch.strangers.pop(0) == address
        assert watch.context.cookies() == []


def ask(page: Page, question: str) -> Locator:
    """Ask by the keyboard, wait for the answer, and return it."""
    turns = page.locator(".turn").count()
    page.locator("#q").fill(question)
    page.locator("#q").press("Control+Enter")
    expect(page.locator(".turn")).to_have_count(turns + 1)
    return page.locator(".turn").last


def content(found: Locator) -> list[str]:
    """The text of elements in full: `inner_text` would give it as it is set."""
    return found.evaluate_all("all => all.map(one => one.textContent)")


def tamper(page: Page, change: Callable[[dict[str, Any]], None]) -> None:
    """Change each answer on its way."""

    def on_the_way(route: Route) -> None:
        response = route.fetch()
        body = response.json()
        change(body)
        route.fulfill(response=response, body=json.dumps(body))

    page.route(ASK, on_the_way)


def expected(watch: Any, *texts: str) -> None:
    """Take complaints of the browser that a test brings about out of those that fail it."""
    watch.complaints[:] = [said for said in watch.complaints if not any(text in said for text in texts)]


# The law


@pytest.mark.parametrize("question", [FEVER, CALL, AWKWARD, SAME, DANGER])
def test_every_quote_is_the_slice_of_its_article(visit: Visit, host: Host, snapshot: Snapshot, question: str) -> None:
    _, page = visit()
    with page.expect_response(ASK) as asked:
        turn = ask(page, question)
    answer = asked.value.json()
    quotes = answer["quotes"]
    assert quotes
    slices = []
    for quote in quotes:
        cited = quote["citation"]
        slices.append(snapshot.contents.articles[cited["article_id"]].text[cited["start"] : cited["end"]])
    assert content(turn.locator("blockquote")) == slices
    for number, quote in enumerate(quotes):
        words = turn.locator(".words").nth(number)
        text, cited = quote["text"], quote["citation"]
        marked = "".join(content(words.locator("mark")))
        assert marked == "".join(text[mark["start"] : mark["end"]] for mark in quote["highlights"])
        assert words.locator("blockquote").get_attribute("lang") == cited["language"]
        assert words.locator("blockquote").get_attribute("dir") == "auto"
        source = words.locator("p:has(cite)")
        for part in (cited["title"], cited["publisher"], say(f"source_type.{cited['source_type']}")):
            expect(source).to_contain_text(part, use_inner_text=False)
        link = words.locator("a").get_attribute("href")
        assert link == (
            f"{host.servers['listed']}/articles/{cited['article_id']}?start={cited['start']}&end={cited['end']}"
            "&lang=en#quote"
        )
        for note in quote["editor_notes"]:
            expect(words).to_contain_text(note, use_inner_text=False)


def test_dates_are_said_as_the_server_says_them(visit: Visit) -> None:
    _, page = visit()
    dates = iter(["2026-01-18", "2025-06", "2024", "2025-02-30", ""])
    tamper(page, lambda answer: answer["quotes"][0]["citation"].update(published=next(dates)))
    for said in ("18 January 2026", "June 2025", "2024", "2025-02-30", say("quote.undated")):
        source = ask(page, FEVER).locator("p:has(cite)").first
        assert content(source)[0].endswith(f" · {said}")


def test_words_that_were_changed_on_the_way_are_not_shown(visit: Visit) -> None:
    _, page = visit()

    def change(answer: dict[str, Any]) -> None:
        answer["quotes"][0]["text"] = answer["quotes"][0]["text"].replace("common", "rare")
        answer["quotes"][1].pop("sha256")

    tamper(page, change)
    turn = ask(page, FEVER)
    count = turn.locator(".quote").count()
    assert count >= 3
    expect(turn.locator("blockquote")).to_have_count(count - 2)
    for rank in (1, 2):
        expect(turn.locator(".quote").nth(rank - 1)).to_have_text(say("widget.mismatch", rank=rank))
    assert "rare" not in "".join(content(turn))


def test_marks_from_anywhere_change_no_letter(visit: Visit) -> None:
    _, page = visit()
    wild = [{"start": -4, "end": 3}, {"start": 20, "end": 9}, {"start": 1, "end": 10**9}, {"start": 5, "end": 30}]
    seen = []

    def change(answer: dict[str, Any]) -> None:
        for quote in answer["quotes"]:
            quote["highlights"] = wild
            seen.append(quote["text"])

    tamper(page, change)
    assert content(ask(page, AWKWARD).locator("blockquote")) == seen


def test_nothing_in_an_answer_becomes_markup_or_leads_astray(visit: Visit, host: Host) -> None:
    _, page = visit()
    evil = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    links = [
        {"text": evil, "url": url}
        for url in ("javascript:alert(1)", " JaVascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x",
                    "vbscript:x", "blob:x", "https://good.example/a", "/articles/", "tel:911")
    ]  # fmt: skip

    def change(answer: dict[str, Any]) -> None:
        answer["notices"] = [{"kind": "covers", "text": evil, "links": links, "language": "en"}]
        answer["quotes"][0]["citation"].update(title=evil, publisher=evil, article_id="../../" + evil)
        answer["quotes"][0]["heading"] = evil
        answer["suggestions"] = [evil + "?"]

    tamper(page, change)
    turn = ask(page, FEVER)
    assert turn.locator("img, script").count() == 0
    hrefs = turn.locator(".covers a").evaluate_all("all => all.map(one => one.href)")
    assert hrefs == ["https://good.example/a", f"{host.servers['listed']}/articles/", "tel:911"]
    assert content(turn.locator(".covers li")) == [
        f"{evil} {say('quote.new_tab')}" if n in (6, 7) else evil for n in range(9)
    ]
    assert "/articles/..%2F" in turn.locator(".words a").first.get_attribute("href")


# The states


def test_danger_comes_first_and_can_be_called(visit: Visit) -> None:
    _, page = visit()
    turn = ask(page, DANGER)
    first = turn.locator("> *").first
    expect(first).to_have_attribute("role", "alert")
    expect(first.get_by_role("heading")).to_have_text(say("urgent.heading"))
    assert first.locator("a").evaluate_all("all => all.map(one => one.href)") == ["tel:911"]
    expect(turn).to_be_focused()
    alone = ask(page, DANGER_ALONE)
    expect(alone.get_by_role("heading", name=say("urgent.heading"))).to_be_visible()
    expect(alone.locator(".status, .try, blockquote")).to_have_count(0)


def test_what_the_library_does_not_hold_is_said_and_questions_are_offered(visit: Visit) -> None:
    _, page = visit()
    turn = ask(page, OFF_TOPIC)
    expect(turn.locator(".status")).to_contain_text(say("status.not_in_library"))
    expect(turn.locator("blockquote")).to_have_count(0)
    offered = turn.locator(".try").first
    words = content(offered)[0]
    with page.expect_request(ASK) as sent:
        offered.click()
    assert sent.value.post_data_json == {"question": words, "history": [], "k": 3}
    expect(page.locator(".question").last).to_have_text(words)


def test_advice_and_small_talk_have_their_words(visit: Visit) -> None:
    _, page = visit()
    expect(ask(page, ADVICE).locator(".personal_advice")).to_contain_text(say("advice.cannot"))
    turn = ask(page, HELLO)
    expect(turn.locator(".status h3")).to_have_text(say("answer.heading.small_talk"))
    expect(turn.locator(".try").first).to_be_visible()


def test_a_follow_up_leans_on_the_questions_before_until_a_new_start(visit: Visit) -> None:
    _, page = visit()
    ask(page, FEVER)
    expect(page.locator("label")).to_have_text(say("ask.another"))
    turn = ask(page, "What about it?")
    expect(turn).to_contain_text("fever CAR-T: What about it?")
    page.get_by_role("button", name=say("ask.new")).click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("label")).to_have_text(say("ask.label"))
    with page.expect_request(ASK) as sent:
        ask(page, "What about it?")
    assert sent.value.post_data_json["history"] == []


def test_an_empty_question_is_told_at_its_box(visit: Visit) -> None:
    _, page = visit()
    page.locator("#q").fill("  ")
    page.get_by_role("button", name=say("ask.button")).click()
    expect(page.locator("#fault")).to_have_text(say("ask.empty"))
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_attribute("aria-invalid", "true")
    ask(page, FEVER)
    expect(page.locator("#fault")).to_be_empty()
    assert page.locator("#q").get_attribute("aria-invalid") is None


@pytest.mark.parametrize("state", ["offline", "error", "not ours"])
def test_a_question_that_could_not_be_sent_stays_in_its_box(visit: Visit, state: str) -> None:
    watch, page = visit()
    ask(page, FEVER)
    cors = {"Access-Control-Allow-Origin": "*"}
    if state == "offline":
        watch.context.set_offline(True)
    elif state == "error":
        page.route(ASK, lambda route: route.fulfill(status=502, body="<p>bad gateway</p>", headers=cors))
    else:
        page.route(ASK, lambda route: route.fulfill(status=200, body="<p>log in first</p>", headers=cors))
    page.locator("#q").fill("How long?")
    page.locator("#q").press("Control+Enter")
    trouble = page.locator(".trouble")
    expect(trouble).to_contain_text(say("state.offline_words" if state == "offline" else "state.error_words"))
    expect(trouble).to_have_attribute("role", "alert")
    expect(page.locator("#q")).to_have_value("How long?")
    expect(page.locator("#q")).to_be_focused()
    look(page)
    watch.context.set_offline(False)
    page.unroute_all()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".turn")).to_have_count(2)
    expect(trouble).to_have_count(0)
    expected(watch, "Failed to load resource")


def test_too_many_questions_are_told_with_the_emergency_number(visit: Visit) -> None:
    watch, page = visit("limited")
    ask(page, FEVER)
    page.locator("#q").fill("How long?")
    page.locator("#q").press("Control+Enter")
    trouble = page.locator(".trouble")
    expect(trouble.get_by_role("heading")).to_have_text(say("problem.too_many_asked.title"))
    expect(trouble).to_contain_text("911")
    assert "{" not in content(trouble)[0]
    expect(trouble.get_by_role("link")).to_have_attribute("href", "tel:911")
    expect(page.locator("#q")).to_have_value("How long?")
    expected(watch, "429")


def test_waiting_is_told_only_when_it_takes_long(visit: Visit) -> None:
    _, page = visit()
    page.locator("#q").wait_for()
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(hours=1))  # from here on, time passes only as told
    held: list[Route] = []
    page.route(ASK, lambda route: held.append(route))  # noqa: PLW0108 - playwright marks what it is given
    page.locator("#q").fill(FEVER)
    page.get_by_role("button", name=say("ask.button")).click()
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "true")
    page.clock.run_for(250)
    expect(page.get_by_role("status")).to_be_empty()
    page.clock.run_for(100)
    expect(page.get_by_role("status")).to_have_text(say("state.loading"))
    page.locator("#q").press("Control+Enter")  # once is enough
    held[0].continue_()
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.get_by_role("status")).to_be_empty()
    assert page.get_by_role("log").get_attribute("aria-busy") is None
    assert len(held) == 1


# Who may ask


def test_a_site_that_is_not_listed_shows_its_link(visit: Visit, host: Host) -> None:
    watch, page = visit("unlisted")
    expect(page.get_by_role("link", name="Ask there")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#q")).to_have_count(0)
    assert watch.complaints
    expected(watch, "has been blocked by CORS policy", "Failed to load resource", "Failed to fetch")
    page.evaluate("document.querySelector('citewell-ask').replaceChildren()")
    expect(page.locator("citewell-ask a")).to_have_text(host.servers["unlisted"].removeprefix("http://"))


def test_a_site_that_is_no_longer_listed_is_told(visit: Visit, served: list[Snapshot]) -> None:
    watch, page = visit()
    page.locator("#q").fill(FEVER)
    listed = served[0]
    served[0] = replace(listed, settings=Settings())
    try:
        page.locator("#q").press("Control+Enter")
        expect(page.locator(".trouble")).to_contain_text(say("state.offline_words"))
    finally:
        served[0] = listed
    expected(watch, "has been blocked by CORS policy", "Failed to load resource")


def test_nothing_is_kept_and_nothing_but_the_server_is_asked(visit: Visit, host: Host) -> None:
    watch, page = visit()
    sent: list[Request] = []
    watch.context.on("request", lambda request: sent.append(request))  # noqa: PLW0108 - playwright marks it
    ask(page, FEVER)
    ask(page, "What about it?")
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert page.evaluate("indexedDB.databases()") == []
    assert {request.url for request in sent} == {f"{host.servers['listed']}/api/v1/ask?lang=en"}
    assert not [request for request in sent if "cookie" in request.all_headers()]
    assert page.locator("[style]").count() == 0


def test_the_whole_answer_opens_beside_and_stands_in_no_address(visit: Visit, host: Host) -> None:
    watch, page = visit()
    ask(page, FEVER)
    ask(page, "What about it?")
    with watch.context.expect_page() as opened:
        page.get_by_role("button", name=say("widget.open")).last.click()
    expect(opened.value.locator(".question")).to_have_text("What about it?")
    expect(opened.value.locator(".chip")).to_contain_text("fever CAR-T")
    assert opened.value.url == f"{host.servers['listed']}/?lang=en#reply"


# For everyone


def test_it_speaks_the_language_of_the_page(visit: Visit) -> None:
    _, page = visit(lang="es-MX")
    turn = ask(page, FEVER)
    with speaking("es"):
        expect(page.locator("label")).to_have_text(say("ask.another"))
        expect(turn.locator(".status")).to_contain_text(say("status.answered"))
        assert content(turn.locator("p:has(cite)").first)[0].endswith("18 de enero de 2026")
    expect(page.locator("section")).to_have_attribute("lang", "es")
    expect(turn.locator("blockquote").first).to_have_attribute("lang", "en")


def test_a_language_that_citewell_does_not_speak_gives_way_to_the_readers(visit: Visit) -> None:
    _, page = visit(lang="fr", locale="es-ES")
    with speaking("es"):
        expect(page.locator("label")).to_have_text(say("ask.label"))


def test_answers_are_announced_once_and_quotes_are_not_read_out(visit: Visit) -> None:
    _, page = visit()
    turn = ask(page, FEVER)
    expect(page.get_by_role("log")).to_have_attribute("aria-label", say("log.label"))
    for quiet in ("blockquote", ".question"):
        assert set(turn.locator(quiet).evaluate_all("all => all.map(e => e.closest('[aria-live]').ariaLive)")) == {
            "off"
        }
    opening = turn.locator("mark[data-opens]").first.evaluate("e => getComputedStyle(e, '::before').content")
    assert say("quote.mark_opens") in opening


def test_the_whole_conversation_by_keyboard(visit: Visit) -> None:
    _, page = visit()
    page.locator("#q").wait_for()
    tab_to(page, "#q")
    page.keyboard.type(FEVER)
    tab_to(page, "form.ask button")
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_be_focused()
    tab_to(page, "summary")
    page.keyboard.press("Enter")
    expect(page.locator("details blockquote").first).to_be_visible()
    tab_to(page, ".words a")
    tab_to(page, "form:not(.ask) button")
    tab_to(page, "#q")
    page.keyboard.type(OFF_TOPIC)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".turn")).to_have_count(2)
    tab_to(page, ".try")
    page.keyboard.press("Space")
    expect(page.locator(".turn")).to_have_count(3)
    ring = page.locator("#q").evaluate("e => { e.focus(); return getComputedStyle(e).outlineStyle; }")
    assert ring == "solid"


def tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.locator(f"{selector}:focus")
        if found.count():
            expect(found).to_be_in_viewport()
            return
    pytest.fail(f"the keyboard does not reach {selector}")


@pytest.mark.parametrize("question", [None, FEVER, AWKWARD, DANGER, DANGER_ALONE, ADVICE, OFF_TOPIC, HELLO])
def test_axe_finds_nothing_and_nothing_overflows(visit: Visit, question: str | None) -> None:
    """At both widths, light, dark and in forced colours; and all that can be pressed is 44 pixels high."""
    _, page = visit()
    page.locator("#q").wait_for()
    if question:
        ask(page, question)
    look(page)


def look(page: Page) -> None:
    page.locator("details").evaluate_all("all => all.forEach(folded => { folded.open = true; })")
    page.evaluate(Axe().axe_script)
    looks: list[dict[str, Any]] = [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}]
    for media in looks:
        page.emulate_media(**media)
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            found = page.evaluate("axe.run({resultTypes: ['violations']})")
            violations = [
                (violation["id"], [node["html"] for node in violation["nodes"]])
                for violation in found["violations"]
                if not (media.get("forced_colors") and violation["id"] == "color-contrast")  # the system's own colours
            ]
            assert violations == [], (media, size)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            heights = page.locator("section :is(a, button, summary, textarea)").evaluate_all(
                "all => all.map(e => e.getBoundingClientRect().height).filter(height => height > 0)"
            )
            assert min(heights) >= 44
    page.emulate_media(color_scheme="light", forced_colors="none")


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_a_page_can_choose_the_theme(visit: Visit, theme: str) -> None:
    _, page = visit(color_scheme="dark")
    page.locator("citewell-ask").evaluate("(e, theme) => e.setAttribute('theme', theme)", theme)
    ground = page.locator("section").evaluate("e => getComputedStyle(e).backgroundColor")
    assert ground == ("rgb(250, 247, 241)" if theme == "light" else "rgb(17, 24, 28)")


def test_the_page_for_webmasters_shows_it_at_work(watched: Callable[..., Any], site: str) -> None:
    page = watched(site, viewport=DESK, reduced_motion="reduce").new_page()
    page.goto(f"{site}/widget")
    page.locator("#q").wait_for()
    assert "<citewell-ask" in content(page.locator("pre").first)[0]
    expect(ask(page, FEVER).locator("blockquote").first).to_be_visible()
    look(page)


def test_two_on_one_page_do_not_disturb_each_other(visit: Visit) -> None:
    _, page = visit()
    page.evaluate(
        "() => { const two = document.createElement('citewell-ask'); two.setAttribute('heading', 'Two & <b>');"
        "document.querySelector('main').append(two); }"
    )
    second = page.locator("citewell-ask").nth(1)
    expect(second.locator("h2")).to_have_text("Two & <b>")
    second.locator("#q").fill(FEVER)
    second.locator("#q").press("Control+Enter")
    expect(second.locator(".turn")).to_have_count(1)
    expect(page.locator(".turn")).to_have_count(1)
    second.evaluate("e => e.parentElement.prepend(e)")  # moved, it keeps what was said
    expect(page.locator("citewell-ask").first.locator(".turn")).to_have_count(1)
