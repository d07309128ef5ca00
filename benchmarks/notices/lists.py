"""Which messages must bring a notice, and which must not?

Reads the lists of `benchmarks/notices/`, whose README tells the format.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar, Literal

import yaml
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from citewell.corpus.errors import CitewellError
from citewell.server.schemas import MAX_QUESTION

Danger = Literal[
    "breathing",
    "chest_pain",
    "stroke",
    "seizure",
    "unconscious",
    "bleeding",
    "allergic_reaction",
    "overdose",
    "self_harm",
    "fever",
    "confusion",
    "speech",
    "shaking",
    "diarrhoea",
]
SmallTalk = Literal[
    "greeting",
    "thanks",
    "what_can_you_do",
    "who_are_you",
    "are_you_a_doctor",
    "is_this_private",
    "goodbye",
    "how_are_you",
]
Chat = Literal["off_topic", "gibberish", "instruction"]
Kind = Literal[Danger, SmallTalk, Chat, "education", "advice", "question"]


@dataclass(frozen=True, slots=True)
class Message:
    """A message as people type it; `kind` is what its writer meant it to be."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    id: Annotated[str, Field(min_length=1)]
    kind: Kind
    message: Annotated[str, Field(min_length=1, max_length=MAX_QUESTION)]


def load_messages(path: Path) -> tuple[Message, ...]:
    """Read the `vignettes` of a list.

    Raises:
        CitewellError: the file or an entry is not as the format asks.
    """
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CitewellError(f"{path} cannot be read as YAML ({' '.join(str(error).split())}).") from error
    if not isinstance(content, dict) or not isinstance(content.get("vignettes"), list):
        raise CitewellError(f"{path} has no list “vignettes:” at the top; that is where its messages stand.")
    try:
        return TypeAdapter(tuple[Message, ...]).validate_python(content["vignettes"])
    except ValidationError as error:
        number, *where = error.errors()[0]["loc"]
        entry = content["vignettes"][int(number)]
        name = entry.get("id") if isinstance(entry, dict) else None
        field = ".".join(map(str, where)) or "the entry"
        reason = error.errors()[0]["msg"].lower()
        raise CitewellError(f"{path}, message {name or int(number) + 1}: {field}: {reason}.") from error
