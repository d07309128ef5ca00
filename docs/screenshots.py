"""What does it look like? Renders the pictures of the README from the running program.

    make screenshots

Serves the library on a free port of this machine, asks in Debian's chromium, and writes docs/pictures/: light and dark,
desktop and phone.
"""

import argparse
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from waitress.server import create_server

from citewell.index.embedder import load_embedder
from citewell.index.library import open_library
from citewell.index.release import live_id
from citewell.server.app import create_app
from citewell.server.live import open_release

PICTURES = Path(__file__).with_name("pictures")
DESK = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 780}


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: what is asked, one question after the other, and how the page is looked at."""

    name: str
    questions: tuple[str, ...]
    size: dict[str, int]
    scheme: str = "light"
    language: str = "en-GB"


SIDE_EFFECTS = "what are the side effects of cilta-cel?"
FEVER = "my husband has had a fever of 38.6 since this morning, he had CAR-T 5 days ago"
ALL = (
    Picture("answer-desktop-light", (SIDE_EFFECTS,), DESK),
    Picture("answer-phone-dark", (SIDE_EFFECTS,), PHONE, "dark"),
    Picture("urgent-phone-light", (FEVER,), PHONE),
    Picture(
        "follow-up-desktop-dark", ("how long does the infusion take", "and what happens after that?"), DESK, "dark"
    ),
    Picture("not-in-library-phone-light", ("does abecma cause tremor?",), PHONE),
    Picture("start-phone-light-spanish", (), PHONE, language="es"),
)


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path, required=True)
    arguments = parser.parse_args()
    PICTURES.mkdir(exist_ok=True)
    with serving(arguments.library) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for picture in ALL:
            context = browser.new_context(
                viewport=picture.size,  # type: ignore[arg-type]
                color_scheme=picture.scheme,  # type: ignore[arg-type]
                locale=picture.language,
                reduced_motion="reduce",
            )
            take(picture, context.new_page(), site)
            context.close()
        browser.close()


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve what is live in a library on a free port, and give its address."""
    library = open_library(folder)
    snapshot = open_release(library, live_id(library.releases), load_embedder)
    server = create_server(create_app(lambda: snapshot), host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(server.close)
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()


def take(picture: Picture, page: Page, site: str) -> None:
    """Ask what the picture shows, and take it."""
    page.set_default_timeout(60_000)
    page.goto(f"{site}/")
    for number, question in enumerate(picture.questions):
        page.fill("#q", question)
        page.keyboard.press("Control+Enter")
        page.locator(".turn").nth(number).wait_for()
    page.locator(".turn .question, h1").last.blur()
    page.screenshot(path=PICTURES / f"{picture.name}.png")


if __name__ == "__main__":
    main()
