"""The page that describes the JSON endpoint in a real browser: for everyone, in every colour, and without a script."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

SIZES = ({"width": 1280, "height": 900}, {"width": 320, "height": 640})


def test_axe_finds_nothing_and_nothing_overflows(watched: Callable[..., Any], site: str) -> None:
    page = watched(site, viewport=SIZES[0], reduced_motion="reduce").new_page()
    page.goto(f"{site}/api/v1/docs")
    page.evaluate(Axe().axe_script)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in SIZES:
            page.set_viewport_size(size)
            found = page.evaluate("axe.run({resultTypes: ['violations']})")
            violations = [
                (violation["id"], [node["html"][:200] for node in violation["nodes"]][:3])
                for violation in found["violations"]
            ]
            assert violations == [], (scheme, size)
            assert len(found["passes"]) > 10
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], size


def test_every_endpoint_is_reached_from_the_list_without_scripts(watched: Callable[..., Any], site: str) -> None:
    page = watched(site, viewport=SIZES[1], java_script_enabled=False).new_page()
    page.goto(f"{site}/api/v1/docs")
    links = page.locator(".api nav a")
    assert links.count() >= 16
    links.last.click()
    assert page.locator("article:has(h3:target)").count() == 1
