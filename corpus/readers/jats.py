"""JATS XML, as journals and PubMed Central publish it: which article does it hold?"""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, EntitiesForbidden
from defusedxml.ElementTree import fromstring

from citewell.corpus.characters import lowered, raised, tidy
from citewell.corpus.dates import is_iso_date
from citewell.corpus.draft import Block, Draft, Metadata, table_blocks
from citewell.corpus.errors import Refused
from citewell.corpus.links import bare_doi, find_doi, web_address
from citewell.corpus.types import Reference

_INNER_BLOCKS = {"list", "disp-quote", "table-wrap", "fig", "boxed-text", "disp-formula", "supplementary-material"}
_SKIPPED = {"fig", "disp-formula", "supplementary-material", "fn", "label", "media", "graphic", "object-id", "ref-list"}
_WIDEST_SPAN = 100
_EMPTY_BRACKETS = re.compile(r"\s*[\[(][\s,;–-]*[\])]")
_STRAY_MARKS = re.compile(r"(?<=[.\w])\s*[,–]+(?=\s*(?:[.,;]|$))")


def read_jats(data: bytes, name: str) -> Draft:
    """Read JATS XML; figures, footnotes and citation marks are left out.

    Raises:
        Refused: if it declares entities, is not well formed, or is not JATS.
    """
    try:
        root: Element = fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except EntitiesForbidden:
        raise Refused(f"{name}: declares XML entities, which can hide other files; save it without them.") from None
    except DefusedXmlException:
        raise Refused(f"{name}: refers to other files by XML entities; save it without them.") from None
    except (ParseError, ValueError, LookupError) as error:
        raise Refused(f"{name}: is not well-formed XML ({tidy(str(error))[:80]}); export it again.") from None
    for element in root.iter():
        element.tag = str(element.tag).rpartition("}")[2]
    article = root if root.tag == "article" else root.find(".//article")
    meta = article.find("front/article-meta") if article is not None else None
    if article is None or meta is None:
        raise Refused(
            f"{name}: is XML but not a JATS article (its root is <{root.tag[:40]}>); save the article as HTML."
        )
    blocks: list[Block] = []
    for abstract in meta.findall("abstract"):
        if abstract.get("abstract-type") not in {"graphical", "teaser", "toc"}:
            inner = list(_section(abstract, 1))
            if inner and inner[0].kind != "heading":
                blocks.append(Block("heading", "Abstract", 2))
            blocks += inner
    body = article.find("body")
    if body is not None:
        blocks += _section(body, 1)
    return Draft(tuple(blocks), _metadata(article, meta))


def _metadata(article: Element, meta: Element) -> Metadata:
    """Return what the front of the article states."""
    doi = bare_doi(next((_plain(i) for i in meta.findall("article-id") if i.get("pub-id-type") == "doi"), ""))
    journal = article.find("front/journal-meta")
    names = ["journal-title-group/journal-title", "journal-title", "publisher/publisher-name"]
    publisher = next((_plain(e) for n in names if journal is not None and (e := journal.find(n)) is not None), "")
    title = meta.find("title-group/article-title")
    links = meta.findall("self-uri")
    return Metadata(
        title=_inline(title) if title is not None else "",
        url=next((u for link in links if (u := web_address(_href(link)))), f"https://doi.org/{doi}" if doi else ""),
        doi=doi,
        publisher=publisher,
        authors=tuple(_authors(meta)),
        published=_published(meta),
        source_type="research" if article.get("article-type") in {"research-article", "review-article"} else "",
        language=next((v for k, v in article.attrib.items() if k.endswith("lang")), ""),
        references=tuple(_references(article)),
    )


def _authors(meta: Element) -> Iterator[str]:
    for contributor in meta.iterfind("contrib-group/contrib"):
        if contributor.get("contrib-type", "author") != "author":
            continue
        collective = contributor.find("collab")
        parts = [contributor.findtext(f"name/{part}", "") for part in ("given-names", "surname")]
        name = tidy(" ".join(parts)) or (_plain(collective) if collective is not None else "")
        if name:
            yield name


def _published(meta: Element) -> str:
    """Return the earliest of the dates of publication."""
    stated = []
    for date in meta.iterfind("pub-date"):
        parts = [tidy(date.findtext(part, "")) for part in ("year", "month", "day")]
        iso = parts[0]
        for part in parts[1:]:
            if not (part.isdecimal() and is_iso_date(f"{iso}-{int(part):02}")):
                break
            iso += f"-{int(part):02}"
        if is_iso_date(iso):
            stated.append(iso)
    return min(stated, key=lambda iso: (iso[:4], -len(iso), iso), default="")


