"""BM25, against the formula written out."""

import math
from collections import Counter
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


# Stem by stem

KNOWN = sorted({stem for text in TEXTS for stem in stems(text)})
SOUGHT = st.lists(st.sampled_from([*KNOWN, "xylophon", ""]), max_size=8)


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex.build(TEXTS)


@pytest.fixture(scope="module")
def engine() -> bm25s.BM25:
    engine = bm25s.BM25(k1=K1, b=B)
    numbers = {stem: number for number, stem in enumerate(["", *KNOWN])}
    ids = [[numbers[stem] for stem in stems(text)] or [0] for text in TEXTS]
    engine.index((ids, numbers), create_empty_token=False, show_progress=False)
    return engine


@settings(max_examples=settings.default.max_examples // 2)
@given(wanted=SOUGHT)
def test_the_scores_of_the_stems_add_up_to_those_of_bm25s(
    index: LexicalIndex, engine: bm25s.BM25, wanted: list[str]
) -> None:
    sought = [stem for stem in wanted if stem in ("", *KNOWN)]
    theirs = engine.get_scores(sought) if sought else np.zeros(len(TEXTS))
    assert np.allclose(index.stem_scores(wanted).sum(axis=0), theirs, atol=1e-5)


@settings(max_examples=settings.default.max_examples // 2)
@given(wanted=SOUGHT)
def test_the_scores_of_a_stem_stand_in_its_row(index: LexicalIndex, wanted: list[str]) -> None:
    scores = index.stem_scores(wanted)
    assert scores.shape == (len(wanted), len(TEXTS))
    for row, stem in zip(scores, wanted, strict=True):
        assert np.allclose(row, index.stem_scores([stem])[0])
        assert [bool(score) for score in row] == [stem in (stems(text) or [""]) for text in TEXTS]


@settings(max_examples=settings.default.max_examples // 2)
@given(wanted=st.lists(st.sampled_from([*KNOWN, "xylophon"]), max_size=4, unique=True))
def test_scores_together_are_those_of_the_passages_that_hold_all(index: LexicalIndex, wanted: list[str]) -> None:
    positions, scores = index.scores_together(wanted)
    expected = [place for place, text in enumerate(TEXTS) if wanted and set(wanted) <= set(stems(text))]
    assert sorted(positions.tolist()) == expected
    assert np.allclose(scores, index.stem_scores(wanted).sum(axis=0)[positions])


def test_a_name_of_two_words_is_found_only_where_both_stand(index: LexicalIndex) -> None:
    positions, scores = index.scores_together(["fever", "team"])
    assert positions.tolist() == [3]
    assert scores == pytest.approx(index.scores("fever team")[3:4])
    for none in ([], ["weeks", "fever"], ["xylophon"], ["fever", "xylophon"]):
        positions, scores = index.scores_together(none)
        assert positions.size == scores.size == 0


def test_rarity_is_the_inverse_document_frequency(index: LexicalIndex) -> None:
    holding = {"fever": 2, "car": 2, "team": 1, "cilta-cel": 1}
    expected = [math.log(1 + (len(TEXTS) - n + 0.5) / (n + 0.5)) for n in holding.values()]
    assert index.rarity([*holding, "xylophon"]) == pytest.approx([*expected, 0.0])
    assert index.rarity([]).shape == (0,)


def test_a_loaded_index_scores_stems_the_same(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical", len(TEXTS))
    assert np.array_equal(loaded.stem_scores(KNOWN), index.stem_scores(KNOWN))
    assert np.array_equal(loaded.rarity(KNOWN), index.rarity(KNOWN))
    for ours, theirs in zip(loaded.scores_together(["fever"]), index.scores_together(["fever"]), strict=True):
        assert np.array_equal(ours, theirs)
