"""How does a cleaned draft become the canonical article that every offset points into?

Blocks are joined by a blank line, consecutive items of a list and rows of a table by a line break; an item begins with
`- ` or with its number and `. `, the cells of a row are parted by ` | `.  Headings stand as plain lines of the text.
The title is metadata: a first line that only repeats it goes.
"""

from citewell.corpus.characters import key, slug, tidy
from citewell.corpus.draft import CLOSE, Block, Draft
from citewell.corpus.notes import lost_exponents
from citewell.corpus.types import Article, Heading, Table


def compose(draft: Draft, article_id: str = "") -> Article:
    """Make the canonical article of a draft.

    Args:
        draft: what a reader found, cleaned.
        article_id: the name to give it, or nothing for a slug of its title.

    Returns:
        The article; its text is NFC, has no control character but the line break and no run of blank lines.
    """
    stated = draft.metadata
    title = tidy(stated.title)
    text, headings, tables = _join(_without_title(draft.blocks, title))
    return Article(
        article_id=article_id or slug(title),
        title=title,
        text=text,
        url=stated.url,
        doi=stated.doi,
        publisher=tidy(stated.publisher),
        authors=tuple(name for author in stated.authors if (name := tidy(author))),
        published=stated.published,
        reviewed=tidy(stated.reviewed),
        review_by=stated.review_by,
        checked=stated.checked,
        data_cut=stated.data_cut,
        stale_after=stated.stale_after,
        supersedes=stated.supersedes,
        corrects=stated.corrects,
        retracted=stated.retracted,
        source_type=stated.source_type or "other",
        studies=stated.studies,
        rights=stated.rights,
        language=stated.language or "en",
        headings=headings,
        tables=tables,
        references=stated.references,
        editor_notes=lost_exponents(text),
    )


def _join(blocks: tuple[Block, ...]) -> tuple[str, tuple[Heading, ...], tuple[Table, ...]]:
    """Write blocks one under another, noting where the headings and the tables stand."""
    parts: list[str] = []
    headings: list[Heading] = []
    tables: list[Table] = []
    end = 0
    before = ""
    for block in blocks:
        words = tidy(block.text)
        if not words:
            continue
        if parts:
            gap = "\n" if (before, block.kind) in CLOSE else "\n\n"
            parts.append(gap)
            end += len(gap)
        line = _mark(block) + words
        if block.kind == "heading":
            headings.append(Heading(end, end + len(line), max(1, block.level)))
        if block.kind in {"columns", "row"}:
            continued = tables.pop() if parts and parts[-1] == "\n" else Table(end, end, end)
            stop = end + len(line)
            tables.append(Table(continued.start, stop, stop if block.kind == "columns" else continued.header_end))
        parts.append(line)
        end += len(line)
        before = block.kind
    return "".join(parts), tuple(headings), tuple(tables)


def _mark(block: Block) -> str:
    """Return what an item of a list begins with."""
    if block.kind != "bullet":
        return ""
    return "- " if block.number is None else f"{block.number}. "


def _without_title(blocks: tuple[Block, ...], title: str) -> tuple[Block, ...]:
    """Drop leading blocks that only repeat the title."""
    same = key(title)
    first = 0
    while first < len(blocks) and (not tidy(blocks[first].text) or (same and key(blocks[first].text) == same)):
        first += 1
    return blocks[first:] if any(tidy(block.text) for block in blocks[first:]) else blocks
