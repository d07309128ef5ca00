"""Does an article contain itself twice?"""

from collections.abc import Sequence

from citewell.corpus.characters import key
from citewell.corpus.draft import Block

_PROSE_WORDS = 8
_SHARE = 0.8


def keep_once(blocks: Sequence[Block]) -> list[Block]:
    """Keep the first of an article that a page holds twice, and one of each run of equal neighbours.

    The second copy is told by its first paragraph coming back, with four fifths of the words after it standing before
    it and the other way round; a warning that an article rightly repeats under two headings stays.
    """
    blocks = _without_neighbours(blocks)
    keys = [key(block.text) for block in blocks]
    first = next((i for i, block in enumerate(blocks) if _words(block) >= _PROSE_WORDS), None)
    if first is None:
        return blocks
    for again in (i for i in range(first + 1, len(blocks)) if keys[i] == keys[first]):
        if min(_covered(blocks[again:], keys[first:again]), _covered(blocks[first:again], keys[again:])) >= _SHARE:
            seen = set(keys[:again])
            start = again
            while start > first + 1 and keys[start - 1] in keys[:first]:  # the title over the second copy
                start -= 1
            return blocks[:start] + [block for i, block in enumerate(blocks) if i >= start and keys[i] not in seen]
    return blocks


def _without_neighbours(blocks: Sequence[Block]) -> list[Block]:
    """Drop a block that says the same as the one before it; the rows of a table may."""
    kept: list[Block] = []
    for block in blocks:
        same = key(block.text)
        if not kept or block.kind == "row" or not same or same != key(kept[-1].text):
            kept.append(block)
    return kept


def _covered(blocks: Sequence[Block], keys: Sequence[str]) -> float:
    """Return the share of the words of `blocks` that stand in blocks with these keys."""
    known = set(keys)
    total = sum(_words(block) for block in blocks)
    return sum(_words(block) for block in blocks if key(block.text) in known) / max(total, 1)


def _words(block: Block) -> int:
    return len(block.text.split())
