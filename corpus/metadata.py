"""What does a text state about itself? Title, publisher, kind of source and the studies it reports."""

import re
from collections.abc import Iterable
from dataclasses import replace

from citewell.corpus.characters import key
from citewell.corpus.draft import Block, Draft
from citewell.corpus.links import site_of
from citewell.corpus.rules import boilerplate, site_at, site_named
from citewell.corpus.types import Reference

_TITLE_WORDS = 30
_NCT = re.compile(r"\bNCT\d{8}\b")
# CARTITUDE-1, KarMMa-3, MajesTEC-1: at least four letters, three of them capitals, a hyphen and a small number.
_TRIAL = r"(?P<trial>(?=[A-Za-z]*[A-Z][A-Za-z]*[A-Z][A-Za-z]*[A-Z])[A-Z][A-Za-z]{3,}-\d{1,3}[A-Z]?)(?![\w-])"
_TRIAL_BESIDE = re.compile(
    rf"\b{_TRIAL}(?=[\s()]+(?:[\w-]+[\s()]+){{0,2}}(?:trials?|stud(?:y|ies)|NCT\d{{8}})\b)"
    rf"|\b(?:trials?|stud(?:y|ies))[\s(]+(?:[\w-]+[\s(]+){{0,2}}?{_TRIAL.replace('trial>', 'after>')}"
)


def describe(draft: Draft) -> Draft:
    """Fill what a cleaned draft does not state as metadata but says in its text.

    The title is the first line if it reads like one, and then leaves the text; the publisher is the site of the
    address; the studies are trials named beside "trial", "study" or a registry number, the registry numbers, and the
    DOIs of the references, each once, in the order of the text.

    Args:
        draft: what a reader found, cleaned.

    Returns:
        The draft with its metadata filled; nothing that was stated is changed.
    """
    stated, blocks = draft.metadata, draft.blocks
    title = stated.title
    if not title and len(blocks) > 1 and is_title(blocks[0]):
        title, blocks = blocks[0].text, blocks[1:]
    site = site_at(site_of(stated.url))
    publisher = stated.publisher
    if not publisher or key(publisher) == key(site_of(stated.url)):
        publisher = site.name if site else publisher or site_of(stated.url)
    site = site or site_named(publisher)
    return replace(
        draft,
        blocks=blocks,
        metadata=replace(
            stated,
            title=title,
            publisher=publisher,
            source_type=stated.source_type or (site.source_type if site else ""),
            studies=_once([*stated.studies, *find_studies([title, *(b.text for b in blocks)], stated.references)]),
        ),
    )


def is_title(block: Block) -> bool:
    """Whether the first block of a text reads like its title rather than its first sentence."""
    words = block.text.split()
    if block.kind == "bullet" or not words or len(words) > _TITLE_WORDS:
        return False
    return block.kind == "heading" or not block.text.endswith((".", ":", ";", ","))


def find_studies(lines: Iterable[str], references: Iterable[Reference] = ()) -> tuple[str, ...]:
    """Find the studies that a text rests on.

    Args:
        lines: the text of its blocks, in order.
        references: its reference list.

    Returns:
        Names of trials, NCT numbers and DOIs (as `doi:10.…`), each once, in order.
    """
    works = list(references)
    not_trials = boilerplate().not_trials
    found: list[str] = []
    for text in [*lines, *(f"{work.title} {work.url}" for work in works)]:
        marks = [(m.start(), m["trial"] or m["after"]) for m in _TRIAL_BESIDE.finditer(text)]
        marks += [(m.start(), m.group()) for m in _NCT.finditer(text)]
        found += [name for _, name in sorted(marks) if name.partition("-")[0].upper() not in not_trials]
    return _once([*found, *(f"doi:{work.doi}" for work in works if work.doi)])


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
