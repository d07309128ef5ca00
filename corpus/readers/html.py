"""A web page: what is its article, and what does the page state about it?"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import htmldate
import lxml.html  # type: ignore[import-untyped]
import trafilatura
from trafilatura.settings import use_config

from citewell.corpus.characters import lowered, raised, tidy
from citewell.corpus.decode import decode
from citewell.corpus.draft import Block, Draft, Metadata, table_blocks
from citewell.corpus.errors import Refused
from citewell.corpus.links import bare_doi, site_of, web_address
from citewell.corpus.readers.guard import guard

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding=[\"']([\w.:-]+)", re.IGNORECASE
)
_NEVER = ("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "select", "button", "textarea")
_FULL_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def read_html(data: bytes, name: str) -> Draft:
    """Read a web page without any network.

    Raises:
        Refused: if no article can be found in it, or its encoding cannot be told.
    """
    declared = _CHARSET.search(data[:4096])
    encoding = (declared[1] or declared[2]).decode("ascii", "replace") if declared else ""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode(data, name, encoding))
    with guard(name, "html"):
        parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
        found = _metadata(tree)
        _write_raised(tree)
        _write_numbers(tree)
        for caption in tree.xpath("//table/caption"):
            caption.tag = "p"
            caption.getparent().addprevious(caption)
        for tag in _NEVER:
            for element in list(tree.iter(tag)):
                element.drop_tree()
        blocks, title = _extracted(tree)
    if not blocks:
        raise Refused(
            f"{name}: holds no article text that can be told from the page around it; save the article as text."
        )
    return Draft(tuple(blocks), Metadata(**{**found, "title": title or found["title"]}))


def _extracted(tree: Any) -> tuple[list[Block], str]:
    """Return the blocks of the article that stands on the page, and its title."""
    config = use_config()
    for option in ("MIN_EXTRACTED_SIZE", "MIN_OUTPUT_SIZE"):
        config.set("DEFAULT", option, "0")  # a short leaflet is an article too
    document = trafilatura.bare_extraction(
        tree, include_comments=False, include_tables=True, with_metadata=True, favor_recall=True, config=config
    )
    body = getattr(document, "body", None)
    if body is None:
        return [], ""
    return [replace(b, text=text) for b in _blocks(body) if (text := tidy(b.text))], tidy(
        getattr(document, "title", "") or ""
    )


def _blocks(parent: Any) -> Iterator[Block]:
    """Yield the blocks of trafilatura's tree (TEI names) in order."""
    if tidy(parent.text or "") and parent.tag in {"body", "quote", "div"}:
        yield Block("paragraph", parent.text)
    for child in parent:
        if child.tag == "head":
            level = str(child.get("rend", "h2"))[1:]
            yield Block("heading", _words(child), int(level) if level.isdecimal() else 2)
        elif child.tag == "list":
            yield from _bullets(child)
        elif child.tag == "table":
            yield from _table(child)
        elif child.tag in {"quote", "div"} and len(child):
            yield from _blocks(child)
        elif child.tag not in {"graphic", "lb"}:
            yield Block("paragraph", _words(child))
            for inner in child.iter("list"):
                yield from _bullets(inner)
        if tidy(child.tail or ""):
            yield Block("paragraph", child.tail)


def _table(table: Any) -> list[Block]:
    """Read a table; its first row names the columns, unless only some of its cells are marked as headers."""
    rows = [list(row.iter("cell")) for row in table.iter("row")]
    words = [[" ".join([_words(cell), *(_words(item) for item in cell.iter("item"))]) for cell in row] for row in rows]
    heads = {cell.get("role") == "head" for row in rows[:1] for cell in row if tidy("".join(cell.itertext()))}
    return table_blocks(words, headers=int(len(heads) == 1))


def _bullets(parent: Any) -> Iterator[Block]:
    for item in parent:
        if item.tag == "list":
            yield from _bullets(item)
            continue
        number = str(item.get("rend", ""))
        yield Block("bullet", _words(item), number=int(number) if number.isdecimal() else None)
        for inner in item.findall(".//list"):
            if next(inner.iterancestors("item"), None) is item:
                yield from _bullets(inner)


def _words(element: Any) -> str:
    """Return the words of an element; lists inside it are blocks of their own."""
    text = element.text or ""
    for child in element:
        if child.tag in {"lb", "p"}:
            text += " "
        if child.tag not in {"list", "table", "graphic"}:
            text += _words(child)
        text += child.tail or ""
    return text


def _write_raised(tree: Any) -> None:
    """Write `<sup>` and `<sub>` as Unicode where that keeps their meaning; reference marks go."""
    for element in list(tree.iter("sup", "sub")):
        run = tidy(element.text_content())
        if element.tag == "sup":
            linked = element.find(".//a") is not None or any(True for _ in element.iterancestors("a"))
            text = raised(_before(element), run, linked=linked, after=element.tail or "")
        else:
            text = lowered(run)
        for child in list(element):
            element.remove(child)
        element.text = text
        element.drop_tag()


def _write_numbers(tree: Any) -> None:
    """Note the number of each item of an ordered list where trafilatura keeps it; letters stay bullets."""
    for ordered in tree.iter("ol"):
        if ordered.get("type", "1") != "1" or ordered.get("reversed") is not None:
            continue
        number = _whole(ordered.get("start"), 1)
        for item in ordered.iterchildren("li"):
            number = _whole(item.get("value"), number)
            item.set("rend", str(number))
            number += 1


def _whole(stated: str | None, otherwise: int) -> int:
    return int(stated) if stated and stated.strip().isdecimal() else otherwise


def _before(element: Any) -> str:
    """Return the text right before an element within its parent."""
    previous = element.getprevious()
    if previous is None:
        return element.getparent().text or ""
    return previous.tail or str(previous.text_content())


def _metadata(tree: Any) -> dict[str, Any]:
    """Return what the head of the page states."""
    document = trafilatura.extract_metadata(tree)
    url = next(
        (
            address
            for value in tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
            if (address := web_address(str(value)))
        ),
        "",
    )
    doi_names = "@name='citation_doi' or @name='dc.identifier' or @name='DC.Identifier' or @name='prism.doi'"
    doi = next((doi for value in tree.xpath(f"//meta[{doi_names}]/@content") if (doi := bare_doi(str(value)))), "")
    date = htmldate.find_date(tree, extensive_search=False, original_date=True) or ""
    language = tidy(str(tree.get("lang") or ""))
    author = str(getattr(document, "author", "") or "")
    return {
        "title": tidy(str(getattr(document, "title", "") or "")),
        "url": url,
        "doi": doi,
        "publisher": _site_name(tree, str(getattr(document, "sitename", "") or ""), url),
        "authors": tuple(name for part in author.split(";") if (name := tidy(part))),
        "published": date if _FULL_DATE.fullmatch(date) else "",
        "language": language if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", language) else "",
    }


def _site_name(tree: Any, guessed: str, url: str) -> str:
    """Return the name that the page gives its site; a bare host is left to be named from the address."""
    stated = next((tidy(str(value)) for value in tree.xpath("//meta[@property='og:site_name']/@content")), "")
    name = stated or tidy(guessed)
    return "" if name.lower().removeprefix("www.") in {site_of(url), ""} else name
