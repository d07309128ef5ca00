"""How is the web application put together?

`create_app` takes what it depends on and opens nothing itself; the command line chooses the real parts.
"""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask_compress import Compress
from limits.strategies import RateLimiter

from citewell.server import (
    api,
    around,
    busy,
    care_list,
    cite,
    connect,
    cors,
    languages,
    limits,
    llms,
    page,
    problems,
    request_id,
    security,
    widget,
)
from citewell.server.answer import Snapshot
from citewell.server.archive import Archive
from citewell.server.messages import say
from citewell.server.snapshot import set_snapshot_source

MAX_BODY = 64_000
"""Bytes of a request: the longest question with the longest history, JSON-escaped, fits in four times less."""

_COMPRESSED = (
    "text/html", "text/css", "text/javascript", "image/svg+xml", "application/json", "application/problem+json",
)  # fmt: skip
"""Nothing that is sent holds a secret (no cookie, no token), so that compressing it gives none away (BREACH)."""

_TEMPLATES = Path(__file__).parent.parent / "templates"


def create_app(
    snapshot_source: Callable[[], Snapshot], archive: Archive | None = None, counter: RateLimiter | None = None
) -> Flask:
    """Make the application that answers from whatever release `snapshot_source` gives.

    Args:
        snapshot_source: gives the release that is live.
        archive: the releases to look back to when words have changed; none by default.
        counter: counts the requests of each caller; without one nobody is limited.
    """
    app = Flask(__name__, template_folder=str(_TEMPLATES), static_folder=str(_TEMPLATES / "static"))
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY, MAX_FORM_MEMORY_SIZE=MAX_BODY, MAX_FORM_PARTS=100)
    app.jinja_env.globals["say"] = say
    app.jinja_env.globals["language"] = languages.spoken
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config.update(
        COMPRESS_MIMETYPES=_COMPRESSED, COMPRESS_ALGORITHM=("br", "gzip"), COMPRESS_STREAMS=True, COMPRESS_BR_LEVEL=4
    )
    app.extensions[api.ARCHIVE] = archive or Archive()
    api.register(app)  # first, so that it is done last: it compares what is really sent
    Compress(app)
    cors.register(app)
    request_id.register(app)
    limits.register(app, counter)
    busy.register(app)
    set_snapshot_source(app.extensions, snapshot_source)
    app.register_blueprint(api.bp)
    app.register_blueprint(page.bp)
    app.register_blueprint(around.bp)
    app.register_blueprint(cite.bp)
    app.register_blueprint(connect.bp)
    app.register_blueprint(care_list.bp)
    app.register_blueprint(widget.bp)
    app.register_blueprint(llms.bp)
    problems.register(app)
    languages.register(app)
    security.register(app)
    return app
