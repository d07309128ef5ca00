"""How often may one caller ask, and with which key?

Counted for each address (an IPv6 network of 64 bits is one), or for each key, over a sliding window.  The counting is
the library `limits`', the engine of flask-limiter: our rates come with each release, and the header fields are those of
draft-ietf-httpapi-ratelimit-headers, so nothing of flask-limiter's own would be used.
"""

import logging
import math
import time
from ipaddress import IPv6Address, IPv6Network, ip_address

from flask import Flask, Response, current_app, g, request
from limits.errors import ConfigurationError, StorageError
from limits.storage import Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter, RateLimiter

from citewell.corpus.errors import CitewellError
from citewell.server.access import Access
from citewell.server.problems import Problem
from citewell.server.settings import contacts
from citewell.server.snapshot import current_snapshot

EXPOSED = ("RateLimit", "RateLimit-Policy", "Retry-After")
"""The header fields that tell of limits; pages of other origins may read them."""

_PATHS = "/api/v1/"
_OPEN = ("/api/v1/openapi.json", "/api/v1/docs")
"""What describes the endpoint can be read without a key."""

_PAGES = {"page.chat": "q", "connect.connect": ""}
"""What else asks questions, and in which field; it needs no key."""

_NETWORK = 64
"""Bits of an IPv6 address that stand for one household or device."""

_log = logging.getLogger(__name__)


def open_counter(counted_in: str) -> RateLimiter:
    """Open what requests are counted in: `memory`, or the address of a Redis.

    Raises:
        CitewellError: Redis cannot be used.
    """
    try:
        storage = storage_from_string("memory://" if counted_in == "memory" else counted_in, wrap_exceptions=True)
        if not storage.check():
            raise CitewellError(f"Redis at {counted_in} does not answer. Start it, or leave counted_in out.")
    except ConfigurationError as error:
        raise CitewellError(
            f"Requests cannot be counted in {counted_in} ({error}). Run `pip install redis`, or leave counted_in out."
        ) from error
    assert isinstance(storage, Storage)
    return MovingWindowRateLimiter(storage)


def register(app: Flask, counter: RateLimiter | None) -> None:
    """Check the key of each request to the endpoint, and count it; without a counter nothing is counted."""

    @app.before_request
    def check() -> None:
        if request.method == "OPTIONS" or not _is_counted():
            return
        access = current_snapshot().settings.api
        caller = _check_key(access) or _network(request.remote_addr or "")
        if counter:
            _count(counter, access, caller)

    @app.after_request
    def tell(response: Response) -> Response:
        if "rate" in g:
            response.headers["RateLimit-Policy"], response.headers["RateLimit"] = g.rate
        return response


def _is_counted() -> bool:
    field = _PAGES.get(request.endpoint or "")
    if field is not None:
        return not field or bool(request.values.get(field))
    return request.path.startswith(_PATHS)


def _kind() -> str:
    """Tell what kind of request it is, by what the view says of itself."""
    if request.endpoint in _PAGES:
        return "ask"
    return getattr(current_app.view_functions.get(request.endpoint or ""), "counts_as", "read")


def _check_key(access: Access) -> str:
    """Return whom the key of this request belongs to, or nothing if it has none and needs none.

    Raises:
        Problem: the key is none of ours, or one is needed.
    """
    if request.path in _OPEN or not request.path.startswith(_PATHS):
        return ""
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    secret = request.headers.get("X-API-Key", "").strip() or (bearer.strip() if scheme.lower() == "bearer" else "")
    key = access.key_of(secret) if secret else None
    if (secret and access.keys and not key) or (access.keys_only and not key):
        raise Problem(401, "no_key", headers={"WWW-Authenticate": "Bearer"})
    return f"key {key.name}" if key else ""


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:  # a socket file has none: all who come by it are one
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Network((found, _NETWORK), strict=False))
    return str(found)


def _count(counter: RateLimiter, access: Access, caller: str) -> None:
    """Count this request, and note what is left.

    Raises:
        Problem: there have been too many.
    """
    kind = _kind()
    rate = access.rates.of(kind)
    try:
        is_within = counter.hit(rate, kind, caller)
        stats = counter.get_window_stats(rate, kind, caller)
    except StorageError as error:  # people in need are answered, counted or not
        _log.error("Requests cannot be counted: %s", type(error.storage_error).__name__)
        return
    seconds = max(1, math.ceil(stats.reset_time - time.time()))
    g.rate = (f'"{kind}";q={rate.amount};w={rate.get_expiry()}', f'"{kind}";r={stats.remaining};t={seconds}')
    if not is_within:
        headers = {"Retry-After": str(seconds)}
        if request.endpoint == "page.chat":  # whoever waits here may need help
            called = contacts(current_snapshot().settings).emergency
            raise Problem(429, "too_many_asked", headers=headers, seconds=seconds, emergency=called)
        raise Problem(429, "too_many", headers=headers, seconds=seconds)
