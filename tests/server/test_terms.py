"""The terms of the glossary that stand in a quote, each where it stands first."""

from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.entries import EntrySource, Term
from citewell.server.terms import find_terms, term_names


def make_term(term: str, **names: tuple[str, ...] | bool) -> Term:
    return Term(term=term, definition=f"What {term} is.", source=EntrySource(title="A glossary"), **names)


GLOSSARY = (
    make_term("Cytokine release syndrome", abbreviations=("CRS",), lay=("cytokine storm",)),
    make_term("Cytokine"),
    make_term("T cell", synonyms=("T lymphocyte",)),
    make_term("Response", abbreviations=("ICE",), ambiguous=True),
    make_term("Cilta-cel", brand=("Carvykti",), codes=("JNJ-68284528",)),
)
NAMES = term_names(GLOSSARY)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[one.span.start : one.span.end], one.term.term) for one in find_terms(text, NAMES)]


def test_the_longest_name_is_the_term() -> None:
    assert found("Cytokine release syndrome and cytokines.") == [
        ("Cytokine release syndrome", "Cytokine release syndrome"),
        ("cytokines", "Cytokine"),
    ]


def test_a_term_is_explained_once_by_whichever_name_comes_first() -> None:
    assert found("CRS, that is cytokine release syndrome; CRS is common.") == [("CRS", "Cytokine release syndrome")]
    assert found("Carvykti (cilta-cel, JNJ-68284528)") == [("Carvykti", "Cilta-cel")]


def test_abbreviations_keep_their_capitals_and_other_names_need_not() -> None:
    assert found("crs") == []
    assert found("T CELLS and t lymphocytes") == [("T CELLS", "T cell")]


def test_names_with_other_meanings_and_lay_names_are_left_alone() -> None:
    assert found("The ICE score; a response. A cytokine storm.") == [("cytokine", "Cytokine")]


def test_a_name_is_a_whole_word_and_stands_on_one_line() -> None:
    assert found("CRS2, preCRS, cilta-cels.") == [("cilta-cels", "Cilta-cel")]
    assert found("T\ncell") == []


@given(st.lists(st.sampled_from(["CRS", "T cell", "cytokine", "release", "syndrome", "Carvykti", "-", "\n", "a"])))
def test_spans_are_names_and_never_overlap(words: list[str]) -> None:
    text = " ".join(words)
    at = 0
    for one in sorted(find_terms(text, NAMES), key=lambda one: one.span.start):
        assert at <= one.span.start < one.span.end <= len(text)
        assert text[one.span.start : one.span.end].casefold().removesuffix("s") in {
            name.casefold().removesuffix("s") for name in one.term.names
        }
        at = one.span.end
