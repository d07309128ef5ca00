"""Which spans of an article can stand as an answer?

Passages are sentence-safe and heading-aware: a passage never crosses into the next section, a sentence or a bullet is
never cut, and together the passages tile the article (nothing lies between them but white space), so nothing that was
ingested is out of reach.  Sizes are in words; 60 to 160 keeps a passage inside the 256 word pieces that the default
encoder reads, and is what a reader takes in at a glance.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from citewell.corpus.sentences import split_sentences
from citewell.corpus.types import Article, Passage, Span

MAX_WORDS = 160
"""A passage is closed before it grows past this, unless one sentence alone is longer."""

MIN_WORDS = 60
"""A remainder smaller than this joins the passage before it where that stays readable."""

_CHARS_PER_WORD = 12
"""Text without spaces (Chinese, Thai, a damaged file) counts one word for so many code points."""

_LONGEST_SENTENCE = 2 * MAX_WORDS
"""A "sentence" longer than this is no prose: it is cut between words."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A piece that no passage may cut: a short paragraph, a bullet, or a sentence of a long one."""

    start: int
    end: int
    words: int
    kind: Literal["heading", "prose"]
    leads_in: bool  # ends in a colon: what follows belongs to it


def split(article: Article) -> tuple[Passage, ...]:
    """Split an article into passages that tile it, in reading order."""
    passages: list[Passage] = []
    heading = ""
    for section in _sections(article):
        headings = [unit for unit in section if unit.kind == "heading"]
        if headings:
            heading = article.text[headings[-1].start : headings[-1].end]
        for group in _pack(section):
            start, end = group[0].start, group[-1].end
            sentences = tuple(
                sentence for unit in group if unit.kind == "prose" for sentence in _sentences(article.text, unit)
            )
            passages.append(Passage(article.article_id, start, end, heading, sentences))
    return tuple(passages)


def _sections(article: Article) -> Iterator[list[_Unit]]:
    """Group units into sections: the headings that open one, and all up to the next heading."""
    section: list[_Unit] = []
    for unit in _units(article):
        if unit.kind == "heading" and section and section[-1].kind != "heading":
            yield section
            section = []
        section.append(unit)
    if section:
        yield section


def _units(article: Article) -> Iterator[_Unit]:
    headings = {(heading.start, heading.end) for heading in article.headings}
    for line in re.finditer(r"\S[^\n]*", article.text):
        start = line.start()
        content = line.group().rstrip()
        end = start + len(content)
        words = _count_words(content)
        leads_in = content.endswith(":")
        if (start, end) in headings:
            yield _Unit(start, end, words, "heading", leads_in=True)
        elif words <= MAX_WORDS:
            yield _Unit(start, end, words, "prose", leads_in)
        else:
            for sentence in split_sentences(article.text, start, end):
                for piece in _cut_overlong(article.text, sentence):
                    size = _count_words(article.text[piece.start : piece.end])
                    yield _Unit(piece.start, piece.end, size, "prose", leads_in=False)


def _cut_overlong(text: str, sentence: Span) -> Iterator[Span]:
    """Cut a run of words that is too long to be a sentence, between words where it has any."""
    limit = _LONGEST_SENTENCE * _CHARS_PER_WORD // 2
    start = sentence.start
    while sentence.end - start > limit:
        space = text.rfind(" ", start + 1, start + limit)
        cut = space if space > start else start + limit
        yield Span(start, cut)
        start = cut + (len(text[cut : sentence.end]) - len(text[cut : sentence.end].lstrip()))
    if start < sentence.end:
        yield Span(start, sentence.end)


def _pack(section: Sequence[_Unit]) -> Iterator[list[_Unit]]:
    """Pack the units of one section into passages of even size, at most `MAX_WORDS` where units allow."""
    total = sum(unit.words for unit in section)
    target = total / max(1, -(-total // MAX_WORDS))
    groups: list[list[_Unit]] = [[]]
    size = 0
    for unit in section:
        group = groups[-1]
        follows_lead_in = bool(group) and group[-1].leads_in
        if group and not follows_lead_in and (size >= target or size + unit.words > MAX_WORDS):
            groups.append([])
            size = 0
        groups[-1].append(unit)
        size += unit.words
    if len(groups) > 1 and size < MIN_WORDS:
        before = sum(unit.words for unit in groups[-2])
        if before + size <= MAX_WORDS + MIN_WORDS // 2:
            groups[-2:] = [list(itertools.chain(*groups[-2:]))]
    yield from groups


def _sentences(text: str, unit: _Unit) -> tuple[Span, ...]:
    """Find the sentences of a unit; the mark of a bullet belongs to none."""
    start = unit.start + 2 if text.startswith("- ", unit.start) else unit.start
    return split_sentences(text, start, unit.end)


def _count_words(text: str) -> int:
    return max(len(text.split()), len(text) // _CHARS_PER_WORD, 1)
