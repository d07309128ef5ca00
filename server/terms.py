"""Which words of a quote does the glossary explain?

The first place of each term in a quote, by any of its names.  The longest name wins; abbreviations keep their capitals.
Names that mean other things too are left alone.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from citewell.corpus.entries import Term
from citewell.corpus.types import Span

_WORD = re.compile(r"[^\W_]+(?:[-‐–’'/.][^\W_]+)*")
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Explained:
    """A term, and where in a text its name stands."""

    span: Span
    term: Term


def find_terms(text: str, names: Mapping[str, Term]) -> tuple[Explained, ...]:
    """Find terms by their names (of `term_names`) in a text, each where it stands first; spans do not overlap."""
    words = [match.span() for match in _WORD.finditer(text)]
    found: dict[str, Explained] = {}
    at = 0
    while at < len(words):
        length, term = _longest(text, words, at, names)
        if term is not None:
            found.setdefault(term.term, Explained(Span(words[at][0], words[at + length - 1][1]), term))
        at += length
    return tuple(found.values())


def _longest(text: str, words: list[tuple[int, int]], at: int, names: Mapping[str, Term]) -> tuple[int, Term | None]:
    """Find the longest name that begins with a word: how many words it has (at least 1), and its term."""
    for count in range(min(_MOST_WORDS, len(words) - at), 0, -1):
        written = text[words[at][0] : words[at + count - 1][1]]
        if "\n" not in written:
            term = names.get(written) or names.get(f"~{written.casefold()}")
            if term is not None:
                return count, term
    return 1, None


@lru_cache(maxsize=2)
def term_names(glossary: tuple[Term, ...]) -> Mapping[str, Term]:
    """Give each name of a glossary its term: abbreviations as written, others behind a "~" in small letters."""
    names: dict[str, Term] = {}
    for term in glossary:
        if not term.ambiguous:
            for name in _written(term):
                names.setdefault(f"~{name.casefold()}", term)
            for name in (*term.abbreviations, *term.codes):
                names.setdefault(name, term)
    return names


def _written(term: Term) -> Iterable[str]:
    """Give the names that an article uses; lay names are how people ask, and too plain to explain."""
    for name in (term.term, *term.synonyms, *term.brand, *term.generic):
        yield name
        if not name.endswith("s"):
            yield f"{name}s"
