"""What does an answer of the endpoint look like?

Pydantic types of which the OpenAPI document is made.  What they hold are the program's own types (`Quote`, `Citation`,
`Notice`, …), so that page, command line and endpoint say the same.
"""

from dataclasses import fields
from typing import Annotated, Any, Literal, cast, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

from citewell.server.answer import Answer
from citewell.server.quotes import Quote

Next = Annotated[str | None, Field(description="The address of the next part of the list, if there is one.")]
ReleaseId = Annotated[str, Field(description="The release that answered.")]


_CONFIG = cast("ConfigDict", {"frozen": True, "json_schema_serialization_defaults_required": True,
                              "json_schema_mode": "serialization"})  # fmt: skip
"""The last is openapi-pydantic's: all that is always sent is required."""


class Body(BaseModel):
    """What every answer has."""

    model_config = _CONFIG


class Ok(Body):
    """An answer, not a problem."""

    ok: Literal[True] = True
    release: ReleaseId


class ProblemBody(Body):
    """What went wrong (RFC 9457). `type` is the address of a page that explains it."""

    ok: Literal[False]
    type: str
    title: str
    status: int
    detail: str


class GoneBody(ProblemBody):
    """Words that no longer stand where they stood.

    `successor` is where the same words stand now, else their article, if there is either; `releases` are those in which
    they stood, as far as they are kept.
    """

    successor: str | None
    releases: list[str]


_ABOUT_ANSWER = {
    "question": "What was asked.",
    "searched_for": "What was searched; empty for small talk.",
    "status": "`answered`, `related` (same subject, no answer) or `not_in_library` (no quote is shown).",
    "notices": "Fixed words, the most important first.",
    "quotes": "Passages, word for word, best first; those about one study together.",
    "groups": "The quotes about one study.",
    "disagreements": "Sentences that do not agree.",
    "suggestions": "Questions that the library answers, where it does not answer this one.",
    "release": "The release that answered.",
}


def _answered() -> type[Body]:
    """Make the type of an answer from `Answer`, field by field."""
    hints = get_type_hints(Answer)
    parts: dict[str, Any] = {
        field.name: (hints[field.name], Field(description=_ABOUT_ANSWER.get(field.name))) for field in fields(Answer)
    }
    return create_model("Answered", __base__=Body, __doc__=Answer.__doc__, ok=(Literal[True], True), **parts)


Answered = _answered()


def answered(answer: Answer) -> Body:
    """Write an answer as the endpoint has it."""
    return Answered.model_construct(**{field.name: getattr(answer, field.name) for field in fields(Answer)})


class Batch(Ok):
    """The answers to a list of questions, each in the place of its question: an answer, or a problem."""

    answers: list[Answered | ProblemBody]  # type: ignore[valid-type]


class Elsewhere(Body):
    """An article with passages that may answer, but may not be shown."""

    article_id: str
    title: str
    url: str
    rights: str


class Found(Ok):
    """The passages that were found, best first."""

    q: str
    searched_for: str
    total: Annotated[int, Field(description="How many passages can be paged through.")]
    limit: int
    offset: int
    next: Next
    hits: list[Quote]
    elsewhere: Annotated[list[Elsewhere], Field(description="Articles with passages that their rights hide.")]
    withheld: Annotated[
        list[str], Field(description="Articles that would have been first, but are not offered as an answer.")
    ]


class Health(Body):
    """The process runs."""

    ok: Literal[True] = True


class Ready(Ok):
    """Questions can be answered."""
