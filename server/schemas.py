"""What does a request look like?

Checked by pydantic; what does not fit is answered with one sentence, never with a trace.  The OpenAPI document is made
of the same types (see `citewell.server.api`).
"""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from citewell.corpus.types import SOURCE_TYPES

MAX_QUESTION = 2_000
"""Characters of a question; a message to a nurse line rarely has more than 1,000."""

MAX_HISTORY = 10
MAX_K = 20

MAX_BATCH = 100
"""Questions of one request; each takes as long as if it were asked alone."""

MAX_OFFSET = 999_999_999

_SAYS_SOMETHING = "[^\\x00-\\x20\\x7f-\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]"
"""A character that `clean_question` keeps. Checked there, and said here to those who read the document."""

_DATE = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"

_ASKED: dict[str, Any] = {"minLength": 1, "maxLength": MAX_QUESTION, "pattern": _SAYS_SOMETHING}


def _as_integer(number: object) -> object:
    """Take 5.0 for 5, as JSON Schema does: some programs write no other numbers."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _without_empty(schema: dict[str, Any]) -> None:
    """Leave out of a schema that what may be left out is empty then: sent, it must not be."""
    for stated in schema.get("properties", {}).values():
        if stated.get("default") == "":
            del stated["default"]


def _is_source_type(kind: str) -> str:
    if kind not in SOURCE_TYPES:
        raise ValueError(f"use one of {', '.join(SOURCE_TYPES)}")
    return kind


Question = Annotated[str, Field(max_length=MAX_QUESTION)]
Asked = Annotated[str, Field(description="What a person typed.", json_schema_extra=_ASKED)]
History = Annotated[
    list[Question], Field(max_length=MAX_HISTORY, description="The questions asked before, the oldest first.")
]
Quotes = Annotated[int, Field(ge=1, le=MAX_K, description="How many quotes at most."), BeforeValidator(_as_integer)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Offset = Annotated[int, Field(ge=0, le=MAX_OFFSET), BeforeValidator(_as_integer)]
Published = Annotated[str, Field(pattern=_DATE)]
ArticleId = Annotated[str, Field(min_length=1, max_length=200, description="The id of an article.")]
PassageId = Annotated[
    str,
    Field(
        max_length=230,
        pattern=r"^[^/]{1,200}#[0-9]{1,9}-[0-9]{1,9}$",
        description="`<article_id>#<start>-<end>`; in an address, `#` is written `%23`.",
    ),
]
Start = Annotated[Offset, Field(description="The first code point of the words in the text of the article.")]
End = Annotated[Offset, Field(description="The code point after the last one.")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="The SHA-256 of the words, as UTF-8.")]
SourceType = Annotated[
    str,
    AfterValidator(_is_source_type),
    Field(description="Articles of this kind only.", json_schema_extra={"enum": list(SOURCE_TYPES)}),
]


class Request(BaseModel):
    """A request whose every part is known; text that was not sent is empty."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra=_without_empty)


class AskRequest(Request):
    """A question, with those that were asked before it."""

    question: Asked
    k: Quotes = 5
    history: History = []


class AskQuery(Request):
    """A question in an address."""

    q: Asked
    k: Quotes = 5
    history: History = []


class BatchRequest(Request):
    """Up to 100 questions, each asked on its own: none is the history of another."""

    questions: Annotated[
        list[
            Annotated[
                Any,
                WithJsonSchema({"description": "As the body of `ask`; one that cannot be read gets its problem."}),
            ]
        ],
        Field(min_length=1, max_length=MAX_BATCH),
    ]


class Page(Request):
    """Which part of a list is wanted."""

    limit: Annotated[int, Field(ge=1, le=100, description="How many at most.")] = 20
    offset: Annotated[Offset, Field(description="How many to pass over.")] = 0


class Wanted(Page):
    """Which articles are wanted; every filter narrows."""

    source_type: SourceType = ""
    study: Annotated[Name, Field(description="Articles about this study only, by a name or a number of it.")] = ""
    published_from: Annotated[
        Published, Field(description="Published on this day or later: a year, a month or a day.")
    ] = ""
    published_to: Annotated[Published, Field(description="Published on this day or earlier.")] = ""
    language: Annotated[Name, Field(description="Articles in this language only, such as `en`.")] = ""


class SearchQuery(Wanted):
    """What to search, and in which articles."""

    q: Asked
    limit: Annotated[int, Field(ge=1, le=50, description="How many passages at most.")] = 10
    article_id: ArticleId = ""


class ArticlesQuery(Wanted):
    """Which articles to list."""

    title: Annotated[Name, Field(description="Words of the title, in any order.")] = ""
    publisher: Annotated[Name, Field(description="Articles of this publisher only.")] = ""


class ArticlePath(Request):
    """An article, in an address."""

    article_id: ArticleId


class PassagePath(Request):
    """A passage, in an address."""

    passage_id: PassageId


class PlacePath(Request):
    """A place in an article, in an address."""

    article_id: ArticleId
    start: Start
    end: End


class PassageQuery(Request):
    """Which words are expected at the place."""

    sha256: Annotated[Sha256, Field(description="The SHA-256 of the words that are expected there.")] = ""


class VerifyPassage(Request):
    """Words to verify, by the id of their passage."""

    passage_id: PassageId
    sha256: Sha256 = ""


class VerifyPlace(Request):
    """Words to verify, by where they stand."""

    article_id: ArticleId
    start: Start
    end: End
    sha256: Sha256 = ""


class Nothing(Request):
    """Nothing is asked for but the address."""
