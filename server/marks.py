"""How is text cut for marking, so that what a page shows stays a slice?

A page shows text line by line, some of it marked.  Cutting never changes a character: the pieces of a line joined are
the line, and the lines joined by line breaks are the text.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from citewell.corpus.types import Article, Span

_DASH = "- "
_NUMBER = re.compile(r"\d{1,3}\. ")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that is marked or not.

    `is_dash` tells the "- " that begins a bullet; `opens` and `closes` tell the first and the last piece of a mark;
    `term` names the glossary's term that it is a name of.
    """

    text: str
    marked: bool = False
    is_dash: bool = False
    opens: bool = False
    closes: bool = False
    term: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text, in pieces, with its own line break left out.

    `kind` says how to set it: "heading", "bullet", "number", "row", "paragraph" or "blank".  `depth` counts headings
    from 1, each at most one deeper than the one above it, whatever levels the article gave them.
    """

    kind: str
    pieces: tuple[Piece, ...]
    depth: int = 0


def lines(
    article: Article, start: int, end: int, marks: Sequence[Span], terms: Mapping[Span, str] = MappingProxyType({})
) -> Iterator[Line]:
    """Cut `article.text[start:end]` into lines.

    Marks are offsets into the article's text and do not overlap; nor do the `terms` of the glossary, each
    with its name.
    """
    levels = {heading.start: heading.level for heading in article.headings}
    above: list[int] = []
    at = start
    for line in article.text[start:end].split("\n"):
        is_heading = bool(line) and at in levels
        if is_heading:
            above = [*(level for level in above if level < levels[at]), levels[at]]
        kind = "heading" if is_heading else _kind(line, is_row=any(t.start <= at < t.end for t in article.tables))
        yield Line(kind, tuple(_cut(line, at, kind, marks, terms)), len(above) if is_heading else 0)
        at += len(line) + 1


def _kind(line: str, *, is_row: bool) -> str:
    if not line:
        return "blank"
    if is_row:
        return "row"
    return "bullet" if line.startswith(_DASH) else "number" if _NUMBER.match(line) else "paragraph"


def _cut(line: str, at: int, kind: str, marks: Sequence[Span], terms: Mapping[Span, str]) -> Iterator[Piece]:
    """Cut a line that begins at offset `at` at the borders of its marks and terms, and behind the dash of a bullet."""
    spans = (*marks, *terms)
    inner = {border - at for span in spans for border in (span.start, span.end) if 0 < border - at < len(line)}
    if kind == "bullet" and len(line) > len(_DASH):
        inner.add(len(_DASH))
    borders = [0, *sorted(inner), len(line)]
    for start, stop in itertools.pairwise(borders):
        mark = next((mark for mark in marks if mark.start <= at + start < mark.end), None)
        term = next((span for span in terms if span.start <= at + start < span.end), None)
        if start < stop:
            yield Piece(
                line[start:stop],
                marked=mark is not None,
                is_dash=kind == "bullet" and stop <= len(_DASH),
                opens=mark is not None and mark.start == at + start,
                closes=mark is not None and mark.end == at + stop,
                term=terms[term] if term else "",
            )
