"""The reader's list in a real browser: what is kept, in whose words, where, and how it comes out on paper."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, render_template_string
from playwright.sync_api import Page, expect

from citewell.corpus.types import Article, Span, sha256_text
from citewell.server.answer import Answer, Snapshot, answer
from citewell.server.app import create_app
from citewell.server.languages import LANGUAGES
from citewell.server.marks import lines
from citewell.server.messages import catalogue, say, say_date

pytestmark = pytest.mark.browser

Open = Callable[..., Any]

CALL = "Whom do I call when my temperature is 38 °C? Call the team’s 24-hour number at once."
AWKWARD = "Was measurable disease at 10–5 rare & <b>not</b> bold? naïve T cells, 5 < 6, “quoted” 😀 café"
OFF_TOPIC = "What is the best pizza in town? <img src=x onerror=alert(1)> {count} {words}"
QUESTIONS = (CALL, AWKWARD, OFF_TOPIC)

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}

TURNS = (Path(__file__).parent / "turns.html").read_text("utf-8")


class Shown:
    """A quote with its lines, as the page of an answer sets it."""

    def __init__(self, quote: Any, article: Article) -> None:
        cited = quote.citation
        marks = [Span(mark.start + cited.start, mark.end + cited.start) for mark in quote.highlights]
        self.quote, self.lines = quote, tuple(lines(article, cited.start, cited.end, marks))


@pytest.fixture(scope="module")
def told(snapshot: Snapshot) -> list[Answer]:
    return [answer(snapshot, question) for question in QUESTIONS]


@pytest.fixture(scope="module")
def place(snapshot: Snapshot, told: list[Answer], serving: Open) -> Iterator[str]:
    """The address of a site with a page of three answers, the last of which found nothing."""
    app = create_app(lambda: snapshot)
    articles = snapshot.contents.articles

    @app.get("/turns")
    def turns() -> str:
        return render_template_string(
            TURNS,
            turns=[(one, [Shown(quote, articles[quote.citation.article_id]) for quote in one.quotes]) for one in told],
        )

    with serving(app) as address:
        yield address


def stored(page: Page) -> list[dict[str, Any]]:
    """Read what the browser holds."""
    held = page.evaluate("localStorage.getItem('citewell.list')")
    if held is None:
        return []
    kept = json.loads(held)
    assert kept["version"] == 1
    return kept["entries"]


def keep(page: Page, place: str, *turns: int, quotes: int = 0) -> None:
    """Put the questions of these turns on the list, and the first quotes of the first of them."""
    page.goto(f"{place}/turns")
    for turn in turns:
        page.locator(".turn").nth(turn).locator(".keep-question").click()
    for number in range(quotes):
        page.locator(".turn").nth(turns[0]).locator(".keep-quote").nth(number).click()
        expect(page.locator(".keep-quote[aria-pressed=true]")).to_have_count(number + 1)


def questions(page: Page) -> list[str]:
    return page.locator(".entry-question").all_text_contents()


def test_a_quote_is_kept_as_it_stands_with_its_question_and_citation(
    watched: Open, place: str, told: list[Answer]
) -> None:
    page = watched(place).new_page()
    page.goto(f"{place}/turns")
    expect(page.locator("[data-list-count]")).to_have_text(say("list.nav_count", count=0))
    for turn, answered in enumerate(told[:2]):
        for button in page.locator(".turn").nth(turn).locator(".keep-quote").all():
            button.click()
            expect(button).to_have_attribute("aria-pressed", "true")
            expect(button).to_have_text(say("list.remove"))
            expect(page.locator("#list-status")).to_have_text(say("list.said_quote"))
        expect(page.locator(".keep-question").nth(turn)).to_have_text(say("list.remove_question"))
        assert answered.quotes
    expect(page.locator("[data-list-count]")).to_have_text(say("list.nav_count", count=2))
    entries = stored(page)
    assert [entry["question"] for entry in entries] == [CALL, AWKWARD]
    for entry, answered in zip(entries, told, strict=False):
        assert (entry["status"], entry["release"], entry["note"]) == (answered.status, answered.release, "")
        assert [quote["text"] for quote in entry["quotes"]] == [quote.text for quote in answered.quotes]
        for kept, quote in zip(entry["quotes"], answered.quotes, strict=True):
            assert kept["sha256"] == sha256_text(kept["text"]) == quote.sha256
            assert kept["release"] == answered.release
            cited = kept["citation"]
            assert (cited["article_id"], cited["start"], cited["end"]) == (
                quote.citation.article_id,
                quote.citation.start,
                quote.citation.end,
            )
            units = kept["text"].encode("utf-16-le")
            marked = [units[2 * start : 2 * end].decode("utf-16-le") for start, end in kept["marks"]]
            assert marked == [quote.text[span.start : span.end] for span in quote.highlights]

    assert any(quote.editor_notes for quote in told[1].quotes)
    page.goto(f"{place}/list")
    assert page.locator(".note").all_text_contents() == [
        f"{say('quote.note')} {note}"
        for answered in told[:2]
        for quote in answered.quotes
        for note in quote.editor_notes
    ]
    assert page.locator(".quote-text").evaluate_all("all => all.map(one => one.textContent)") == [
        quote.text for answered in told[:2] for quote in answered.quotes
    ]
    assert page.locator("mark").all_text_contents() == [
        quote.text[span.start : span.end]
        for answered in told[:2]
        for quote in answered.quotes
        for span in quote.highlights
    ]


def test_a_quote_is_cited_in_words(watched: Open, place: str, told: list[Answer]) -> None:
    page = watched(place).new_page()
    keep(page, place, 0, quotes=1)
    page.goto(f"{place}/list")
    quote = told[0].quotes[0]
    cited = quote.citation
    assert cited.article_id == "fever-after-car-t"
    expect(page.locator(".quote-title")).to_have_text(f"{say('quote.label', rank=1, count=1)} {cited.title}")
    assert page.locator(".source > .cited li").all_text_contents() == [
        "Test Hospital",
        say("quote.by", authors="A. Nurse, B. Doctor"),
        say("quote.published", date="2026-01-18"),
        say("quote.reviewed", reviewed=say_date("2026-02-01")),
        say("article.review_by", date="2999-01-01"),
        say("list.address", url="https://example.org/fever"),
        say("quote.doi", doi="10.1000/xyz123"),
    ]
    assert page.locator(".proof li").all_text_contents() == [
        say("list.article", article_id=cited.article_id),
        say("quote.check_place", start=cited.start, end=cited.end),
        say("quote.check_sha256", sha256=quote.sha256),
        say("check.release", release=told[0].release),
    ]
    assert [link.get_attribute("href") for link in page.locator(".cited a").all()] == [
        "https://example.org/fever",
        "https://doi.org/10.1000%2Fxyz123",
    ]
    with page.context.expect_page() as opened:
        page.locator(".context").click()
    assert " ".join(opened.value.locator("#quote").text_content().split()) in " ".join(quote.text.split())
    opened.value.close()

    entries = stored(page)  # of a release that is gone
    entries[0]["quotes"][0]["release"] = "before"
    page.evaluate("list => localStorage.setItem('citewell.list', list)", json.dumps({"version": 1, "entries": entries}))
    page.reload()
    assert page.locator(".context").get_attribute("href") == f"{place}/articles/{cited.article_id}"


def test_buttons_take_back_what_they_did(watched: Open, place: str) -> None:
    page = watched(place).new_page()
    keep(page, place, 0, quotes=1)
    page.goto(f"{place}/list")
    page.locator(".entry textarea").fill("Ask the nurse")
    page.goto(f"{place}/turns")
    quote, question = page.locator(".keep-quote").first, page.locator(".keep-question").first
    expect(quote).to_have_attribute("aria-pressed", "true")
    question.click()
    expect(page.locator("#list-status")).to_have_text(say("list.said_removed"))
    assert stored(page) == []
    expect(quote).to_have_attribute("aria-pressed", "false")
    question.click()  # by mistake, then
    (entry,) = stored(page)
    assert (entry["note"], len(entry["quotes"])) == ("Ask the nurse", 1)
    quote.click()
    expect(page.locator("#list-status")).to_have_text(say("list.said_dropped"))
    (entry,) = stored(page)
    assert (entry["question"], entry["quotes"], entry["note"]) == (CALL, [], "Ask the nurse")


def test_questions_without_an_answer_are_on_the_list(watched: Open, place: str) -> None:
    page = watched(place).new_page()
    keep(page, place, 2)
    page.goto(f"{place}/list")
    assert questions(page) == [OFF_TOPIC]
    expect(page.locator(".entry-status")).to_have_text(say("list.status_not_in_library"))
    assert page.locator(".entry img, .entry .quote").count() == 0


def test_the_list_is_put_in_order_noted_on_and_shortened(watched: Open, place: str) -> None:
    page = watched(place).new_page()
    keep(page, place, 0, 1, 2, quotes=2)
    page.goto(f"{place}/list")
    assert questions(page) == [CALL, AWKWARD, OFF_TOPIC]
    expect(page.locator(".up").first).to_be_disabled()
    expect(page.locator(".down").last).to_be_disabled()
    page.locator(".entry textarea").nth(2).fill("Zeile 1\n<b>two</b>")
    page.locator(".up").nth(2).click()
    expect(page.locator("#list-status")).to_have_text(say("list.said_moved", place=2, count=3))
    expect(page.locator(".up").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    assert questions(page) == [OFF_TOPIC, CALL, AWKWARD]
    expect(page.locator(".down").first).to_be_focused()  # nothing is further up
    page.reload()
    assert questions(page) == [OFF_TOPIC, CALL, AWKWARD]
    expect(page.locator(".entry textarea").first).to_have_value("Zeile 1\n<b>two</b>")
    page.locator(".drop").first.click()
    expect(page.locator("#list-status")).to_have_text(say("list.said_dropped"))
    assert [len(entry["quotes"]) for entry in stored(page)] == [0, 1, 0]
    page.locator(".remove").nth(1).click()
    expect(page.locator("#list-status")).to_have_text(say("list.said_removed"))
    expect(page.locator(".entry-question").nth(1)).to_be_focused()
    assert questions(page) == [OFF_TOPIC, AWKWARD]
    assert [entry["question"] for entry in stored(page)] == [OFF_TOPIC, AWKWARD]


def test_removing_all_asks_first(watched: Open, place: str) -> None:
    page = watched(place).new_page()
    keep(page, place, 0, 1)
    page.goto(f"{place}/list")
    sure = page.locator("#list-sure")
    expect(sure).to_be_hidden()
    for refuse in (lambda: page.locator(".clear-no").click(), lambda: page.keyboard.press("Escape")):
        page.locator(".clear").click()
        expect(sure).to_be_visible()
        expect(page.locator(".clear-no")).to_be_focused()
        refuse()
        expect(sure).to_be_hidden()
        expect(page.locator(".clear")).to_be_focused()
        assert len(questions(page)) == 2
    page.locator(".clear").click()
    page.locator(".clear-yes").click()
    expect(page.locator("#list-empty")).to_be_visible()
    expect(page.locator("#list-tools")).to_be_hidden()
    expect(page.locator("#list-status")).to_have_text(say("list.said_cleared"))
    expect(page.locator("#list-heading")).to_be_focused()
    assert page.evaluate("localStorage.length") == 0


def test_keeping_asks_no_server_anything(watched: Open, place: str) -> None:
    watch = watched(place)
    page = watch.new_page()
    page.goto(f"{place}/turns")
    page.wait_for_load_state("networkidle")
    sent: list[str] = []
    watch.context.on("request", lambda request: sent.append(request.url))
    for button in page.locator(".keep-question, .keep-quote").all():
        button.click()
    expect(page.locator("[aria-pressed=false]")).to_have_count(0)
    assert sent == []
    page.goto(f"{place}/list")
    page.wait_for_load_state("networkidle")
    assert sent
    assert not [url for url in sent if "?" in url]
    sent.clear()
    page.locator(".entry textarea").first.fill("A note")
    page.locator(".down").first.click()
    page.locator(".remove").first.click()
    page.locator(".clear").click()
    page.locator(".clear-yes").click()
    expect(page.locator("#list-empty")).to_be_visible()
    assert sent == []


def test_turns_that_come_later_get_their_buttons(watched: Open, place: str) -> None:
    page = watched(place).new_page()
    keep(page, place, 0)
    page.evaluate("""() => {
        const later = document.querySelector('.turn').cloneNode(true);
        for (const button of later.querySelectorAll('button')) { button.hidden = true; button.ariaPressed = 'false'; }
        document.querySelector('main').append(later);
    }""")
    expect(page.locator(".turn").last.locator(".keep-question")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".turn").last.locator(".print")).to_be_visible()


def test_tabs_follow_each_other(watched: Open, place: str) -> None:
    watch = watched(place)
    asked, listed = watch.new_page(), watch.new_page()
    listed.goto(f"{place}/list")
    keep(asked, place, 0, 2)
    expect(listed.locator(".entry")).to_have_count(2)
    listed.locator(".remove").first.click()
    expect(asked.locator(".keep-question").first).to_have_attribute("aria-pressed", "false")
    expect(asked.locator("[data-list-count]")).to_have_text(say("list.nav_count", count=1))


def test_words_that_were_changed_on_the_page_are_not_kept(watched: Open, place: str) -> None:
    page = watched(place).new_page()
    page.goto(f"{place}/turns")
    page.evaluate("document.querySelector('.quote-text').append('!')")
    page.locator(".keep-quote").first.click()
    expect(page.locator(".list-fault")).to_have_text(say("list.fault_mismatch"))
    expect(page.locator("#list-status")).to_have_text(say("list.fault_mismatch"))
    expect(page.locator(".keep-quote").first).to_have_attribute("aria-pressed", "false")
    assert stored(page) == []


BLOCKED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError'); }"


@pytest.mark.parametrize(("script", "fault"), [(BLOCKED, "blocked"), (FULL, "full")])
def test_what_cannot_be_kept_is_told(script: str, fault: str, watched: Open, place: str) -> None:
    page = watched(place).new_page()
    page.add_init_script(script)
    page.goto(f"{place}/turns")
    for button in (page.locator(".keep-question").first, page.locator(".keep-quote").first):
        button.click()
        expect(page.locator(".list-fault")).to_have_text(say(f"list.fault_{fault}"))
        expect(page.locator("#list-status")).to_have_text(say(f"list.fault_{fault}"))
        expect(button).to_have_attribute("aria-pressed", "false")
    page.goto(f"{place}/list")
    if fault == "blocked":
        expect(page.locator(".list-fault")).to_be_visible()
        expect(page.locator("#list-tools")).to_be_hidden()
    else:
        expect(page.locator("#list-empty")).to_be_visible()


def test_storage_that_is_really_full_loses_nothing(watched: Open, place: str) -> None:
    page = watched(place).new_page()
    keep(page, place, 0)
    page.evaluate("""() => {
        for (let size = 1 << 22; size; size >>= 1) {
            try { localStorage.setItem('other' + size, 'x'.repeat(size)); } catch { /* as full as that */ }
        }
    }""")
    page.goto(f"{place}/list")
    page.locator(".entry textarea").fill("x" * 2000)
    expect(page.locator(".list-fault")).to_have_text(say("list.fault_full"))
    assert [entry["question"] for entry in stored(page)] == [CALL]


def test_a_list_holds_a_hundred_questions(watched: Open, place: str) -> None:
    page = watched(place).new_page()
    page.goto(f"{place}/turns")
    entries = [
        {"question": f"Question {n}", "status": "related", "release": "r", "note": "", "quotes": []} for n in range(99)
    ]
    page.evaluate("list => localStorage.setItem('citewell.list', list)", json.dumps({"version": 1, "entries": entries}))
    page.reload()
    page.locator(".keep-question").nth(0).click()
    expect(page.locator("[data-list-count]")).to_have_text(say("list.nav_count", count=100))
    page.locator(".keep-question").nth(2).click()
    expect(page.locator(".list-fault")).to_have_text(say("list.fault_limit", limit=100))
    assert len(stored(page)) == 100
    page.locator(".keep-quote").first.click()  # its question is there
    expect(page.locator(".keep-quote").first).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".list-fault")).to_have_count(0)


GOOD = {
    "text": "x",
    "notes": [], "marks": [[0, 1]], "sha256": "0", "release": "r",
    "citation": {
        "article_id": "a", "title": "T", "publisher": "", "authors": [], "published": "", "data_cut": "", "checked": "",
        "reviewed": "",
        "review_by": "",
        "language": "en", "url": "javascript:alert(1)", "doi": "javascript:alert(1)", "start": 0, "end": 1,
    },
}  # fmt: skip
ENTRY = {"question": "Q <b>", "status": "constructor", "release": "r", "note": "<img src=x>", "quotes": [GOOD]}
BAD = (
    "", "{", "null", "[]", "7", '{"version": 2, "entries": []}', '{"version": 1, "entries": {}}',
    json.dumps({"version": 1, "entries": [None]}),
    json.dumps({"version": 1, "entries": [ENTRY | {"quotes": [GOOD | {"citation": None}]}]}),
    json.dumps({"version": 1, "entries": [ENTRY | {"quotes": [GOOD | {"marks": [[0, "1"]]}]}]}),
    json.dumps({"version": 1, "entries": [ENTRY | {"note": 5}]}),
)  # fmt: skip


def test_what_is_no_list_of_ours_is_told_of_and_can_be_removed(watched: Open, place: str) -> None:
    page = watched(place).new_page()
    page.goto(f"{place}/turns")
    unreadable = say("list.fault_unreadable", nav=say("list.nav"), clear=say("list.clear"))
    for held in BAD:
        page.evaluate("list => localStorage.setItem('citewell.list', list)", held)
        page.goto(f"{place}/turns")
        page.locator(".keep-question").first.click()
        expect(page.locator(".list-fault")).to_have_text(unreadable)
        assert page.evaluate("localStorage.getItem('citewell.list')") == held  # nothing is lost unasked
        page.goto(f"{place}/list")
        expect(page.locator(".list-fault")).to_have_text(unreadable)
    page.locator(".clear").click()
    page.locator(".clear-yes").click()
    expect(page.locator("#list-empty")).to_be_visible()
    expect(page.locator(".list-fault")).to_have_count(0)


def test_what_is_stored_cannot_act(watched: Open, place: str) -> None:
    page = watched(place).new_page()
    page.goto(f"{place}/list")
    page.evaluate("list => localStorage.setItem('citewell.list', list)", json.dumps({"version": 1, "entries": [ENTRY]}))
    page.reload()
    assert questions(page) == ["Q <b>"]
    expect(page.locator(".entry-status")).to_have_text("")
    expect(page.locator(".entry textarea")).to_have_value("<img src=x>")
    assert page.locator(".entry img, .entry b, .cited a").count() == 0


def test_the_list_can_be_copied_as_text(watched: Open, place: str, told: list[Answer]) -> None:
    watch = watched(place, permissions=["clipboard-read", "clipboard-write"])
    page = watch.new_page()
    keep(page, place, 1, 2, quotes=1)
    page.goto(f"{place}/list")
    page.locator(".entry textarea").last.fill("Ask about {count}")
    page.locator(".copy-list").click()
    expect(page.locator("#list-status")).to_have_text(say("list.said_copied"))
    copied = page.evaluate("navigator.clipboard.readText()")
    quote = told[1].quotes[0]
    first = say("quote.label", rank=1, count=1)
    assert copied.startswith(
        f"{say('list.heading')}\n\n1. {AWKWARD}\n{say(f'list.status_{told[1].status}')}\n\n{first}\n“{quote.text}”\n"
    )
    assert say("quote.check_sha256", sha256=quote.sha256) in copied
    assert copied.endswith(
        f"\n\n2. {OFF_TOPIC}\n{say('list.status_not_in_library')}\n"
        f"{say('check.release', release=told[2].release)}\n\n{say('list.noted', note='Ask about {count}')}"
    )


def test_where_copying_is_refused_the_text_is_shown(watched: Open, place: str) -> None:
    page = watched(place).new_page()
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    keep(page, place, 2)
    page.goto(f"{place}/list")
    page.locator(".copy-list").click()
    words = page.get_by_label(say("list.fault_copy"))
    expect(words).to_be_focused()
    assert page.evaluate("getSelection().toString()") == words.input_value() != ""


def test_without_scripts_no_button_is_there_that_would_do_nothing(watched: Open, place: str) -> None:
    page = watched(place, java_script_enabled=False, viewport=PHONE).new_page()
    page.goto(f"{place}/list")
    assert [button for button in page.locator("main button").all() if button.is_visible()] == []
    page.goto(f"{place}/turns")
    assert [button for button in page.locator("main button").all() if button.is_visible()] == []


def test_by_keyboard_alone(watched: Open, place: str) -> None:
    page = watched(place).new_page()
    page.goto(f"{place}/turns")
    page.locator(".keep-question").first.wait_for()
    _tab_to(page, ".keep-question")
    page.keyboard.press("Space")
    _tab_to(page, ".keep-quote")
    page.keyboard.press("Enter")
    expect(page.locator(".keep-quote").first).to_have_attribute("aria-pressed", "true")
    page.goto(f"{place}/list")
    page.locator(".entry").wait_for()
    _tab_to(page, "summary")
    page.keyboard.press("Enter")
    expect(page.locator(".proof")).to_be_visible()
    _tab_to(page, ".entry textarea")
    page.keyboard.type("By hand")
    _tab_to(page, ".remove")
    outline = page.locator(":focus").evaluate(
        "e => [getComputedStyle(e).outlineStyle, getComputedStyle(e).outlineWidth]"
    )
    assert outline == ["solid", "3px"]
    expect(page.locator(":focus")).to_have_accessible_description(CALL)
    assert stored(page)[0]["note"] == "By hand"
    page.keyboard.press("Enter")
    expect(page.locator("#list-heading")).to_be_focused()
    assert stored(page) == []


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    pytest.fail(f"no {selector} is reached by Tab")


def _open_states(page: Page, place: str) -> Iterator[str]:
    page.goto(f"{place}/list")
    yield "empty"
    keep(page, place, 0, 1, 2, quotes=2)
    yield "answers"
    page.goto(f"{place}/list")
    page.locator(".clear").click()
    page.locator("summary").first.click()
    yield "list"
    page.evaluate("localStorage.setItem('citewell.list', '?')")
    page.reload()
    yield "unreadable"


def test_axe_finds_nothing_nothing_overflows_and_targets_are_large(watched: Open, place: str) -> None:
    page = watched(place, viewport=DESK, reduced_motion="reduce").new_page()
    looks: tuple[dict[str, Any], ...] = (
        {"color_scheme": "light", "forced_colors": "none"},
        {"color_scheme": "dark"},
        {"color_scheme": "light", "forced_colors": "active"},
    )
    for state in _open_states(page, place):
        page.evaluate(Axe().axe_script)
        for look in looks:
            page.emulate_media(**look)
            for size in (DESK, PHONE):
                page.set_viewport_size(size)
                found = page.evaluate("axe.run({resultTypes: ['violations']})")
                violations = [
                    (violation["id"], [node["html"] for node in violation["nodes"]])
                    for violation in found["violations"]
                    if not (look.get("forced_colors") == "active" and violation["id"] == "color-contrast")
                ]
                assert violations == [], (state, look, size)
                assert len(found["passes"]) > 10
                assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], (state, size)
        for target in page.locator("main :is(button, summary, textarea)").all():
            box = target.bounding_box()
            assert box is None or box["height"] >= 44, target.evaluate("element => element.outerHTML")
        for target in page.locator("main .cited a").all():
            assert target.bounding_box()["height"] >= 24
        page.emulate_media(color_scheme="light", forced_colors="none")


# On paper


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_list_on_paper(size: dict[str, int], watched: Open, place: str) -> None:
    page = watched(place, viewport=size, color_scheme="dark").new_page()
    keep(page, place, 0, 2, quotes=2)
    page.goto(f"{place}/list")
    page.locator(".entry textarea").first.fill("Line one\nLine two")
    page.emulate_media(media="print")
    for hidden in ("header nav", "footer nav", "button", "textarea", ".context", ".lead"):
        assert not [one for one in page.locator(hidden).all() if one.is_visible()], hidden
    expect(page.locator(".printed-note").first).to_have_text("Line one Line two")
    expect(page.locator(".printed-note").last).to_be_visible()  # room to write
    expect(page.locator(".proof").first).to_be_visible()
    expect(page.locator(".entry-release").last).to_have_text(say("check.release", release=stored(page)[1]["release"]))
    expect(page.locator(".entry-release").last).to_be_visible()
    colours = "e => [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor]"
    for words in page.locator(".quote-text, .entry-question, .cited li, mark").all():
        assert words.evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.locator(".quote").first.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    _marks_need_no_colour(page)
    assert page.locator("a.spelled").first.evaluate("e => getComputedStyle(e, '::after').content") == "none"
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_answers_on_paper(watched: Open, place: str) -> None:
    page = watched(place).new_page()
    page.goto(f"{place}/turns")
    page.emulate_media(media="print")
    assert not [one for one in page.locator("button, nav").all() if one.is_visible()]
    expect(page.locator("details .code").first).to_be_visible()
    expect(page.locator(".print-only").first).to_contain_text(say("check.release", release="")[:-1].strip())
    link = page.get_by_role("link", name=say("quote.publisher_page")).first
    assert link.evaluate("e => getComputedStyle(e, '::after').content") == '" (https://example.org/fever)"'
    _marks_need_no_colour(page)


def _marks_need_no_colour(page: Page) -> None:
    for mark in page.locator("mark").all():
        before, after, line = mark.evaluate(
            "e => [getComputedStyle(e, '::before').content, getComputedStyle(e, '::after').content,"
            " getComputedStyle(e).textDecorationLine]"
        )
        assert (before, after, line) == ('"["', '"]"', "underline")


def test_printing_unfolds_what_is_folded_and_folds_it_again(watched: Open, place: str) -> None:
    page = watched(place).new_page()
    page.add_init_script("window.print = () => { window.printed = document.querySelectorAll('details[open]').length; }")
    page.goto(f"{place}/turns")
    page.locator("summary").first.click()
    folded = page.locator("details:not([open])").count()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.locator(".print").first.click()
    assert page.evaluate("window.printed") == page.locator("details").count() == folded + 1
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 1


# Words


DATES = ("2026-01-18", "2025-06", "2025", "", "2025-13-01", "2026-02-30", "spring 2025")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_is_said_in_the_language_of_the_reader(language: str, watched: Open, place: str, app: Flask) -> None:
    page = watched(place).new_page()
    keep(page, place, 0, quotes=1)
    page.goto(f"{place}/list?lang={language}")
    expect(page.locator("h1")).to_have_text(catalogue(language)["list.heading"])
    expect(page.locator(".entry-status")).to_have_text(catalogue(language)["list.status_answered"])
    expect(page.locator(".quote-text")).to_have_attribute("lang", "en")
    said = page.evaluate(
        """async (dates) => {
            const { sayDate } = await import("/static/list_page.js");
            return dates.map((date) => sayDate(date, document.getElementById("care-list").dataset.locale));
        }""",
        DATES,
    )
    with app.test_request_context(f"/?lang={language}"):
        assert said == [say_date(date) for date in DATES]
    assert (
        page.locator(".context").get_attribute("href").startswith(f"{place}/articles/fever-after-car-t?lang={language}")
    )
