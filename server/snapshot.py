"""Which release does this request answer from?"""

from collections.abc import Callable
from typing import cast

from flask import current_app

from citewell.server.answer import Snapshot

_KEY = "citewell"


def set_snapshot_source(extensions: dict[str, object], source: Callable[[], Snapshot]) -> None:
    """Tell an app where its releases come from: a function that gives the one that is live."""
    extensions[_KEY] = source


def current_snapshot() -> Snapshot:
    """Return the release that is live at this moment; a request asks once and keeps it."""
    return cast("Callable[[], Snapshot]", current_app.extensions[_KEY])()
