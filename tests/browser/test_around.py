"""The pages around the answers in a real browser: for everyone, in every colour, and without a script."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from citewell.corpus.entries import load_glossary
from citewell.corpus.types import Article
from citewell.server.answer import Snapshot
from citewell.server.app import create_app
from citewell.server.evidence import gather_evidence
from citewell.server.messages import say
from citewell.server.settings import load_settings

pytestmark = pytest.mark.browser

Open = Callable[..., Any]

SIZES = ({"width": 1280, "height": 900}, {"width": 768, "height": 1024}, {"width": 320, "height": 640})
PAGES = ("/about", "/articles/", "/articles/?type=news&page=2", "/glossary", "/accessibility", "/privacy")
GLOSSARY = Path(__file__).resolve().parents[2] / "corpus" / "starter" / "glossary.yaml"

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><style>path{fill:#7a1f5c}</style>'
    '<script>document.title="run"</script><path d="M0 0h90v30H0z"/></svg>'
)

STATED = """
country: GB
centre_line: {name: CAR-T unit of the hospital, number: 020 7946 0000}
publisher:
  name: St. Example University Hospital
  url: "https://example.org"
  contact: web@example.org
  logo: logo.svg
  accent: "#7a1f5c"
  report_to: "https://example.org/report-a-mistake"
  editorial_policy: Two nurses read each article.
"""


@pytest.fixture(scope="module")
def own(snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory, serving: Open) -> Iterator[str]:
    """The address of a publisher that has stated everything, with a glossary and a long list."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "settings.yaml").write_text(STATED, "utf-8")
    (folder / "logo.svg").write_text(LOGO, "utf-8")
    many = [
        Article(
            f"m{n}",
            f"Subject {n}",
            "x",
            publisher=f"Publisher {n % 9}",
            source_type="news",
            studies=(f"TRIAL-{n % 5}",),
        )
        for n in range(250)
    ]
    changed = replace(
        snapshot,
        settings=load_settings(folder),
        contents=replace(snapshot.contents, glossary=load_glossary(GLOSSARY)),
        evidence=gather_evidence({article.article_id: article for article in many}),
    )
    with serving(create_app(lambda: changed)) as address:
        yield address


@pytest.fixture(params=["own", "site"])
def address(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_overflows(path: str, watched: Open, address: str, own: str) -> None:
    """At each width, light, dark and in forced colours; axe comes in through the debugger, so the policy stays."""
    if "page=2" in path and address != own:
        path = "/articles/?type=news"
    page = watched(address, viewport=SIZES[0], reduced_motion="reduce").new_page()
    page.goto(f"{address}{path}")
    for summary in page.locator("details:not([open]) > summary").all():
        summary.click()
    page.evaluate(Axe().axe_script)
    looks: tuple[dict[str, Any], ...] = (
        {"color_scheme": "light", "forced_colors": "none"},
        {"color_scheme": "dark"},
        {"color_scheme": "light", "forced_colors": "active"},
    )
    for look in looks:
        page.emulate_media(**look)
        for size in SIZES:
            page.set_viewport_size(size)
            found = page.evaluate("axe.run({resultTypes: ['violations']})")
            violations = [
                (violation["id"], [node["html"] for node in violation["nodes"]])
                for violation in found["violations"]
                if not (look.get("forced_colors") == "active" and violation["id"] == "color-contrast")
            ]
            assert violations == [], (look, size)
            assert len(found["passes"]) > 10
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], (look, size)


def test_targets_are_large_enough(watched: Open, own: str) -> None:
    page = watched(own, viewport=SIZES[-1]).new_page()
    for path in PAGES:
        page.goto(f"{own}{path}")
        for target in page.locator("button, input, select, summary, .action, nav a, .brand, .shelf a, footer a").all():
            box = target.bounding_box()
            if box:  # what lies in a closed filter has none
                assert box["height"] >= 44, (path, target.evaluate("element => element.outerHTML"))


def test_the_publishers_colour_and_logo_come_in_by_day_and_by_night(watched: Open, own: str, site: str) -> None:
    watch = watched(own)
    page = watch.new_page()
    ground = "element => getComputedStyle(element).backgroundColor"
    page.goto(f"{own}/")
    button = page.locator("button[type=submit]")
    assert button.evaluate(ground) == "rgb(122, 31, 92)"
    assert page.locator("header img").evaluate("image => image.complete && image.naturalWidth > 0")
    page.emulate_media(color_scheme="dark")
    assert button.evaluate(ground) not in {"rgb(122, 31, 92)", "rgb(121, 211, 197)"}
    page.goto(f"{own}/logo")
    assert page.title() != "run"
    assert page.evaluate("window.origin") == "null"  # in a sandbox of its own
    assert "Blocked script" in watch.complaints.pop()


def test_the_name_of_the_publisher_stays_whole_on_a_phone(watched: Open, own: str) -> None:
    page = watched(own, viewport=SIZES[-1]).new_page()
    page.goto(f"{own}/")
    header = page.locator("header.site").bounding_box()
    assert header
    assert header["height"] < 185  # three rows: the name, the languages, the pages
    expect(page.locator(".brand .name")).to_be_visible()


def test_articles_are_found_by_keyboard_and_without_scripts(watched: Open, own: str) -> None:
    page = watched(own, java_script_enabled=False).new_page()
    page.goto(f"{own}/articles/")
    page.get_by_label(say("articles.title"), exact=True).focus()
    page.keyboard.type("subject 24")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_label(say("articles.filter.study"), exact=True).focus()
    page.keyboard.type("TRIAL-1")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".count")).to_have_text(say("articles.count.some", found=2, total=250))
    expect(page.locator(".shelf a")).to_have_text(["Subject 241", "Subject 246"])
    expect(page.get_by_label(say("articles.filter.study"), exact=True)).to_have_value("TRIAL-1")
    page.get_by_role("link", name=say("articles.clear"), exact=True).press("Enter")
    page.get_by_role("link", name=say("articles.next"), exact=True).press("Enter")
    expect(page.locator(".pages [aria-current]")).to_have_text(say("articles.page", page=2, pages=3))


def test_a_term_can_be_linked_to(watched: Open, own: str) -> None:
    page = watched(own, viewport=SIZES[-1], java_script_enabled=False, reduced_motion="reduce").new_page()
    page.goto(f"{own}/glossary#term-cytokine-release-syndrome")
    term = page.locator("#term-cytokine-release-syndrome")
    expect(term).to_be_in_viewport()
    assert "underline" in term.evaluate("element => getComputedStyle(element).textDecorationLine")
    page.goto(f"{own}/glossary")
    page.locator(".letters a").last.press("Enter")
    expect(page.locator("h2").last).to_be_in_viewport()
