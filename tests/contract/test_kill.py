"""kill -9 at random moments of a build: the old release keeps answering, and no half release is ever loaded."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from citewell.corpus.store import StoredArticle
from citewell.corpus.types import Article
from citewell.index.build import build
from citewell.index.embedder import load_embedder
from citewell.index.library import Library, create_library
from citewell.index.release import find_damage, list_releases, live_id
from citewell.server.answer import answer
from citewell.server.live import open_release

MOMENTS = 50

BUILDER = """
import sys
from pathlib import Path
from citewell.index.build import build
from citewell.index.embedder import load_embedder
from citewell.index.library import open_library
library, embedder = open_library(Path(sys.argv[1])), load_embedder("hashing")
print("ready", flush=True)
build(library, embedder)
"""


def store(library: Library, generation: int) -> None:
    """Store articles whose every sentence names the generation."""
    sentence = f"Fever in generation {generation} is common after the infusion and passes within some days of rest."
    library.articles.put_all(
        [
            StoredArticle(
                Article(f"a{n}", f"Fever {n}", " ".join([sentence, f"This is article {n}."] * 20)), str(n), ""
            )
            for n in range(60)
        ]
    )


def start(library: Library) -> subprocess.Popen[str]:
    builder = subprocess.Popen([sys.executable, "-c", BUILDER, str(library.root)], stdout=subprocess.PIPE, text=True)
    assert builder.stdout
    assert builder.stdout.readline() == "ready\n"
    builder.stdout.close()
    return builder


def check(library: Library) -> str:
    """Open the live release, ask it, and see that every release that has a name is whole; return its id."""
    live = live_id(library.releases)
    answered = answer(open_release(library, live, load_embedder), "Is fever common?")
    assert answered.quotes
    assert len({quote.text.split()[3] for quote in answered.quotes}) == 1, "an answer mixes two generations"
    assert all(not find_damage(library.releases / release_id) for release_id in list_releases(library.releases))
    return live


@pytest.mark.slow
def test_kill_at_random_moments_of_build(tmp_path: Path) -> None:
    library = create_library(tmp_path / "library")
    store(library, 0)
    build(library, load_embedder("hashing"))
    store(library, 1)
    builder = start(library)
    began = time.monotonic()
    assert builder.wait() == 0
    takes = time.monotonic() - began
    rng = random.Random(7)
    killed = 0
    for generation in range(2, MOMENTS + 2):
        before = check(library)
        store(library, generation)
        builder = start(library)
        time.sleep(rng.random() * takes)
        builder.send_signal(signal.SIGKILL)
        killed += builder.wait() != 0
        after = check(library)
        assert after >= before
    assert killed > MOMENTS / 2, f"only {killed} builds were killed before they ended"
    store(library, MOMENTS + 2)
    build(library, load_embedder("hashing"))
    assert not [path for path in library.releases.iterdir() if path.name.startswith((".new-", ".old-"))]
    check(library)
