"""Collections: read as articles, with the fields and the grade that their meta.json names."""

import json
from pathlib import Path

import pytest

from citewell.corpus.errors import CitewellError
from citewell.index.collection import read_collection


def write(folder: Path, name: str, *lines: object) -> None:
    (folder / name).write_text("".join(f"{x if isinstance(x, str) else json.dumps(x)}\n" for x in lines), "utf-8")


def test_documents_become_articles(tmp_path: Path) -> None:
    write(
        tmp_path, "corpus.jsonl", {"_id": "d1#0", "title": "A title", "text": "One.\n\nTwo."}, {"_id": "2", "text": "x"}
    )
    write(tmp_path, "queries.jsonl", {"_id": "q1", "text": "short", "original": "long"})
    read = read_collection(tmp_path)
    assert [(a.article_id, a.title, a.text) for a in read.articles] == [
        ("d1#0", "A title", "One.\n\nTwo."),
        ("2", "", "x"),
    ]
    assert read.queries == {"q1": "short"}
    assert read_collection(tmp_path, "original").queries == {"q1": "long"}
    assert read.qrels is None
    assert read.rel_threshold == 1


def test_meta_names_the_fields_and_the_grade(tmp_path: Path) -> None:
    write(tmp_path, "corpus.jsonl", {"_id": "d1", "title": "the query itself", "focus": "Topic", "text": "One."})
    write(tmp_path, "queries.jsonl", {"_id": "q1", "text": "short"})
    write(tmp_path, "qrels.tsv", "query-id\tcorpus-id\tscore", "q1\td1\t3")
    write(tmp_path, "meta.json", {"rel_threshold": 2, "doc_fields": ["focus", "text"]})
    read = read_collection(tmp_path)
    assert read.articles[0].title == "Topic"
    assert read.qrels == {"q1": {"d1": 3}}
    assert read.rel_threshold == 2


@pytest.mark.parametrize(
    ("corpus", "queries", "qrels", "says"),
    [
        (None, None, None, "corpus.jsonl"),
        ("{", "", None, "not JSON lines"),
        ("[1]", "", None, "line 1 is not a JSON object"),
        ('{"text": "x"}', "", None, "no field “_id”"),
        ('{"_id": "1", "text": "x"}', '{"_id": "1", "question": "x"}', None, "no field “text”"),
        ('{"_id": "1", "text": "x"}', '{"_id": "1", "text": "x"}', "h\th\th\nq d 1", "line 2 is not query-id"),
    ],
)
def test_faults_are_named(
    tmp_path: Path, corpus: str | None, queries: str | None, qrels: str | None, says: str
) -> None:
    for name, text in (("corpus.jsonl", corpus), ("queries.jsonl", queries), ("qrels.tsv", qrels)):
        if text is not None:
            (tmp_path / name).write_text(text)
    with pytest.raises(CitewellError, match=says):
        read_collection(tmp_path)


@pytest.mark.parametrize(
    "meta", ["{", '{"rel_threshold": "high"}', '{"doc_fields": "text"}', '{"doc_fields": []}', "[]"]
)
def test_a_faulty_meta_is_one_sentence(tmp_path: Path, meta: str) -> None:
    (tmp_path / "meta.json").write_text(meta)
    with pytest.raises(CitewellError, match=r"meta\.json: "):
        read_collection(tmp_path)
