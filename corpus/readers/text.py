"""Plain text, most often copied from a web page: which of its lines are headings, bullets and paragraphs?"""

import re
from statistics import median

from citewell.corpus.characters import tidy
from citewell.corpus.decode import decode
from citewell.corpus.draft import Block, Draft

_BULLET = re.compile(r"\s*(?:[-*•‣▪●◦·]|[–—](?=\s))\s*(?=\S)(?!-)")
_RULE = re.compile(r"\s*[-=_*~#·• ]{3,}\s*")
_HEADING_WORDS = 12
_TERMINAL = tuple('.!:;,…"”)]')


def read_text(data: bytes, name: str) -> Draft:
    """Read plain text.

    Raises:
        Refused: if its encoding cannot be told.
    """
    text = decode(data, name).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    groups = [group.split("\n") for group in re.split(r"\n[^\S\n]*(?:\n[^\S\n]*)+", text)]
    wrapped = _is_wrapped(groups)
    lines = [line for group in groups for line in _joined(group, wrapped=wrapped)]
    return Draft(tuple(_blocks(lines)))


def _is_wrapped(groups: list[list[str]]) -> bool:
    """Whether paragraphs are broken into lines of a screen's width, as in e-mail, rather than one line each."""
    lines = [line for group in groups for line in group if line.strip()]
    broken = [len(line.rstrip()) for group in groups for line in group[:-1] if line.strip()]
    ended = sum(line.rstrip().endswith((".", "?", "!", "”", '"')) for group in groups for line in group[:-1])
    if len(broken) < 3 or ended > len(broken) / 2 or max(len(line) for line in lines) > 120:
        return False
    return 50 <= median(broken) <= 100


def _joined(group: list[str], *, wrapped: bool) -> list[str]:
    """Join the lines of one paragraph; a bullet always begins a line of its own."""
    lines: list[str] = []
    for raw in group:
        line = raw.strip()
        if not line or _RULE.fullmatch(line):
            continue
        before = lines[-1] if lines else ""
        whole = not before or _BULLET.match(raw) or re.match(r"\d{1,3}[.)]\s", line)
        if not whole and (_runs_on_wrapped(before, raw) if wrapped else _runs_on(before, line)):
            lines[-1] = f"{before} {line}"
        else:
            lines.append(line)
    return lines


def _runs_on(before: str, line: str) -> bool:
    """Whether a long line without an end goes on in the next, which begins in lower case."""
    return len(before) >= 60 and before[-1:].isalnum() and line[:1].islower()


def _runs_on_wrapped(before: str, line: str) -> bool:
    """Whether a line of a wrapped paragraph goes on: not after a short line such as a heading."""
    last = before if len(before) < 45 else ""
    return not last or line[:1].isspace() or line[:1].islower()


def _blocks(lines: list[str]) -> list[Block]:
    """Tell what each line is from itself and the line after it."""
    blocks: list[Block] = []
    for here, line in enumerate(lines):
        bullet = _BULLET.match(line)
        after = lines[here + 1] if here + 1 < len(lines) else ""
        if bullet:
            blocks.append(Block("bullet", tidy(line[bullet.end() :])))
        elif _is_heading(line, after):
            blocks.append(Block("heading", tidy(line.lstrip("# ")), 2))
        else:
            blocks.append(Block("paragraph", tidy(line)))
    return [block for block in blocks if block.text]


def _is_heading(line: str, after: str) -> bool:
    """Whether a short line without an end stands over bullets or longer prose."""
    words = line.split()
    if len(words) > _HEADING_WORDS or line.endswith(_TERMINAL) or not line[:1].isalnum() or line[:1].islower():
        return False
    if not any(c.isalpha() for c in line) or re.match(r"https?:|www\.|doi:", line, re.IGNORECASE):
        return False
    return bool(_BULLET.match(after)) or (
        len(after.split()) > max(_HEADING_WORDS, len(words)) and not after.startswith("|")
    )
