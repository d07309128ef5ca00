"""A Word document: which headings, paragraphs, lists and tables does it hold?"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from citewell.corpus.characters import lowered, raised, tidy
from citewell.corpus.checks import check_zip
from citewell.corpus.draft import Block, Draft, Metadata, table_blocks
from citewell.corpus.errors import Refused
from citewell.corpus.readers.docx_lists import Lists, list_place
from citewell.corpus.readers.guard import guard

_NO_TITLE = re.compile(
    r"(?:microsoft )?word[ -]+(?:document|dokument).*|(?:untitled|document|normal).*|.*\.docx?", re.IGNORECASE
)
_NO_AUTHOR = {"python-docx", "user", "microsoft office user", "admin", "windows user"}


def read_docx(data: bytes, name: str) -> Draft:
    """Read a Word document.

    Raises:
        Refused: if it is not one, would unpack to too much, or holds no text.
    """
    check_zip(data, name)
    with guard(name, "docx"):
        document = Document(BytesIO(data))
        title = ""
        blocks: list[Block] = []
        for block in _blocks(document):
            if not tidy(block.text):
                continue
            if block.kind == "heading" and block.level == 0 and not title:
                title = tidy(block.text)
            else:
                blocks.append(block)
        metadata = _metadata(document.core_properties, title)
    if not blocks:
        raise Refused(f"{name}: holds no text; check that it opens in Word as expected.")
    return Draft(tuple(blocks), metadata)


def _metadata(core: Any, title: str) -> Metadata:
    """Return what the properties of the document state; names that programs put there are no authors."""
    stated = tidy(core.title or "")
    authors = [tidy(author) for author in re.split(r"[;,]", core.author or "")]
    language = tidy(core.language or "")
    return Metadata(
        title=title or ("" if _NO_TITLE.fullmatch(stated) else stated),
        authors=tuple(author for author in authors if author and author.lower() not in _NO_AUTHOR),
        language=language if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", language) else "",
    )


def _blocks(document: Any) -> Iterator[Block]:
    lists = Lists(document)
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            yield from table_blocks([_cells(row) for row in item.rows], headers=1)
        else:
            yield _paragraph(item, lists)


def _cells(row: Any) -> list[str]:
    """Return the words of the cells of a row; a cell that spans others leaves them empty."""
    cells: list[str] = []
    seen: set[int] = set()
    for cell in row.cells:
        is_new = id(cell._tc) not in seen  # noqa: SLF001 - python-docx has no public name for the same cell
        seen.add(id(cell._tc))  # noqa: SLF001
        cells.append(" ".join(_words(paragraph) for paragraph in cell.paragraphs) if is_new else "")
    return cells


def _paragraph(paragraph: Paragraph, lists: Lists) -> Block:
    """Tell what a paragraph is from its style and numbering; level 0 marks the title."""
    words = _words(paragraph)
    style = (paragraph.style.name if paragraph.style is not None else "") or ""
    heading = re.fullmatch(r"heading (\d)", style, re.IGNORECASE)
    if heading:
        return Block("heading", words, int(heading[1]))
    if style.lower() == "title":
        return Block("heading", words, 0)
    if list_place(paragraph) or style.lower().startswith("list"):
        return Block("bullet", words, number=lists.next_number(paragraph))
    return Block("paragraph", words)


def _words(paragraph: Paragraph) -> str:
    """Return the words of a paragraph, insertions and links included, deletions and text boxes not."""
    text = ""
    for element in paragraph._p.xpath(".//w:r[not(ancestor::w:txbxContent)]"):  # noqa: SLF001
        run = Run(element, paragraph)
        if run.font.superscript:
            text += raised(text, run.text)
        elif run.font.subscript:
            text += lowered(run.text)
        else:
            text += run.text
    return text
