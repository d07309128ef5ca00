"""Which spans of an article can stand as an answer?

Passages are sentence-safe and heading-aware: a passage never crosses into the next section, a sentence, an item of a
list or a row of a table is never cut, a table or a list is shown whole with the line that leads it in, and together the
passages tile the article (nothing lies between them but white space), so nothing that was ingested is out of reach.
Sizes are in words; 60 to 160 keeps a passage inside the 256 word pieces that the default encoder reads, and is what a
reader takes in at a glance.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from citewell.corpus.draft import Kind
from citewell.corpus.lines import Line, read_lines
from citewell.corpus.sentences import split_sentences
from citewell.corpus.types import Article, Passage, Span

MAX_WORDS = 160
"""A passage is closed before it grows past this, unless one sentence, list or table alone is longer."""

MIN_WORDS = 60
"""A remainder smaller than this joins the passage before it where that stays readable."""

_CHARS_PER_WORD = 12
"""Text without spaces (Chinese, Thai, a damaged file) counts one word for so many code points."""

_MAX_WHOLE = 2 * MAX_WORDS
"""A list or table longer than this is cut between its items or rows; an item or row, between its sentences; a
"sentence", which is no prose then, between words."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A piece that no passage may cut: a line, a whole list or table, or a sentence of a long line.

    `leads_in`: what follows belongs to it.
    """

    start: int
    end: int
    words: int
    kind: Kind
    leads_in: bool
    sentences: tuple[Span, ...]


def split(article: Article) -> tuple[Passage, ...]:
    """Split an article into passages that tile it, in reading order."""
    passages: list[Passage] = []
    heading = ""
    for section in _sections(article):
        headings = [unit for unit in section if unit.kind == "heading"]
        if headings:
            heading = article.text[headings[-1].start : headings[-1].end]
        for group in _pack(_keep_whole(section)):
            sentences = tuple(sentence for unit in group for sentence in unit.sentences)
            passages.append(Passage(article.article_id, group[0].start, group[-1].end, heading, sentences))
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
    """Cut the text into lines, and lines that are too long into sentences."""
    text = article.text
    for line in read_lines(article):
        words = _count_words(text[line.words : line.end])
        if line.kind == "heading" or words <= (MAX_WORDS if line.kind == "paragraph" else _MAX_WHOLE):
            yield _Unit(line.start, line.end, words, line.kind, line.leads_in, _sentences(text, line))
        else:
            sentences = split_sentences(text, line.words, line.end)
            pieces = [piece for sentence in sentences for piece in _cut_overlong(text, sentence)]
            starts = [line.start, *(piece.start for piece in pieces[1:])]  # the mark of an item goes with its first
            for start, piece in zip(starts, pieces, strict=True):
                size = _count_words(text[piece.start : piece.end])
                yield _Unit(start, piece.end, size, "paragraph", line.leads_in and piece.end == line.end, (piece,))


def _sentences(text: str, line: Line) -> tuple[Span, ...]:
    """Find the sentences of a line: a row is one, and what names something (a heading, a column) is none."""
    if line.kind in {"heading", "columns"}:
        return ()
    return (Span(line.start, line.end),) if line.kind == "row" else split_sentences(text, line.words, line.end)


def _keep_whole(section: Sequence[_Unit]) -> list[_Unit]:
    """Make one unit of each table, and of each list that is led in, with the line right above: if not too long."""
    kept: list[_Unit] = []
    for kind, units in itertools.groupby(section, key=lambda unit: unit.kind.replace("columns", "row")):
        block = list(units)
        led_in = bool(kept) and kept[-1].leads_in
        if kind == "row" or (kind == "bullet" and led_in):
            whole = [kept.pop(), *block] if led_in and kept[-1].kind == "paragraph" else block
            kept += [_joined(whole)] if sum(unit.words for unit in whole) <= _MAX_WHOLE else whole
        else:
            kept += block
    return kept


def _joined(units: Sequence[_Unit]) -> _Unit:
    first, last = units[0], units[-1]
    sentences = tuple(sentence for unit in units for sentence in unit.sentences)
    return _Unit(first.start, last.end, sum(unit.words for unit in units), last.kind, last.leads_in, sentences)


def _cut_overlong(text: str, sentence: Span) -> Iterator[Span]:
    """Cut a run of words that is too long to be a sentence, between words where it has any."""
    limit = _MAX_WHOLE * _CHARS_PER_WORD // 2
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


def _count_words(text: str) -> int:
    return max(len(text.split()), len(text) // _CHARS_PER_WORD, 1)
