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


class Names(_Entry):
    """The names of one thing: all mean the same, so a question that uses one can be searched with the others.

    `abbreviations` are matched with their capitals; `lay` is how patients say it; `brand`, `generic` and `codes` name
    one medicine or study. `covers` names narrower things that a question with one of these names also asks for ("blood
    counts" covers platelets), but never the other way round. `ambiguous`: a name here has other meanings too.
    """

    term: str
    abbreviations: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    lay: tuple[str, ...] = ()
    brand: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    ambiguous: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that means this term."""
        return (self.term, *self.abbreviations, *self.synonyms, *self.lay, *self.brand, *self.generic, *self.codes)


class Term(Names):
    """A term of a glossary: its names for search, and its plain definition for readers.

    `see_also` names terms that are related, not the same.
    """

    definition: str
    source: EntrySource
    see_also: tuple[str, ...] = ()
    own_explanation: bool = False


class SuggestedQuestion(_Entry):
    """A question as people type it, and the words of an article that answer it. `article` is for its writers only.

    `offer`: readers may be offered it as a question to try. No question typed in distress is.
    """

    question: str
    answer: str
    article: str = ""
    offer: bool = False


class MustCover(_Entry):
    """A subject that a library must not be silent on.

    A passage covers it when it is among the first found for `question` and holds one of `words`.  `names` are other
    words that people use when they ask about it; one of them in a passage covers nothing.
    """

    id: str
    topic: str
    why: str
    source: EntrySource
    question: str
    words: tuple[str, ...]
    names: tuple[str, ...] = ()


_E = TypeVar("_E", bound=_Entry)
_TERMS = TypeAdapter(tuple[Term, ...])
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml reads ten times as fast, where PyYAML has it


def load_glossary(path: Path) -> tuple[Term, ...]:
    """Read the `terms` of a glossary.

    Raises:
        CitewellError: the file or an entry is not as it should be.
    """
    return _load(path, "terms", Term)


def glossary_to_json(terms: tuple[Term, ...]) -> str:
    """Write a glossary as one line."""
    return _TERMS.dump_json(terms, exclude_defaults=True).decode()


def glossary_from_json(text: str) -> tuple[Term, ...]:
    """Read what `glossary_to_json` wrote."""
    return _TERMS.validate_json(text)


def load_names(path: Path) -> tuple[Names, ...]:
    """Read the `terms` of a vocabulary, which need no definition. Raises as `load_glossary` does."""
    return _load(path, "terms", Names)


def load_questions(path: Path) -> tuple[SuggestedQuestion, ...]:
    """Read the `questions` of a question list. Raises as `load_glossary` does."""
    return _load(path, "questions", SuggestedQuestion)


def load_must_cover(path: Path) -> tuple[MustCover, ...]:
    """Read the `items` of a must-cover list. Raises as `load_glossary` does."""
    return _load(path, "items", MustCover)


def _load(path: Path, key: str, kind: type[_E]) -> tuple[_E, ...]:
    try:
        content = _Loader(path.read_text("utf-8")).get_single_data()
    except (OSError, ValueError, yaml.YAMLError) as error:  # ValueError: no UTF-8, or a date that no calendar has
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
