"""BM25, against the formula written out."""

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from citewell.index.lexical import K1, B, LexicalIndex
from citewell.index.words import stems

TEXTS = [
    "Fever is common in the first days after CAR-T.",
    "Do not drive a car for 8 weeks.",
    "",
    "Fever, fever and more fever; call the team about a fever of 38.0.",
    "Cilta-cel is given once.",
]


def reference(query: str) -> list[float]:
    """Robertson & Zaragoza 2009, equation 3.15 with the idf of Lucene, as bm25s's default variant has it."""
    documents = [stems(text) for text in TEXTS]
    average = sum(max(1, len(document)) for document in documents) / len(documents)
    scores = []
    for document in documents:
        counts = Counter(document)
        score = 0.0
        for term in stems(query):
            containing = sum(term in other for other in documents)
            idf = math.log(1 + (len(documents) - containing + 0.5) / (containing + 0.5))
            tf = counts[term]
            score += idf * tf / (tf + K1 * (1 - B + B * len(document) / average)) if tf else 0.0
        scores.append(score)
    return scores


@pytest.mark.parametrize("query", ["Is fever common?", "cilta-cel", "when can I drive my car", "fever weeks team"])
def test_scores_equal_the_formula(query: str) -> None:
    assert np.allclose(LexicalIndex.build(TEXTS).scores(query), reference(query), rtol=1e-4)


def test_words_that_nobody_uses_score_nothing() -> None:
    index = LexicalIndex.build(TEXTS)
    assert not index.scores("xylophone").any()
    assert not index.scores("").any()
    assert not LexicalIndex.build([""]).scores("fever").any()


def test_it_is_saved_without_pickle_and_loads_the_same(tmp_path: Path) -> None:
    index = LexicalIndex.build(TEXTS)
    index.save(tmp_path / "lexical")
    assert {path.suffix for path in (tmp_path / "lexical").iterdir()} == {".npy", ".json"}
    loaded = LexicalIndex.load(tmp_path / "lexical", len(TEXTS))
    assert np.array_equal(loaded.scores("fever after cilta-cel"), index.scores("fever after cilta-cel"))
