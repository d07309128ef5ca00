"""What of a page is not the article? Boilerplate, second copies and the reference list leave the text.

What a removed line states (a date, an author, the site's name) is kept as metadata, where the file did not say it
elsewhere.  The patterns and the reason of each stand in `boilerplate.yaml`.
"""

from collections.abc import Sequence
from dataclasses import replace

from citewell.corpus.characters import key, tidy
from citewell.corpus.dates import iso_date
from citewell.corpus.draft import Block, Draft, Metadata
from citewell.corpus.links import web_address
from citewell.corpus.references import take_references
from citewell.corpus.repeats import keep_once
from citewell.corpus.rules import Boilerplate, Site, boilerplate, site_named
from citewell.corpus.types import Reference

_LONGEST_LINE = 600  # characters; anything longer is prose and costs a pattern time
_PROSE_WORDS = 15
_BLURB_WORDS = 60
_BOX_WORDS = 40


def clean(draft: Draft) -> Draft:
    """Return the draft with only the article in it, and in its metadata what the removed lines stated."""
    known = boilerplate()
    blocks = [replace(block, text=text) for block in draft.blocks if (text := tidy(block.text))]
    site = _recognised(blocks, known)
    blocks, stated = _without_lines(blocks, known, site, draft.metadata)
    blocks = keep_once(blocks)
    blocks, references = take_references(blocks)
    blocks = _without_boxes(blocks, known)
    blocks = _without_tail(blocks, known)
    blocks, stated = _without_lines(blocks, known, site, stated, edges=True)
    blocks = _without_titles(_without_bare_end(blocks), stated.title, stated.publisher)
    return Draft(tuple(blocks), replace(stated, references=_joined(stated.references, references)))


def _recognised(blocks: Sequence[Block], known: Boilerplate) -> Site | None:
    """Return the site whose whole signature stands on the page."""
    lines = [block.text for block in blocks if len(block.text) <= _LONGEST_LINE]
    for site in known.sites:
        if site.signature and all(any(mark.fullmatch(line) for line in lines) for mark in site.signature):
            return site
    return None


def _without_lines(
    blocks: list[Block], known: Boilerplate, site: Site | None, stated: Metadata, *, edges: bool = False
) -> tuple[list[Block], Metadata]:
    """Drop the lines of one kind of rule, keeping what they state; lines of the recognised site go with the rest."""
    rules = [rule for rule in known.rules if rule.edge == edges]
    if site:
        stated = _filled(stated, {"publisher": site.name, "source_type": site.source_type})
    own = [*site.lines, *site.signature] if site else []
    kept: list[Block] = []
    first, last = _prose(blocks)
    here = 0
    while here < len(blocks):
        taken = 0
        if not edges or not first <= here <= last:
            if len(blocks[here].text) <= _LONGEST_LINE and any(line.fullmatch(blocks[here].text) for line in own):
                taken = 1
            for rule in () if taken else rules:
                for length in range(1, rule.lines + 1):
                    window = "\n".join(block.text for block in blocks[here : here + length])
                    found = rule.pattern.fullmatch(window) if len(window) <= _LONGEST_LINE else None
                    if found and not (edges and _is_title(found.groupdict(), blocks, here)):
                        stated = _filled(stated, {k: v or "" for k, v in found.groupdict().items()})
                        taken = length
                        break
                if taken:
                    break
        if not taken:
            kept.append(blocks[here])
        here += taken or 1
    return kept, stated


def _is_title(groups: dict[str, str | None], blocks: Sequence[Block], here: int) -> bool:
    """Whether the first line of a page without other headings would be lost; a bare label of a button may go."""
    return here == 0 and not groups and blocks[here].kind == "heading" and blocks[here].level == 1


