"""Other languages in a real browser: switched by keyboard, without a script, for everyone, and from right to left."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from citewell.server.languages import speaking
from citewell.server.messages import say

pytestmark = pytest.mark.browser

Open = Callable[..., Any]

SIZES = ({"width": 1280, "height": 900}, {"width": 320, "height": 640})
PHONE = SIZES[-1]
FEVER = "Is fever common in the first days after CAR-T?"
IN_SPANISH = "¿Cuándo puedo volver a conducir después de la infusión?"
DANGER = "Me duele el pecho y no puedo respirar"
PAGES = (
    "/",
    f"/?q={FEVER}",
    f"/?q={IN_SPANISH}",
    f"/?q={DANGER}",
    "/articles/",
    "/articles/driving",
    "/about",
    "/glossary",
    "/accessibility",
    "/privacy",
)


def in_spanish(path: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang=es"


def focus_by_tab(page: Page, name: str) -> None:
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    pytest.fail(f"the keyboard does not reach “{name}”")


def test_the_switch_works_by_keyboard_and_without_scripts(watched: Open, site: str) -> None:
    page = watched(site, java_script_enabled=True, locale="en-GB").new_page()
    plain = watched(site, java_script_enabled=False, locale="en-GB").new_page()
    plain.set_default_timeout(30_000)  # the first question of a process reads every list
    page.goto(f"{site}/articles/?title=fever")
    focus_by_tab(page, "Español")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    assert page.url == f"{site}/articles/?title=fever&lang=es"
    plain.goto(f"{site}/")
    plain.get_by_role("textbox").fill(FEVER)
    plain.locator("button[type=submit]").first.click()
    quoted = plain.locator("blockquote").all_text_contents()
    assert quoted
    switch = plain.get_by_role("button", name="Español")
    switch.focus()
    plain.keyboard.press("Enter")
    expect(plain.locator("html")).to_have_attribute("lang", "es")
    expect(plain.locator(".question")).to_have_text(FEVER)
    assert plain.locator("blockquote").all_text_contents() == quoted
    with speaking("es"):
        expect(plain.get_by_label(say("ask.another"))).to_be_visible()
    plain.get_by_role("button", name="English").click()
    expect(plain.locator("html")).to_have_attribute("lang", "en")
    expect(plain.locator(".question")).to_have_text(FEVER)


def test_a_browser_in_spanish_is_met_in_spanish(watched: Open, site: str) -> None:
    page = watched(site, locale="es-MX").new_page()
    page.goto(f"{site}/")
    with speaking("es"):
        expect(page.get_by_role("heading", level=1)).to_have_text(say("ask.heading"))
        expect(page.get_by_role("navigation", name=say("page.language"))).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_in_spanish_and_nothing_overflows(path: str, watched: Open, site: str) -> None:
    page = watched(site, viewport=SIZES[0], reduced_motion="reduce").new_page()
    page.goto(f"{site}{in_spanish(path)}")
    page.evaluate(Axe().axe_script)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in SIZES:
            page.set_viewport_size(size)
            found = page.evaluate("axe.run({resultTypes: ['violations']})")
            assert [
                (violation["id"], [node["html"] for node in violation["nodes"]]) for violation in found["violations"]
            ] == [], (scheme, size)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], (scheme, size)


@pytest.mark.parametrize("path", PAGES)
def test_from_right_to_left_nothing_breaks(path: str, watched: Open, site: str) -> None:
    """No language of ours is written so yet, but the layout is ready for one."""
    page = watched(site, viewport=PHONE).new_page()
    page.goto(f"{site}{path}")
    before = page.locator(".brand").bounding_box()
    page.evaluate("document.documentElement.dir = 'rtl'")
    for size in SIZES:
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], size
        outside = page.evaluate(
            "[...document.querySelectorAll('header *, main *, footer *')].filter(one => one.checkVisibility() &&"
            " !one.closest('.unseen') && (one.getBoundingClientRect().left < -1 ||"
            " one.getBoundingClientRect().right > innerWidth + 1)).map(one => one.outerHTML.slice(0, 120))"
        )
        assert outside == [], size
    after = page.locator(".brand").bounding_box()
    assert before
    assert after
    assert after["x"] + after["width"] > SIZES[-1]["width"] / 2 > before["x"]


def test_the_switch_is_large_enough_and_seen_in_light_and_dark(watched: Open, site: str) -> None:
    page = watched(site, viewport=PHONE).new_page()
    for path in ("/", in_spanish("/")):
        page.goto(f"{site}{path}")
        for target in page.locator(".languages :is(a, button)").all():
            box = target.bounding_box()
            assert box
            assert box["height"] >= 24
            assert box["width"] >= 24
        name = page.locator(".brand .name").bounding_box()
        assert name
        assert name["height"] < 60  # “Citewell” is not broken apart by the longer words beside it


def test_words_in_another_language_are_marked_as_such(watched: Open, site: str) -> None:
    page = watched(site).new_page()
    page.goto(f"{site}/?q={DANGER}")
    alert = page.locator(".urgent")
    expect(alert).to_have_count(1)
    expect(alert.locator("[lang=es]")).to_contain_text("emergencia")
    expect(alert.get_by_role("heading")).to_have_text(say("urgent.heading"))
