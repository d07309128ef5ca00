import zipfile
from io import BytesIO

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

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
        ("row", "Day | What"),
    ]
    assert (draft.metadata.title, draft.metadata.authors) == ("CAR-T at home", ("Jane Doe",))


def test_numbers_of_ordered_lists_are_those_that_word_shows() -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="2"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate((("decimal", "%1."), ("decimal", "%2)"), ("lowerLetter", "%3.")))
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="70">{levels}</w:abstractNum>'))
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>'
    for number, override in ((71, ""), (72, ""), (73, restart)):
        inner = f'<w:abstractNumId w:val="70"/>{override}'
        numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}">{inner}</w:num>'))
    places = [(71, 0), (71, 1), (71, 1), (71, 2), (71, 0), (71, 1), (72, 0), (73, 0), (73, 0), (0, 0)]
    for list_id, depth in places:
        paragraph = document.add_paragraph(f"Item {list_id} {depth}")
        properties = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(properties))
    for style in ("List Number", "List Number", "List Bullet"):
        document.add_paragraph(style, style=style)
    file = BytesIO()
    document.save(file)
    blocks = read_docx(file.getvalue(), "a.docx").blocks
    assert [block.number for block in blocks] == [2, 2, 3, None, 3, 2, 4, 7, 8, None, 1, 2, None]
    assert [block.kind for block in blocks] == ["bullet"] * 9 + ["paragraph"] + ["bullet"] * 3


def test_a_cell_that_spans_others_leaves_their_columns_in_place() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for row, words in zip(
        table.rows, (("Event", "Any", "Severe"), ("Fever", "95", "5"), ("Blood", "", "")), strict=True
    ):
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Grade"
    table.cell(2, 0).merge(table.cell(2, 2)).text = "Blood"
    file = BytesIO()
    document.save(file)
    assert [(block.kind, block.text) for block in read_docx(file.getvalue(), "a.docx").blocks] == [
        ("columns", "Event | Grade |"),
        ("row", "Fever | 95 | 5"),
        ("row", "Blood"),
    ]


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
