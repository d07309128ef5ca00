import pytest

from citewell.corpus.characters import lowered, raised, slug, tidy
from citewell.corpus.dates import is_iso_date, iso_date
from citewell.corpus.draft import Block, Draft, Metadata
from citewell.corpus.errors import Refused
from citewell.corpus.links import bare_doi, find_doi, find_url, web_address
from citewell.corpus.metadata import describe, find_studies
from citewell.corpus.stated import overlay, read_sidecar, read_stated
from citewell.corpus.types import Reference


def test_first_line_is_the_title_and_leaves_the_text() -> None:
    draft = describe(Draft((Block("paragraph", "What is CAR-T?"), Block("paragraph", "It is this."))))
    assert draft.metadata.title == "What is CAR-T?"
    assert [block.text for block in draft.blocks] == ["It is this."]


def test_first_sentence_is_no_title() -> None:
    draft = describe(Draft((Block("paragraph", "It is this."), Block("paragraph", "And that."))))
    assert draft.metadata.title == ""
    assert len(draft.blocks) == 2


def test_publisher_is_the_site_of_the_address() -> None:
    def publisher(url: str, stated: str = "") -> str:
        return describe(Draft((), Metadata(url=url, publisher=stated))).metadata.publisher

    assert publisher("https://medicalxpress.com/a") == "Medical Xpress"
    assert publisher("https://www.cancer.org/a") == "American Cancer Society"
    assert publisher("https://www.example.org/a") == "example.org"
    assert publisher("https://www.example.org/a", "Some Trust") == "Some Trust"


def test_studies_are_trials_beside_their_word_registry_numbers_and_dois() -> None:
    lines = [
        "In the CARTITUDE-1 trial (NCT03548207) and the phase 3 study KarMMa-3, COVID-19 trials and IL-6 studies.",
        "A study of JNJ-68284528 in the CARTITUDE-1 study, and in MajesTEC-1 without a word for it.",
    ]
    works = [Reference("A study (CARTITUDE-4)", url="https://x.org/NCT04181827#a", doi="10.1000/abc")]
    assert find_studies(lines, works) == (
        "CARTITUDE-1", "NCT03548207", "KarMMa-3", "CARTITUDE-4", "NCT04181827", "doi:10.1000/abc",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("January 18, 2026", "2026-01-18"),
        ("18 January 2026", "2026-01-18"),
        ("2025, June 7", "2025-06-07"),
        ("June 2025", "2025-06"),
        ("Sept. 3, 2024", "2024-09-03"),
        ("2024-02-30", ""),
        ("February 30, 2024", ""),
        ("in 2024", "2024"),
        ("01/02/2026", "2026"),
        ("no date", ""),
    ],
)
def test_dates_are_as_precise_as_stated(text: str, date: str) -> None:
    assert iso_date(text) == date


def test_iso_dates_are_real() -> None:
    assert all(is_iso_date(text) for text in ["2025", "2025-06", "2025-06-07"])
    assert not any(is_iso_date(text) for text in ["", "25", "2025-13", "2025-02-30", "2025-6-7", "20250607", "0000"])


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "/a", "http://", "https://a@b.c", "ftp://x.y"],
)
def test_other_addresses_are_dropped(url: str) -> None:
    assert web_address(url) == ""


def test_addresses_and_dois_lose_only_the_punctuation_of_the_sentence() -> None:
    assert find_url("See (https://en.wikipedia.org/wiki/A_(b)).") == "https://en.wikipedia.org/wiki/A_(b)"
    assert find_doi("doi:10.1016/S1470-2045(25)00653-9.") == "10.1016/S1470-2045(25)00653-9"
    assert find_doi("(DOI: 10.1200/JCO-25-00760)") == "10.1200/JCO-25-00760"
    assert bare_doi("https://doi.org/10.1200/JCO-25-00760") == "10.1200/JCO-25-00760"
    assert bare_doi("doi:10.1200/x") == "10.1200/x"
    assert bare_doi("10.12/x") == bare_doi("javascript:10.1200/x") == ""


@pytest.mark.parametrize(
    ("before", "run", "written"),
    [
        ("0.75 × 10", "6", "⁶"),
        ("at 10", "−5", "⁻⁵"),
        ("mg/m", "2", "²"),
        ("in cm", "3", "³"),
        ("Ca", "2+", "²⁺"),
        ("CD4", "+", "⁺"),
        ("the 4", "th", "th"),
        ("therapy.", "1", ""),
        ("therapy", "2,3", ""),
        ("therapy,", "1–4", ""),
        ("therapy", "†", ""),
    ],
)
def test_raised_characters_keep_their_meaning(before: str, run: str, written: str) -> None:
    assert raised(before, run) == written


