"""What else does a publisher write down? Glossaries, question lists and must-cover lists, as YAML files.

Each file is a mapping with one list.  The types here are the format: an unknown field, a missing one or a wrong type is
refused with a sentence that names the entry.
"""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from citewell.corpus.errors import CitewellError


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EntrySource(_Entry):
    """Where an entry can be checked."""

    title: str
    publisher: str = ""
    published: str = ""
    url: str = ""
    doi: str = ""


class Term(_Entry):
    """A term of a glossary: its plain definition for readers, and its other names for search.

    All names of a term mean the same. `abbreviations` are matched with their capitals; `lay` is how patients say it;
    `brand`, `generic` and `codes` name one medicine or study. `see_also` names terms that are related, not the same.
    """

    term: str
    definition: str
    source: EntrySource
    abbreviations: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    lay: tuple[str, ...] = ()
    brand: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()
    ambiguous: bool = False
    own_explanation: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that means this term."""
        return (self.term, *self.abbreviations, *self.synonyms, *self.lay, *self.brand, *self.generic, *self.codes)


class SuggestedQuestion(_Entry):
    """A question as people type it, and the words of an article that answer it. `article` is for its writers only."""

    question: str
    answer: str
    article: str = ""


class MustCover(_Entry):
    """A subject that a library must not be silent on.

    A passage covers it when it is among the first found for `question` and holds one of `words`.
    """

    id: str
    topic: str
    why: str
    source: EntrySource
    question: str
    words: tuple[str, ...]


_E = TypeVar("_E", bound=_Entry)


def load_glossary(path: Path) -> tuple[Term, ...]:
    """Read the `terms` of a glossary.

    Raises:
        CitewellError: the file or an entry is not as it should be.
    """
    return _load(path, "terms", Term)


def load_questions(path: Path) -> tuple[SuggestedQuestion, ...]:
    """Read the `questions` of a question list. Raises as `load_glossary` does."""
    return _load(path, "questions", SuggestedQuestion)


def load_must_cover(path: Path) -> tuple[MustCover, ...]:
    """Read the `items` of a must-cover list. Raises as `load_glossary` does."""
    return _load(path, "items", MustCover)


def _load(path: Path, key: str, kind: type[_E]) -> tuple[_E, ...]:
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise CitewellError(f"{path} cannot be read as YAML ({reason}).") from error
    if not isinstance(content, dict) or not isinstance(content.get(key), list):
        raise CitewellError(f"{path} has no list “{key}:” at the top; that is where its entries stand.")
    try:
        return TypeAdapter(tuple[kind, ...]).validate_python(content[key])  # type: ignore[valid-type]
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        number, *where = first["loc"]
        field = ".".join(map(str, where)) or "the entry"
        raise CitewellError(
            f"{path}, entry {int(number) + 1} of “{key}”: {field} is {first['input']!r}: {first['msg'].lower()}."
        ) from error
