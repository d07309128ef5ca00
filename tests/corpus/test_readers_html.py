import contextlib

import pytest

from citewell.corpus.errors import Refused
from citewell.corpus.readers.html import read_html

PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>CAR-T at home | Some Trust</title>
<link rel="canonical" href="https://www.example.org/cart"><meta property="og:site_name" content="Some Trust">
<meta name="author" content="Jane Doe"><meta property="article:published_time" content="2024-03-02T10:00:00Z">
<meta name="citation_doi" content="doi:10.1000/abc"><style>p {{ color: red }}</style>
<script>var evil = "script words";</script></head>
<body><nav><a href="/">Home</a></nav><main><article><h1>CAR-T at home</h1>{body}</article></main>
<footer><p>© 2024 Some Trust</p></footer></body></html>"""

BODY = """<p>The dose is 0.75 × 10<sup>6</sup> cells/kg of this therapy.<sup>1</sup>
A marker<sup><a href="#r">2</a></sup> of
Ca<sup>2+</sup> and H<sub>2</sub>O in mg/m<sup>2</sup>, with <a href="javascript:alert(1)">a link</a>
<script>more("evil")</script>.</p>
<h2>When to call</h2><p>Call your team if:</p>
<ul><li>you have a <b>fever</b></li>
<li>you feel confused
<ul><li>or sleepy</li></ul></li></ul>
<table><caption>What is done</caption><tr><th>Day</th><th>What</th></tr>
<tr><td>1</td><td>Infusion<ul><li>slow</li><li>watched</li></ul></td></tr></table>"""


def test_article_of_a_page_with_its_structure() -> None:
    draft = read_html(PAGE.format(body=BODY).encode(), "a.html")
    found = [(block.kind, block.text) for block in draft.blocks if block.level != 1]
    assert found == [
        (
            "paragraph",
            "The dose is 0.75 × 10⁶ cells/kg of this therapy. A marker of Ca²⁺ and H₂O in mg/m², with a link .",
        ),
        ("heading", "When to call"),
        ("paragraph", "Call your team if:"),
        ("bullet", "you have a fever"),
        ("bullet", "you feel confused"),
        ("bullet", "or sleepy"),
        ("paragraph", "What is done"),
        ("columns", "Day | What"),
        ("row", "1 | Infusion slow watched"),
    ]


def test_ordered_lists_keep_the_numbers_that_the_page_shows() -> None:
    body = """<p>Do this, one thing after the other:</p><ol start="3"><li>Rest at home.</li>
    <li><p>Drink water.</p><ul><li>or tea</li></ul></li><li value="9">Call us.</li></ol>
    <p>Then do one of these two things:</p><ol type="a"><li>Walk.</li></ol><ol><li>Sleep.</li></ol>"""
    blocks = read_html(PAGE.format(body=body).encode(), "a.html").blocks
    assert [(block.number, block.text) for block in blocks if block.kind == "bullet"] == [
        (3, "Rest at home."), (4, "Drink water."), (None, "or tea"), (9, "Call us."), (None, "Walk."), (1, "Sleep."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        ("<th>Name</th><th>Dose</th>", "columns"),
        ("<td>Name</td><td>Dose</td>", "columns"),
        ("<th>Name</th><td>Dose</td>", "row"),  # the names stand on the left
    ],
)
def test_the_first_row_of_a_table_names_its_columns_unless_the_page_says_otherwise(first: str, kind: str) -> None:
    table = f"<p>Words above the table.</p><table><tr>{first}</tr><tr><td>A</td><td>5 mg</td></tr></table>"
    *_, names, row = read_html(PAGE.format(body=table).encode(), "a.html").blocks
    assert (names.kind, names.text, row.kind, row.text) == (kind, "Name | Dose", "row", "A | 5 mg")


def test_a_table_of_one_column_is_prose() -> None:
    table = "<table><tr><td>Words in a frame.</td></tr><tr><td>More of them.</td></tr></table>"
    blocks = read_html(PAGE.format(body=table).encode(), "a.html").blocks
    assert [(block.kind, block.text) for block in blocks[-2:]] == [
        ("paragraph", "Words in a frame."),
        ("paragraph", "More of them."),
    ]


def test_what_the_page_states() -> None:
    found = read_html(PAGE.format(body=BODY).encode(), "a.html").metadata
    assert found.title == "CAR-T at home"
    assert found.url == "https://www.example.org/cart"
    assert found.publisher == "Some Trust"
    assert found.authors == ("Jane Doe",)
    assert found.published == "2024-03-02"
    assert found.doi == "10.1000/abc"
    assert found.language == "en-GB"


def test_a_date_in_the_words_of_a_page_is_not_its_own() -> None:
    words = "<h1>A</h1><p>Accessed November 17, 2025, as the team said to all of them.</p>"
    page = f"<html><body><article>{words}</article></body></html>"
    assert read_html(page.encode(), "a.html").metadata.published == ""


def test_addresses_of_another_scheme_are_dropped() -> None:
    page = PAGE.format(body=BODY).replace("https://www.example.org/cart", "javascript:alert(1)")
    assert read_html(page.encode(), "a.html").metadata.url == ""


def test_declared_encoding_and_xhtml() -> None:
    head = '<?xml version="1.0" encoding="iso-8859-1"?>'
    page = head + "<html><body><article><p>Café words for you to read here.</p></article></body></html>"
    assert "Café words" in read_html(page.encode("iso-8859-1"), "a.html").blocks[0].text


@pytest.mark.parametrize("data", [b"<html></html>", b"<", b"<html><body><script>x</script></body></html>"])
def test_a_page_without_an_article_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match=r"^a\.html: "):
        read_html(data, "a.html")


def test_deep_nesting_does_no_harm() -> None:
    page = "<div>" * 5000 + "<p>Words of a page that is nested deeply.</p>"
    with contextlib.suppress(Refused):
        assert read_html(page.encode(), "a.html").blocks
