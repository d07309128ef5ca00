"""How does a cleaned draft become the canonical article that every offset points into?

Blocks are joined by a blank line, consecutive bullets by a line break; a bullet begins with `- `.  Headings stand as
plain lines of the text.  The title is metadata: a first line that only repeats it goes.
"""

from citewell.corpus.characters import key, slug, tidy
from citewell.corpus.draft import Block, Draft
from citewell.corpus.notes import lost_exponents
from citewell.corpus.types import Article, Heading


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
    text, headings = _join(_without_title(draft.blocks, title))
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
        source_type=stated.source_type or "other",
        studies=stated.studies,
        rights=stated.rights,
        language=stated.language or "en",
        headings=headings,
        references=stated.references,
        editor_notes=lost_exponents(text),
    )


def _join(blocks: tuple[Block, ...]) -> tuple[str, tuple[Heading, ...]]:
    """Write blocks one under another, noting where the headings stand."""
    parts: list[str] = []
    headings: list[Heading] = []
    end = 0
    before = ""
    for block in blocks:
        words = tidy(block.text)
        if not words:
            continue
        if parts:
            gap = "\n" if before == block.kind == "bullet" else "\n\n"
            parts.append(gap)
            end += len(gap)
        line = f"- {words}" if block.kind == "bullet" else words
        if block.kind == "heading":
            headings.append(Heading(end, end + len(line), max(1, block.level)))
        parts.append(line)
        end += len(line)
        before = block.kind
    return "".join(parts), tuple(headings)


def _without_title(blocks: tuple[Block, ...], title: str) -> tuple[Block, ...]:
    """Drop leading blocks that only repeat the title."""
    same = key(title)
    first = 0
    while first < len(blocks) and (not tidy(blocks[first].text) or (same and key(blocks[first].text) == same)):
        first += 1
    return blocks[first:] if any(tidy(block.text) for block in blocks[first:]) else blocks
