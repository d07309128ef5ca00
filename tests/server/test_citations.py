"""Citations for reference managers and for people: what an article says comes back whole, and does no more."""

import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import SeparateCoAuthors
from citeproc import STYLES_PATH, CitationStylesStyle
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from citewell.corpus.types import SOURCE_TYPES, Article, Citation, cite
from citewell.server.citations import bibtex, ris, say_citation
from citewell.server.csl import CslItem, csl_item, formatted, place_notes
from citewell.server.languages import LANGUAGES, speaking

SHA256 = "ab" * 32

DATED = {"published": "2026-01-18", "checked": "2026-09-01"}

LEAFLET = cite(
    Article(
        "fever",
        "Fever after CAR-T",
        "Fever is common.",
        url="https://example.org/fever_a-b?x=1&y=2#z",
        doi="https://doi.org/10.1000/xyz_123",
        publisher="Test Hospital",
        authors=("Nurse, Ann B.", "Department of Health, England"),
        published="2026-01-18",
        checked="2026-02-01",
        source_type="patient_information",
    ),
    0,
    16,
)


def cited(**stated: Any) -> Citation:
    return cite(Article("a", **{"title": "Title", "text": "Words of an article", **stated}), 3, 9)


def item(citation: Citation) -> CslItem:
    return csl_item(citation, SHA256)


def notes(citation: Citation) -> list[str]:
    return place_notes(citation, SHA256)


def read_ris(text: str) -> dict[str, Any]:
    (reference,) = rispy.loads(text)
    return reference


def read_bibtex(text: str) -> Mapping[str, Any]:
    """Read one entry as a reference manager does: what is no address is TeX."""
    read = bibtexparser.parse_string(text, append_middleware=[SeparateCoAuthors()])
    assert read.failed_blocks == []
    (entry,) = read.blocks
    fields = {field.key: field.value for field in entry.fields}
    tex = LatexNodes2Text(math_mode="verbatim").latex_to_text
    for name in fields.keys() - {"doi", "url"}:
        fields[name] = [tex(one) for one in fields[name]] if name == "author" else tex(fields[name])
    return {"ENTRYTYPE": entry.entry_type, "ID": entry.key, **fields}


# CSL-JSON


def test_an_item_of_csl_json_holds_what_the_article_states() -> None:
    assert item(LEAFLET).as_json() == {
        "id": "fever#0-16",
        "type": "webpage",
        "title": "Fever after CAR-T",
        "author": [{"family": "Nurse", "given": "Ann B."}, {"literal": "Department of Health, England"}],
        "issued": {"date-parts": [[2026, 1, 18]]},
        "accessed": {"date-parts": [[2026, 2, 1]]},
        "publisher": "Test Hospital",
        "URL": "https://example.org/fever_a-b?x=1&y=2#z",
        "DOI": "10.1000/xyz_123",
        "language": "en",
        "note": f"Place in the article: characters 0 to 16 · SHA-256 of the words: {SHA256}",
        "custom": {"article_id": "fever", "start": 0, "end": 16, "sha256": SHA256},
    }


def test_what_nobody_stated_is_left_out() -> None:
    found = item(cited(language="")).as_json()
    assert set(found) == {"id", "type", "title", "note", "custom"}


@pytest.mark.parametrize("source_type", SOURCE_TYPES)
def test_every_kind_of_source_has_a_type_and_names_of_csl(source_type: str) -> None:
    """The names come from the schema of the Citation Style Language that citeproc-py brings along."""
    schemas = Path(STYLES_PATH).parent / "schema" / "schemas" / "styles"
    types = set(re.findall(r'"([a-z_-]+)"', (schemas / "csl-types.rnc").read_text("utf-8")))
    variables = set(re.findall(r'"([A-Za-z_-]+)"', (schemas / "csl-variables.rnc").read_text("utf-8")))
    assert {"article-journal", "webpage"} <= types
    assert {"DOI", "issued", "note"} <= variables
    found = item(
        cited(
            source_type=source_type, publisher="P", authors=("A",), url="https://example.org", doi="10.1000/1", **DATED
        )
    ).as_json()
    assert found["type"] in types
    assert set(found) - {"id", "type", "custom"} <= variables
    assert ("container-title" in found) == (source_type in {"news", "research"})
    assert ("publisher" in found) != ("container-title" in found)


