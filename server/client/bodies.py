"""What does a program get when it asks or searches?

The parts of the OpenAPI document, by their names there.  What `corpus` holds is imported; what the server makes its
answers of (`Quote`, `Notice`, …) brings flask and numpy along, so it stands here again, and a test compares all of it
with the document.  What is not known here is passed over, so that a newer server can be asked too.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from citewell.corpus.types import Citation, Span, sha256_text

MISMATCH = "mismatch"
"""The kind of the error for words that are not those of their hash."""

UNCHECKED: dict[str, Any] = {"is_checked": False}
"""The context in which hashes are not compared."""


class Body(BaseModel):
    """What all parts are: read once, then never changed."""

    model_config = ConfigDict(frozen=True)


class Words(Body):
    """Words of an article, compared with their hash while they are read."""

    text: str
    sha256: str

    @model_validator(mode="after")
    def _compare(self, info: ValidationInfo) -> "Words":
        if info.context != UNCHECKED and sha256_text(self.text) != self.sha256:
            raise PydanticCustomError(MISMATCH, "the words are not those of their hash")
        return self


class Ok(Body):
    """An answer, not a problem."""

    ok: Literal[True]
    release: str


class Part(Ok):
    """A part of a list; `next` is the address of the one after it."""

    total: int
    limit: int
    offset: int
    next: str | None


class ProblemBody(Body):
    """What went wrong (RFC 9457). `type` is the address of a page that explains it, or `about:blank`."""

    ok: Literal[False]
    type: str
    title: str
    status: int
    detail: str


class GoneBody(ProblemBody):
    """Words that no longer stand where they stood; `successor` is where they stand now, if anywhere."""

    successor: str | None
    releases: tuple[str, ...]


class Link(Body):
    """A place to go on to."""

    text: str
    url: str


class Notice(Body):
    """Fixed words that stand before the quotes; `language` is the one that they are in."""

    kind: str
    text: str
    links: tuple[Link, ...]
    language: str


class Quote(Words):
    """A passage, word for word; `highlights` and `follow_up` are offsets into `text`."""

    rank: int
    score: float
    part: str
    passage_id: str
    heading: str
    reading: Literal["easy", "fair", "hard"] | None
    highlights: tuple[Span, ...]
    follow_up: tuple[Span, ...]
    studies: tuple[str, ...]
    editor_notes: tuple[str, ...]
    also_in: tuple[Citation, ...]
    citation: Citation


class Group(Body):
    """The quotes about one study, by their ranks."""

    study: str
    ranks: tuple[int, ...]
    articles: int


class Side(Words):
    """One side of a disagreement: a sentence of the quote with this rank."""

    rank: int
    citation: Citation


class Disagreement(Body):
    """Two sentences that do not agree, with fixed words on how."""

    kind: str
    text: str
    sides: tuple[Side, Side]


class Answered(Ok):
    """All that is said in reply to one question."""

    question: str
    searched_for: str
    topic: str
    status: Literal["answered", "related", "not_in_library"]
    notices: tuple[Notice, ...]
    quotes: tuple[Quote, ...]
    groups: tuple[Group, ...]
    disagreements: tuple[Disagreement, ...]
    suggestions: tuple[str, ...]


class Batch(Ok):
    """The answers to a list of questions, each in the place of its question: an answer, or a problem."""

    answers: tuple[Answered | ProblemBody, ...]


class Elsewhere(Body):
    """An article with passages that may answer, but may not be shown."""

    article_id: str
    title: str
    url: str
    rights: str


class Found(Part):
    """The passages that were found, best first."""

    q: str
    searched_for: str
    hits: tuple[Quote, ...]
    elsewhere: tuple[Elsewhere, ...]
    withheld: tuple[str, ...]
