import re
import unicodedata
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citewell.corpus.compose import compose
from citewell.corpus.draft import Block, Draft, Kind, Metadata
from citewell.corpus.notes import lost_exponents

TEXTS = st.text(max_size=60) | st.sampled_from(
    ["MRD at 10–5 and 10-6", "0.75 x 106 cells/kg", "e\u0301\u200b\u0327", "\ud800"]
)
BLOCKS = st.builds(Block, st.sampled_from(get_args(Kind)), TEXTS, st.integers(0, 6), st.none() | st.integers(0, 99))


def test_blocks_stand_under_one_another() -> None:
    draft = Draft(
        (
            Block("heading", "My title", 1),
            Block("heading", "What  is\u00a0it?", 2),
            Block("paragraph", "It is\nthis."),
            Block("bullet", "one"),
            Block("bullet", "two"),
            Block("paragraph", "End."),
        ),
        Metadata(title="My title"),
    )
    article = compose(draft)
    assert article.article_id == "my-title"
    assert article.text == "What is it?\n\nIt is this.\n\n- one\n- two\n\nEnd."
    assert [(article.text[h.start : h.end], h.level) for h in article.headings] == [("What is it?", 2)]
    assert compose(draft, "mine").article_id == "mine"


def test_items_carry_their_numbers_and_tables_are_noted() -> None:
    draft = Draft(
        (
            Block("bullet", "one", number=9),
            Block("bullet", "two", number=10),
            Block("columns", "Day | Dose"),
            Block("row", "1 | 5 mg"),
            Block("columns", "Event | Grade |"),
            Block("columns", "| Any | 3"),
            Block("row", "Fever |  | 3"),
            Block("paragraph", "Words."),
            Block("row", "Name | A"),
        ),
        Metadata(title="T"),
    )
    article = compose(draft)
    assert article.text.split("\n\n") == [
        "9. one\n10. two", "Day | Dose\n1 | 5 mg", "Event | Grade |\n| Any | 3\nFever | | 3", "Words.", "Name | A",
    ]  # fmt: skip
    tables = [(article.text[t.start : t.header_end], article.text[t.header_end : t.end]) for t in article.tables]
    assert tables == [("Day | Dose", "\n1 | 5 mg"), ("Event | Grade |\n| Any | 3", "\nFever | | 3"), ("", "Name | A")]


def test_defaults_are_those_of_an_article() -> None:
    article = compose(Draft((Block("paragraph", "Words."),), Metadata(title="日本語")))
    assert (article.source_type, article.rights, article.language) == ("other", "", "en")
    assert re.fullmatch(r"article-[0-9a-f]{12}", article.article_id)


@settings(max_examples=settings.default.max_examples * 3 // 2, deadline=None)
@given(st.lists(BLOCKS, max_size=8), st.text(max_size=20))
def test_text_is_canonical_and_offsets_slice_back(blocks: list[Block], title: str) -> None:
    article = compose(Draft(tuple(blocks), Metadata(title=title)))
    text = article.text
    assert unicodedata.is_normalized("NFC", text)
    assert text == text.strip()
    assert "\n\n\n" not in text
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Co"} and c != "\n" for c in text)
    assert all(line == line.strip() and "  " not in line for line in text.split("\n"))
    text.encode("utf-8")
    lines = text.split("\n")
    for heading in article.headings:
        assert text[heading.start : heading.end] in lines
        assert heading.start == 0 or text[heading.start - 2 : heading.start] == "\n\n"
    for table in article.tables:
        assert text[table.start : table.end].split("\n\n") == [text[table.start : table.end]]
        assert table.start <= table.header_end <= table.end
    for note in article.editor_notes:
        assert re.search("10", text[note.start : note.end])
        assert 0 <= note.start < note.end <= len(text)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("MRD negativity at a threshold of 10–5 and 10–6, respectively", ["10–5", "10–6"]),
        ("MRD-negative with a sensitivity of 10-5.", ["10-5"]),
        ("a target dose of 0.75 x 106 CAR-positive viable T cells/kg", ["0.75 x 106"]),
        ("The median dose was 0.71 x 106 cells/kg (IQR, 0.62-0.78)", ["0.71 x 106"]),
        ("platelets of at least 50 × 109/L", ["50 × 109"]),
        ("neutrophils × 109/L", ["× 109"]),
        ("150 to 450 x 106 CAR T cells", ["450 x 106"]),
        ("a titre of 2 x 1010 vector genomes", ["2 x 1010"]),
        ("an error rate of 2.5 × 10-6", ["2.5 × 10-6"]),
        ("a platelet count of 150 109/L", ["109"]),
        ("significant at P <10-5", ["10-5"]),
    ],
)
def test_lost_exponents_are_marked(text: str, marked: list[str]) -> None:
    assert [text[note.start : note.end] for note in lost_exponents(text)] == marked


@pytest.mark.parametrize(
    "text",
    [
        "for 10-6 weeks of MRD testing",
        "in 10–50% of patients",
        "a range of 5-10",
        "take 10-20 mg",
        "2 x 106 patients were seen",
        "pages 10-6",
        "MRD was tested at 10-12 centres",
        "take 2 x 100 mg tablets",
        "a mass of 2.5 x 104 mm",
        "MRD was negative on 10-6-2025",
        "a threshold of 10⁻⁵ and 0.75 × 10⁶ cells/kg",
        "MRD detected in 210-5",
        "3 x 105 mg of the drug for cells",
        "a 10-5 vote of the committee",
        "the limit is 10-5 mg",
        "the detection limit of 10.10-5",
    ],
)
def test_ordinary_numbers_are_not_marked(text: str) -> None:
    assert lost_exponents(text) == ()
