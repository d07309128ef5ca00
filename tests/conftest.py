"""A small library, a release of it, and the app that serves it: real parts, with the embedder that needs no model."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from citewell.corpus.read import read_article
from citewell.corpus.store import StoredArticle
from citewell.corpus.types import Article, EditorNote, Heading
from citewell.index.answerability import FEATURES, Logistic, Model
from citewell.index.build import build
from citewell.index.embedder import load_embedder
from citewell.index.library import Library, create_library
from citewell.index.release import live_id
from citewell.server.answer import Snapshot
from citewell.server.app import create_app
from citewell.server.live import open_release

STARTER = Path(__file__).resolve().parents[1] / "corpus" / "starter"

SEEDS = Path(__file__).resolve().parents[1].parent / "shared" / "seeds"
"""Five real articles that developers hold beside the repository; tests that want them skip without them."""


settings.register_profile("fast", max_examples=settings.default.max_examples // 5)


def pytest_configure(config: pytest.Config) -> None:
    """Try fewer examples of each property in the fast half of the tests; `make test` tries them all."""
    if "not slow" in config.option.markexpr:
        settings.load_profile("fast")


def pytest_collection_finish() -> None:
    """Spare the garbage collector what the imports left for good: it takes a tenth of the fast tests' time."""
    gc.collect()
    gc.freeze()


def make_article(article_id: str, title: str, *blocks: str, **metadata: object) -> Article:
    """Make an article of blocks; a block that starts with "# " is a heading, one with "- " a bullet."""
    text, headings, previous = "", [], ""
    for block in blocks:
        text += "" if not text else "\n" if block.startswith("- ") and previous.startswith("- ") else "\n\n"
        if block.startswith("# "):
            headings.append(Heading(len(text), len(text) + len(block) - 2))
        text += block.removeprefix("# ")
        previous = block
    return Article(article_id, title, text, headings=tuple(headings), **metadata)  # type: ignore[arg-type]


ARTICLES = (
    make_article(
        "fever-after-car-t",
        "Fever after CAR-T",
        "# Is fever common?",
        "Fever is common in the first days after CAR-T. In one study of 97 people, most had a fever within 7 days.",
        "# Whom do I call?",
        "Call the team’s 24-hour number at once when your temperature is 38 °C (100.4 °F) or more.",
        "- Say that you had CAR-T.",
        "- Say when the fever began.",
        publisher="Test Hospital",
        authors=("A. Nurse", "B. Doctor"),
        published="2026-01-18",
        reviewed="2026-02-01",
        review_by="2999-01-01",
        source_type="patient_information",
        studies=("CARTITUDE-1", "NCT03548207"),
        url="https://example.org/fever",
        doi="10.1000/xyz123",
    ),
    make_article(
        "driving",
        "Driving after treatment",
        "# When may I drive?",
        "Do not drive a car for 8 weeks after the infusion. Your doctor tells you when driving is safe again.",
        "The infusion can make people sleepy or confused without warning, so the rule holds for everyone.",
        publisher="Test Charity",
        published="2025-06",
        review_by="2020-01-01",
    ),
    make_article(
        "press-one",
        "A third stay in remission",
        "Of 97 patients, 32 (33%) were alive without progression five years after one infusion of cilta-cel.",
        publisher="Daily Test",
        source_type="news",
    ),
    make_article(
        "press-two",
        "Remission for five years",
        "Of 97 patients, 32 (33%) were alive without progression five years after one infusion of cilta-cel.",
        publisher="Evening Test",
        source_type="news",
    ),
    make_article(
        "awkward",
        "Awkward <b>marks</b> & “quotes”",
        "# <script>alert(1)</script> & heading",
        "Measurable disease at 10–5 was rare & <b>not</b> bold: naïve T cells, 5 < 6, “quoted” 😀 and café.",
        publisher="O’Neil & Sons",
        published="2024",
        editor_notes=(EditorNote(59, 63, "lost_exponent"),),
    ),
)


@pytest.fixture(scope="session")
def starter() -> dict[Path, Article]:
    """The articles of the starter library, by file."""
    return {path: read_article(path) for path in sorted(STARTER.glob("*.md"))}


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library with one release; not to be changed."""
    made = create_library(tmp_path_factory.mktemp("library"))
    made.articles.put_all(
        [StoredArticle(article, f"{article.article_id}.md", article.article_id) for article in ARTICLES]
    )
    build(made, load_embedder("hashing"))
    return made


@pytest.fixture(scope="session")
def snapshot(library: Library) -> Snapshot:
    """The release of `library`, opened."""
    return open_release(library, live_id(library.releases), load_embedder)


@pytest.fixture(scope="session")
def app(snapshot: Snapshot) -> Flask:
    """The app that serves `snapshot`."""
    return create_app(lambda: snapshot)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A client of `app`."""
    with app.test_client() as client:
        yield client


@pytest.fixture(scope="session")
def publish(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Snapshot]:
    """Publishes articles as a library of their own, and opens its release.

    Files of the publisher's go by their names: `publish(article, must_cover="items: …")`.
    """

    def publish(*articles: Article, **files: str) -> Snapshot:
        made = create_library(tmp_path_factory.mktemp("published"))
        made.articles.put_all([StoredArticle(one, f"{one.article_id}.md", one.article_id) for one in articles])
        for name, text in files.items():
            (made.root / f"{name}.yaml").write_text(text, "utf-8")
        build(made, load_embedder("hashing"))
        return open_release(made, live_id(made.releases), load_embedder)

    return publish


@pytest.fixture
def by_coverage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights written by hand in place of the learnt ones, so that a test can tell by itself what status to expect.

    The share of a question's words (by their rarity) in the best passage decides: from a half on it is `answered`,
    below a tenth `not_in_library`.
    """
    weights = 100.0 * np.array([name == "coverage" for name in FEATURES])
    model = Model(answers=Logistic(weights, -50.0, 0.5), touches=Logistic(weights, -10.0, 0.5))
    monkeypatch.setattr("citewell.index.answerability.load_model", lambda _: model)
