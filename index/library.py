"""Where does a publisher's library keep its things?

DIR/articles.sqlite       the article store: what was ingested
DIR/embeddings.sqlite     what has been encoded before; may be deleted
DIR/releases/<id>/        immutable releases
DIR/releases/current      a small file that names the live release
"""

from dataclasses import dataclass
from pathlib import Path

from citewell.corpus.errors import CitewellError
from citewell.corpus.store import ArticleStore
from citewell.index.cache import EmbeddingCache


@dataclass(frozen=True, slots=True)
class Library:
    """The folder of one library, and the names of what stands in it."""

    root: Path

    @property
    def articles(self) -> ArticleStore:
        """The article store."""
        return ArticleStore(self.root / "articles.sqlite")

    @property
    def embeddings(self) -> EmbeddingCache:
        """What has been encoded before."""
        return EmbeddingCache(self.root / "embeddings.sqlite")

    @property
    def releases(self) -> Path:
        """The folder of the releases."""
        return self.root / "releases"


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