def _prose(blocks: Sequence[Block]) -> tuple[int, int]:
    """Return the first and last place of running text; the edges lie outside."""
    places = [i for i, b in enumerate(blocks) if b.kind != "heading" and len(b.text.split()) >= _PROSE_WORDS]
    return (places[0], places[-1]) if places else (0, len(blocks))


def _filled(stated: Metadata, found: dict[str, str]) -> Metadata:
    """Fill empty fields with what lines state."""
    named = site_named(found.get("publisher", ""))
    names = tuple(name.strip() for name in found.get("authors", "").replace(" and ", ",").split(",") if name.strip())
    return replace(
        stated,
        title=stated.title or found.get("title", ""),
        publisher=stated.publisher or (named.name if named else found.get("publisher", "")),
        source_type=stated.source_type or found.get("source_type", "") or (named.source_type if named else ""),
        authors=stated.authors or names,
        published=stated.published or iso_date(found.get("published", "")),
        reviewed=stated.reviewed or found.get("reviewed", ""),
        url=stated.url or web_address(found.get("url", "")),
    )


def _without_boxes(blocks: list[Block], known: Boilerplate) -> list[Block]:
    """Drop headings of boxes with the lines that belong to them; a section of prose under such a heading stays."""
    kept: list[Block] = []
    here = 0
    while here < len(blocks):
        end = here
        for box in known.boxes:
            if blocks[here].kind != "bullet" and box.heading.fullmatch(blocks[here].text):
                end = here + 1
                while end < len(blocks) and _belongs(blocks[end], box.body.fullmatch(blocks[end].text) is not None):
                    end += 1
                if end == here + 1 and end < len(blocks) and not _is_tail_heading(blocks[end], known):
                    end = here
                break
        if end == here:
            kept.append(blocks[here])
        here = max(end, here + 1)
    return kept


def _belongs(block: Block, reads_like_it: bool) -> bool:
    return reads_like_it and len(block.text.split()) <= _BOX_WORDS


def _is_tail_heading(block: Block, known: Boilerplate) -> bool:
    return len(block.text) <= 80 and any(tail.fullmatch(block.text) for tail in known.tails)


def _without_tail(blocks: list[Block], known: Boilerplate) -> list[Block]:
    """Cut the page at the first heading after which only titles and blurbs of other pages follow."""
    for here, block in enumerate(blocks):
        if block.kind == "bullet" or not _is_tail_heading(block, known):
            continue
        before = sum(len(b.text.split()) for b in blocks[:here])
        rest = blocks[here + 1 :]
        lengths = [len(b.text.split()) for b in rest]
        titles = sum(_like_title(b) for b in rest)
        if sum(lengths) <= before and max(lengths, default=0) <= _BLURB_WORDS and titles * 2 >= len(rest):
            return blocks[:here]
    return blocks


def _like_title(block: Block) -> bool:
    return len(block.text.split()) <= 25 and not block.text.endswith((".", ":", ";"))


def _without_bare_end(blocks: list[Block]) -> list[Block]:
    """Drop headings at the end that have nothing under them, if they are not all there is."""
    end = len(blocks)
    while end > 1 and blocks[end - 1].kind == "heading":
        end -= 1
    return blocks[:end] if any(block.kind != "heading" for block in blocks[:end]) else blocks


def _without_titles(blocks: list[Block], title: str, publisher: str) -> list[Block]:
    """Drop the site's name and later copies of the title (or of the first line) from above the first prose."""
    first, _ = _prose(blocks)
    names = {key(publisher)} - {""}
    seen = {key(title)} - {""}
    kept: list[Block] = []
    for here, block in enumerate(blocks):
        same = key(block.text)
        if here < first and len(blocks) > 1 and (same in names or same in seen):
            continue
        if here == 0 or not kept:
            seen.add(same)
        kept.append(block)
    return kept or blocks


def _joined(stated: tuple[Reference, ...], found: tuple[Reference, ...]) -> tuple[Reference, ...]:
    return stated + tuple(reference for reference in found if reference not in stated)
