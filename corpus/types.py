"""What is an article, a passage, a citation?

Every offset in Citewell is a half-open code-point offset into `Article.text`, which is canonical (NFC) and never
changes once stored.  What a reader is shown is always `article.text[start:end]`.
"""

import hashlib
from dataclasses import dataclass, field

SOURCE_TYPES = ("patient_information", "news", "press_release", "research", "guideline", "aggregator", "other")
"""What kind of text an article is, for the reader's judgement; `other` when nobody said."""

UNDATED = "undated"
"""What stands in `Article.retracted` when its publisher says that it is retracted, but not since when."""


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points of `Article.text`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a heading stands in `Article.text`, and how deep it is (1 is the highest)."""

    start: int
    end: int
    level: int = 2


@dataclass(frozen=True, slots=True)
class Table:
    """Where a table stands in `Article.text`, one row a line.

    Its header rows come first and end at `header_end`, which is `start` where it has none.
    """

    start: int
    end: int
    header_end: int


@dataclass(frozen=True, slots=True)
class EditorNote:
    """A span of the article that readers must be warned about.

    `kind` names the message in the catalogue (`lost_exponent`); the words of the article itself are never repaired.
    """

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A work that the article rests on: an entry of its reference list, or of the `sources` of its front matter.

    `sections` names the headings whose statements it supports, where the article says so.
    """

    title: str
    publisher: str = ""
    published: str = ""
    url: str = ""
    doi: str = ""
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A published page as Citewell holds it.

    Dates are ISO 8601 strings as precise as the source states them (`2025`, `2025-06`, `2025-06-07`); an empty string
    means that the source does not say.

    `checked` is when someone last compared the article with its source, `data_cut` until when its data reach, and
    `stale_after` the last day on which it may be offered as an answer.  `supersedes` and `corrects` name other articles
    by article_id, address or DOI; `retracted` is the date of its retraction, or `UNDATED`.  `rights` says how much of
    it may be shown (see `corpus.rights`).
    """

    article_id: str
    title: str
    text: str
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
    source_type: str = "other"
    studies: tuple[str, ...] = ()
    rights: str = ""
    language: str = "en"
    headings: tuple[Heading, ...] = ()
    tables: tuple[Table, ...] = ()
    references: tuple[Reference, ...] = ()
    editor_notes: tuple[EditorNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of one article that can answer a question: the unit that is searched and shown.

    `heading` is the heading in force, which may stand inside the span or above it; `sentences` are the spans of its
    sentences, in order.
    """

    article_id: str
    start: int
    end: int
    heading: str = ""
    sentences: tuple[Span, ...] = field(default=(), repr=False)

    @property
    def passage_id(self) -> str:
        """`<article_id>#<start>-<end>`: names the same words for as long as the article's text is unchanged."""
        return f"{self.article_id}#{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Citation:
    """All that a reader needs to go and check a quote."""

    article_id: str
    title: str
    publisher: str
    authors: tuple[str, ...]
    published: str
    reviewed: str
    review_by: str
    checked: str
    data_cut: str
    source_type: str
    studies: tuple[str, ...]
    rights: str
    language: str
    url: str
    doi: str
    start: int
    end: int


def cite(article: Article, start: int, end: int) -> Citation:
    """Cite the span `[start, end)` of an article."""
    return Citation(
        article_id=article.article_id,
        title=article.title,
        publisher=article.publisher,
        authors=article.authors,
        published=article.published,
        reviewed=article.reviewed,
        review_by=article.review_by,
        checked=article.checked,
        data_cut=article.data_cut,
        source_type=article.source_type,
        studies=article.studies,
        rights=article.rights,
        language=article.language,
        url=article.url,
        doi=article.doi,
        start=start,
        end=end,
    )


def sha256_text(text: str) -> str:
    """Hash text as UTF-8: the fingerprint by which anyone can check a quote against its article."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
