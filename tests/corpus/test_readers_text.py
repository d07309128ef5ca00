import pytest

from citewell.corpus.decode import decode
from citewell.corpus.errors import Refused
from citewell.corpus.readers.text import read_text

PROSE = "Your care team watches you closely for several weeks after the infusion and tells you what to look for."


def blocks(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read_text(text.encode(), "a.txt").blocks]


def test_lines_are_headings_bullets_and_paragraphs() -> None:
    text = (
        f"What to expect\n{PROSE}\n\nSigns to watch for\n- fever\n• chills\n* a rash\n– confusion\nTake care.\n-----\n"
    )
    assert blocks(text) == [
        ("heading", "What to expect"),
        ("paragraph", PROSE),
        ("heading", "Signs to watch for"),
        ("bullet", "fever"),
        ("bullet", "chills"),
        ("bullet", "a rash"),
        ("bullet", "confusion"),
        ("paragraph", "Take care."),
    ]


def test_short_sentences_and_loose_lines_are_no_headings() -> None:
    assert {kind for kind, _ in blocks(f"Take care.\n{PROSE}\nhttps://example.org/a\n{PROSE}\n12 34\n{PROSE}")} == {
        "paragraph"
    }


def test_lines_wrapped_at_the_screen_are_joined() -> None:
    text = (
        "After your infusion\n\n"
        "Your care team watches you closely for several weeks after the\n"
        "infusion, and they tell you what you should look for when you are\n"
        "at home.\n\n"
        "Most people go home after two weeks, and stay near the hospital\n"
        "for at least four weeks after that.\n\n"
        "- a fever of 38 degrees or more that does not go away when you\n"
        "  rest\n"
        "- chills\n"
    )
    assert [kind for kind, _ in blocks(text)] == ["heading", "paragraph", "paragraph", "bullet", "bullet"]
    assert blocks(text)[3][1].endswith("when you rest")


def test_one_line_for_each_paragraph_is_not_joined() -> None:
    assert len(blocks(f"{PROSE}\n{PROSE}\n{PROSE}")) == 3
    assert len(blocks("\n".join(f"Sentence number {i} of this text is a paragraph of its own." for i in range(9)))) == 9


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_encodings_that_can_be_told(encoding: str) -> None:
    text = "The dose was 5 µg – it’s the patient’s own café choice, as the team said."
    assert read_text(text.encode(encoding), "a.txt").blocks[0].text == text


@pytest.mark.parametrize(
    "data",
    [
        "Пациенты с множественной миеломой получали лечение".encode("cp1251"),
        bytes(range(128, 256)) * 3,
        b"\xff\xfea",
        "a\x00b".encode("utf-16"),
    ],
)
def test_encodings_that_cannot_be_told_are_refused(data: bytes) -> None:
    with pytest.raises(Refused, match=r"^a\.txt: "):
        decode(data, "a.txt")


def test_declared_encoding_counts() -> None:
    text = "Пациенты с множественной миеломой"
    assert decode(text.encode("cp1251"), "a.html", "windows-1251") == text
