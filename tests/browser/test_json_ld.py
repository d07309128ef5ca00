"""Data blocks in a page: chromium neither runs them nor holds them to be scripts that the policy forbids."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import render_template_string

from citewell.server.answer import Snapshot
from citewell.server.app import create_app

pytestmark = pytest.mark.browser

DESCRIBED = {"@type": "Quotation", "text": "</script><script>window.__ran=1</script>", "name": "window.__ran=1"}

PAGE = """<!doctype html><html lang="en"><head><title>x</title>
<link rel="icon" href="{{ url_for("static", filename="favicon.svg") }}">
{% from "_json_ld.html" import json_ld %}{{ json_ld(described) }}</head><body></body></html>"""


def test_a_data_block_is_no_script(
    snapshot: Snapshot, serving: Callable[..., Any], watched: Callable[..., Any]
) -> None:
    """`watched` fails on anything on the console, where chromium reports what the policy forbids."""
    app = create_app(lambda: snapshot)
    app.add_url_rule("/described", view_func=lambda: render_template_string(PAGE, described=DESCRIBED))
    with serving(app) as site:
        page = watched(site).new_page()
        response = page.goto(f"{site}/described")
        assert "script-src 'self'" in response.headers["content-security-policy"]
        assert page.evaluate("window.__ran") is None
        assert json.loads(page.locator("script").text_content()) == DESCRIBED
