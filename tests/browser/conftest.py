"""The real app in Debian's chromium."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from waitress.server import create_server

expect.set_options(timeout=20_000)  # the first answer of a process loads word lists; machines of CI are slow

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def _serving(app: Flask) -> Iterator[str]:
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, name="browser-tests")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(server.close)
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()


@pytest.fixture(scope="session")
def serving() -> Callable[[Flask], object]:
    """A context manager that serves an app on a free port and gives its address."""
    return _serving


@pytest.fixture(scope="session")
def site(app: Flask) -> Iterator[str]:
    """The address of the app that serves the small library."""
    with _serving(app) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; tests skip without it, except where CI is set."""
    path = shutil.which("chromium")
    if path is None:
        missing = "Chromium is missing; install it with `apt-get install chromium` to run the browser tests."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_QUIET))
        yield browser
        browser.close()


class Watched:
    """A browser context that keeps what no page may do: talk to others, run a script, complain on the console."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context = context
        self.site = site
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        context.on("request", self._request)
        context.on("console", lambda message: self.complaints.append(message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("dialog", self._dialog)

    def _request(self, request: object) -> None:
        url = request.url  # type: ignore[attr-defined]
        if not url.startswith(f"{self.site}/"):
            self.strangers.append(url)

    def _dialog(self, dialog: object) -> None:
        self.complaints.append(f"dialog: {dialog.message}")  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    def new_page(self) -> Page:
        return self.context.new_page()


@pytest.fixture
def watched(browser: Browser) -> Iterator[Callable[..., Watched]]:
    """Open a watched context for a site; afterwards no request has left it and no page has complained."""
    opened: list[Watched] = []

    def open_context(site: str, **options: object) -> Watched:
        opened.append(Watched(browser.new_context(**options), site))  # type: ignore[arg-type]
        opened[-1].context.set_default_timeout(30_000)
        return opened[-1]

    yield open_context
    for one in opened:
        one.context.close()
    assert [url for one in opened for url in one.strangers] == []
    assert [complaint for one in opened for complaint in one.complaints] == []
