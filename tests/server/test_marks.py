"""Cutting text into lines and pieces never changes a character of it."""

from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.types import Article, Heading, Span, Table
from citewell.server.marks import Line, Piece, lines

TEXT = "Fever\n\nIt is common. Call us.\n\n- One thing.\n- Another 😀."
ARTICLE = Article("a", "A", TEXT, headings=(Heading(0, 5),))


def cut(*marks: tuple[int, int], start: int = 0, end: int = len(TEXT), article: Article = ARTICLE) -> list[Line]:
    return list(lines(article, start, end, [Span(*mark) for mark in marks]))


def joined(cut_lines: list[Line]) -> str:
    return "\n".join("".join(piece.text for piece in line.pieces) for line in cut_lines)


def marked(cut_lines: list[Line]) -> list[str]:
    return [piece.text for line in cut_lines for piece in line.pieces if piece.marked]


@st.composite
def cuttings(draw: st.DrawFn) -> tuple[Article, int, int, list[Span]]:
    text = draw(st.text(alphabet="ab1 .-|\n😀é", max_size=40))
    borders = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6).filter(lambda found: len(found) % 2 == 0)))
    marks = [Span(a, b) for a, b in zip(borders[::2], borders[1::2], strict=True) if a < b]
    start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    headings = [
        Heading(at, at + 1, draw(st.integers(1, 6))) for at in draw(st.sets(st.integers(0, len(text)), max_size=3))
    ]
    tables = [Table(at, at + 5, at) for at in draw(st.sets(st.integers(0, len(text)), max_size=2))]
    return Article("a", "A", text, headings=tuple(headings), tables=tuple(tables)), start, end, marks


@given(cuttings())
def test_pieces_joined_are_the_slice_and_marks_are_the_marked_characters(
    cutting: tuple[Article, int, int, list[Span]],
) -> None:
    article, start, end, marks = cutting
    found = list(lines(article, start, end, marks))
    assert joined(found) == article.text[start:end]
    at = start
    for line in found:
        for piece in line.pieces:
            assert piece.text
            for offset in range(at, at + len(piece.text)):
                assert piece.marked == any(mark.start <= offset < mark.end for mark in marks)
            assert piece.opens == (piece.marked and any(mark.start == at for mark in marks))
            at += len(piece.text)
            assert piece.closes == (piece.marked and any(mark.end == at for mark in marks))
        at += 1


@given(cuttings())
def test_headings_go_down_one_step_at_a_time(cutting: tuple[Article, int, int, list[Span]]) -> None:
    article, start, end, marks = cutting
    depth = 0
    for line in lines(article, start, end, marks):
        assert (line.depth > 0) == (line.kind == "heading")
        if line.depth:
            assert 1 <= line.depth <= depth + 1
            depth = line.depth


def test_lines_have_their_kind() -> None:
    assert [line.kind for line in cut()] == ["heading", "blank", "paragraph", "blank", "bullet", "bullet"]


def test_numbered_items_and_rows_have_their_kind_and_no_piece_is_hidden() -> None:
    text = "1. Rest.\n2. Drink.\n\nDay | Dose\n- | 5 mg\n\n2025. A year."
    at = text.index("Day")
    article = Article("a", "A", text, tables=(Table(at, text.index("\n\n2025"), at + 10),))
    found = cut(end=len(text), article=article)
    assert [line.kind for line in found] == ["number", "number", "blank", "row", "row", "blank", "paragraph"]
    assert not any(piece.is_dash for line in found for piece in line.pieces)


def test_a_heading_counts_only_where_its_first_character_is_shown() -> None:
    assert cut(start=1)[0].kind == "paragraph"
    assert cut(start=7)[0].kind == "paragraph"


def test_a_mark_is_cut_out_of_its_line() -> None:
    at = TEXT.index("It is")
    (line,) = [line for line in cut((at, at + 13)) if line.kind == "paragraph"]
    assert line.pieces == (Piece("It is common.", marked=True, opens=True, closes=True), Piece(" Call us."))


def test_a_mark_over_lines_opens_once_and_closes_once() -> None:
    at = TEXT.index("Call")
    found = cut((at, len(TEXT)))
    assert marked(found) == ["Call us.", "- ", "One thing.", "- ", "Another 😀."]
    pieces = [piece for line in found for piece in line.pieces if piece.marked]
    assert [piece.opens for piece in pieces] == [True, False, False, False, False]
    assert [piece.closes for piece in pieces] == [False, False, False, False, True]


def test_two_marks_side_by_side_stay_two() -> None:
    at = TEXT.index("It is")
    found = cut((at, at + 13), (at + 14, at + 22))
    assert marked(found) == ["It is common.", "Call us."]
    touching = [piece for line in cut((at, at + 2), (at + 2, at + 5)) for piece in line.pieces if piece.marked]
    assert [(piece.text, piece.opens, piece.closes) for piece in touching] == [("It", True, True), (" is", True, True)]


def test_the_dash_of_a_bullet_is_a_piece_of_its_own() -> None:
    bullet = cut()[4]
    assert bullet.pieces == (Piece("- ", is_dash=True), Piece("One thing."))
    (alone,) = lines(Article("b", "B", "- "), 0, 2, [])
    assert alone.pieces == (Piece("- ", is_dash=True),)
    (word,) = lines(Article("b", "B", "-word"), 0, 5, [])
    assert (word.kind, word.pieces) == ("paragraph", (Piece("-word"),))


def test_marks_outside_what_is_shown_mark_nothing() -> None:
    assert marked(cut((0, 5), start=7)) == []
    assert marked(cut((40, 50), end=20)) == []


@given(cuttings(), st.lists(st.integers(0, 40), max_size=6, unique=True))
def test_terms_change_no_character_and_no_mark(
    cutting: tuple[Article, int, int, list[Span]], borders: list[int]
) -> None:
    article, start, end, marks = cutting
    borders = sorted(borders)[: len(borders) // 2 * 2]
    terms = {Span(a, b): f"term-{a}" for a, b in zip(borders[::2], borders[1::2], strict=True)}
    plain = list(lines(article, start, end, marks))
    found = list(lines(article, start, end, marks, terms))
    assert joined(found) == joined(plain) == article.text[start:end]
    assert "".join(marked(found)) == "".join(marked(plain))
    at = start
    for line in found:
        for piece in line.pieces:
            expected = {name for span, name in terms.items() if span.start <= at < span.end}
            assert {piece.term} - {""} == expected
            at += len(piece.text)
        at += 1
