"""How is the web application put together?

`create_app` takes what it depends on and opens nothing itself; the command line chooses the real parts.
"""

from collections.abc import Callable
from pathlib import Path

from flask import Flask

from citewell.server import api, around, languages, page, problems, security
from citewell.server.answer import Snapshot
from citewell.server.messages import say
from citewell.server.snapshot import set_snapshot_source

MAX_BODY = 64_000
"""Bytes of a request: the longest question with the longest history, JSON-escaped, fits in four times less."""

_TEMPLATES = Path(__file__).parent.parent / "templates"


def create_app(snapshot_source: Callable[[], Snapshot]) -> Flask:
    """Make the application that answers from whatever release `snapshot_source` gives."""
    app = Flask(__name__, template_folder=str(_TEMPLATES), static_folder=str(_TEMPLATES / "static"))
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY, MAX_FORM_MEMORY_SIZE=MAX_BODY, MAX_FORM_PARTS=100)
    app.jinja_env.globals["say"] = say
    app.jinja_env.globals["language"] = languages.spoken
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    set_snapshot_source(app.extensions, snapshot_source)
    app.register_blueprint(api.bp)
    app.register_blueprint(page.bp)
    app.register_blueprint(around.bp)
    problems.register(app)
    languages.register(app)
    security.register(app)
    return app
