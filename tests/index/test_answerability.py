"""Does the library answer? What is measured of the best passage, what was learnt, and what both come to."""

import json
import math
from collections.abc import Callable
from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.types import Article
from citewell.index.answerability import BY_ENCODER, FEATURES, judge, load_model
from citewell.index.contents import Contents
from citewell.index.hashing import HashingEmbedder
from citewell.index.ranker import learnt_weights, rank
from citewell.index.search import find_candidates, measure_best, search
from citewell.index.types import Query
from citewell.server.answer import Snapshot

EMBEDDER = HashingEmbedder()
DEFAULT = json.loads(resources.files("citewell.index").joinpath("answerability.json").read_text("utf-8"))["health"][
    "embedder_fingerprint"
]


@pytest.fixture(scope="module")
def contents(snapshot: Snapshot) -> Contents:
    return snapshot.contents


def features(contents: Contents, question: str) -> dict[str, float]:
    """Measure the best passage for a question, as `search` does."""
    (candidates,) = find_candidates(contents, EMBEDDER, [question])
    scores = rank(candidates.signals, learnt_weights())
    measured = measure_best(contents, candidates, scores, EMBEDDER.fingerprint)[0]
    assert measured.dtype == np.float32
    assert np.isfinite(measured).all()
    return dict(zip(FEATURES, map(float, measured), strict=True))


# What is measured


@pytest.mark.parametrize(
    ("question", "name", "expected"),
    [
        ("Is fever common?", "coverage", 1.0),
        ("What is the best pizza in town?", "coverage", 0.0),
        ("is it the", "coverage", 0.0),
        ("Is pyrexia common?", "coverage", 1.0),  # another name of what the passage holds
        ("Is fever common?", "names", 1.0),
        ("Is pyrexia common?", "names", pytest.approx(0.8)),
        ("Is teclistamab common?", "names", 0.0),
        ("Did most of 97 people have a fever?", "numbers_missing", 0.0),
        ("Did most of 98 people have a fever?", "numbers_missing", 1.0),
        ("Did most of 98 people have a fever?", "numbers_unknown", 1.0),
        ("Did most of 32 people have a fever?", "numbers_unknown", 0.0),  # another article has it
        ("Is fever common within seven days?", "numbers_missing", 0.0),  # "7" there
        ("Do people drive after eight weeks?", "numbers_unknown", 0.0),
        ("Is a second fever common on day 1?", "numbers_missing", 0.0),  # such numbers stand everywhere
        ("Is fever common with KarMMa-3?", "words_unknown", 1.0),
        ("Is fever common in Casiopeia?", "words_unknown", 1.0),
        ("IS FEVER COMMON?", "words_unknown", 0.0),
        ("Is fever common after B2M?", "codes_unknown", 1.0),
        ("Is fever common after CAR-T?", "codes_unknown", 0.0),
        ("Is teclistamab common?", "medicine_missing", 1.0),
        ("Is Tecvayli common?", "medicine_missing", 1.0),
        ("Is a blood thinner common?", "medicine_missing", 0.0),  # a class of them
        ("Is shingles common?", "medicine_missing", 0.0),
        ("Is fever common at hopkins?", "rare_unknown", 1.0),
        ("IS FEVER COMMON AT HOPKINS?", "rare_unknown", 1.0),
        ("Is fever common on Monday?", "rare_unknown", 0.0),
        ("Is fever common, mom?", "rare_unknown", 0.0),  # for whom people ask says nothing
        ("Is pyrexia common?", "rare_unknown", 0.0),  # the library has it under another name
        ("Does fever cost money?", "aspects_unknown", 1.0),  # no word of money in the library
        ("When may I drive?", "aspects_missing", 0.0),
        ("Is fever common?", "aspects_missing", 0.0),
        ("Is fever common?", "health", 0.0),  # undecided: learnt with another encoder
    ],
)
def test_what_is_measured(contents: Contents, question: str, name: str, expected: float) -> None:
    assert features(contents, question)[name] == expected