def _references(article: Element) -> Iterator[Reference]:
    for entry in article.iterfind(".//ref-list//ref"):
        words = tidy(" ".join(entry.itertext()))
        title = next((_plain(e) for t in ("article-title", "chapter-title", "source") for e in entry.iter(t)), "")
        source = next((_plain(e) for e in entry.iter("source")), "")
        year = next((m.group() for e in entry.iter("year") if (m := re.match(r"\d{4}", _plain(e)))), "")
        stated = next((_plain(e) for e in entry.iter("pub-id") if e.get("pub-id-type") == "doi"), "")
        url = next((u for e in entry.iter("ext-link") if (u := web_address(_href(e)))), "")
        if title or words:
            publisher = source if source != title else ""
            yield Reference(title or words, publisher, year, url, bare_doi(stated) or find_doi(words))


def _section(parent: Element, depth: int) -> Iterator[Block]:
    """Yield the blocks of a section and of those within it."""
    for child in parent:
        if child.tag in {"sec", "boxed-text", "app"}:
            yield from _section(child, depth + (child.tag == "sec"))
        elif child.tag == "title":
            if words := _inline(child):
                yield Block("heading", words, max(2, depth))
        elif child.tag == "list":
            for number, item in enumerate(child.findall("list-item"), 1):
                if words := _inline(item):
                    yield Block("bullet", words, number=number if child.get("list-type") == "order" else None)
        elif child.tag == "table-wrap":
            yield from _table(child)
        elif child.tag == "p":
            yield from _paragraph(child, depth)
        elif child.tag not in _SKIPPED:
            yield from _section(child, depth)


def _paragraph(paragraph: Element, depth: int) -> Iterator[Block]:
    """Yield a paragraph; lists, tables and quotes inside it become blocks of their own after its words."""
    words = _inline(paragraph)
    if words:
        yield Block("paragraph", words)
    inner = [child for child in paragraph if child.tag in _INNER_BLOCKS]
    if inner:
        holder = Element("sec")
        holder.extend(inner)
        yield from _section(holder, depth)


def _table(wrap: Element) -> Iterator[Block]:
    """Yield a table with its caption above it; a head names the columns, else a first row that may do so."""
    caption = wrap.find("caption")
    if caption is not None:
        yield from (Block("paragraph", words) for part in caption if (words := _inline(part)))
    for table in wrap.iter("table"):
        first = next(table.iter("tr"), table)
        heads = {cell.tag for cell in first if _inline(cell)}
        yield from table_blocks(_grid(table), headers=len(table.findall("thead/tr")) or int(len(heads) == 1))


def _grid(table: Element) -> list[list[str]]:
    """Return the words of each row of a table; a cell that spans others leaves them empty."""
    rows: list[list[str]] = []
    below = Counter[int]()  # how many further rows a cell above takes of each column
    for row in table.iter("tr"):
        words: list[str] = []
        for cell in [*(cell for cell in row if cell.tag in {"td", "th"}), None]:
            while below[len(words)]:
                below[len(words)] -= 1
                words.append("")
            if cell is None:
                break
            width, height = _span(cell.get("colspan")), _span(cell.get("rowspan"))
            below.update(dict.fromkeys(range(len(words), len(words) + width), height - 1))
            words += [_inline(cell), *[""] * (width - 1)]
        rows.append(words)
    return rows


def _span(stated: str | None) -> int:
    return min(max(int(stated), 1), _WIDEST_SPAN) if stated and stated.isdecimal() else 1


def _inline(element: Element) -> str:
    """Return the words of an element, with raised and lowered characters and without citation marks."""
    text = _EMPTY_BRACKETS.sub("", _words(element, ""))
    return tidy(_STRAY_MARKS.sub("", text))


def _words(element: Element, before: str) -> str:
    text = element.text or ""
    for child in element:
        if child.tag == "sup":
            marks = child.find(".//xref") is not None
            text += raised(before + text, _words(child, ""), linked=marks, after=child.tail or "")
        elif child.tag == "sub":
            text += lowered(_words(child, ""))
        elif child.tag == "xref" and child.get("ref-type") in {"bibr", "fn", "table-fn"}:
            text = text.rstrip() if (child.tail or "")[:1] in ".,;:" else text
        elif child.tag == "break":
            text += " "
        elif child.tag in {"p", "title", "list-item", "list"} and element.tag in {
            "list-item",
            "disp-quote",
            "td",
            "th",
            "list",
        }:
            text += " " + _words(child, before + text) + " "
        elif child.tag not in _INNER_BLOCKS and child.tag not in _SKIPPED:
            text += _words(child, before + text)
        text += child.tail or ""
    return text


def _plain(element: Element) -> str:
    return tidy("".join(element.itertext()))


def _href(element: Element) -> str:
    return next((value for name, value in element.attrib.items() if name.endswith("href")), "")
