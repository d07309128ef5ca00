"""Which questions do people ask that a library does not answer?

Reads the files `unanswerable_*.yaml` of `benchmarks/questions/`, whose README tells the format.
"""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from citewell.corpus.errors import CitewellError

Kind = Literal[
    "near_drug",
    "near_trial",
    "near_cancer",
    "cost",
    "dosing",
    "living",
    "fertility",
    "absent_detail",
    "absent_number",
    "procedure",
    "other_health",
]

_NonEmpty = Annotated[str, Field(min_length=1)]


class Unanswerable(BaseModel):
    """A question that no sentence of its library answers.

    `related`: the library touches what is asked about; otherwise it has nothing on it. `why` says what is missing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: _NonEmpty
    library: Literal["seeds", "starter"]
    kind: Kind
    question: _NonEmpty
    related: Annotated[bool, Field(strict=True)]
    why: _NonEmpty


def load_unanswerable(path: Path) -> tuple[Unanswerable, ...]:
    """Read the `questions` of a file.

    Raises:
        CitewellError: the file or an entry is not as the format asks.
    """
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CitewellError(f"{path} cannot be read as YAML ({' '.join(str(error).split())}).") from error
    if not isinstance(content, dict) or not isinstance(content.get("questions"), list):
        raise CitewellError(f"{path} has no list “questions:” at the top; that is where its entries stand.")
    try:
        return TypeAdapter(tuple[Unanswerable, ...]).validate_python(content["questions"])
    except ValidationError as error:
        number, *where = error.errors()[0]["loc"]
        field = ".".join(map(str, where)) or "the entry"
        reason = error.errors()[0]["msg"].lower()
        raise CitewellError(f"{path}, question {int(number) + 1}: {field}: {reason}.") from error
