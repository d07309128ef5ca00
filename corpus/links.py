"""Which web addresses and DOIs may an article carry, and in what form?"""

import re
from urllib.parse import urlsplit

# Crossref's recommendation for modern DOIs, and the one it gives for the older DOIs of Wiley.
_DOI = re.compile(r"10\.\d{4,9}/[-._;()/:a-z0-9]+|10\.1002/\S+", re.IGNORECASE)
_DOI_PREFIX = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"'“”]+", re.IGNORECASE)


def web_address(text: str) -> str:
    """Return `text` if it is an http or https address with a host, else nothing (`javascript:`, `data:`, paths)."""
    text = text.strip()
    if not text.isprintable() or any(c in text for c in " <>\"'`\\"):
        return ""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return text if parts.scheme.lower() in {"http", "https"} and host and "@" not in parts.netloc else ""


def find_url(text: str) -> str:
    """Return the first web address that stands in running text, without the punctuation after it."""
    found = _URL.search(text)
    return web_address(_unpunctuated(found.group())) if found else ""


def bare_doi(text: str) -> str:
    """Return the DOI that `text` is, in bare form (`10.1200/JCO-25-00760`), or nothing if it is not one."""
    bare = _DOI_PREFIX.sub("", text.strip(), count=1)
    return bare if _DOI.fullmatch(bare) and bare.isprintable() and "<" not in bare else ""


def find_doi(text: str) -> str:
    """Return the first DOI that stands in running text, in bare form."""
    found = _DOI.search(text)
    return bare_doi(_unpunctuated(found.group())) if found else ""


def site_of(url: str) -> str:
    """Return the host of an address without `www.`; nothing where there is no host."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.lower().removeprefix("www.")


def _unpunctuated(text: str) -> str:
    """Drop punctuation that belongs to the sentence around an address, closing brackets only if unopened."""
    while text and (text[-1] in ".,;:" or (text[-1] == ")" and text.count(")") > text.count("("))):
        text = text[:-1]
    return text
