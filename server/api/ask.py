"""How do programs ask a question, or a hundred?"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from citewell.server.answer import Snapshot, answer
from citewell.server.api.bodies import Answered, Batch, Body, ProblemBody, answered
from citewell.server.api.endpoint import API, endpoint
from citewell.server.api.examples import question_of
from citewell.server.api.reading import check_question
from citewell.server.problems import Problem, invalid_request, problem_body
from citewell.server.schemas import AskQuery, AskRequest, BatchRequest
from citewell.server.snapshot import current_snapshot

_TAG = "Questions"

_BATCH_BYTES = 400_000
"""A hundred of the longest questions; and less than the server would put on the disk (see `commands.questions`)."""


def _asked_by_link(snapshot: Snapshot) -> Mapping[str, Any]:
    return {"query": {"q": question_of(snapshot), "k": 1}}


def _asked(snapshot: Snapshot) -> Mapping[str, Any]:
    return {"body": {"question": question_of(snapshot), "k": 1, "history": []}}


def _asked_many(snapshot: Snapshot) -> Mapping[str, Any]:
    return {"body": {"questions": [{"question": question_of(snapshot), "k": 1}, {"question": ""}]}}


@endpoint(
    "GET", f"{API}/ask", Answered, tag=_TAG, query=(AskQuery,), counts_as="ask", is_private=True, example=_asked_by_link
)
def ask_by_link(asked: AskQuery) -> Body:
    """Answer a question that stands in the address.

    Addresses are kept in logs and histories: what a person asked about their health is better sent with POST.
    """
    return _answer(current_snapshot(), AskRequest(question=asked.q, k=asked.k, history=asked.history))


@endpoint("POST", f"{API}/ask", Answered, tag=_TAG, body=(AskRequest,), counts_as="ask", example=_asked)
def ask(asked: AskRequest) -> Body:
    """Answer a question: passages of the library, word for word, or that it does not hold the answer."""
    return _answer(current_snapshot(), asked)


@endpoint(
    "POST", f"{API}/ask/batch", Batch, tag=_TAG, body=(BatchRequest,), counts_as="batch", max_body=_BATCH_BYTES,
    example=_asked_many,
)  # fmt: skip
def ask_batch(asked: BatchRequest) -> Batch:
    """Answer up to 100 questions from one release; one that cannot be answered gets a problem, and the others go on."""
    snapshot = current_snapshot()
    return Batch(release=snapshot.release_id, answers=[_answer_one(snapshot, one) for one in asked.questions])


def _answer(snapshot: Snapshot, asked: AskRequest) -> Body:
    return answered(answer(snapshot, check_question(asked.question), asked.k, asked.history))


def _answer_one(snapshot: Snapshot, one: object) -> Any:
    try:
        try:
            return _answer(snapshot, AskRequest.model_validate(one))
        except ValidationError as error:
            raise invalid_request(error) from None
    except Problem as problem:
        return ProblemBody(**problem_body(problem))
