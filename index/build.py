"""How do stored articles become a release?

split → encode what is new → index → write → publish.  A library in which nothing changed keeps its release.
"""

import hashlib
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from citewell.corpus import split as splitting
from citewell.corpus.errors import CitewellError
from citewell.corpus.split import split
from citewell.corpus.store import article_to_json
from citewell.corpus.types import Article, Passage
from citewell.index import lexical
from citewell.index.abbreviations import expand_abbreviations, learn_abbreviations
from citewell.index.contents import Contents
from citewell.index.embedder import Embedder, Embeddings
from citewell.index.lexical import LexicalIndex
from citewell.index.library import Library
from citewell.index.release import Manifest, building, live_id, prune, read_manifest, write_release
from citewell.index.vectors import VectorIndex
from citewell.index.words import stopwords

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Built:
    """The release that is live after a build; `is_new` unless nothing had changed. `encoded` counts new texts."""

    release_id: str
    manifest: Manifest
    is_new: bool
    encoded: int


def build(library: Library, embedder: Embedder, start_progress: Callable[[int], Progress] | None = None) -> Built:
    """Build a release of all stored articles and make it live.

    `start_progress(total)` is called once the number of texts to encode is known, and gives the function that is told
    of every few that are done.

    Raises:
        CitewellError: the library is empty, another build is running, or the disk is full.
    """
    with building(library.releases):
        articles = [stored.article for stored in library.articles.all()]
        if not articles:
            raise CitewellError(
                f"The library {library.root} holds no article. Add some with "
                f"`citewell ingest PATH --library {library.root}`."
            )
        passages = [passage for article in articles for passage in split(article)]
        if not passages:
            raise CitewellError(f"None of the {len(articles)} articles in {library.root} has any words to show.")
        texts, sentences = searchable_texts(articles, passages)
        manifest = Manifest(
            built=datetime.now(UTC).isoformat(),
            embedder=embedder.name,
            embedder_fingerprint=embedder.fingerprint,
            corpus_digest=_digest(articles, passages, [*texts, *sentences]),
            settings=_settings(),
            articles=len(articles),
            passages=len(passages),
            sentences=len(sentences),
            files={},
        )
        live = _live_manifest(library)
        if live and live[1].makes_same(manifest):
            return Built(*live, is_new=False, encoded=0)
        encoded = 0

        def encode(texts: Sequence[str]) -> Embeddings:
            nonlocal encoded
            encoded = library.embeddings.count_new(embedder, texts)
            return library.embeddings.encode(embedder, texts, start_progress(encoded) if start_progress else None)

        contents = index_articles(articles, passages, texts, sentences, encode)
        release_id = write_release(library.releases, manifest, contents.save)
        prune(library.releases)
    return Built(release_id, manifest, is_new=True, encoded=encoded)


def index_articles(
    articles: Sequence[Article],
    passages: Sequence[Passage],
    texts: Sequence[str],
    sentences: Sequence[str],
    encode: Callable[[Sequence[str]], Embeddings],
) -> Contents:
    """Index passages in memory by their `searchable_texts`: what `build` writes to disk. `encode` is asked once."""
    embeddings = encode([*texts, *sentences])
    return Contents(
        articles={article.article_id: article for article in articles},
        passages=tuple(passages),
        vectors=VectorIndex.build(embeddings[: len(texts)]),
        sentences=embeddings[len(texts) :].astype(np.float16),
        lexical=LexicalIndex.build(texts),
    )


def searchable_texts(articles: Sequence[Article], passages: Sequence[Passage]) -> tuple[list[str], list[str]]:
    """Write out what is encoded and indexed: one text per passage, and one per sentence of them all.

    A passage takes context for granted: its article's title, its heading where that stands outside, and what the
    article's abbreviations stand for.  What is shown is the passage alone.
    """
    by_id = {article.article_id: (article, learn_abbreviations(article.text)) for article in articles}
    texts: list[str] = []
    sentences: list[str] = []
    for passage in passages:
        article, known = by_id[passage.article_id]
        text = article.text[passage.start : passage.end]
        above = passage.heading if passage.heading not in text else ""
        texts.append(expand_abbreviations(". ".join(part for part in (article.title, above, text) if part), known))
        sentences.extend(expand_abbreviations(article.text[s.start : s.end], known) for s in passage.sentences)
    return texts, sentences


def _live_manifest(library: Library) -> tuple[str, Manifest] | None:
    """Read what is live now, if anything whole is."""
    try:
        release_id = live_id(library.releases)
        return release_id, read_manifest(library.releases / release_id)
    except CitewellError:
        return None


def _digest(articles: Sequence[Article], passages: Sequence[Passage], texts: Sequence[str]) -> str:
    """Hash all that is served and searched: the articles, how they are split, what is indexed, and which words count.

    So a Citewell that splits or indexes differently makes a new release of the same articles.
    """
    digest = hashlib.sha256()
    spans = (f"{passage.passage_id} {[(s.start, s.end) for s in passage.sentences]}" for passage in passages)
    for part in itertools.chain(map(article_to_json, articles), spans, texts, sorted(stopwords())):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


def _settings() -> dict[str, float]:
    """List what else decides how a release answers."""
    return {
        "max_words": splitting.MAX_WORDS,
        "min_words": splitting.MIN_WORDS,
        "bm25_k1": lexical.K1,
        "bm25_b": lexical.B,
    }
