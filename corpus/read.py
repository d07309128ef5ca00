"""How does a file become an article? Check, read, overlay what the publisher states, clean, describe, compose."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from citewell.corpus.characters import tidy
from citewell.corpus.checks import check_kind, load_bytes
from citewell.corpus.clean import clean
from citewell.corpus.compose import compose
from citewell.corpus.draft import Draft, Metadata
from citewell.corpus.errors import Refused
from citewell.corpus.metadata import describe
from citewell.corpus.readers.docx import read_docx
from citewell.corpus.readers.guard import guard
from citewell.corpus.readers.html import read_html
from citewell.corpus.readers.jats import read_jats
from citewell.corpus.readers.markdown import read_markdown
from citewell.corpus.readers.pdf import read_pdf
from citewell.corpus.readers.text import read_text
from citewell.corpus.stated import overlay, read_sidecar
from citewell.corpus.types import Article

Reader = Callable[[bytes, str], Draft]

_READERS: dict[str, Reader] = {
    ".md": read_markdown,
    ".txt": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".xml": read_jats,
}

SUFFIXES = tuple(_READERS)
"""The extensions of files that can become articles."""

SIDECAR_SUFFIX = ".yaml"
"""What the name of a sidecar adds to the name of the file it speaks of: `leaflet.pdf.yaml`."""

_SIDECAR_BYTES = 1_000_000


def read_article(path: Path, *, article_id: str = "", max_bytes: int = 20_000_000) -> Article:
    """Read a file as an article.

    A sidecar `<file name>.yaml` beside the file states metadata in its place.

    Args:
        path: a file with one of `SUFFIXES`.
        article_id: the name to give the article, or nothing for a slug of its title.
        max_bytes: the size above which a file is refused.

    Returns:
        The article in canonical form.

    Raises:
        Refused: if the file cannot become an article; the message is one sentence for the publisher.
    """
    suffix = path.suffix.lower()
    if suffix not in _READERS:
        shown = f"extension {suffix!r}" if suffix else "name without an extension"
        raise Refused(f"{path.name}: the {shown} is not one that can be read; save it as one of {', '.join(SUFFIXES)}.")
    data = load_bytes(path, max_bytes)
    check_kind(data, suffix, path.name)
    stated = _sidecar(path)
    with guard(path.name, suffix):
        draft = _READERS[suffix](data, path.name)
        draft = describe(clean(replace(draft, metadata=overlay(draft.metadata, stated))))
        if not tidy(draft.metadata.title):
            draft = replace(draft, metadata=replace(draft.metadata, title=_title_of(path)))
        article = compose(draft, article_id)
    if not any(c.isalpha() for c in article.text):
        raise Refused(f"{path.name}: holds no text that an article could be made of; check that it opens as expected.")
    return article


def _sidecar(path: Path) -> Metadata:
    """Read the sidecar of a file, if there is one."""
    beside = path.with_name(path.name + SIDECAR_SUFFIX)
    if not beside.is_file() and not beside.is_symlink():
        return Metadata()
    return read_sidecar(load_bytes(beside, _SIDECAR_BYTES), beside.name)


def _title_of(path: Path) -> str:
    """Make a title of a file's name, for a file that states none."""
    return tidy(path.stem.replace("_", " ").replace("-", " ")) or "Untitled"
