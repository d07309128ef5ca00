"""What does an answer about what the library holds look like? Articles, passages, glossary, coverage, the release."""

from typing import Annotated, Literal

from pydantic import Field

from citewell.corpus.entries import EntrySource
from citewell.corpus.standing import Standing
from citewell.corpus.types import Citation, Heading
from citewell.server.api.bodies import Body, Next, Ok


class ArticleSummary(Body):
    """What is known of an article beside its words."""

    article_id: str
    title: str
    publisher: str
    authors: list[str]
    published: str
    reviewed: str
    review_by: str
    checked: str
    data_cut: str
    stale_after: str
    source_type: str
    studies: list[str]
    rights: str
    language: str
    url: str
    doi: str
    withheld: Annotated[Standing | None, Field(description="Why it is not offered as an answer, if it is not.")]


class Articles(Ok):
    """A part of the list of articles, by title."""

    total: int
    limit: int
    offset: int
    next: Next
    articles: list[ArticleSummary]


class ArticleBody(Ok):
    """An article, with its words as far as its rights allow."""

    article: ArticleSummary
    text: Annotated[str, Field(description="From the beginning, as far as may be shown.")]
    sha256: Annotated[str, Field(description="Of `text`, as UTF-8.")]
    is_whole: Annotated[bool, Field(description="Whether `text` is all of the article.")]
    headings: list[Heading]
    passages: Annotated[list[str], Field(description="The ids of its passages, in order.")]
    editor_notes: list[str]


class PassageBody(Ok):
    """The words at a place of an article."""

    passage_id: str
    text: str
    sha256: str
    heading: str
    studies: list[str]
    editor_notes: list[str]
    citation: Citation
    permalink: Annotated[str, Field(description="An address that names these words for good.")]


class Verified(Ok):
    """What stands at a place, and whether it is what was quoted."""

    passage_id: str
    text: Annotated[str, Field(description="What stands there now, as far as may be shown.")]
    sha256: str
    matches: Annotated[bool | None, Field(description="Whether it is what was quoted; null if no hash was sent.")]
    releases: Annotated[list[str], Field(description="The kept releases in which the quoted words stand there.")]
    successor: Annotated[str | None, Field(description="Where the quoted words stand now, if elsewhere.")]
    citation: Citation


class TermBody(Body):
    """A term of the glossary; all its names mean the same."""

    term: str
    definition: str
    abbreviations: list[str]
    synonyms: list[str]
    lay: list[str]
    brand: list[str]
    generic: list[str]
    codes: list[str]
    see_also: list[str]
    ambiguous: bool
    source: EntrySource
    page: Annotated[str, Field(description="Where it stands on the glossary page.")]


class Glossary(Ok):
    """A part of the glossary, by term."""

    total: int
    limit: int
    offset: int
    next: Next
    terms: list[TermBody]


class Topic(Body):
    """A subject that the library must not be silent on."""

    id: str
    topic: str
    why: str
    question: str
    state: Literal["green", "red"]
    passage_id: Annotated[str, Field(description="The passage that covers it, as far as it may be shown, or empty.")]
    source: EntrySource


class Coverage(Ok):
    """The must-cover topics, red where no passage covers them."""

    green: int
    red: int
    topics: list[Topic]


class SuggestionBody(Body):
    """A question to try, and where its answer was found."""

    question: str
    article_id: str
    passage_id: str


class Suggestions(Ok):
    """A part of the questions that the library answers."""

    total: int
    limit: int
    offset: int
    next: Next
    suggestions: list[SuggestionBody]


class ReleaseBody(Ok):
    """What is being served."""

    built: Annotated[str, Field(description="When, ISO 8601, UTC.")]
    articles: int
    passages: int
    sentences: int
    terms: int
    model: Annotated[str, Field(description="The name of the encoder.")]
    model_fingerprint: str
    corpus_digest: Annotated[str | None, Field(description="The hash of all that it was built from.")]
