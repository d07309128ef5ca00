"""Whose pages may call the JSON endpoint from a browser?

Those of the origins that the publisher lists, and no others.  flask-cors takes its list once, when the app is made;
ours comes with each release, and a few header fields are all that is needed.
"""

from flask import Flask, Response, request

from citewell.server.limits import EXPOSED
from citewell.server.request_id import HEADER as REQUEST_ID
from citewell.server.snapshot import current_snapshot

_PATHS = ("/api/", "/connect", "/widget/")

_KEPT_S = 600
"""Seconds that a browser may keep the answer to a preflight request."""


def register(app: Flask) -> None:
    """Let the pages of the listed origins read what the endpoint answers; no cookie is ever needed or allowed."""

    @app.after_request
    def allow(response: Response) -> Response:
        if not request.path.startswith(_PATHS):
            return response
        origins = _origins()
        if origins:
            response.vary.add("Origin")
        origin = request.headers.get("Origin", "")
        if origin and (origin.lower() in origins or "*" in origins):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = ", ".join(("ETag", REQUEST_ID, *EXPOSED))
            if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
                response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
                response.headers["Access-Control-Allow-Headers"] = (
                    f"Accept, Accept-Language, Authorization, Content-Type, If-None-Match, X-API-Key, {REQUEST_ID}"
                )
                response.headers["Access-Control-Max-Age"] = str(_KEPT_S)
        return response


def _origins() -> tuple[str, ...]:
    """Return the listed origins; none where the release cannot be had, which another handler has told."""
    try:
        return current_snapshot().settings.api.origins
    except Exception:  # noqa: BLE001 - whatever it is, it was raised and logged before
        return ()
