"""What is in a release?

The articles and passages as served, their vectors, and the lexical index:

    articles.jsonl   one article a line, by id
    passages.jsonl   [article_id, start, end, heading, [sentence start, sentence end, ...]], in reading order
    passages.faiss   one unit vector per passage, in the same order
    sentences.npy    one unit vector per sentence (float16), in the same order
    lexical/         BM25 over the same passages
"""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from citewell.corpus.store import article_from_json, article_to_json
from citewell.corpus.types import Article, Passage, Span
from citewell.index.lexical import LexicalIndex
from citewell.index.vectors import VectorIndex


@dataclass(frozen=True)
class Contents:
    """All that a search needs. `sentences` is float16 of shape (sentences of all passages, dim)."""

    articles: dict[str, Article]
    passages: tuple[Passage, ...]
    vectors: VectorIndex
    sentences: NDArray[np.float16]
    lexical: LexicalIndex

    @cached_property
    def sentence_offsets(self) -> NDArray[np.int64]:
        """Where the sentences of each passage begin in `sentences`; one entry more than there are passages."""
        return np.cumsum([0, *(len(passage.sentences) for passage in self.passages)])

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
        np.save(folder / "sentences.npy", self.sentences, allow_pickle=False)
        self.lexical.save(folder / "lexical")


def load_contents(folder: Path) -> Contents:
    """Read what `Contents.save` wrote; the caller has verified the release."""
    articles = [article_from_json(line) for line in _lines(folder / "articles.jsonl")]
    passages = tuple(_passage_from_json(line) for line in _lines(folder / "passages.jsonl"))
    return Contents(
        articles={article.article_id: article for article in articles},
        passages=passages,
        vectors=VectorIndex.from_bytes((folder / "passages.faiss").read_bytes()),
        sentences=np.load(folder / "sentences.npy", mmap_mode="r", allow_pickle=False),
        lexical=LexicalIndex.load(folder / "lexical", len(passages)),
    )


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").removesuffix("\n").split("\n")  # not splitlines: an article may hold U+2028


def _passage_to_json(passage: Passage) -> str:
    offsets = [offset for span in passage.sentences for offset in (span.start, span.end)]
    record = [passage.article_id, passage.start, passage.end, passage.heading, offsets]
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _passage_from_json(line: str) -> Passage:
    article_id, start, end, heading, offsets = json.loads(line)
    return Passage(article_id, start, end, heading, tuple(map(Span, offsets[::2], offsets[1::2])))
