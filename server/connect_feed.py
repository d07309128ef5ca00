"""How is a reply to a health record written?

As Atom or as JSON, with the elements that MedlinePlus Connect sends, in its order, and the same in both.  The summary
of an entry is HTML: the words of the article, escaped and nothing else between them, and under them their source.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]
from lxml.html.builder import BLOCKQUOTE, BR, P  # type: ignore[import-untyped]

from citewell.corpus.links import web_address
from citewell.server.messages import say
from citewell.server.quotes import Quote

ATOM = "http://www.w3.org/2005/Atom"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_XML = "http://www.w3.org/XML/1998/namespace"

_LISTS = {"category", "entry", "link"}
"""Elements that are lists in JSON, however many there are."""

ATTRIBUTION = "NLMattribution"
"""The class by which clients of MedlinePlus Connect find the source of a summary."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One article that tells of what was asked; `url` leads to the quoted words in it, `summary` is HTML."""

    title: str
    url: str
    summary: str
    language: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A reply: who answers, in which language, what was asked (`categories`, by their scheme), and what was found.

    `updated` is when the release was built (RFC 3339); `base` the address of this server, `url` that of the feed.
    """

    title: str
    subtitle: str
    author: str
    author_url: str
    language: str
    updated: str
    base: str
    url: str
    categories: Mapping[str, str]
    entries: tuple[Entry, ...]


def summarize(quote: Quote, told: Sequence[str] = ()) -> str:
    """Write a quote as HTML: what is told before it, its words with their line breaks, notes on them, their source."""
    cited = quote.citation
    first, *others = quote.text.split("\n")
    address = web_address(cited.url)
    words = BLOCKQUOTE(first, {"cite": address} if address else {}, lang=cited.language)
    for line in others:
        line_break = BR()
        line_break.tail = f"\n{line}"
        words.append(line_break)
    before, after = ([P(text) for text in texts] for texts in (told, quote.editor_notes))
    source = P(" · ".join(_source(quote)), {"class": ATTRIBUTION})
    return "".join(html.tostring(part, encoding="unicode") for part in (*before, words, *after, source))


def _source(quote: Quote) -> Iterator[str]:
    cited = quote.citation
    yield say("connect.source", source=", ".join(part for part in (cited.title, cited.publisher) if part))
    yield say("quote.published", date=cited.published) if cited.published else say("quote.undated")


def to_atom(feed: Feed) -> bytes:
    """Write a feed as Atom (RFC 4287)."""
    written: bytes = etree.tostring(_tree(feed), encoding="utf-8", xml_declaration=True)
    return written


def to_json(feed: Feed) -> dict[str, object]:
    """Write a feed as JSON: attributes by their names, the text of an element as `_value`."""
    return {"feed": {"xsi": XSI, "entry": [], **_node(_tree(feed))}}


def _tree(feed: Feed) -> etree._Element:
    root = etree.Element(_name("feed"), nsmap={None: ATOM, "xsi": XSI})
    root.set(f"{{{_XML}}}base", feed.base)
    root.set(f"{{{_XML}}}lang", feed.language)
    _add(root, "title", feed.title, type="text")
    _add(root, "updated", feed.updated)
    _add(root, "id", feed.url)
    author = _add(root, "author")
    _add(author, "name", feed.author)
    _add(author, "uri", feed.author_url)
    _add(root, "subtitle", feed.subtitle, type="text")
    for scheme, term in feed.categories.items():
        _add(root, "category", scheme=scheme, term=term)
    for one in feed.entries:
        entry = _add(root, "entry")
        entry.set(f"{{{_XML}}}lang", one.language)
        _add(entry, "title", one.title, type="text")
        _add(entry, "link", href=one.url, rel="alternate", type="text/html", hreflang=one.language, title=one.title)
        _add(entry, "id", one.url)
        _add(entry, "summary", one.summary, type="html")
        _add(entry, "updated", feed.updated)
    return root


def _name(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, _name(name), attributes)
    element.text = text
    return element


def _node(element: etree._Element) -> dict[str, Any]:
    node: dict[str, Any] = {etree.QName(name).localname: value for name, value in element.attrib.items()}
    if element.text is not None:
        node["_value"] = element.text
    for child in element:
        name = etree.QName(child).localname
        if name in _LISTS:
            node.setdefault(name, []).append(_node(child))
        else:
            node[name] = _node(child)
    return node
