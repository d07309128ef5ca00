import zipfile
from io import BytesIO

import docx
import pytest

from citewell.corpus.errors import Refused
from citewell.corpus.readers.docx import read_docx


def packed(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def test_document_with_its_structure() -> None:
    document = docx.Document()
    document.core_properties.author = "Jane Doe"
    document.add_heading("CAR-T at home", 0)
    document.add_heading("When to call", 1)
    paragraph = document.add_paragraph("A dose of 10")
    paragraph.add_run("6").font.superscript = True
    paragraph.add_run(" cells and H")
    paragraph.add_run("2").font.subscript = True
    paragraph.add_run("O.")
    paragraph.add_run("1").font.superscript = True
    document.add_paragraph("fever", style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Day", "What"
    file = BytesIO()
    document.save(file)
    draft = read_docx(file.getvalue(), "a.docx")
    assert [(block.kind, block.text) for block in draft.blocks] == [
        ("heading", "When to call"),
        ("paragraph", "A dose of 10⁶ cells and H₂O."),
        ("bullet", "fever"),
        ("paragraph", "Day | What"),
    ]
    assert (draft.metadata.title, draft.metadata.authors) == ("CAR-T at home", ("Jane Doe",))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 not really", "damaged"),
        (packed({"a.txt": b"x"}), "no Word document"),
        (packed({"word/document.xml": bytes(30_000_000)}), "would unpack to 30,000,000 bytes"),
        (packed({f"word/{i}.xml": b"" for i in range(5001)}), "5,001 parts"),
        (packed({"word/document.xml": b"<x/>"}), "cannot be read as docx"),
    ],
)
def test_other_zips_are_refused(data: bytes, words: str) -> None:
    with pytest.raises(Refused) as refused:
        read_docx(data, "a.docx")
    assert words in str(refused.value)
