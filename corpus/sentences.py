"""Where does a sentence begin and end?

nupunkt (Punkt, Kiss & Strunk 2006, doi 10.1162/coli.2006.32.4.485, with a trained model in the package).  The model
learnt its abbreviations from law reports, where "cancer.", "call." and "week." are some; ours are those of
`abbreviations.txt` alone.  Three rules mend what Punkt cannot know of health articles: a sentence does not begin with a
small letter, "No." is short for number only before a digit, and a footnote digit glued to a full stop ("therapy.2
Among") ends its sentence.
"""

import itertools
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from nupunkt import PunktSentenceTokenizer
from nupunkt.models import load_default_model

from citewell.corpus.types import Span

_NUMBER_SIGN = re.compile(r"\bNos?\.\s*$")
_FOOTNOTE_END = re.compile(r"(?<=[a-z)\]”\"][.!?])[\"”]?\d{1,2}(?:[,–-]\d{1,2})*(?=\s+[A-Z“\"])")


@cache
def _tokenizer() -> PunktSentenceTokenizer:
    """Load nupunkt's model once, with our abbreviations alone; only this module holds it."""
    tokenizer = load_default_model()
    lines = resources.files("citewell.corpus").joinpath("abbreviations.txt").read_text("utf-8").splitlines()
    for learnt in tokenizer.abbreviations:
        tokenizer.remove_abbreviation(learnt)
    tokenizer.add_abbreviations([line.rstrip(".") for line in lines if line and not line.startswith("#")])
    return tokenizer


def split_sentences(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """Find the sentences of `text[start:end]`, in order, without the white space around them.

    A line break always ends a sentence.  Offsets are into `text`.
    """
    end = len(text) if end is None else end
    return tuple(
        span
        for line in re.finditer(r"\S[^\n]*", text[start:end])
        for span in _split_line(text, start + line.start(), start + line.end())
    )


def _split_line(text: str, start: int, end: int) -> Iterator[Span]:
    line = text[start:end]
    cuts = {0, len(line)}
    cuts.update(first for first, _ in _tokenizer().span_tokenize(line) if not _goes_on(line, first))
    cuts.update(match.end() for match in _FOOTNOTE_END.finditer(line))
    ordered = sorted(cuts)
    for first, last in itertools.pairwise(ordered):
        sentence = line[first:last]
        stripped = sentence.strip()
        if stripped:
            offset = start + first + len(sentence) - len(sentence.lstrip())
            yield Span(offset, offset + len(stripped))


def _goes_on(line: str, cut: int) -> bool:
    """Tell whether a sentence goes on across a cut that Punkt proposes."""
    after = line[cut : cut + 1]
    return after.islower() or (after.isdigit() and _NUMBER_SIGN.search(line, 0, cut) is not None)
