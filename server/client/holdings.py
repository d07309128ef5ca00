"""What does a program get when it reads what a library holds? The rest of the parts of the OpenAPI document."""

from typing import Literal

from pydantic import ConfigDict

from citewell.corpus.entries import EntrySource
from citewell.corpus.standing import Standing
from citewell.corpus.types import Citation, Heading
from citewell.server.client.bodies import Body, Ok, Part, Words


class ArticleSummary(Body):
    """What is known of an article beside its words; `withheld` says why it is not offered as an answer, if so."""

    article_id: str
    title: str
    publisher: str
    authors: tuple[str, ...]
    published: str
    reviewed: str
    review_by: str
    checked: str
    data_cut: str
    stale_after: str
    source_type: str
    studies: tuple[str, ...]
    rights: str
    language: str
    url: str
    doi: str
    withheld: Standing | None


class Articles(Part):
    """A part of the list of articles, by title."""

    articles: tuple[ArticleSummary, ...]


class ArticleBody(Ok, Words):
    """An article, with its words as far as its rights allow."""

    article: ArticleSummary
    is_whole: bool
    headings: tuple[Heading, ...]
    passages: tuple[str, ...]
    editor_notes: tuple[str, ...]


class PassageBody(Ok, Words):
    """The words at a place of an article; `permalink` names them for good."""

    passage_id: str
    heading: str
    studies: tuple[str, ...]
    editor_notes: tuple[str, ...]
    citation: Citation
    permalink: str


class Verified(Ok, Words):
    """What stands at a place, whether it is what was quoted, and where that stands now if elsewhere."""

    passage_id: str
    matches: bool | None
    releases: tuple[str, ...]
    successor: str | None
    citation: Citation


class Source(EntrySource):
    """Where an entry can be checked."""

    model_config = ConfigDict(extra="ignore")


class TermBody(Body):
    """A term of the glossary; all its names mean the same."""

    term: str
    definition: str
    abbreviations: tuple[str, ...]
    synonyms: tuple[str, ...]
    lay: tuple[str, ...]
    brand: tuple[str, ...]
    generic: tuple[str, ...]
    codes: tuple[str, ...]
    see_also: tuple[str, ...]
    ambiguous: bool
    source: Source
    page: str


class Glossary(Part):
    """A part of the glossary, by term."""

    terms: tuple[TermBody, ...]


class Topic(Body):
    """A subject that the library must not be silent on."""

    id: str
    topic: str
    why: str
    question: str
    state: Literal["green", "red"]
    passage_id: str
    source: Source


class Coverage(Ok):
    """The must-cover topics, red where no passage covers them."""

    green: int
    red: int
    topics: tuple[Topic, ...]


class SuggestionBody(Body):
    """A question to try, and where its answer was found."""

    question: str
    article_id: str
    passage_id: str


class Suggestions(Part):
    """A part of the questions that the library answers."""

    suggestions: tuple[SuggestionBody, ...]


class ReleaseBody(Ok):
    """What is being served."""

    built: str
    articles: int
    passages: int
    sentences: int
    terms: int
    model: str
    model_fingerprint: str
    corpus_digest: str | None
