"""In which order, and in which lines, are the words of a PDF page read?"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from citewell.corpus.characters import lowered, raised

Word = dict[str, Any]  # as pdfplumber gives it: text, x0, x1, top, bottom, size, fontname

_GUTTER = 10.0  # points of white between two columns


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page; positions are in points from the top left."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    column: int = 0


def page_lines(words: Sequence[Word], width: float) -> list[Line]:
    """Return the lines of a page in reading order: a page of two columns is read one column after the other."""
    rows = _rows(words)
    gutter = _gutter(rows, width)
    if gutter is None:
        return [_line(row, 0) for row in rows]
    lines: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for row in rows:
        if any(word["x0"] < gutter < word["x1"] for word in row):
            lines += [*left, *right, _line(row, 0)]
            left, right = [], []
            continue
        before = [word for word in row if word["x1"] <= gutter]
        after = [word for word in row if word["x0"] >= gutter]
        left += [_line(before, 1)] if before else []
        right += [_line(after, 2)] if after else []
    return [*lines, *left, *right]


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Group words that stand on one line, raised and lowered ones with the larger ones beside them."""
    rows: list[tuple[float, float, list[Word]]] = []
    for word in sorted(words, key=lambda word: (-round(word["size"], 1), word["top"], word["x0"])):
        height = max(word["bottom"] - word["top"], 0.1)
        overlaps = [min(word["bottom"], bottom) - max(word["top"], top) for top, bottom, _ in rows]
        best = max(range(len(rows)), key=overlaps.__getitem__, default=-1)
        if best >= 0 and overlaps[best] >= 0.5 * height:
            rows[best][2].append(word)
        else:
            rows.append((word["top"], word["bottom"], [word]))
    rows.sort(key=lambda row: row[0])
    return [sorted(row, key=lambda word: float(word["x0"])) for _, _, row in rows]


def _gutter(rows: Sequence[Sequence[Word]], width: float) -> float | None:
    """Find the white strip between two columns of prose; the cells of a table are too short to be columns."""
    gaps = [
        (a["x1"], b["x0"])
        for row in rows
        for a, b in pairwise(row)
        if b["x0"] - a["x1"] >= _GUTTER and width * 0.3 < (a["x1"] + b["x0"]) / 2 < width * 0.7
    ]
    if len(gaps) < max(5, 0.4 * len(rows)):
        return None
    start, end = max(gap[0] for gap in gaps), min(gap[1] for gap in gaps)
    if end - start < _GUTTER / 2:
        return None
    margin = min(row[0]["x0"] for row in rows)
    fill = median((gap[0] - margin) / max(start - margin, 1) for gap in gaps)
    return (start + end) / 2 if fill >= 0.7 else None


def _line(row: Sequence[Word], column: int) -> Line:
    """Write the words of one line, raised and lowered ones as Unicode where that keeps their meaning."""
    size = max(word["size"] for word in row)
    base = [word for word in row if word["size"] >= 0.85 * size]
    bottom = median(word["bottom"] for word in base)
    text = ""
    end = row[0]["x0"]
    for here, word in enumerate(row):
        gap = " " if text and word["x0"] - end > 0.12 * size else ""
        end = word["x1"]
        run = str(word["text"])
        if word["size"] < 0.85 * size and word["bottom"] < bottom - 0.15 * size:
            after = row[here + 1] if here + 1 < len(row) else None
            touching = after is not None and after["x0"] - end < 0.12 * size
            run = raised(text + gap, run, after=str(after["text"]) if after is not None and touching else "")
        elif word["size"] < 0.85 * size and word["bottom"] > bottom + 0.05 * size:
            run = lowered(run)
        text += gap + run if run else ""
    bold = all("bold" in str(word["fontname"]).lower() for word in base)
    return Line(
        text, row[0]["x0"], row[-1]["x1"], min(word["top"] for word in base), bottom, round(size, 1), bold, column
    )
