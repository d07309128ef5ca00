"""What is in a release?

The articles and passages as served, their vectors, and the lexical index:

    articles.jsonl   one article a line, by id
    passages.jsonl   [article_id, start, end, heading, [sentence start, sentence end, ...]], in reading order
    passages.faiss   one unit vector per passage, in the same order
    sentences.npy    one unit vector per sentence (float16), in the same order
    lexical/         BM25 over the same passages
    titles.npy       one unit vector per title with heading (float16)
    titles_of.npy    the number of its title for each passage
    title_words/     BM25 over the titles
    article_vectors.npy  one unit vector per article (float16), the mean of its passages
    forms.npy        which forms of answer each sentence holds, as bits
    aspect_phrases.npy   one unit vector per phrase of the aspects that people ask about (float16)
    aspects.npy      how near each passage comes to each aspect (float16)
    words.json       in how many passages each word stands
    glossary.json    the publisher's glossary; a list, empty where there is none
    coverage.json    the publisher's must-cover items, and which passage covers each; a list, as above
    coverage_vectors.npy    one unit vector per item (float16), in the same order
    suggestions.json        questions to try, and which passage answers each; a list, as above
    suggestion_vectors.npy  one unit vector per suggestion (float16), in the same order
"""

import json
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from citewell.corpus.entries import Term, glossary_from_json, glossary_to_json
from citewell.corpus.store import article_from_json, article_to_json
from citewell.corpus.types import Article, Passage, Span
from citewell.index.lexical import LexicalIndex
from citewell.index.names import Vocabulary, load_vocabulary
from citewell.index.prepared import (
    Covered,
    Suggestion,
    coverage_from_json,
    coverage_to_json,
    suggestions_from_json,
    suggestions_to_json,
)
from citewell.index.spelling import Speller, english_stems, medicine_words
from citewell.index.vectors import VectorIndex
from citewell.index.words import words as split_words

_YEAR = re.compile(r"\d{4}")

SOURCE_WEIGHTS = {
    "guideline": 1.0, "research": 1.0, "patient_information": 0.8, "press_release": 0.5, "news": 0.4, "other": 0.3,
    "aggregator": 0.2,
}  # fmt: skip
"""Nearest to the facts first: who found or reviewed them, who explains them, who reports them, who gathers reports."""

_ARRAYS = (
    "sentences", "titles", "titles_of", "article_vectors", "forms", "aspect_phrases", "aspects", "coverage_vectors",
    "suggestion_vectors",
)  # fmt: skip


