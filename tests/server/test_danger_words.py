"""The words of a message are weighed where no pattern finds a danger."""

import math
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from citewell.server.danger import find_danger
from citewell.server.danger_words import Weights, load_weights, probabilities, sounds_like_danger, terms

NOTICES = Path(__file__).resolve().parents[2] / "benchmarks" / "notices"


@pytest.mark.parametrize(
    ("message", "action"),
    [
        ("he wont wake up and there is foam round his mouth pls", "emergency"),
        ("since lunch grandad looks grey and sweaty and keeps clutching his chest", "emergency"),
        ("i cant do this anymore, i wrote the letters to the kids tonight", "crisis_line"),
        ("her forehead is burning up and the thermometer went over 39 an hour ago", "centre_line"),
    ],
)
def test_a_message_that_sounds_like_danger_is_noticed(message: str, action: str) -> None:
    assert [found.action for found in sounds_like_danger(message)] == [action]
    assert sounds_like_danger(message.upper()) == sounds_like_danger(message)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "   ",
        "漢字",
        "?",
        "hello",
        "What is cilta-cel?",
        "Is fever a common side effect?",
        "how long does the infusion take",
        "Can I drive to the hospital for my check-up?",
        "what were the results of CARTITUDE-4 at 30 months",
        "I had a stroke in 2009. Can I still have CAR-T?",
        "Which foods should people avoid after treatment?",
    ],
)
def test_a_question_does_not_sound_like_danger(message: str) -> None:
    assert sounds_like_danger(message) == ()


def test_words_are_cut_as_they_were_when_the_weights_were_learnt() -> None:
    assert terms("He’s 39.4!") == ["hes", "00.0", "!", "hes 00.0", "00.0 !"]
    assert terms("101,3 or 12") == ["00.0", "or", "00", "00.0 or", "or 00"]


@given(st.text(max_size=400))
def test_chances_are_chances(message: str) -> None:
    found = probabilities(message, load_weights())
    assert len(found) == 4
    assert all(0 <= one <= 1 for one in found)
    assert math.isclose(sum(found), 1)


@given(st.lists(st.sampled_from(["the towel is soaked", "what is a platelet", "since 4am", "he", "?"]), max_size=8))
def test_neither_case_nor_spacing_matters(parts: list[str]) -> None:
    message = " ".join(parts)
    assert probabilities(message.upper(), load_weights()) == probabilities("\n ".join(parts), load_weights())


@pytest.mark.slow
def test_the_chances_are_those_of_scikit_learn() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    texts = [
        "he cannot breathe",
        "what is fever",
        "my chest hurts hurts",
        "how do cells work",
        "i want to die",
        "39 fever",
    ]
    vectorizer = TfidfVectorizer(analyzer=terms, sublinear_tf=True)
    model = LogisticRegression(C=10).fit(vectorizer.fit_transform(texts), [1, 0, 1, 0, 2, 3])
    weights = Weights(
        ("emergency", "crisis_line", "centre_line"),
        tuple(map(float, model.intercept_)),
        0.5,
        {
            term: (float(vectorizer.idf_[at]), *map(float, model.coef_[:, at]))
            for term, at in vectorizer.vocabulary_.items()
        },
    )
    for text in (*texts, "my fever hurts", "", "he he he", "nothing known"):
        expected = model.predict_proba(vectorizer.transform([text]))[0]
        assert probabilities(text, weights) == pytest.approx(expected, abs=1e-9)


MORE = ("he cannot breathe", "now she is shaking all over", "I have a fever of 39.5", "it is getting worse")


@pytest.mark.slow
@pytest.mark.parametrize("more", MORE)
def test_more_danger_never_takes_the_notice_away(more: str) -> None:
    listed = yaml.safe_load((NOTICES / "danger_tuning.yaml").read_text("utf-8"))["vignettes"]
    noticed = [one["message"] for one in listed if is_noticed(one["message"])]
    assert len(noticed) > 600
    assert not [m for m in noticed if not (is_noticed(f"{m}. {more}") and is_noticed(f"{more}. {m}"))]


def is_noticed(message: str) -> bool:
    return bool(find_danger(message) or sounds_like_danger(message))
