"""Where in a text is its reference list, and what does an entry of it say?"""

import re
from collections.abc import Sequence

from citewell.corpus.dates import DATE, iso_date
from citewell.corpus.draft import Block
from citewell.corpus.links import find_doi, find_url
from citewell.corpus.types import Reference

_LIST = re.compile(
    r"(?:references?(?: list)?|bibliography|works cited|literature cited)(?: and notes)?\s*:?", re.IGNORECASE
)
_POINTER = re.compile(
    r"(?:sources?|citations?|more information|further information|journal (?:information|reference)"
    r"|original (?:article|paper|publication|study|source)|story source)\s*:?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*(?:\[\d{1,3}\]|\d{1,3}[.)]?(?=\s))\s*")
_ENTRY_WORDS = 120
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ADDRESS = re.compile(r"(?:https?://|doi:?\s*10\.|www\.)\S*", re.IGNORECASE)
_NOT_PUBLISHED = re.compile(rf"(?:accessed|updated|retrieved|cited|viewed)(?: on)?:?\s+{DATE}\.?", re.IGNORECASE)
_AUTHORS = re.compile(r"(?:.*\bet al\b.*|(?:[\w'’. -]+ [A-Z]{1,3}(?:, |$))+(?:[\w'’. -]+ [A-Z]{1,3})?)", re.DOTALL)
_INLINE = re.compile(
    r"(?P<authors>.{2,200}?) et al\.?,? (?P<title>.{10,400}), (?P<journal>[^,]{2,100}) \((?P<year>\d{4})\)"
)


def take_references(blocks: Sequence[Block]) -> tuple[list[Block], tuple[Reference, ...]]:
    """Move reference lists, wherever they stand, out of the blocks.

    A list is a heading ("References", or a weaker one such as "More information:") and the entries under it; it ends
    at the first block that does not read like an entry.  A heading without entries is left alone.

    Args:
        blocks: the blocks of a draft.

    Returns:
        The blocks that remain, and the references in order.
    """
    kept: list[Block] = []
    found: list[Reference] = []
    here = 0
    while here < len(blocks):
        entries = _entries_under(blocks, here)
        if entries:
            for entry in entries:
                reference = parse_reference(entry)
                if reference not in found:
                    found.append(reference)
            here += 1 + sum(entry.count("\n") + 1 for entry in entries)
        else:
            kept.append(blocks[here])
            here += 1
    return kept, tuple(found)


def parse_reference(text: str) -> Reference:
    """Read one entry of a reference list; what cannot be told apart stays in the title, which is never empty."""
    text = text.replace("\n", " ").strip()
    numbered = _NUMBER.match(text)
    words = (text[numbered.end() :] if numbered else text).strip()
    doi, url = find_doi(words), find_url(words)
    inline = _INLINE.match(words)
    if inline:
        return Reference(inline["title"].strip(), inline["journal"].strip(), inline["year"], url, doi)
    bare = _NOT_PUBLISHED.sub("", _ADDRESS.sub("", words))
    parts = [part.strip(" .") for part in re.split(r"(?<=[.?!])\s+", bare) if part.strip(" .")]
    if len(parts) > 1 and _AUTHORS.fullmatch(parts[0]):
        parts = parts[1:]
    publisher = parts[1] if len(parts) > 1 and not _YEAR.search(parts[1]) else ""
    dates = [iso_date(part) for part in parts[1:] if iso_date(part)]
    return Reference(parts[0] if parts else words, publisher, dates[0] if dates else "", url, doi)


def _entries_under(blocks: Sequence[Block], here: int) -> list[str]:
    """Return the entries of the reference list that begins at a block; the lines of one entry are kept apart by LF."""
    heading = blocks[here]
    strong = _LIST.fullmatch(heading.text) is not None
    if heading.kind == "bullet" or not (strong or _POINTER.fullmatch(heading.text)):
        return []
    entries: list[str] = []
    for block in blocks[here + 1 :]:
        if block.kind == "heading":
            break
        if entries and _ADDRESS.fullmatch(block.text):
            entries[-1] += "\n" + block.text
        elif _is_entry(block.text, strong=strong):
            entries.append(block.text)
        else:
            break
    return entries


def _is_entry(text: str, *, strong: bool) -> bool:
    """Whether a block reads like an entry; under a weak heading it must name a work beyond doubt."""
    if len(text.split()) > _ENTRY_WORDS:
        return False
    dated_link = bool(find_url(text)) and bool(_YEAR.search(_ADDRESS.sub("", text)))
    if find_doi(text) or _INLINE.match(text) or dated_link:
        return True
    return strong and bool(_NUMBER.match(text) or _YEAR.search(text) or find_url(text) or " et al" in text)
