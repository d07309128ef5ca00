"""The real encoder, and libraries built with it, once for all tests."""

from pathlib import Path

import pytest

from citewell.corpus.ingest import find_files
from citewell.index.build import build
from citewell.index.embedder import Embedder, load_embedder
from citewell.index.library import create_library
from citewell.index.release import live_id
from citewell.server.answer import Snapshot
from citewell.server.live import open_release

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"


def build_from(source: Path, folder: Path, encoder: Embedder) -> Snapshot:
    """Ingest a folder, build a release and open it: the path that a publisher's articles take."""
    library = create_library(folder)
    outcomes = list(library.ingest(find_files([source])))
    assert outcomes
    assert not [outcome for outcome in outcomes if outcome.status == "refused"]
    build(library, encoder)
    return open_release(library, live_id(library.releases), load_embedder, held=encoder)


@pytest.fixture(scope="session")
def encoder() -> Embedder:
    """The default encoder."""
    return load_embedder()


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory, encoder: Embedder) -> Snapshot:
    """The starter library."""
    return build_from(ROOT / "corpus" / "starter", tmp_path_factory.mktemp("starter"), encoder)


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory, encoder: Embedder) -> Snapshot:
    """A library of the five real articles; skipped loudly where they are missing."""
    if not SEEDS.is_dir():
        pytest.skip(f"NOT TESTED: the five real articles are not in {SEEDS}.")
    return build_from(SEEDS, tmp_path_factory.mktemp("seeds"), encoder)