@pytest.mark.parametrize(
    ("stated", "parts"),
    [("2026-01-18", [2026, 1, 18]), ("2025-06", [2025, 6]), ("2024", [2024]), ("", None), ("spring", None),
     ("2025-02-30", None)],
)  # fmt: skip
def test_dates_are_as_precise_as_stated(stated: str, parts: list[int] | None) -> None:
    issued = item(cited(published=stated)).as_json().get("issued")
    assert (issued and issued["date-parts"]) == (parts and [parts])


@pytest.mark.parametrize(
    ("author", "family", "given"),
    [
        ("Nurse, Ann", "Nurse", "Ann"),
        ("Nurse, A.", "Nurse", "A."),
        ("Nurse, A. B.", "Nurse", "A. B."),
        ("van den Berg, Anna M.", "van den Berg", "Anna M."),
        ("O’Neil, Zoë", "O’Neil", "Zoë"),
        ("Smith-Jones, Mary-Ann", "Smith-Jones", "Mary-Ann"),
        ("Жукова, Анна", "Жукова", "Анна"),
    ],
)
def test_a_name_that_clearly_states_its_family_is_taken_apart(author: str, family: str, given: str) -> None:
    assert item(cited(authors=(author,))).as_json()["author"] == [{"family": family, "given": given}]


@pytest.mark.parametrize(
    "author",
    [
        "A. Nurse", "Citewell editors", "World Health Organization", "Department of Health, England",
        "Mayo Clinic, Rochester", "Jane Nurse, MD", "Nurse, MD", "Nurse, PhD", "Nurse, RN", "Nurse, Jr.", "Test, Inc.",
        "Nurse, III", "Nurse, Ann, PhD",
        "Nurse,", ", Ann", "Nurse, 2", "Team 5, Test", "Nurse, ann", "王小明", "Nurse, Ann and Doctor",
    ],
)  # fmt: skip
def test_any_other_name_stays_as_it_stands(author: str) -> None:
    assert item(cited(authors=(author,))).as_json()["author"] == [{"literal": author}]


def test_only_an_article_without_an_address_is_read_at_the_library() -> None:
    at = "https://library.example/articles/a"
    addresses = [csl_item(one, address=at).URL for one in (LEAFLET, cited(), cited(url="javascript:alert(1)"))]
    assert addresses == [LEAFLET.url, at, at]
    assert csl_item(cited()).URL is None


# Vancouver and AMA.  The examples follow Citing Medicine (2nd edition, chapters 8, 18, 23, 25) and the AMA Manual of
# Style (11th edition, sections 3.11, 3.13, 3.15).


LINKED = {
    **DATED,
    "publisher": "Test Hospital",
    "url": "https://example.org/x",
}


@pytest.mark.parametrize(
    ("stated", "vancouver", "ama"),
    [
        (
            {**LINKED, "authors": ("Nurse, Ann B.", "WHO"), "source_type": "patient_information"},
            "Nurse AB, WHO. Title [Internet]. Test Hospital; 2026 Jan 18 [cited 2026 Sep 1]. Available from: https://example.org/x",
            "Nurse AB, WHO. Title. Test Hospital. January 18, 2026. Accessed September 1, 2026. https://example.org/x",
        ),
        (
            {**LINKED, "source_type": "news", "publisher": "Daily Test", "checked": ""},
            "Title. Daily Test [Internet]. 2026 Jan 18. Available from: https://example.org/x",
            "Title. Daily Test. January 18, 2026. https://example.org/x",
        ),
        (
            {"source_type": "research", "publisher": "J Test", "published": "2025-06", "doi": "10.1000/x1",
             "authors": ("A. Nurse",)},
            "A. Nurse. Title. J Test. 2025 Jun. doi:10.1000/x1",
            "A. Nurse. Title. J Test. June 2025. doi:10.1000/x1",
        ),
        (
            {**LINKED, "source_type": "press_release", "checked": ""},
            "Title [Internet]. Test Hospital; 2026 Jan 18. Available from: https://example.org/x",
            "Title. Press release. Test Hospital; January 18, 2026. https://example.org/x",
        ),
        (
            {"source_type": "guideline", "publisher": "Test Society", "published": "2024"},
            "Title. Test Society; 2024.",
            "Title. Test Society; 2024.",
        ),
        ({}, "Title. [date unknown].", "Title."),
        ({"title": "Is fever common?", "publisher": "St. Test Inc."}, "Is fever common? St. Test Inc.; [date unknown].",
         "Is fever common? St. Test Inc."),
        ({"title": "He said “Yes.”", "published": "2024"}, "He said “Yes.” 2024.", "He said “Yes.” 2024."),
        ({"title": "حمى بعد العلاج", "published": "2024", "language": "ar"}, "حمى بعد العلاج. 2024.",
         "حمى بعد العلاج. 2024."),
        ({"title": "5 < 6 & <b>bold</b> $x$ {y} \\z", "published": "2024"}, "5 < 6 & <b>bold</b> $x$ {y} \\z. 2024.",
         "5 < 6 & <b>bold</b> $x$ {y} \\z. 2024."),
    ],
)  # fmt: skip
def test_a_citation_is_written_as_journals_want_it(stated: dict[str, Any], vancouver: str, ama: str) -> None:
    assert formatted(item(cited(**stated)), "vancouver") == vancouver
    assert formatted(item(cited(**stated)), "ama") == ama


