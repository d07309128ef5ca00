"""The fast tests and the hashing embedder never pay for torch."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys, tempfile
from pathlib import Path
from citewell.corpus.store import StoredArticle
from citewell.corpus.types import Article
from citewell.index.build import build
from citewell.index.embedder import load_embedder
from citewell.index.library import create_library
from citewell.server.app import create_app
from citewell.server.live import LiveRelease
import citewell.server.cli
with tempfile.TemporaryDirectory() as folder:
    library = create_library(Path(folder))
    library.articles.put(StoredArticle(Article("a", "Fever", "Fever is common."), "a", "a"))
    build(library, load_embedder("hashing"))
    live = LiveRelease(library, load_embedder)
    answer = create_app(lambda: live.snapshot).test_client().get("/api/v1/ask?q=fever").get_json()
    assert answer["quotes"][0]["text"] == "Fever is common.", answer
heavy = {"torch", "sentence_transformers", "transformers"} & set(sys.modules)
assert not heavy, heavy
"""


@pytest.mark.slow
def test_answering_with_the_hashing_embedder_loads_no_model_library() -> None:
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
