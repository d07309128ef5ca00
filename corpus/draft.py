"""What does a reader find in a file, before it is an article?

Every reader turns its file into a `Draft`: the blocks in reading order and the metadata the file states.  Cleaning
works on drafts; `compose` makes the canonical article of one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from citewell.corpus.characters import tidy
from citewell.corpus.types import Reference

Kind = Literal["heading", "paragraph", "bullet", "columns", "row"]
"""What a block, or the line it becomes, is; `columns` is a row that names the columns of its table."""

CLOSE = {("bullet", "bullet"), ("columns", "columns"), ("columns", "row"), ("row", "row")}
"""Which kinds follow one another without a blank line, as one list or table."""


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, item of a list or row of a table.

    `level` is the depth of a heading (1 is the highest), else 0; `number` is that of an item of an ordered list.
    """

    kind: Kind
    text: str
    level: int = 0
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says about itself; an empty value means that it does not say. Fields as in `Article`."""

    title: str = ""
    url: str = ""
    doi: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    reviewed: str = ""
    review_by: str = ""
    checked: str = ""
    data_cut: str = ""
    stale_after: str = ""
    supersedes: tuple[str, ...] = ()
    corrects: tuple[str, ...] = ()
    retracted: str = ""
    source_type: str = ""
    studies: tuple[str, ...] = ()
    rights: str = ""
    language: str = ""
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """The blocks of a file in reading order, and what the file says about itself."""

    blocks: tuple[Block, ...]
    metadata: Metadata = field(default_factory=Metadata)


def table_blocks(rows: Sequence[Sequence[str]], headers: int) -> list[Block]:
    """Write a table as one block a row, its cells parted by " | "; what has one column is prose in a frame.

    Args:
        rows: the words of the cells of each row.
        headers: how many rows at the top name the columns.
    """
    cells = [[tidy(cell) for cell in row] for row in rows]
    if all(len(row) < 2 for row in cells):
        return [Block("paragraph", cell) for row in cells for cell in row if cell]
    return [
        Block("columns" if here < headers < len(cells) else "row", tidy(" | ".join(row)) if any(row[1:]) else row[0])
        for here, row in enumerate(cells)
        if any(row)
    ]
