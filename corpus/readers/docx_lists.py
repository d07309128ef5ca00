"""Which paragraphs of a Word document are items of lists, and which number does Word show before each?

A paragraph, or its style, names a list and a level of it; the list says how that level is numbered.  Word counts on
through all lists of one definition, begins anew below an item of a higher level, and where a list states its own start.
Only plain numbers are told ("1.", "2)"); letters, Roman numerals and "1.1" are left as bullets.
"""

import re
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsmap, qn
from docx.text.paragraph import Paragraph

_PLAIN = re.compile(r"%\d[.):]?")


class Lists:
    """Counts the items of the lists of one document: ask for its paragraphs in order, each once."""

    def __init__(self, document: Document) -> None:
        relations = document.part.rels.values()
        parts = [r.target_part for r in relations if r.reltype == RELATIONSHIP_TYPE.NUMBERING]
        roots = [part.element for part in parts]
        self._lists = {num.get(qn("w:numId")): num for root in roots for num in root.iterfind("w:num", nsmap)}
        self._levels = {
            (definition.get(qn("w:abstractNumId")), level.get(qn("w:ilvl"))): level
            for root in roots
            for definition in root.iterfind("w:abstractNum", nsmap)
            for level in definition.iterfind("w:lvl", nsmap)
        }
        self._counts: dict[tuple[str, str], int] = {}
        self._restarted: set[tuple[str, str]] = set()

    def next_number(self, paragraph: Paragraph) -> int | None:
        """Count a paragraph; None where it has no plain number."""
        list_id, depth = list_place(paragraph) or ("", "")
        definition = _value(self._lists.get(list_id), "w:abstractNumId")
        level = self._levels.get((definition, depth))
        if level is None:
            return None
        for deeper in [key for key in self._counts if key[0] == definition and key[1] > depth]:
            del self._counts[deeper]
        restart = _value(self._lists[list_id], f"w:lvlOverride[@w:ilvl='{depth}']/w:startOverride")
        if restart and (list_id, depth) not in self._restarted:
            self._restarted.add((list_id, depth))
            number = int(restart)
        elif (definition, depth) in self._counts:
            number = self._counts[definition, depth] + 1
        else:
            number = int(_value(level, "w:start") or 1)
        self._counts[definition, depth] = number
        plain = _value(level, "w:numFmt") == "decimal" and _PLAIN.fullmatch(_value(level, "w:lvlText"))
        return number if plain else None


def list_place(paragraph: Paragraph) -> tuple[str, str] | None:
    """Return the list that a paragraph, or else its style, names, and the level; None where there is none."""
    style: Any = paragraph.style
    holders = [paragraph._p]  # noqa: SLF001 - numbering has no public name
    while style is not None:
        holders.append(style.element)
        style = style.base_style
    for holder in holders:
        list_id = _value(holder, "w:pPr/w:numPr/w:numId")
        if list_id:
            return None if list_id == "0" else (list_id, _value(holder, "w:pPr/w:numPr/w:ilvl") or "0")
    return None


def _value(parent: Any, path: str) -> str:
    """Return the value of the element at a path; nothing where there is none."""
    found = None if parent is None else parent.find(path, nsmap)
    return "" if found is None else str(found.get(qn("w:val"), ""))