def test_many_authors_are_cut_as_each_style_has_it() -> None:
    authors = tuple(f"Nurse, {letter}." for letter in "ABCDEFGH")
    citation = item(cited(authors=authors, published="2024"))
    assert (
        formatted(citation, "vancouver") == "Nurse A, Nurse B, Nurse C, Nurse D, Nurse E, Nurse F, et al. Title. 2024."
    )
    assert formatted(citation, "ama") == "Nurse A, Nurse B, Nurse C, et al. Title. 2024."
    six = item(cited(authors=authors[:6], published="2024"))
    assert "et al" not in formatted(six, "vancouver") + formatted(six, "ama")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_citation_is_written_in_the_language_spoken(language: str) -> None:
    expected = {"en": "[cited 2026 Sep 1]. Available from: ", "es": "[citado 2026 sep 1]. Disponible en: "}
    with speaking(language):
        assert expected[language] in formatted(item(cited(**LINKED)), "vancouver")


@pytest.mark.parametrize("style", ["vancouver", "ama"])
def test_the_styles_are_valid_csl(style: str) -> None:
    path = resources.files("citewell.server").joinpath("styles", f"{style}.csl")
    assert CitationStylesStyle(str(path), validate=True).has_bibliography()  # an invalid one warns, and a warning fails


def test_a_citation_to_copy_names_the_place() -> None:
    assert say_citation(LEAFLET) == (
        "Nurse AB, Department of Health, England. Fever after CAR-T [Internet]. Test Hospital; 2026 Jan 18 "
        "[cited 2026 Feb 1]. Available from: https://example.org/fever_a-b?x=1&y=2#z doi:10.1000/xyz_123. "
        "Characters 0 to 16."
    )  # fmt: skip
    assert say_citation(cited(published="2024")) == "Title. 2024. Characters 3 to 9."
    assert say_citation(cited(), "ama") == "Title. Characters 3 to 9."


# RIS


def test_ris_can_be_read_back() -> None:
    text = ris(item(LEAFLET), notes(LEAFLET))
    assert text.startswith("TY  - ELEC\r\n")
    assert "\r\nER  - \r\n" in text
    assert read_ris(text) == {
        "type_of_reference": "ELEC",
        "id": "fever#0-16",
        "authors": ["Nurse, Ann B.", "Department of Health, England"],
        "title": "Fever after CAR-T",
        "publisher": "Test Hospital",
        "year": "2026",
        "date": "2026/01/18/",
        "access_date": "2026/02/01/",
        "doi": "10.1000/xyz_123",
        "urls": ["https://example.org/fever_a-b?x=1&y=2#z"],
        "language": "en",
        "notes": ["Place in the article: characters 0 to 16", f"SHA-256 of the words: {SHA256}"],
    }


@pytest.mark.parametrize(("published", "date"), [("2026", "2026///"), ("2026-01", "2026/01//"), ("", None)])
def test_ris_leaves_room_for_what_a_date_lacks(published: str, date: str | None) -> None:
    citation = cited(published=published)
    assert read_ris(ris(item(citation), [])).get("date") == date


# BibTeX


def test_bibtex_can_be_read_back() -> None:
    entry = read_bibtex(bibtex(item(LEAFLET), notes(LEAFLET)))
    assert entry == {
        "ENTRYTYPE": "misc",
        "ID": "fever-0-16",
        "author": ["Nurse, Ann B.", "Department of Health, England"],
        "title": "Fever after CAR-T",
        "publisher": "Test Hospital",
        "year": "2026",
        "date": "2026-01-18",
        "urldate": "2026-02-01",
        "language": "en",
        "note": f"Place in the article: characters 0 to 16 · SHA-256 of the words: {SHA256}",
        "doi": "10.1000/xyz_123",
        "url": "https://example.org/fever_a-b?x=1&y=2#z",
    }


