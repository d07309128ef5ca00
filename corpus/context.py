"""What do a passage and a sentence take for granted, that a search must know?

A passage cut out of its article leaves its title behind, and may leave its heading, the line that leads in its list, or
the header of its table; the item "Fever" means little without "Call us if:", the cell "95%" nothing without the
name of its column.  These texts are searched and never shown.
"""

import re
from collections.abc import Sequence

from citewell.corpus.lines import Line, line_at
from citewell.corpus.types import Article, Passage, Span

_OPENING_WORDS = 10
_LABEL_WORDS = 12
_SHORT_ITEM_WORDS = 8
_CELL_BORDER = re.compile(r"(?:^| )\|(?= |$)")


def passage_for_search(article: Article, lines: Sequence[Line], passage: Passage) -> str:
    """Write a passage with what it takes for granted before it.

    That is the title, or the `opening` where there is none; and the heading, the lead-in of the list or table that the
    passage goes on with, and the header of that table, where they stand outside.
    """
    text = article.text[passage.start : passage.end]
    first = line_at(lines, passage.start)
    title = article.title or (opening(article.text) if passage.start > lines[0].start else "")
    above = [part for part in (passage.heading, first.lead, first.columns) if part not in text]
    return ". ".join(part for part in dict.fromkeys([title, *above, text]) if part)


def sentence_for_search(article: Article, lines: Sequence[Line], sentence: Span) -> str:
    """Write a sentence as it is; a row with the names of its columns, a short item with the line that leads it in."""
    words = article.text[sentence.start : sentence.end]
    line = line_at(lines, sentence.start)
    if line.kind == "row":
        return _row_for_search(words, line.columns)
    if line.kind == "bullet" and line.lead and len(words.split()) < _SHORT_ITEM_WORDS:
        return f"{line.lead} {words}"
    return words


def opening(text: str) -> str:
    """Return what an article without a title begins with: its words up to an early colon, else its first ten."""
    words = text.split()
    label = next((here for here, word in enumerate(words[:_LABEL_WORDS], 1) if word.endswith(":")), _OPENING_WORDS)
    return " ".join(words[:label]).rstrip(" :")


def _row_for_search(row: str, columns: str) -> str:
    """Write each cell after the name of its column; the header before the row, where they have not as many cells."""
    cells, names = _cells(row), _cells(columns)
    if not columns or sum(map(bool, cells)) < 2:
        return row
    if len(cells) != len(names):
        return f"{columns}. {row}"
    return " | ".join(": ".join(filter(None, pair)) for pair in zip(names, cells, strict=True) if pair[1])


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in _CELL_BORDER.split(row)]
