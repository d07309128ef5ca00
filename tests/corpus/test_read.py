import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citewell.corpus.errors import Refused
from citewell.corpus.read import SUFFIXES, read_article

PROSE = "Your care team watches you closely for several weeks after the infusion and tells you what to look for."


def saved(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_a_file_becomes_an_article(tmp_path: Path) -> None:
    article = read_article(saved(tmp_path, "a.txt", f"After CAR-T\n{PROSE}\n"))
    assert (article.article_id, article.title, article.text) == ("after-car-t", "After CAR-T", PROSE)
    assert read_article(tmp_path / "a.txt", article_id="mine").article_id == "mine"


def test_a_file_without_a_title_is_called_by_its_name(tmp_path: Path) -> None:
    assert read_article(saved(tmp_path, "after-car_t.txt", PROSE)).title == "after car t"


def test_sidecar_states_in_place_of_the_file(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.txt", f"After CAR-T\n{PROSE}\n")
    saved(tmp_path, "a.txt.yaml", "title: Another\npublisher: Some Trust\nreview_by: 2027-01\n")
    article = read_article(path)
    assert (article.title, article.publisher, article.review_by) == ("Another", "Some Trust", "2027-01")
    assert article.text.startswith("After CAR-T")
    saved(tmp_path, "a.txt.yaml", "titel: Another\n")
    with pytest.raises(Refused, match=r"a\.txt\.yaml: the key 'titel' is not known; known keys are title, "):
        read_article(path)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "is empty (0 bytes)"),
        ("a.txt", b" \n", "is empty (2 bytes)"),
        ("a.rtf", b"x", "the extension '.rtf' is not one that can be read"),
        ("a", b"x", "name without an extension"),
        ("a.txt", b"x" * 1001, "has 1,001 bytes, more than the 1,000 allowed"),
        ("a.txt", b"a\x00b", "binary data"),
        ("a.txt", b"%PDF-1.4", "named .txt but holds a PDF; rename it to .pdf"),
        ("a.md", b"PK\x03\x04..", "named .md but holds a zip or Office file"),
        ("a.html", b"%PDF-1.4", "named .html but holds a PDF"),
        ("a.html", b"\x89PNG\r\n\x1a\n", "holds a PNG picture"),
        ("a.pdf", b"<html>", "named .pdf but holds something else"),
        ("a.docx", b"%PDF-1.4", "named .docx but holds a PDF"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password-protected"),
        ("a.txt", b"<!DOCTYPE html><html>", "holds a web page; rename it to .html"),
        ("a.txt", b"123 456", "holds no text that an article could be made of"),
        ("a.txt", b"Advertisement\n\nShare this article", "holds no text"),
    ],
)
def test_refused_in_one_sentence(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    with pytest.raises(Refused) as refused:
        read_article(saved(tmp_path, name, data), max_bytes=1000)
    message = str(refused.value)
    assert words in message
    assert message.startswith(f"{name}: ")
    assert message.endswith(".")
    assert "\n" not in message


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="does not exist"):
        read_article(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "nowhere")
    with pytest.raises(Refused, match="link to a file that does not exist"):
        read_article(tmp_path / "b.txt")
    (tmp_path / "c.txt").mkdir()
    with pytest.raises(Refused, match="is a folder"):
        read_article(tmp_path / "c.txt")
    os.mkfifo(tmp_path / "d.txt")
    with pytest.raises(Refused, match="not a regular file"):
        read_article(tmp_path / "d.txt")
    (tmp_path / "e.txt").symlink_to(saved(tmp_path, "real.txt", PROSE))
    assert read_article(tmp_path / "e.txt").text == PROSE


STARTS = {
    ".pdf": b"%PDF-1.4\n",
    ".docx": b"PK\x03\x04",
    ".xml": b"<article><front><article-meta>",
    ".html": b"<html><body><p>",
    ".htm": b"<",
    ".md": b"---\n",
    ".txt": b"",
}


@settings(
    max_examples=settings.default.max_examples // 2,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    suffix=st.sampled_from(SUFFIXES),
    data=st.binary(max_size=300) | st.text(max_size=120).map(lambda t: t.encode("utf-8", "replace")),
    begun=st.booleans(),
)
def test_random_bytes_are_read_or_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], suffix: str, data: bytes, begun: bool
) -> None:
    path = saved(tmp_path, "a" + suffix, STARTS[suffix] * begun + data)
    try:
        article = read_article(path)
        said = article.text and article.title
    except Refused as refused:
        said = str(refused)
        said = said if said.startswith("a" + suffix) and "\n" not in said else ""
    assert said
    assert capfd.readouterr() == ("", "")