def test_the_size_of_the_library_is_known(contents: Contents) -> None:
    assert features(contents, "Is fever common?")["size"] == pytest.approx(math.log(len(contents.passages)), rel=1e-6)


def test_rarer_words_that_are_missing_weigh_more(contents: Contents) -> None:
    asked = (
        "Is fever common?",
        "Is fever common at night?",
        "Is fever common with porphyria?",
        "Is fever zzqxv common?",
    )
    missing = [features(contents, question)["missing"] for question in asked]
    assert missing == sorted(missing)
    assert len(set(missing)) == len(missing)


@pytest.mark.parametrize("name", ["missing", "words_unknown"])
def test_for_whom_is_asked_says_nothing(contents: Contents, name: str) -> None:
    own = features(contents, "Is fever common?")[name]
    assert features(contents, "My mom asks: is fever common?")[name] >= own  # "asks" is a word that is missing
    assert features(contents, "Is fever common, mom?")[name] == own
    assert features(contents, "Is fever common for my Dad and for Grandma?")[name] == own


def test_coverage_falls_with_every_word_that_is_not_there(contents: Contents) -> None:
    asked = ("Is fever common?", "Is fever common tonight?", "Is tractor fever common tonight?")
    coverage = [features(contents, question)["coverage"] for question in asked]
    assert coverage == sorted(coverage, reverse=True)
    assert len(set(coverage)) == 3


@given(text=st.text(max_size=60))
def test_every_question_can_be_measured(contents: Contents, text: str) -> None:
    measured = features(contents, text)
    for name in ("names", "coverage", "numbers_missing", "numbers_unknown", "codes_unknown", "words_unknown"):
        assert 0 <= measured[name] <= 1 + 1e-6
    assert measured["margin"] >= 0


# What was learnt


def test_there_are_two_models_and_the_encoder_chooses() -> None:
    assert load_model(DEFAULT) is not load_model(EMBEDDER.fingerprint)
    assert load_model("any other") is load_model(EMBEDDER.fingerprint)


@pytest.mark.parametrize("fingerprint", [DEFAULT, "other"])
def test_what_was_learnt_is_sound(fingerprint: str) -> None:
    model = load_model(fingerprint)
    for one in (model.answers, model.touches):
        weights = dict(zip(FEATURES, one.weights, strict=True))
        assert np.isfinite(one.weights).all()
        assert 0 < one.threshold < 1
        assert fingerprint == DEFAULT or weights["coverage"] > 0  # beside cosines it says nothing more
    answers = dict(zip(FEATURES, model.answers.weights, strict=True))
    assert answers["missing"] < 0
    assert answers["aspects_unknown"] < 0
    assert min(answers[name] for name in ("codes_unknown", "words_unknown", "numbers_unknown")) < 0
    if fingerprint != DEFAULT:
        assert not any(weights for name, weights in answers.items() if name in BY_ENCODER)


@given(values=st.lists(st.floats(-10, 10, width=32), min_size=len(FEATURES), max_size=len(FEATURES)))
def test_a_judgement_is_by_the_two_thresholds(values: list[float]) -> None:
    measured = np.array(values, dtype=np.float32)
    model = load_model("other")
    chance = judge("a part", measured, "other")
    assert chance.part == "a part"
    assert 0 <= chance.answers <= 1
    assert 0 <= chance.touches <= 1
    touches, answers = chance.touches >= model.touches.threshold, chance.answers >= model.answers.threshold
    assert chance.status == (("answered" if answers else "related") if touches else "not_in_library")


def test_what_the_encoder_decides_does_not_count_for_another() -> None:
    measured = np.zeros(len(FEATURES), dtype=np.float32)
    plain = judge("q", measured, "other")
    for name in BY_ENCODER:
        measured[FEATURES.index(name)] = 9
    assert judge("q", measured, "other") == plain


