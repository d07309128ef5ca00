"""Real questions to real articles through the real encoder: the right passage is among the first three."""

from pathlib import Path

import pytest

from citewell.server.answer import Snapshot, answer

STARTER = Path(__file__).resolve().parents[2] / "corpus" / "starter"

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "How long does remission last after cilta-cel?",
            ["32 (33% of the cohort) remained alive", "median response duration of 21.8 months"],
        ),
        ("Why do some people relapse sooner after CAR-T?", ["those who relapsed more quickly tended to have"]),
        ("What were the 30 month survival rates for each group?", ["estimated 30-month OS rates were 76.4%"]),
        ("did anyone get a second cancer afterwards?", ["two second primary malignancies"]),
    ],
)
def test_seeds(seeds: Snapshot, question: str, words: list[str]) -> None:
    answered = answer(seeds, question, k=3)
    assert answered.status in {"answered", "related"}
    assert any(some in quote.text for quote in answered.quotes for some in words), [q.text for q in answered.quotes]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("what is multiple myeloma", "Multiple myeloma is a type of cancer that starts in plasma cells."),
        ("When should I call the hospital about a fever?", "38"),
        ("What happens on the day of the infusion?", "infusion"),
        ("What are the side effects of Carvykti?", "side effect"),
        ("How many people were alive after 30 months in CARTITUDE-4?", "76.4% of 208 people were alive"),
    ],
)
def test_starter(starter: Snapshot, question: str, words: str) -> None:
    answered = answer(starter, question, k=3)
    assert answered.status == "answered"
    assert any(words in quote.text for quote in answered.quotes), [quote.text for quote in answered.quotes]


@pytest.mark.parametrize(
    "question",
    ["What is the capital of France?", "asdf qwer zxcv", "Write me a poem about the sea", "best pizza in town"],
)
def test_what_the_library_does_not_hold_is_not_answered(starter: Snapshot, question: str) -> None:
    answered = answer(starter, question)
    assert (answered.status, answered.quotes) == ("not_in_library", ())
    assert answered.notices


def test_articles_carry_what_the_text_states(seeds: Snapshot) -> None:
    facts = {(a.publisher, a.published) for a in seeds.contents.articles.values()}
    assert {("Medical Xpress", "2025-06-07"), ("", "2026-01-18"), ("Mia's Feed", ""), ("Pharmacy Times", "")} <= facts
