"""How do stored articles become a release?

split → encode what is new → index → ask ahead → write → publish.  A library in which nothing changed keeps its release.
"""

import hashlib
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

import numpy as np
from numpy.typing import NDArray

from citewell.corpus import split as splitting
from citewell.corpus.context import opening, passage_for_search, sentence_for_search
from citewell.corpus.entries import MustCover, SuggestedQuestion, Term, glossary_to_json
from citewell.corpus.errors import CitewellError
from citewell.corpus.lines import read_lines
from citewell.corpus.split import split
from citewell.corpus.store import article_to_json
from citewell.corpus.types import Article, Passage
from citewell.index import lexical
from citewell.index.abbreviations import expand_abbreviations, learn_abbreviations
from citewell.index.answerability import learnt_text
from citewell.index.aspects import aspect_phrases, passage_aspects
from citewell.index.contents import Contents
from citewell.index.coverage import cover, question_vectors, topic_vectors
from citewell.index.embedder import Embedder, Embeddings
from citewell.index.lexical import LexicalIndex
from citewell.index.library import Library
from citewell.index.prepared import Suggestion
from citewell.index.question_kind import form_patterns, forms_of
from citewell.index.release import Manifest, building, live_id, prune, read_manifest, write_release
from citewell.index.spelling import library_words
from citewell.index.suggestions import suggest
from citewell.index.vectors import VectorIndex
from citewell.index.words import stopwords

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Built:
    """The release that is live after a build; `is_new` unless nothing had changed.

    `encoded` counts the texts of articles that were new. Of a new release, `red` names the must-cover topics that no
    passage covers, and `not_offered` the publisher's questions to try whose answer was not found.
    """

    release_id: str
    manifest: Manifest
    is_new: bool
    encoded: int
    red: tuple[str, ...] = ()
    not_offered: tuple[str, ...] = ()