# What both come to, in a small library by words alone


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("Is fever common in the first days after CAR-T?", "answered"),
        ("When may I drive a car?", "answered"),
        ("Whom do I call when my temperature is 38 °C?", "answered"),
        ("What is the best pizza in town?", "not_in_library"),
        ("What is the capital of France?", "not_in_library"),
        ("asdf qwer zxcv", "not_in_library"),
        ("?", "not_in_library"),
    ],
)
def test_a_small_library_judges_what_is_plain(contents: Contents, question: str, status: str) -> None:
    (chance,) = search(contents, EMBEDDER, Query(question, (question,))).chances
    assert chance.status == status, chance


@pytest.mark.parametrize(
    ("question", "worse"),
    [
        ("Is fever common after the infusion?", "Is fever common after teclistamab?"),
        ("Did 97 people have a fever?", "Did 98 people have a fever?"),
        ("When may I drive a car?", "When may I drive a tractor?"),
        ("Is fever common?", "Does fever cost money?"),
        ("Is fever common after CAR-T?", "Is fever common in KarMMa-3?"),
    ],
)
def test_a_near_miss_is_less_likely_to_be_answered(contents: Contents, question: str, worse: str) -> None:
    def chance(asked: str) -> float:
        return search(contents, EMBEDDER, Query(asked, (asked,))).chances[0].answers

    assert chance(worse) < chance(question)


def test_every_part_has_its_own_chance_and_vector(contents: Contents) -> None:
    parts = ("Is fever common?", "What is the best pizza in town?")
    ranking = search(contents, EMBEDDER, Query(" · ".join(parts), parts))
    assert [chance.part for chance in ranking.chances] == list(parts)
    assert ranking.vectors.shape == (2, EMBEDDER.dim)
    for part, chance in zip(parts, ranking.chances, strict=True):
        assert search(contents, EMBEDDER, Query(part, (part,))).chances == (chance,)


def test_how_many_are_shown_changes_no_chance(contents: Contents) -> None:
    question = Query("Is fever common?", ("Is fever common?",))
    assert search(contents, EMBEDDER, question, 1).chances == search(contents, EMBEDDER, question, 20).chances


# Without articles that may not answer


def test_what_is_left_out_is_neither_found_nor_judged(contents: Contents) -> None:
    question = Query("Is fever common?", ("Is fever common?",))
    whole, left = (
        search(contents, EMBEDDER, question),
        search(contents, EMBEDDER, question, without={"fever-after-car-t"}),
    )
    assert whole.hits[0].passage.article_id == "fever-after-car-t"
    assert (whole.withheld, left.withheld) == ((), ("fever-after-car-t",))
    assert "fever-after-car-t" not in {hit.passage.article_id for hit in left.hits}
    assert left.chances[0].answers < whole.chances[0].answers


def test_an_article_far_from_the_question_is_left_out_in_silence(contents: Contents) -> None:
    question = Query("Is fever common?", ("Is fever common?",))
    assert search(contents, EMBEDDER, question, without={"awkward"}).withheld == ()


def test_without_any_article_nothing_is_answered(contents: Contents) -> None:
    question = Query("Is fever common?", ("Is fever common?",))
    ranking = search(contents, EMBEDDER, question, without=contents.articles.keys())
    assert ranking.hits == ()
    (chance,) = ranking.chances
    assert (chance.answers, chance.touches, chance.status) == (0, 0, "not_in_library")


def test_the_order_of_the_rest_stays(contents: Contents) -> None:
    question = Query("Is fever common?", ("Is fever common?",))
    whole = [hit.passage for hit in search(contents, EMBEDDER, question, 20).hits]
    left = [hit.passage for hit in search(contents, EMBEDDER, question, 20, without={"driving"}).hits]
    assert left == [passage for passage in whole if passage.article_id != "driving"]


def test_a_library_of_one_passage_can_be_asked(publish: Callable[..., Snapshot]) -> None:
    contents = publish(Article("one", "Fever", "Fever is common in the first days.")).contents
    for question, status in (("Is fever common?", "answered"), ("Best pizza in town?", "not_in_library")):
        (chance,) = search(contents, EMBEDDER, Query(question, (question,))).chances
        assert chance.status == status
