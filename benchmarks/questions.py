"""Which questions do people ask, and which words answer them?

Reads the files of `benchmarks/questions/`, whose README tells the format, and finds the words in a library's articles.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from citewell.corpus.errors import CitewellError
from citewell.corpus.store import ArticleStore
from citewell.corpus.types import Article, Passage, Span

Kind = Literal["plain", "misspelled", "rambling", "two_in_one", "follow_up"]

_NonEmpty = Annotated[str, Field(min_length=1)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Entry):
    """Words of one article that answer. `article` is the name of its file without the ending."""

    article: _NonEmpty
    words: _NonEmpty


class Question(_Entry):
    """A message as people type it; `answers` holds, for each question in it, every place that answers."""

    id: _NonEmpty
    library: Literal["seeds", "starter"]
    kind: Kind
    question: _NonEmpty
    history: tuple[str, ...] = ()
    answers: tuple[Annotated[tuple[Words, ...], Field(min_length=1)], ...]

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if bool(self.history) != (self.kind == "follow_up"):
            raise ValueError("a follow_up, and nothing else, has a history")
        if len(self.answers) != (2 if self.kind == "two_in_one" else 1):
            raise ValueError("a two_in_one has two lists of answers, any other kind one")
        return self


class Gold(NamedTuple):
    """Where the words that answer stand: a half-open range of `Article.text`."""

    article_id: str
    start: int
    end: int


def load_question_set(path: Path) -> tuple[Question, ...]:
    """Read the `questions` of a file.

    Raises:
        CitewellError: the file or an entry is not as the format asks.
    """
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CitewellError(f"{path} cannot be read as YAML ({' '.join(str(error).split())}).") from error
    if not isinstance(content, dict) or not isinstance(content.get("questions"), list):
        raise CitewellError(f"{path} has no list “questions:” at the top; that is where its entries stand.")
    try:
        return TypeAdapter(tuple[Question, ...]).validate_python(content["questions"])
    except ValidationError as error:
        number, *where = error.errors()[0]["loc"]
        entry = content["questions"][int(number)]
        name = entry.get("id") if isinstance(entry, dict) else None
        field = ".".join(map(str, where)) or "the entry"
        reason = error.errors()[0]["msg"].removeprefix("Value error, ").lower()
        raise CitewellError(f"{path}, question {name or int(number) + 1}: {field}: {reason}.") from error


def by_file(store: ArticleStore) -> dict[str, Article]:
    """List the articles of a library by the names of their files without the endings, as questions name them."""
    return {Path(stored.source).stem: stored.article for stored in store.all()}


def gold_spans(question: Question, articles: Mapping[str, Article]) -> list[list[Gold]]:
    """Find the words that answer: one list for each question in the message.

    Args:
        question: one of a set.
        articles: those of its library, as `by_file` lists them.

    Raises:
        CitewellError: an article is missing, or the words do not stand in it exactly once.
    """
    return [[_find(question, words, articles) for words in one] for one in question.answers]


def _find(question: Question, answer: Words, articles: Mapping[str, Article]) -> Gold:
    article = articles.get(answer.article)
    if article is None:
        raise CitewellError(f"Question {question.id}: the library holds no article from a file “{answer.article}”.")
    start = article.text.find(answer.words)
    if start < 0 or article.text.find(answer.words, start + 1) >= 0:
        where = f"{'nowhere' if start < 0 else 'more than once'} in {answer.article}"
        raise CitewellError(
            f"Question {question.id}: “{answer.words}” stands {where}; copy words that stand there exactly once."
        )
    return Gold(article.article_id, start, start + len(answer.words))


def right_passage(gold: Gold, passage: Passage) -> bool:
    """Tell whether a passage holds all the words that answer."""
    return gold.article_id == passage.article_id and passage.start <= gold.start and gold.end <= passage.end


def marked(gold: Gold, spans: Iterable[Span]) -> bool:
    """Tell whether one span of the article, such as an answering sentence, covers half of the words or more."""
    return any(2 * (min(gold.end, span.end) - max(gold.start, span.start)) >= gold.end - gold.start for span in spans)
