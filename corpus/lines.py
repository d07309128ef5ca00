"""What is each line of an article: a heading, an item of a list, a row of a table, or a paragraph?

Headings and tables are noted beside the text; an item of a list is known by its mark ("- ", "1. ").  A list or a table
is read with the line that leads it in, so every item and row knows that line, and every row the names of its columns.
"""

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from citewell.corpus.draft import CLOSE, Kind
from citewell.corpus.sentences import split_sentences
from citewell.corpus.types import Article

_ITEM_MARK = re.compile(r"(?:-|\d{1,3}\.) (?=\S)")
_NOT_BLANK = re.compile(r"\S")

_CAPTION_WORDS = 40
"""A paragraph of up to so many words right above a table speaks of the table."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank; its own words begin at `words`, behind the mark of an item.

    `leads_in`: what follows belongs to it.  `lead` is the heading or sentence that leads in the list or table it stands
    in, `columns` the last header row of its table; empty where there is none.
    """

    start: int
    words: int
    end: int
    kind: Kind
    leads_in: bool
    lead: str = ""
    columns: str = ""


def read_lines(article: Article) -> tuple[Line, ...]:
    """Read the lines of an article that are not blank, in order."""
    text = article.text
    rows = dict(_rows(article))
    headings = {heading.start for heading in article.headings}
    lines: list[Line] = []
    lead = ""
    for match in re.finditer(r"\S[^\n]*", text):
        start, end = match.start(), match.start() + len(match.group().rstrip())
        mark = _ITEM_MARK.match(text, start, end)
        kind, columns = rows.get(start) or ("bullet" if mark else "paragraph", "")
        if start in headings:
            kind = "heading"
        before = lines[-1] if lines else None
        if before is None or (before.kind, kind) not in CLOSE:
            opens = kind in {"bullet", "columns", "row"} and before is not None and before.leads_in
            lead = _last_sentence(text, before) if before and opens else ""
        words = mark.end() if mark and kind == "bullet" else start
        leads_in = kind in {"heading", "columns"} or text.endswith(":", start, end)
        if kind == "paragraph" and _next_start(text, end) in rows:
            leads_in = leads_in or len(text[start:end].split()) <= _CAPTION_WORDS
        lines.append(Line(start, words, end, kind, leads_in, lead, columns))
    return tuple(lines)


def line_at(lines: Sequence[Line], offset: int) -> Line:
    """Find the line in which an offset stands."""
    return lines[bisect.bisect_right(lines, offset, key=lambda line: line.start) - 1]


def _rows(article: Article) -> Iterator[tuple[int, tuple[Kind, str]]]:
    """Tell where each row of a table starts, whether it names the columns, and how they are named."""
    for table in article.tables:
        columns = article.text[table.start : table.header_end].rpartition("\n")[2]
        start = table.start
        for row in article.text[table.start : table.end].split("\n"):
            yield start, ("columns" if start < table.header_end else "row", columns)
            start += len(row) + 1


def _next_start(text: str, end: int) -> int:
    following = _NOT_BLANK.search(text, end)
    return following.start() if following else len(text)


def _last_sentence(text: str, line: Line) -> str:
    *_, last = split_sentences(text, line.words, line.end)
    return text[last.start : last.end]