@pytest.mark.parametrize(
    ("source_type", "kind", "field"),
    [("research", "article", "journal"), ("news", "article", "journal"), ("guideline", "techreport", "institution")],
)
def test_bibtex_names_the_publisher_where_each_kind_wants_it(source_type: str, kind: str, field: str) -> None:
    citation = cited(source_type=source_type, publisher="Test & Sons")
    entry = read_bibtex(bibtex(item(citation), []))
    assert (entry["ENTRYTYPE"], entry[field]) == (kind, "Test & Sons")


def test_a_roof_is_written_for_tex() -> None:
    """By itself, for the decoder of the other tests reads it back as an accent."""
    assert r"title = {x\textasciicircum{}2}" in bibtex(item(cited(title="x^2")), [])


def test_an_organisation_stays_one_author_in_bibtex() -> None:
    text = bibtex(item(cited(authors=("Centre for Health and Care, England",))), [])
    assert "{{Centre for Health and Care, England}}" in text


# Titles that are awkward, or hostile


AWKWARD = (
    "100% of $5 & a_b #1 ~x",
    "Braces {here} and {there",
    "closing} first",
    "\\input{/etc/passwd} and \\write18{ls}",
    "Zoë Müller’s naïve café – “quoted”",
    "حمى بعد العلاج بالخلايا",
    "עברית (CAR-T) 2024",
    "Ends in a backslash \\",
    '"quotes" and ‘more’',
    "@article{injected, title = {x}}",
    "T cells 😀 10⁶",
    "and",
)


@pytest.mark.parametrize("title", AWKWARD)
def test_awkward_words_come_back_as_they_were(title: str) -> None:
    citation = cited(title=title, publisher=title, authors=(f"{title} group", "Nurse, Ann"), published="2024")
    read = read_ris(ris(item(citation), [title]))
    assert (read["title"], read["publisher"], read["notes"]) == (title, title, [title])
    assert read["authors"] == [f"{title} group", "Nurse, Ann"]
    entry = read_bibtex(bibtex(item(citation), [title]))
    assert (entry["title"], entry["publisher"], entry["note"]) == (title, title, title)
    assert entry["author"][-1] == "Nurse, Ann"
    assert item(citation).title == title


HOSTILE = (
    "x\r\nER  - \r\nTY  - JOUR\r\nTI  - forged",
    "x\nAU  - Forged, F.",
    "x\x0bAU  - Forged, F.",
    "x\x85AU  - Forged, F.",
    "x\u2028AU  - Forged, F.",
    "x}\n\n@misc{forged,\n title = {y}}",
    "x\x00\x1b[31m\u202eforged",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_that_an_article_says_adds_a_field_or_an_entry(words: str) -> None:
    citation = cited(
        title=words, publisher=words, authors=(words,), language=words,
        published=words, checked=words, url=words, doi=words,
    )  # fmt: skip
    said = (words, *place_notes(citation, SHA256, (words,)))
    text = ris(item(citation), list(said[1:]))
    read = read_ris(text)
    assert read["type_of_reference"] == "ELEC"
    assert len(read["authors"]) == 1
    assert set(read) <= {"type_of_reference", "id", "authors", "title", "publisher", "language", "notes"}
    assert len(text.splitlines()) == len(text.split("\r\n")) - 1
    entry = read_bibtex(bibtex(item(citation), list(said[1:])))
    assert set(entry) <= {"ENTRYTYPE", "ID", "author", "title", "publisher", "language", "note"}
    for style in ("vancouver", "ama"):
        assert len(formatted(item(citation), style).splitlines()) == 1
    assert len(say_citation(citation).splitlines()) == 1


@given(st.text(min_size=1, max_size=60), st.text(max_size=40))
def test_whatever_a_title_holds_it_is_one_reference_and_one_entry(title: str, author: str) -> None:
    citation = cited(title=title, authors=(author,) if author.strip() else (), publisher=author)
    found = item(citation)
    assert read_ris(ris(found, [])).get("title", "") == found.title
    entry = read_bibtex(bibtex(found, []))
    assert entry["ENTRYTYPE"] == "misc"
    assert set(entry) <= {"ENTRYTYPE", "ID", "author", "title", "publisher", "language"}
    assert len(formatted(found, "vancouver").splitlines()) == 1
