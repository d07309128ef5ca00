"""What was asked of a library when its release was built?

The questions of the must-cover list, with the passage that covers each, and the questions that readers may be offered,
with the passage that answers each.  Both are searched with the real search, and stand in the release.
"""

from dataclasses import dataclass

from pydantic import TypeAdapter

from citewell.corpus.entries import MustCover


@dataclass(frozen=True, slots=True)
class Covered:
    """A must-cover item with the id of the passage that covers it, which is empty if none does."""

    item: MustCover
    passage_id: str = ""

    @property
    def is_covered(self) -> bool:
        """Tell whether some passage covers the item; if none does, it is red."""
        return bool(self.passage_id)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question to try, in a publisher's words or as a heading says it, and where its answer was found."""

    question: str
    article_id: str
    passage_id: str


_COVERED = TypeAdapter(tuple[Covered, ...])
_SUGGESTIONS = TypeAdapter(tuple[Suggestion, ...])


def coverage_to_json(coverage: tuple[Covered, ...]) -> str:
    """Write what is covered as one line."""
    return _COVERED.dump_json(coverage, exclude_defaults=True).decode()


def coverage_from_json(text: str) -> tuple[Covered, ...]:
    """Read what `coverage_to_json` wrote."""
    return _COVERED.validate_json(text)


def suggestions_to_json(suggestions: tuple[Suggestion, ...]) -> str:
    """Write suggestions as one line."""
    return _SUGGESTIONS.dump_json(suggestions).decode()


def suggestions_from_json(text: str) -> tuple[Suggestion, ...]:
    """Read what `suggestions_to_json` wrote."""
    return _SUGGESTIONS.validate_json(text)
