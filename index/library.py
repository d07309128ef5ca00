"""Where does a publisher's library keep its things?

DIR/articles.sqlite       the article store: what was ingested
DIR/glossary.yaml         the publisher's glossary, if there is one
DIR/embeddings.sqlite     what has been encoded before; may be deleted
DIR/releases/<id>/        immutable releases
DIR/releases/current      a small file that names the live release
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from citewell.corpus.checks import load_bytes
from citewell.corpus.entries import Term, load_glossary
from citewell.corpus.errors import CitewellError
from citewell.corpus.ingest import GLOSSARY, MAX_BYTES, Outcome, ingest
from citewell.corpus.store import ArticleStore
from citewell.index.cache import EmbeddingCache
from citewell.index.files import replace_file


@dataclass(frozen=True, slots=True)
class Library:
    """The folder of one library, and the names of what stands in it."""

    root: Path

    @property
    def articles(self) -> ArticleStore:
        """The article store."""
        return ArticleStore(self.root / "articles.sqlite")

    @property
    def glossary_path(self) -> Path:
        """The file of the publisher's glossary, if there is one."""
        return self.root / GLOSSARY

    @property
    def glossary(self) -> tuple[Term, ...]:
        """The publisher's glossary, or nothing.

        Raises:
            CitewellError: the file is no longer as it was taken in.
        """
        return load_glossary(self.glossary_path) if self.glossary_path.exists() else ()

    @property
    def embeddings(self) -> EmbeddingCache:
        """What has been encoded before."""
        return EmbeddingCache(self.root / "embeddings.sqlite")

    @property
    def releases(self) -> Path:
        """The folder of the releases."""
        return self.root / "releases"

    def ingest(self, files: Iterable[Path], max_bytes: int = MAX_BYTES) -> Iterator[Outcome]:
        """Read files into the library, one outcome per file: a `glossary.yaml` takes the place of the one before."""
        store = self.articles
        for path in files:
            if path.name == GLOSSARY:
                yield self._take_glossary(path, max_bytes)
            else:
                yield from ingest([path], store, max_bytes)

    def _take_glossary(self, path: Path, max_bytes: int) -> Outcome:
        try:
            data = load_bytes(path, max_bytes)
            told = f"the glossary (terms: {len(load_glossary(path))})"
        except CitewellError as error:
            return Outcome(path, "refused", detail=str(error))
        before = self.glossary_path.read_bytes() if self.glossary_path.exists() else b""
        if data == before:
            return Outcome(path, "unchanged", detail=told)
        replace_file(self.glossary_path, data)
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
