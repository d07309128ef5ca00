"""Where does a publisher's library keep its things?

DIR/articles.sqlite       the article store: what was ingested
DIR/glossary.yaml         the publisher's glossary, if there is one
DIR/must_cover.yaml       the subjects that must not be missing, if there is such a list
DIR/questions.yaml        the publisher's own questions, if there is such a list
DIR/embeddings.sqlite     what has been encoded before; may be deleted
DIR/releases/<id>/        immutable releases
DIR/releases/current      a small file that names the live release
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from citewell.corpus.checks import load_bytes
from citewell.corpus.entries import (
    MustCover,
    SuggestedQuestion,
    Term,
    load_glossary,
    load_must_cover,
    load_questions,
)
from citewell.corpus.errors import CitewellError
from citewell.corpus.ingest import GLOSSARY, LISTS, MAX_BYTES, MUST_COVER, QUESTIONS, Outcome, ingest
from citewell.corpus.store import ArticleStore
from citewell.index.cache import EmbeddingCache
from citewell.index.files import replace_file

_T = TypeVar("_T")

_LISTS: dict[str, tuple[Callable[[Path], tuple[object, ...]], str]] = {
    GLOSSARY: (load_glossary, "the glossary (terms: {count})"),
    MUST_COVER: (load_must_cover, "the must-cover list (items: {count})"),
    QUESTIONS: (load_questions, "the list of questions (questions: {count})"),
}
"""How each list is read, and what is told of it."""


@dataclass(frozen=True, slots=True)
class Library:
    """The folder of one library, and the names of what stands in it."""

    root: Path

    @property
    def articles(self) -> ArticleStore:
        """The article store."""
        return ArticleStore(self.root / "articles.sqlite")

    @property
    def list_paths(self) -> tuple[Path, ...]:
        """Where the publisher's lists stand, if there are any."""
        return tuple(self.root / name for name in LISTS)

    @property
    def glossary(self) -> tuple[Term, ...]:
        """The publisher's glossary, or nothing.

        Raises:
            CitewellError: the file is no longer as it was taken in.
        """
        return self._read(GLOSSARY, load_glossary)

    @property
    def must_cover(self) -> tuple[MustCover, ...]:
        """The subjects that must not be missing, or nothing. Raises as `glossary` does."""
        return self._read(MUST_COVER, load_must_cover)

    @property
    def questions(self) -> tuple[SuggestedQuestion, ...]:
        """The publisher's own questions, or nothing. Raises as `glossary` does."""
        return self._read(QUESTIONS, load_questions)

    def _read(self, name: str, load: Callable[[Path], tuple[_T, ...]]) -> tuple[_T, ...]:
        path = self.root / name
        return load(path) if path.exists() else ()

    @property
    def embeddings(self) -> EmbeddingCache:
        """What has been encoded before."""
        return EmbeddingCache(self.root / "embeddings.sqlite")

    @property
    def releases(self) -> Path:
        """The folder of the releases."""
        return self.root / "releases"

    def ingest(self, files: Iterable[Path], max_bytes: int = MAX_BYTES) -> Iterator[Outcome]:
        """Read files into the library, one outcome per file: a list takes the place of the one before of its name."""
        store = self.articles
        for path in files:
            if path.name in LISTS:
                yield self._take_list(path, max_bytes)
            else:
                yield from ingest([path], store, max_bytes)

    def _take_list(self, path: Path, max_bytes: int) -> Outcome:
        load, tell = _LISTS[path.name]
        try:
            data = load_bytes(path, max_bytes)
            told = tell.format(count=len(load(path)))
        except CitewellError as error:
            return Outcome(path, "refused", detail=str(error))
        own = self.root / path.name
        before = own.read_bytes() if own.exists() else b""
        if data == before:
            return Outcome(path, "unchanged", detail=told)
        replace_file(own, data)
        return Outcome(path, "updated" if before else "added", detail=told)


def open_library(root: Path) -> Library:
    """Open an existing library.

    Raises:
        CitewellError: there is none in this folder.
    """
    library = Library(root)
    if not library.articles.path.is_file() and not library.releases.is_dir():
        raise CitewellError(f"There is no library in {root}. Make one with `citewell ingest PATH --library {root}`.")
    return library


def create_library(root: Path) -> Library:
    """Open the library in this folder, or make an empty one.

    Raises:
        CitewellError: the folder cannot be made.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CitewellError(
            f"The library folder {root} cannot be made ({error.strerror}). Choose another with --library."
        ) from error
    return Library(root)