def build(
    library: Library,
    embedder: Embedder,
    start_progress: Callable[[int], Progress] | None = None,
) -> Built:
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
        glossary, must_cover, questions = library.glossary, library.must_cover, library.questions
        manifest = Manifest(
            built=datetime.now(UTC).isoformat(),
            embedder=embedder.name,
            embedder_fingerprint=embedder.fingerprint,
            corpus_digest=_digest(articles, passages, [*texts, *sentences], glossary, must_cover, questions),
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

        contents = index_articles(articles, passages, texts, sentences, encode, glossary)
        suggestions = tuple(suggest(contents, embedder, questions))
        contents = ask_ahead(contents, embedder, must_cover, suggestions, partial(library.embeddings.encode, embedder))
        release_id = write_release(library.releases, manifest, contents.save)
        prune(library.releases)
    offered = {suggestion.question for suggestion in contents.suggestions}
    return Built(
        release_id,
        manifest,
        is_new=True,
        encoded=encoded,
        red=tuple(covered.item.topic for covered in contents.coverage if not covered.is_covered),
        not_offered=tuple(one.question for one in questions if one.offer and one.question not in offered),
    )


def index_articles(
    articles: Sequence[Article],
    passages: Sequence[Passage],
    texts: Sequence[str],
    sentences: Sequence[str],
    encode: Callable[[Sequence[str]], Embeddings],
    glossary: Sequence[Term] = (),
) -> Contents:
    """Index passages in memory by their `searchable_texts`: what `build` asks ahead and writes to disk.

    `encode` is asked once.
    """
    titles, titles_of = _titles({article.article_id: article for article in articles}, passages)
    parts = np.cumsum([len(texts), len(sentences), len(titles)])
    encoded = encode([*texts, *sentences, *titles, *aspect_phrases()])
    of_passages, of_sentences, of_titles, of_phrases = np.split(encoded, parts)
    return Contents(
        articles={article.article_id: article for article in articles},
        passages=tuple(passages),
        vectors=VectorIndex.build(of_passages),
        sentences=of_sentences.astype(np.float16),
        lexical=LexicalIndex.build(texts),
        titles=of_titles.astype(np.float16),
        titles_of=titles_of,
        title_words=LexicalIndex.build(titles),
        article_vectors=_article_vectors(articles, passages, of_passages).astype(np.float16),
        forms=np.array([forms_of(sentence) for sentence in sentences], dtype=np.uint16),
        aspect_phrases=of_phrases.astype(np.float16),
        aspects=passage_aspects(of_phrases, of_sentences, [len(passage.sentences) for passage in passages]),
        words=library_words(texts),
        glossary=tuple(glossary),
        coverage=(),
        coverage_vectors=np.empty((0, of_passages.shape[1]), dtype=np.float16),
        suggestions=(),
        suggestion_vectors=np.empty((0, of_passages.shape[1]), dtype=np.float16),
    )


def ask_ahead(
    contents: Contents,
    embedder: Embedder,
    must_cover: Sequence[MustCover],
    suggestions: Sequence[Suggestion],
    encode: Callable[[Sequence[str]], Embeddings],
) -> Contents:
    """Find out what contents cover, and add that and the suggestions to them, with the vectors of both."""
    return replace(
        contents,
        coverage=tuple(cover(contents, embedder, must_cover)),
        coverage_vectors=topic_vectors(contents, encode, must_cover).astype(np.float16),
        suggestions=tuple(suggestions),
        suggestion_vectors=question_vectors(contents, encode, [one.question for one in suggestions]).astype(np.float16),
    )


def _titles(articles: Mapping[str, Article], passages: Sequence[Passage]) -> tuple[list[str], NDArray[np.int32]]:
    """Write out the titles that passages stand under, each with its heading, and tell which is whose."""
    numbers: dict[str, int] = {}
    titles_of = []
    for passage in passages:
        article = articles[passage.article_id]
        above = (article.title or opening(article.text), passage.heading)
        titles_of.append(numbers.setdefault(". ".join(part for part in above if part), len(numbers)))
    return list(numbers), np.array(titles_of, dtype=np.int32)


def _article_vectors(articles: Sequence[Article], passages: Sequence[Passage], embeddings: Embeddings) -> Embeddings:
    """Take the mean direction of each article's passages; all zero for an article without any."""
    numbers = {article.article_id: number for number, article in enumerate(articles)}
    sums = np.zeros((len(articles), embeddings.shape[1]), dtype=np.float32)
    np.add.at(sums, [numbers[passage.article_id] for passage in passages], embeddings)
    sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return sums


def searchable_texts(articles: Sequence[Article], passages: Sequence[Passage]) -> tuple[list[str], list[str]]:
    """Write out what is encoded and indexed: one text per passage, and one per sentence of them all.

    Both take context for granted (see `corpus.context`), and what the article's abbreviations stand for.  What is shown
    is the passage alone.
    """
    by_id = {a.article_id: (a, read_lines(a), learn_abbreviations(a.text)) for a in articles}
    texts: list[str] = []
    sentences: list[str] = []
    for passage in passages:
        article, lines, known = by_id[passage.article_id]
        texts.append(expand_abbreviations(passage_for_search(article, lines, passage), known))
        sentences.extend(expand_abbreviations(sentence_for_search(article, lines, s), known) for s in passage.sentences)
    return texts, sentences


def _live_manifest(library: Library) -> tuple[str, Manifest] | None:
    """Read what is live now, if anything whole is."""
    try:
        release_id = live_id(library.releases)
        return release_id, read_manifest(library.releases / release_id)
    except CitewellError:
        return None


def _digest(
    articles: Sequence[Article],
    passages: Sequence[Passage],
    texts: Sequence[str],
    glossary: tuple[Term, ...],
    must_cover: tuple[MustCover, ...],
    questions: tuple[SuggestedQuestion, ...],
) -> str:
    """Hash all that is served and searched: articles, how they are split, what is indexed and how, a publisher's lists.

    So a Citewell that splits or indexes differently makes a new release of the same articles.
    """
    digest = hashlib.sha256()
    spans = (f"{passage.passage_id} {[(s.start, s.end) for s in passage.sentences]}" for passage in passages)
    settings = (*sorted(stopwords()), *form_patterns(), *aspect_phrases(), learnt_text(), glossary_to_json(glossary))
    lists = (entry.model_dump_json() for entry in (*must_cover, *questions))
    for part in itertools.chain(map(article_to_json, articles), spans, texts, settings, lists):
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