@dataclass(frozen=True)
class Contents:
    """All that a search needs.

    `sentences` has shape (sentences of all passages, dim), `titles` (distinct titles, dim), `article_vectors`
    (articles, dim), `forms` (sentences,), `aspect_phrases` (phrases, dim), `aspects` (passages, aspects),
    `coverage_vectors` (must-cover items, dim), `suggestion_vectors` (suggestions, dim).
    """

    articles: dict[str, Article]
    passages: tuple[Passage, ...]
    vectors: VectorIndex
    sentences: NDArray[np.float16]
    lexical: LexicalIndex
    titles: NDArray[np.float16]
    titles_of: NDArray[np.int32]
    title_words: LexicalIndex
    article_vectors: NDArray[np.float16]
    forms: NDArray[np.uint16]
    aspect_phrases: NDArray[np.float16]
    aspects: NDArray[np.float16]
    words: dict[str, int]
    glossary: tuple[Term, ...]
    coverage: tuple[Covered, ...]
    coverage_vectors: NDArray[np.float16]
    suggestions: tuple[Suggestion, ...]
    suggestion_vectors: NDArray[np.float16]

    @cached_property
    def sentence_offsets(self) -> NDArray[np.int64]:
        """Where the sentences of each passage begin in `sentences`; one entry more than there are passages."""
        return np.cumsum([0, *(len(passage.sentences) for passage in self.passages)])

    @cached_property
    def articles_of(self) -> NDArray[np.int64]:
        """The number of its article for each passage."""
        numbers = {article_id: number for number, article_id in enumerate(self.articles)}
        return np.array([numbers[passage.article_id] for passage in self.passages], dtype=np.int64)

    @cached_property
    def openings(self) -> NDArray[np.float32]:
        """1 for each passage that begins its article, else 0."""
        return np.diff(self.articles_of, prepend=-1).astype(bool).astype(np.float32)

    @cached_property
    def lengths(self) -> NDArray[np.float32]:
        """The logarithm of the number of words of each passage."""
        return np.log([len(self.text(passage).split()) for passage in self.passages]).astype(np.float32)

    @cached_property
    def source_weights(self) -> NDArray[np.float32]:
        """How near each article stands to where its facts were found (see `SOURCE_WEIGHTS`)."""
        return np.array([SOURCE_WEIGHTS[a.source_type] for a in self.articles.values()], dtype=np.float32)

    @cached_property
    def years(self) -> NDArray[np.float32]:
        """The year in which each article was reviewed, else published; the mean of the others where none is stated."""
        stated = [_YEAR.match(article.reviewed) or _YEAR.match(article.published) for article in self.articles.values()]
        years = np.array([float(match.group()) if match else np.nan for match in stated], dtype=np.float32)
        mean = float(np.nanmean(years)) if any(stated) else 0.0
        return np.nan_to_num(years, nan=mean)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names of things: the publisher's, and those that Citewell brings along."""
        return _vocabulary(self.glossary)

    @cached_property
    def speller(self) -> Speller:
        """Knows the words of this library, and the names of things."""
        return _speller(tuple(self.words.items()), self.glossary)

    def prepare(self) -> None:
        """Compute now what the first question would else wait for."""
        _ = self.sentence_offsets, self.articles_of, self.openings, self.lengths, self.source_weights, self.years
        _ = self.vocabulary, self.speller, english_stems()

    def text(self, passage: Passage) -> str:
        """Cut a passage's words out of its article."""
        return self.articles[passage.article_id].text[passage.start : passage.end]

    def save(self, folder: Path) -> None:
        """Write everything as files into an empty folder."""
        articles = "".join(article_to_json(article) + "\n" for article in self.articles.values())
        (folder / "articles.jsonl").write_text(articles, "utf-8", newline="\n")
        passages = "".join(_passage_to_json(passage) + "\n" for passage in self.passages)
        (folder / "passages.jsonl").write_text(passages, "utf-8", newline="\n")
        (folder / "passages.faiss").write_bytes(self.vectors.to_bytes())
        self.lexical.save(folder / "lexical")
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name), allow_pickle=False)
        self.title_words.save(folder / "title_words")
        (folder / "words.json").write_text(json.dumps(self.words, ensure_ascii=False), "utf-8", newline="\n")
        for name, text in (
            ("glossary.json", glossary_to_json(self.glossary)),
            ("coverage.json", coverage_to_json(self.coverage)),
            ("suggestions.json", suggestions_to_json(self.suggestions)),
        ):
            (folder / name).write_text(text + "\n", "utf-8", newline="\n")


def load_contents(folder: Path) -> Contents:
    """Read what `Contents.save` wrote; the caller has verified the release."""
    articles = [article_from_json(line) for line in _lines(folder / "articles.jsonl")]
    passages = tuple(_passage_from_json(line) for line in _lines(folder / "passages.jsonl"))
    arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _ARRAYS}
    return Contents(
        articles={article.article_id: article for article in articles},
        passages=passages,
        vectors=VectorIndex.from_bytes((folder / "passages.faiss").read_bytes()),
        lexical=LexicalIndex.load(folder / "lexical", len(passages)),
        title_words=LexicalIndex.load(folder / "title_words", len(arrays["titles"])),
        words=json.loads((folder / "words.json").read_text("utf-8")),
        **arrays,
        glossary=glossary_from_json((folder / "glossary.json").read_text("utf-8")),
        coverage=coverage_from_json((folder / "coverage.json").read_text("utf-8")),
        suggestions=suggestions_from_json((folder / "suggestions.json").read_text("utf-8")),
    )


@lru_cache(maxsize=2)  # two: the release that answers, and the one that takes over
def _vocabulary(glossary: tuple[Term, ...]) -> Vocabulary:
    return Vocabulary(glossary, load_vocabulary())


@lru_cache(maxsize=2)
def _speller(counted: tuple[tuple[str, int], ...], glossary: tuple[Term, ...]) -> Speller:
    return Speller(dict(counted), *_names(glossary))


@lru_cache(maxsize=2)
def _names(glossary: tuple[Term, ...]) -> tuple[set[str], dict[str, str]]:
    """Gather the words of the vocabularies, and those that name a medicine."""
    entries = (*glossary, *load_vocabulary())
    return {word for entry in entries for name in entry.names for word in split_words(name)}, medicine_words(entries)


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").removesuffix("\n").split("\n")  # not splitlines: an article may hold U+2028


def _passage_to_json(passage: Passage) -> str:
    offsets = [offset for span in passage.sentences for offset in (span.start, span.end)]
    record = [passage.article_id, passage.start, passage.end, passage.heading, offsets]
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _passage_from_json(line: str) -> Passage:
    article_id, start, end, heading, offsets = json.loads(line)
    return Passage(article_id, start, end, heading, tuple(map(Span, offsets[::2], offsets[1::2])))
