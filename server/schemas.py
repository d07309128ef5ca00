"""What does a request look like?

Checked by pydantic; what does not fit is answered with one sentence, never with a trace.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MAX_QUESTION = 2_000
"""Characters of a question; a message to a nurse line rarely has more than 1,000."""

MAX_HISTORY = 10
MAX_K = 20

Question = Annotated[str, Field(max_length=MAX_QUESTION)]


class AskRequest(BaseModel):
    """The body of `POST /api/v1/ask`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    question: str
    k: Annotated[int, Field(ge=1, le=MAX_K)] = 5
    history: Annotated[list[Question], Field(max_length=MAX_HISTORY)] = []
