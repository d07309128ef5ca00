"""How do files get into the store?

Each file is read and stored on its own: what is refused leaves everything else, and its own older version, as it was.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from citewell.corpus.errors import Refused
from citewell.corpus.read import SIDECAR_SUFFIX, read_article
from citewell.corpus.store import ArticleStore, StoredArticle
from citewell.corpus.types import Article

MAX_BYTES = 20_000_000
"""Files over this size are refused, unless the caller says otherwise; long books are split by their publishers."""

GLOSSARY, MUST_COVER, QUESTIONS = LISTS = ("glossary.yaml", "must_cover.yaml", "questions.yaml")
"""The files at the top of a folder that hold what else the publisher writes down; they are no articles."""

Status = Literal["added", "updated", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file. `detail` says why it was refused, or of what it is a copy; `warnings` want a look."""

    path: Path
    status: Status
    article_id: str = ""
    detail: str = ""
    warnings: tuple[str, ...] = ()


def find_files(paths: Iterable[Path], leave_out: Iterable[Path] = ()) -> list[Path]:
    """List the files named, and all files below the folders named, in a fixed order.

    Hidden files and YAML files, which say something about articles and are none, are left out of folders, but for the
    `LISTS` at the top, and so is what stands in `leave_out`: the library's own files.  Nothing else is, so that nothing
    is passed over silently.
    """
    found: dict[Path, None] = {}
    own = [path.resolve() for path in leave_out]
    for path in paths:
        if path.is_dir():
            root = path.resolve()
            for file in sorted(path.rglob("*")):
                inside = root / file.relative_to(path)
                is_own = any(inside.is_relative_to(place) for place in own)
                is_list = file.parent == path and file.name in LISTS
                is_aside = _is_hidden(file, path) or (file.suffix == SIDECAR_SUFFIX and not is_list)
                if (file.is_file() or file.is_symlink()) and not is_own and not is_aside:
                    found[file] = None
        else:
            found[path] = None
    return list(found)


def ingest(files: Iterable[Path], store: ArticleStore, max_bytes: int = MAX_BYTES) -> Iterator[Outcome]:
    """Read files into the store, one outcome per file, each stored before it is reported."""
    for path in files:
        try:
            yield _ingest_file(path, store, max_bytes)
        except Refused as refusal:
            yield Outcome(path, "refused", detail=str(refusal))
        except OSError as error:
            detail = f"{path.name}: cannot be opened ({error.strerror or error}); make it readable, or rename it."
            yield Outcome(path, "refused", detail=detail)


def _ingest_file(path: Path, store: ArticleStore, max_bytes: int) -> Outcome:
    source = _source(path)
    digest = _digest(path)
    before = store.find_source(source)
    if before and before.source_sha256 == digest:
        return Outcome(path, "unchanged", before.article.article_id)
    copy = None if before else store.find_sha256(digest)
    if copy and _digest(Path(copy.source)) == digest:
        return Outcome(path, "unchanged", copy.article.article_id, f"the same file as {copy.source}")
    if copy and not Path(copy.source).exists():
        store.put_all([replace(copy, source=source)])
        return Outcome(path, "unchanged", copy.article.article_id, f"moved here from {copy.source}")
    article = read_article(path, max_bytes=max_bytes)
    article_id = before.article.article_id if before else _free_id(store, article.article_id)
    store.put(StoredArticle(replace(article, article_id=article_id), source, digest))
    return Outcome(path, "updated" if before else "added", article_id, warnings=_warnings(article))


def _source(path: Path) -> str:
    """Say where a file is, in a name that it has under every way to it.

    Raises:
        Refused: it is a link that leads back to itself, or its name is not text.
    """
    try:
        source = str(path.resolve())
        source.encode()
    except RuntimeError:
        raise Refused(f"{path.name}: is a link that leads back to itself; give the file it should lead to.") from None
    except UnicodeEncodeError:
        raise Refused(f"{path.name}: its path is not UTF-8; rename it.") from None
    return source


def _digest(path: Path) -> str:
    """Hash a file together with its sidecar; one that cannot be read hashes as empty, and is refused when it is."""
    digest = hashlib.sha256()
    for file in (path, path.with_name(path.name + SIDECAR_SUFFIX)):
        part = b"\0"
        with suppress(OSError):
            if file.is_file():  # a pipe or a device might never end
                with file.open("rb") as stream:
                    part = hashlib.file_digest(stream, "sha256").digest()
        digest.update(part)
    return digest.hexdigest()


def _free_id(store: ArticleStore, wanted: str) -> str:
    """Return the id wanted, or with the first number that makes it free."""
    number, free = 1, wanted
    while store.get(free):
        number += 1
        free = f"{wanted}-{number}"
    return free


def _warnings(article: Article) -> tuple[str, ...]:
    """Say what a publisher should look at before readers do."""
    lost = [article.text[note.start : note.end] for note in article.editor_notes if note.kind == "lost_exponent"]
    warnings = []
    if lost:
        shown = ", ".join(f"“{text}”" for text in dict.fromkeys(lost))
        warnings.append(f"an exponent may be lost in {shown}; the quote will carry a note (mend it in the source)")
    missing = [name for name in ("publisher", "published") if not getattr(article, name)]
    if missing:
        warnings.append(
            f"it does not state: {', '.join(missing)} (state it in a sidecar file “<file name>{SIDECAR_SUFFIX}”)"
        )
    return tuple(warnings)


def _is_hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)
