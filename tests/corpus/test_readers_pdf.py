from collections.abc import Sequence

import pytest

from citewell.corpus.errors import Refused
from citewell.corpus.readers.pdf import read_pdf

Piece = tuple[float, float, float, str]  # x, y from the bottom, size, words


def pdf(pages: Sequence[Sequence[Piece]], *, info: str = "", trailer: str = "", bold: bool = False) -> bytes:
    """Write a minimal PDF with its words in Helvetica."""
    font = "Helvetica-Bold" if bold else "Helvetica"
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >>",
    ]
    for i, page in enumerate(pages):
        drawn = "\n".join(f"BT /F1 {size} Tf {x} {y} Td ({words}) Tj ET" for x, y, size, words in page)
        resources = "<< /Font << /F1 3 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources {resources} /Contents {5 + 2 * i} 0 R >>"
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    objects.append(f"<< {info} >>")
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    start = len(out)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode()
    end = f"/Size {size} /Root 1 0 R /Info {len(objects)} 0 R {trailer}"
    out += f"trailer\n<< {end} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return out


def lines(*words: str, top: float = 700, x: float = 72, size: float = 12) -> list[Piece]:
    return [(x, top - 14 * i, size, line) for i, line in enumerate(words)]


def test_paragraphs_headings_bullets_and_powers() -> None:
    page = [
        (72, 740, 24, "CAR-T at home"),
        *lines(
            "Your care team watches you closely for several weeks after the infu-",
            "sion, and it tells you what to look for.",
        ),
        (72, 650, 16, "When to call"),
        *lines("Call if you have any of these signs after the infusion of the cells:", top=620),
        (72, 596, 12, "• a fever of 38 degrees"),
        (72, 582, 12, "• confusion"),
        (72, 550, 12, "The dose was 0.75 x 10"),
        (72 + 120.1, 554, 7, "6"),
        (72 + 128, 550, 12, "cells for each kilogram."),
    ]
    draft = read_pdf(pdf([page]), "a.pdf")
    assert draft.metadata.title == "CAR-T at home"
    assert [(block.kind, block.text) for block in draft.blocks] == [
        (
            "paragraph",
            "Your care team watches you closely for several weeks after the infusion, "
            "and it tells you what to look for.",
        ),
        ("heading", "When to call"),
        ("paragraph", "Call if you have any of these signs after the infusion of the cells:"),
        ("bullet", "a fever of 38 degrees"),
        ("bullet", "confusion"),
        ("paragraph", "The dose was 0.75 x 10⁶ cells for each kilogram."),
    ]


def test_running_lines_and_page_numbers_go_and_paragraphs_go_on() -> None:
    pages = [
        [
            (72, 760, 9, "Some Trust leaflet"),
            *lines(
                f"Words of page {name} that say something of some length",
                f"which goes on and has no end on this page {name} and",
            ),
            (300, 30, 9, f"Page {i} of 3"),
        ]
        for i, name in enumerate(["one", "two", "three"], start=1)
    ]
    pages[1][1] = (72, 700, 12, "goes on here with words of page two that say more")
    texts = [block.text for block in read_pdf(pdf(pages), "a.pdf").blocks]
    assert not any("leaflet" in text or "Page" in text for text in texts)
    assert "this page one and goes on here" in texts[0]


def test_columns_are_read_one_after_the_other() -> None:
    left = lines(*[f"left words number {i} fill the whole column" for i in range(8)])
    right = lines(*[f"right words number {i} fill the whole column" for i in range(8)], x=330)
    text = " ".join(block.text for block in read_pdf(pdf([[*left, *right]]), "a.pdf").blocks)
    assert text.index("left words number 7") < text.index("right words number 0")


def test_document_information_is_used_unless_a_program_wrote_it() -> None:
    page = lines("Some words of a page.")
    found = read_pdf(pdf([page], info="/Title (A leaflet) /Author (Jane Doe; John Roe)"), "a.pdf").metadata
    assert (found.title, found.authors) == ("A leaflet", ("Jane Doe", "John Roe"))
    assert read_pdf(pdf([page], info="/Title (Microsoft Word - x.doc) /Author (u123)"), "a.pdf").metadata.title == ""


def test_encrypted_is_refused() -> None:
    secret = "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + "00" * 32 + "> /U <" + "11" * 32 + "> >>"
    secret += " /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
    with pytest.raises(Refused, match="encrypted"):
        read_pdf(pdf([lines("Secret.")], trailer=secret), "a.pdf")


@pytest.mark.parametrize(
    ("data", "words"),
    [(pdf([[]]), "OCR"), (b"%PDF-1.4\nbroken", "a.pdf: "), (b"", "a.pdf: ")],
)
def test_other_pdfs_are_refused(data: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_pdf(data, "a.pdf")


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citewell.corpus.readers.pdf._MAX_PAGES", 2)
    with pytest.raises(Refused, match="3 pages, more than the 2 allowed"):
        read_pdf(pdf([[]] * 3), "a.pdf")


@pytest.mark.slow
def test_more_than_500_pages_are_refused() -> None:
    with pytest.raises(Refused, match="501 pages"):
        read_pdf(pdf([[]] * 501), "a.pdf")
