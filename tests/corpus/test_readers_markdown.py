import pytest

from citewell.corpus.errors import Refused
from citewell.corpus.readers.markdown import read_markdown

SOURCE = """---
title: CAR-T at home
publisher: Some Trust
published: 2025-06-07
reviewed: not clinically reviewed
source_type: patient_information
sources:
  - title: A study
    doi: 10.1000/abc
    sections: [When to call]
---
# CAR-T at home

Your team gives you **one** dose of 10<sup>6</sup> cells,
and [a link](javascript:alert(1)) <b>or</b> two. ![a picture](x.png)

## When to call

3. you have a *fever*
3. you feel confused
   - or sleepy

   in the day
4. you feel ill

<script>alert("evil")</script>

| Day | What |
|-----|------|
| 1 | Infusion |

> Said by a `nurse`. <script>evil()</script>
"""


def test_words_without_their_markup() -> None:
    draft = read_markdown(SOURCE.encode(), "a.md")
    assert [(block.kind, block.text.strip()) for block in draft.blocks if block.number is None] == [
        ("heading", "CAR-T at home"),
        ("paragraph", "Your team gives you one dose of 10⁶ cells, and a link or two."),
        ("heading", "When to call"),
        ("bullet", "or sleepy"),
        ("paragraph", "in the day"),
        ("columns", "Day | What"),
        ("row", "1 | Infusion"),
        ("paragraph", "Said by a nurse."),
    ]
    numbered = [(block.number, block.text) for block in draft.blocks if block.number is not None]
    assert numbered == [(3, "you have a fever"), (4, "you feel confused"), (5, "you feel ill")]
    assert draft.metadata.published == "2025-06-07"
    assert draft.metadata.reviewed == "not clinically reviewed"
    assert draft.metadata.references[0].sections == ("When to call",)


def test_first_heading_is_the_title_without_front_matter() -> None:
    draft = read_markdown(b"# A title\n\nWords.\n", "a.md")
    assert draft.metadata.title == "A title"
    assert [block.text for block in draft.blocks] == ["Words."]


@pytest.mark.parametrize(
    ("front", "words"),
    [
        ("titel: x", "'titel' is not known; known keys are title"),
        ("title: [", "not valid YAML"),
        ("published: soon", "'soon'"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "'a' is not known"),
        ("title: !!python/object/apply:os.getcwd []", "not valid YAML"),
    ],
)
def test_bad_front_matter_is_refused(front: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        read_markdown(f"---\n{front}\n---\nWords.\n".encode(), "a.md")
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
