"""What a publisher states beside a file arrives in the citation of a quote: ingest, store, build, load, cite."""

import re
from pathlib import Path

from citewell.corpus.ingest import ingest
from citewell.corpus.stated import KEYS, read_sidecar
from citewell.corpus.types import cite
from citewell.index.build import build
from citewell.index.embedder import load_embedder
from citewell.index.library import create_library
from citewell.index.release import live_id
from citewell.server.live import open_release

FRONT = """---
title: Fever after CAR-T
review_by: 2027-02-01
checked: 2026-02-01
data_cut: 2024-05
stale_after: 2028
supersedes: [fever-2024, https://example.org/old]
corrects: 10.1000/old
retracted: 2026-03
rights: full
language: en-GB
---
Fever is common in the first days after CAR-T. Call your team at once.
"""


def test_what_is_stated_arrives_in_the_release_and_in_the_citation(tmp_path: Path) -> None:
    file = tmp_path / "fever.md"
    file.write_text(FRONT, "utf-8")
    (tmp_path / "fever.md.yaml").write_text("rights: excerpt(10)\ndata_cut: 2024-06-01\n", "utf-8")
    library = create_library(tmp_path / "library")
    (outcome,) = ingest([file], library.articles)
    assert outcome.status == "added"
    build(library, load_embedder("hashing"))
    served = open_release(library, live_id(library.releases), load_embedder).contents.articles[outcome.article_id]
    assert (served.checked, served.data_cut, served.stale_after) == ("2026-02-01", "2024-06-01", "2028")
    assert served.supersedes == ("fever-2024", "https://example.org/old")
    assert (served.corrects, served.retracted, served.rights) == (("10.1000/old",), "2026-03", "excerpt(10)")
    cited = cite(served, 0, 5)
    assert (cited.review_by, cited.checked, cited.data_cut) == ("2027-02-01", "2026-02-01", "2024-06-01")
    assert (cited.language, cited.rights, cited.start, cited.end) == ("en-GB", "excerpt(10)", 0, 5)


def test_the_example_in_the_readme_is_valid_and_names_every_key() -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
    example = next(block for block in re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL) if "publisher:" in block)
    assert set(re.findall(r"^(\w+):", example, re.MULTILINE)) == set(KEYS)
    assert read_sidecar(example.encode(), "README.md").rights == "full"
