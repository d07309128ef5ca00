"""How is text cut for marking, so that what a page shows stays a slice?

A page shows text line by line, some of it marked.  Cutting never changes a character: the pieces of a line joined are
the line, and the lines joined are the text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from citewell.corpus.types import Article, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that is marked or not."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text, in pieces, with its own line break left out. `kind` says how to set it."""

    kind: str  # "heading", "bullet", "paragraph" or "blank"
    pieces: tuple[Piece, ...]


def cut(text: str, marks: Sequence[Span]) -> tuple[Piece, ...]:
    """Cut a text at the borders of its marks; the marks are in order and do not overlap."""
    pieces: list[Piece] = []
    at = 0
    for mark in marks:
        pieces += [Piece(text[at : mark.start], marked=False), Piece(text[mark.start : mark.end], marked=True)]
        at = mark.end
    pieces.append(Piece(text[at:], marked=False))
    return tuple(piece for piece in pieces if piece.text)


def lines(article: Article, start: int, end: int, marks: Sequence[Span]) -> Iterator[Line]:
    """Cut `article.text[start:end]` into lines; marks are offsets into the article's text."""
    headings = {heading.start for heading in article.headings}
    at = start
    for line in article.text[start:end].split("\n"):
        stop = at + len(line)
        inside = [
            Span(max(mark.start, at) - at, min(mark.end, stop) - at)
            for mark in marks
            if mark.start < stop and at < mark.end
        ]
        kind = (
            "blank" if not line else "heading" if at in headings else "bullet" if line.startswith("- ") else "paragraph"
        )
        yield Line(kind, cut(line, inside))
        at = stop + 1
