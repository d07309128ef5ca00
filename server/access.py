"""Which programs may ask, from where, and how often?

The `api:` section of `settings.yaml`, and the keys that programs may send.  A key is 256 random bits, so its SHA-256
can be kept as it is: there is nothing to guess that a slow hash would protect.
"""

import hashlib
import re
import secrets
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from limits import RateLimitItem, parse
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

_SHA256 = re.compile(r"[0-9a-f]{64}")

_KEY_PREFIX = "citewell_"
"""Lets those who search code for secrets know one when they see it."""


def _is_rate(rate: str) -> str:
    try:
        parse(rate)
    except (ValueError, IndexError):
        raise ValueError("write how often in how long, such as 60/minute or 1000 per hour") from None
    return rate


def _is_origin(origin: str) -> str:
    parts = urlsplit(origin)
    is_one = parts.scheme in {"http", "https"} and parts.hostname and origin == f"{parts.scheme}://{parts.netloc}"
    if origin != "*" and (not is_one or "@" in origin):
        raise ValueError("write where a page comes from, such as https://www.example.org, with no path; or *")
    return origin.lower()


def _is_hash(digest: str) -> str:
    if not _SHA256.fullmatch(digest):
        raise ValueError("write the 64 digits that `citewell key` prints, not the key itself")
    return digest


def _is_storage(address: str) -> str:
    if address != "memory" and urlsplit(address).scheme not in {"redis", "rediss", "redis+unix"}:
        raise ValueError("write memory, or where Redis is, such as redis://127.0.0.1:6379")
    return address


def _is_address(address: str) -> str:
    if address:
        try:
            ip_address(address)
        except ValueError:
            raise ValueError("write the IP address that the proxy calls from, such as 127.0.0.1") from None
    return address


Rate = Annotated[str, AfterValidator(_is_rate)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class ApiKey(_Section):
    """A key that a program may send: its name, and the SHA-256 of the key as hexadecimal digits."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    sha256: Annotated[str, AfterValidator(_is_hash)]


class Rates(_Section):
    """How often one address, or one key, may ask: questions and searches, lists of questions, and all else."""

    ask: Rate = "60/minute"
    batch: Rate = "6/minute"
    read: Rate = "600/minute"

    def of(self, kind: str) -> RateLimitItem:
        """Return the rate of a kind of request: `ask`, `batch` or `read`."""
        return parse(getattr(self, kind))


class Access(_Section):
    """Who may use the JSON endpoint; every field may be left out.

    `origins` are the sites whose pages may call it from a browser. `keys` may be sent by programs, and must be if
    `keys_only`. `counted_in` says where requests are counted: in memory, or in a Redis that several servers share.
    `proxy` is the address of the reverse proxy that is believed when it says whom it asks for.
    """

    origins: tuple[Annotated[str, AfterValidator(_is_origin)], ...] = ()
    keys: tuple[ApiKey, ...] = ()
    keys_only: bool = False
    rates: Annotated[Rates, BeforeValidator(lambda given: given or {})] = Rates()
    counted_in: Annotated[str, AfterValidator(_is_storage)] = "memory"
    proxy: Annotated[str, AfterValidator(_is_address)] = ""

    def key_of(self, secret: str) -> ApiKey | None:
        """Return the key that a program has sent, if it is one of ours."""
        digest = hash_key(secret)
        return next((key for key in self.keys if secrets.compare_digest(key.sha256, digest)), None)


def make_key() -> str:
    """Make a key for a program: 256 bits of chance."""
    return _KEY_PREFIX + secrets.token_urlsafe(32)


def hash_key(secret: str) -> str:
    """Return what is kept of a key: its SHA-256, as hexadecimal digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
