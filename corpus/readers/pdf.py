"""A PDF: which paragraphs and headings do the lines on its pages make?"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect

from citewell.corpus.characters import key, tidy
from citewell.corpus.draft import Block, Draft, Metadata
from citewell.corpus.errors import Refused
from citewell.corpus.readers.guard import guard
from citewell.corpus.readers.pdf_layout import Line, page_lines

_MAX_PAGES = 500
_MAX_CHARACTERS = 5_000_000
_MAX_PAGE_CHARACTERS = 100_000
_BULLET = re.compile(r"(?:[•‣▪●◦·–*\uf0b7\uf0a7-]|o(?=\s))\s+(?=\S)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*(?!-$)\b")
_PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:of|/|\|)\s*\d{1,4})?", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"(?:microsoft word|untitled|document|layout|slide|presentation).*|.*\.(?:docx?|indd|pdf|qxd|pptx?)", re.IGNORECASE
)


def read_pdf(data: bytes, name: str) -> Draft:
    """Read a PDF that holds text.

    Raises:
        Refused: if it is encrypted, damaged, longer than 500 pages, or holds pictures of pages only.
    """
    with guard(name, "pdf"):
        try:
            pages, info = _read_pages(data, name)
        except Exception as error:
            if isinstance(error, PDFPasswordIncorrect) or any(isinstance(e, PDFPasswordIncorrect) for e in error.args):
                raise _encrypted(name) from None
            raise
        pages = _without_running_lines(pages)
        if not any(c.isalpha() for page in pages for line in page for c in line.text):
            raise Refused(
                f"{name}: holds no text, perhaps only pictures of pages; run text recognition (OCR) on it first."
            )
        title, blocks = _blocks(pages)
        stated = tidy(_info(info, "Title"))
        good = stated and not _NO_TITLE.fullmatch(stated)
        authors = re.split(r"[;,]| and ", _info(info, "Author"))
        metadata = Metadata(
            title=stated if good else title,
            authors=tuple(name for author in authors if (name := tidy(author))) if good else (),
        )
    return Draft(tuple(blocks), metadata)


def _encrypted(name: str) -> Refused:
    return Refused(f"{name}: is an encrypted PDF; save a copy of it without a password.")


def _read_pages(data: bytes, name: str) -> tuple[list[list[Line]], dict[str, Any]]:
    """Return the lines of every page and the document information."""
    pages: list[list[Line]] = []
    total = 0
    with pdfplumber.open(BytesIO(data)) as pdf:
        if pdf.doc.encryption is not None:
            raise _encrypted(name)
        if len(pdf.pages) > _MAX_PAGES:
            raise Refused(f"{name}: has {len(pdf.pages):,} pages, more than the {_MAX_PAGES} allowed; split it.")
        for page in pdf.pages:
            count = len(page.chars)
            total += count
            if count > _MAX_PAGE_CHARACTERS or total > _MAX_CHARACTERS:
                raise Refused(f"{name}: holds more than {total:,} characters, too many for one article; split it.")
            upright = page.filter(_is_upright).dedupe_chars()
            words = upright.extract_words(x_tolerance_ratio=0.15, y_tolerance=1.5, extra_attrs=["size", "fontname"])
            pages.append([line for line in page_lines(words, float(page.width)) if tidy(line.text)])
            page.close()
        return pages, dict(pdf.metadata or {})


def _is_upright(thing: dict[str, Any]) -> bool:
    return thing.get("object_type") != "char" or bool(thing.get("upright"))


def _without_running_lines(pages: list[list[Line]]) -> list[list[Line]]:
    """Drop page numbers, and headers and footers that come back on at least half of the pages."""

    def form(line: Line) -> str:
        return re.sub(r"\d+", "#", key(line.text))

    edges = Counter(f for page in pages for f in {form(line) for line in [*page[:2], *page[-2:]]})
    common = {f for f, count in edges.items() if f and len(pages) > 1 and count >= max(2, len(pages) / 2)}
    kept = []
    for page in pages:
        places = {0, 1, len(page) - 2, len(page) - 1}
        kept.append(
            [
                line
                for i, line in enumerate(page)
                if i not in places or not (form(line) in common or _PAGE_NUMBER.fullmatch(tidy(line.text)))
            ]
        )
    return kept


def _blocks(pages: Sequence[Sequence[Line]]) -> tuple[str, list[Block]]:
    """Join lines into blocks; the largest text of the first page is the title."""
    lines = [line for page in pages for line in page]
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0]
    largest = max((line.size for line in pages[0]), default=0.0) if pages else 0.0
    vocabulary = Counter(word.lower() for line in lines for word in _WORD.findall(line.text))
    title: list[str] = []
    blocks: list[Block] = []
    for number, page in enumerate(pages):
        for paragraph in _paragraphs(page, body):
            first = paragraph[0]
            text = _joined([line.text for line in paragraph], vocabulary)
            bullet = _BULLET.match(text)
            if number == 0 and first.size == largest > body * 1.15 and not title:
                title.append(text)
            elif bullet:
                blocks.append(Block("bullet", text[bullet.end() :]))
            elif _is_heading(paragraph, text, body):
                blocks.append(Block("heading", text, 2 if first.size > body * 1.25 else 3))
            elif blocks and blocks[-1].kind == "paragraph" and first is page[0] and _goes_on(blocks[-1].text, text):
                blocks[-1] = Block("paragraph", _joined([blocks[-1].text, text], vocabulary))
            else:
                blocks.append(Block("paragraph", text))
    return "".join(title), blocks


def _paragraphs(page: Sequence[Line], body: float) -> list[list[Line]]:
    """Group the lines of one page into paragraphs."""
    gaps = [b.top - a.bottom for a, b in pairwise(page) if a.size == b.size and b.top > a.top]
    usual = sorted(gaps)[len(gaps) // 4] if gaps else body * 0.2
    groups: list[list[Line]] = []
    for line in page:
        before = groups[-1][-1] if groups else None
        margin = max(o.x1 for o in page if o.column == line.column)
        if before is None or _begins(before, line, groups[-1], usual, body, margin=margin):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _begins(before: Line, line: Line, group: Sequence[Line], usual: float, body: float, *, margin: float) -> bool:
    """Whether a line begins a paragraph rather than going on with the one before it."""
    if abs(line.size - before.size) > 0.6 or line.bold != before.bold or _BULLET.match(line.text):
        return True
    if line.column != before.column or line.top < before.top:
        return not _goes_on(before.text, line.text)
    if line.top - before.bottom > usual + 0.45 * body:
        return True
    bullet = bool(_BULLET.match(group[0].text))
    indented = line.x0 > before.x0 + 0.8 * body and not (bullet and len(group) == 1)
    ended = before.text.rstrip().endswith((".", "?", "!", ":"))
    return (indented and ended) or (line.size <= 1.1 * body and _broke_early(before, line, margin))


def _broke_early(before: Line, line: Line, margin: float) -> bool:
    """Whether the first word of a line would have fitted on the line before it, so that a new paragraph begins."""
    letter = (before.x1 - before.x0) / max(len(before.text), 1)
    first = len(line.text.split(" ", 1)[0]) + 2
    return before.x1 + first * letter < margin - 0.05 * (margin - before.x0)


def _is_heading(paragraph: Sequence[Line], text: str, body: float) -> bool:
    """Whether a block is a heading: larger or bold, short, and no sentence."""
    first = paragraph[0]
    short = len(text.split()) <= 20 and len(paragraph) <= 3 and any(c.isalpha() for c in text)
    return (
        short
        and not text.endswith((".", ";", ","))
        and (first.size > body * 1.1 or (first.bold and first.size >= body * 0.98))
    )


def _goes_on(before: str, text: str) -> bool:
    """Whether a paragraph that a page or column break cut in two goes on here."""
    return not before.rstrip().endswith((".", "?", "!", ":", "”", '"')) and text[:1].islower()


def _joined(lines: Iterable[str], vocabulary: Counter[str]) -> str:
    """Join lines, taking out a hyphen that only broke a word at the end of a line."""
    text = ""
    for line in lines:
        words = line.strip()
        broken = re.search(r"([^\W\d_]+)([-\u00ad\u2010])$", text)
        following = re.match(r"[^\W\d_]+", words)
        if broken and following and following.group()[0].islower():
            keep = broken[2] != "\u00ad" and _hyphen_stays(broken[1], following.group(), vocabulary)
            text = text + words if keep else text[:-1] + words
        elif text and re.search(r"\w[-\u2010]$", text) and words:
            text += words
        else:
            text = f"{text} {words}" if text else words
    return text


def _hyphen_stays(left: str, right: str, vocabulary: Counter[str]) -> bool:
    """Whether a hyphen at the end of a line belongs to the word: `T-cell`, `long-term`, but not `ther-apy`."""
    a, b = left.lower(), right.lower()
    if len(a) < 2 or left.isupper() or vocabulary[f"{a}-{b}"]:
        return True
    return not vocabulary[a + b] and vocabulary[a] > 0 and vocabulary[b] > 1


def _info(info: dict[str, Any], field: str) -> str:
    value = info.get(field)
    return value if isinstance(value, str) else ""
