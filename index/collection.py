"""What is in a test collection?

A BEIR-style folder (Thakur et al. 2021, arXiv 2104.08663):

corpus.jsonl    {"_id", "title", "text"} per line
queries.jsonl   {"_id", "text"} per line; other fields may hold other wordings
qrels.tsv       query-id, corpus-id, score (with a header line); may be missing
meta.json       optional: {"rel_threshold": the grade from which a document is relevant,
"doc_fields": the fields to read, title first and text last}
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from citewell.corpus.compose import compose
from citewell.corpus.draft import Block, Draft, Metadata
from citewell.corpus.errors import CitewellError
from citewell.corpus.types import Article


@dataclass(frozen=True, slots=True)
class Collection:
    """A test collection. `qrels` maps query to document to grade; None if the folder has no judgements."""

    articles: list[Article]
    queries: dict[str, str]
    qrels: dict[str, dict[str, int]] | None
    rel_threshold: int


def read_collection(folder: Path, query_field: str = "text") -> Collection:
    """Read a collection, each document as an article whose id is the document's.

    Raises:
        CitewellError: a file is missing, or a line of it is not what it should be.
    """
    meta = _read_meta(folder / "meta.json")
    *title_fields, text_field = meta.doc_fields
    articles = [
        _compose(_field(line, "_id", where), " ".join(str(line.get(f) or "") for f in title_fields), line, text_field)
        for line, where in _lines(folder / "corpus.jsonl")
    ]
    queries = {
        _field(line, "_id", where): _field(line, query_field, where) for line, where in _lines(folder / "queries.jsonl")
    }
    qrels_path = folder / "qrels.tsv"
    qrels = _read_qrels(qrels_path) if qrels_path.is_file() else None
    return Collection(articles, queries, qrels, meta.rel_threshold)


class _Meta(BaseModel):
    rel_threshold: int = 1
    doc_fields: Annotated[list[str], Field(min_length=1)] = ["title", "text"]


def _read_meta(path: Path) -> _Meta:
    if not path.is_file():
        return _Meta()
    try:
        return _Meta.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise CitewellError(f"{path}: {where} is {first['input']!r:.60}: {first['msg'].lower()}.") from error


def _compose(article_id: str, title: str, line: dict[str, Any], text_field: str) -> Article:
    paragraphs = str(line.get(text_field) or "").splitlines()
    blocks = tuple(Block("paragraph", paragraph) for paragraph in paragraphs if paragraph.strip())
    return compose(Draft(blocks, Metadata(title=title.strip())), article_id)


def _lines(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """Read JSON lines, each with words that say where it stands."""
    try:
        with path.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    where = f"{path}, line {number}"
                    record = json.loads(line)
                    if not isinstance(record, dict):
                        raise CitewellError(f"{where} is not a JSON object.")
                    yield record, where
    except FileNotFoundError:
        raise CitewellError(f"There is no {path}; a collection holds corpus.jsonl and queries.jsonl.") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise CitewellError(f"{path} is not JSON lines: {error}.") from error


def _field(line: dict[str, Any], name: str, where: str) -> str:
    if not isinstance(line.get(name), str | int):
        raise CitewellError(f"{where} has no field “{name}”; it has {', '.join(sorted(line))}.")
    return str(line[name])


def _read_qrels(path: Path) -> dict[str, dict[str, int]]:
    qrels: dict[str, dict[str, int]] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            query_id, doc_id, grade = line.split("\t")
            qrels.setdefault(query_id, {})[doc_id] = int(grade)
        except ValueError:
            if number > 1:  # the first line is a header
                raise CitewellError(
                    f"{path}, line {number} is not query-id, corpus-id and score, separated by tabs: {line[:60]!r}."
                ) from None
    return qrels
