"""Markdown with front matter: which words, headings, lists and tables does it hold once its markup is gone?"""

import re
from collections.abc import Sequence
from dataclasses import replace

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler
from markdown_it import MarkdownIt
from markdown_it.token import Token

from citewell.corpus.characters import lowered, raised
from citewell.corpus.decode import decode
from citewell.corpus.draft import Block, Draft, Metadata, table_blocks
from citewell.corpus.errors import Refused
from citewell.corpus.stated import first_line, read_stated

_TAG = re.compile(r"<\s*(/?)\s*([a-z]+)", re.IGNORECASE)


def read_markdown(data: bytes, name: str) -> Draft:
    """Read Markdown (CommonMark with tables); raw HTML goes, links become their text.

    Raises:
        Refused: if its front matter is not valid, or its encoding cannot be told.
    """
    text = decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    try:
        values, body = frontmatter.parse(text.lstrip("\n"), handler=YAMLHandler())
    except (yaml.YAMLError, ValueError, RecursionError, AttributeError, TypeError) as error:
        raise Refused(f"{name}: its front matter is not valid YAML ({first_line(error)}); correct it.") from None
    metadata = read_stated(values, name)
    blocks = _blocks(_Parser("commonmark", {"html": True}).enable("table").parse(body))
    return _titled(Draft(tuple(blocks), metadata))


class _Parser(MarkdownIt):
    """Takes every address for one: a link becomes its words, and an address left unparsed would be shown as text."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - overrides
        """Accept `url`."""
        return True


def _titled(draft: Draft) -> Draft:
    """Take the first heading of level 1 as the title, if the front matter states none."""
    first = next((block for block in draft.blocks if block.kind == "heading" and block.level == 1), None)
    if draft.metadata.title or first is None:
        return draft
    blocks = tuple(block for block in draft.blocks if block is not first)
    metadata: Metadata = replace(draft.metadata, title=first.text)
    return Draft(blocks or draft.blocks, metadata)


def _blocks(tokens: Sequence[Token]) -> list[Block]:
    """Turn a flat list of block tokens into blocks."""
    _number_items(tokens)
    blocks: list[Block] = []
    rows: list[list[str]] = []
    level = 0
    item: Token | None = None  # that has no words yet
    in_cell = False
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "list_item_open":
            item = token
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            blocks += table_blocks(rows, headers=1)
            rows = []
        elif token.type in {"th_open", "td_open", "th_close", "td_close"}:
            in_cell = token.nesting == 1
        elif token.type == "inline":
            text = _inline(token.children or ())
            if in_cell:
                rows[-1].append(text)
            elif text and level:
                blocks.append(Block("heading", text, level))
            elif text:
                blocks.append(Block("bullet", text, number=item.meta["number"]) if item else Block("paragraph", text))
                item = None
        elif token.type in {"fence", "code_block"} and token.content.strip():
            blocks.append(Block("paragraph", token.content))
    return [block for block in blocks if block.text.strip()]


def _number_items(tokens: Sequence[Token]) -> None:
    """Note the number of each item; None where it has a bullet."""
    following: list[int | None] = []  # the next number in each list that is open
    for token in tokens:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            following.append(int(token.attrs.get("start", 1)) if token.tag == "ol" else None)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            following.pop()
        elif token.type == "list_item_open":
            number = token.meta["number"] = following[-1]
            following[-1] = None if number is None else number + 1


def _inline(tokens: Sequence[Token]) -> str:
    """Return the words of a line; `<sup>` and `<sub>` keep their meaning, scripts and styles lose their content."""
    text = ""
    run = ""
    within = ""
    for token in tokens:
        if token.type == "html_inline":
            found = _TAG.match(token.content)
            closing, tag = (found[1], found[2].lower()) if found else ("", "")
            if closing and tag == within:
                text += raised(text, run) if tag == "sup" else lowered(run) if tag == "sub" else ""
                within = run = ""
            elif not closing and not within and tag in {"sup", "sub", "script", "style"}:
                within = tag
            elif tag == "br":
                text += " "
            continue
        words = " " if token.type in {"softbreak", "hardbreak"} else token.content
        if token.type == "image":
            continue
        if within:
            run += words
        else:
            text += words
    return text + (run if within in {"sup", "sub"} else "")
