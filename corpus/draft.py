"""What does a reader find in a file, before it is an article?

Every reader turns its file into a `Draft`: the blocks in reading order and the metadata the file states.  Cleaning
works on drafts; `compose` makes the canonical article of one.
"""

from dataclasses import dataclass, field
from typing import Literal

from citewell.corpus.types import Reference


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph or bullet. `level` is the depth of a heading (1 is the highest), else 0."""

    kind: Literal["heading", "paragraph", "bullet"]
    text: str
    level: int = 0


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
