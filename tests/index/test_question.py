"""Questions become queries; follow-ups take the question before along."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.index.question import clean_question, understand


@pytest.mark.parametrize(
    ("question", "history", "expected"),
    [
        ("  How long\n does it   take? ", [], "How long does it take?"),
        ("What about side effects?", ["What is cilta-cel?"], "What is cilta-cel? What about side effects?"),
        ("Is it safe?", ["hello", "What is cilta-cel?", "  "], "What is cilta-cel? Is it safe?"),
        ("How common is fever after CAR-T?", ["What is cilta-cel?"], "How common is fever after CAR-T?"),
        ("What about side effects?", [], "What about side effects?"),
        ("What about it?", ["the", ""], "What about it?"),
    ],
)
def test_understand(question: str, history: list[str], expected: str) -> None:
    assert understand(question, history).text == expected


@given(st.text())
def test_cleaning_leaves_nothing_that_no_page_can_show(text: str) -> None:
    cleaned = clean_question(text)
    cleaned.encode("utf-8")
    assert cleaned == clean_question(cleaned)
    assert "\n" not in cleaned
    assert "\0" not in cleaned