def test_links_go_and_isotopes_stay() -> None:
    assert raised("in 10", "6", linked=True) == ""
    assert raised("with ", "18", after="F-FDG") == "¹⁸"
    assert lowered("2") == "₂"
    assert lowered("1c") == "1c"


def test_invisible_characters_go() -> None:
    assert tidy(" a\u00a0\u00adb\u200b \n\tc\x00\u202e\ud800 ") == "a b c"
    assert tidy("e\u200b\u0301") == "é"
    assert slug("Émile’s  CAR-T: what?") == "emiles-car-t-what"


def test_front_matter_is_checked() -> None:
    found = read_stated(
        {
            "title": "A",
            "authors": "Jane Doe",
            "published": __import__("datetime").date(2025, 6, 7),
            "reviewed": "not clinically reviewed",
            "url": "javascript:alert(1)",
            "doi": "https://doi.org/10.1200/JCO-25-00760",
            "source_type": "patient_information",
            "sources": [
                {"title": "S", "url": "data:x", "doi": "doi:10.1000/abc", "published": 2024, "sections": ["A"]}
            ],
        },
        "a.md",
    )
    assert (found.authors, found.published, found.url, found.doi) == (
        ("Jane Doe",),
        "2025-06-07",
        "",
        "10.1200/JCO-25-00760",
    )
    assert found.references == (Reference("S", published="2024", doi="10.1000/abc", sections=("A",)),)
    assert overlay(Metadata(title="B", publisher="P"), found).title == "A"
    assert overlay(Metadata(title="B", publisher="P"), found).publisher == "P"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"titel": "A"}, "'titel' is not known; known keys are title"),
        ({"published": "last week"}, "'last week'"),
        ({"review_by": "2025-13"}, "'2025-13'"),
        ({"checked": "yesterday"}, "'checked' has the value 'yesterday'; write it as 2025"),
        ({"data_cut": "median follow-up 61.3 months"}, "'data_cut' has the value 'median follow-up"),
        ({"stale_after": "2025-02-30"}, "'2025-02-30'"),
        ({"retracted": "maybe"}, "'maybe'; write true, or the date"),
        ({"retracted": ["2025"]}, "'retracted' must be text, not a list"),
        ({"supersedes": {"id": "a"}}, "'supersedes' must be text, not a dict"),
        ({"corrects": [["a"]]}, "'corrects' must be text, not a list"),
        ({"rights": "excerpt"}, "'excerpt'; write full, link, or the most words that may be shown, as excerpt(80)."),
        ({"rights": "excerpt(0)"}, "'excerpt(0)'"),
        ({"rights": "all rights reserved"}, "'all rights reserved'"),
        ({"source_type": "blog"}, "'blog'"),
        ({"language": "english please"}, "'english please'"),
        ({"doi": "12"}, "'12'"),
        ({"title": ["a"]}, "must be text, not a list"),
        ({"sources": ["x"]}, "'sources'"),
        ({"sources": [{"url": "https://x.y"}]}, "no 'title'"),
        ({"sources": [{"title": "a", "isbn": 1}]}, "'isbn'"),
    ],
)
def test_what_is_not_valid_is_refused_with_its_value(values: dict[str, object], words: str) -> None:
    with pytest.raises(Refused) as refused:
        read_stated(values, "a.md")
    assert words in str(refused.value)
    assert str(refused.value).startswith("a.md")


def test_standing_and_rights_are_read() -> None:
    stated = read_sidecar(
        b"""
checked: 2026-02-01
data_cut: 2024-05
stale_after: 2027
supersedes: [fever-2024, 'https://example.org/fever', 10.1000/old]
corrects: fever-2023
retracted: true
rights: excerpt(80)
""",
        "a.pdf.yaml",
    )
    assert (stated.checked, stated.data_cut, stated.stale_after) == ("2026-02-01", "2024-05", "2027")
    assert stated.supersedes == ("fever-2024", "https://example.org/fever", "10.1000/old")
    assert (stated.corrects, stated.retracted, stated.rights) == (("fever-2023",), "undated", "excerpt(80)")
    assert read_stated({"retracted": __import__("datetime").date(2026, 1, 5)}, "a.md").retracted == "2026-01-05"
    assert read_stated({"retracted": 2025}, "a.md").retracted == "2025"
    assert read_stated({"retracted": False, "rights": None}, "a.md") == Metadata()


@pytest.mark.parametrize(
    "data", [b"a: [", b"- 1", b"\xff\xfe\x00", b"a: 2024-13-45", b"!!python/object/apply:os.system [ls]", b"[" * 600]
)
def test_bad_sidecars_are_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        read_sidecar(data, "a.pdf.yaml")
    assert read_sidecar(b"", "a.pdf.yaml") == Metadata()
