"""The vocabularies of search: every file is readable, and no name points at two things unless it says so."""

from collections import Counter, defaultdict
from functools import cache
from importlib import resources
from pathlib import Path

import pytest
import Stemmer

from citewell.corpus.entries import Names, load_names
from citewell.index.words import words

FOLDER = Path(str(resources.files("citewell.index").joinpath("vocabulary")))
FILES = {path.name: path for path in sorted(FOLDER.glob("*.yaml"))}
EXPECTED = {"abbreviations.yaml", "drugs.yaml", "lay.yaml"}
STEMMER = Stemmer.Stemmer("english")

every_file = pytest.mark.parametrize("path", FILES.values(), ids=list(FILES))
reads_files = pytest.mark.slow  # thousands of entries


@cache
def entries_of(path: Path) -> tuple[Names, ...]:
    """The files are large, and every test reads them."""
    return load_names(path)


def key(name: str) -> tuple[str, ...]:
    """What a name is compared by: the stems of its words, stop words included (vitamin A is not vitamin D)."""
    return tuple(STEMMER.stemWords(words(name)))


def repeated(entry: Names) -> list[str]:
    return [name for name, count in Counter(name.casefold() for name in entry.names).items() if count > 1]


def clashes(entries: list[Names]) -> dict[tuple[str, ...], list[str]]:
    """Names that stand under several entries of which one does not own up to it."""
    holders: dict[tuple[str, ...], dict[int, Names]] = defaultdict(dict)
    for number, entry in enumerate(entries):
        for name in entry.names:
            holders[key(name)][number] = entry
    return {
        name: [entry.term for entry in held.values()]
        for name, held in holders.items()
        if len(held) > 1 and not all(entry.ambiguous for entry in held.values())
    }


def has_two_capitals_or_digits(abbreviation: str) -> bool:
    return sum(letter.isupper() or letter.isdigit() for letter in abbreviation) >= 2


def test_the_expected_files_are_there() -> None:
    assert set(FILES) >= EXPECTED


@reads_files
@every_file
def test_a_file_has_entries_with_distinct_terms(path: Path) -> None:
    entries = entries_of(path)
    assert entries
    assert [term for term, count in Counter(entry.term for entry in entries).items() if count > 1] == []


@reads_files
@every_file
def test_an_entry_repeats_no_name(path: Path) -> None:
    assert {entry.term: repeated(entry) for entry in entries_of(path) if repeated(entry)} == {}


@reads_files
@every_file
def test_a_name_is_long_enough_and_tidy(path: Path) -> None:
    names = [name for entry in entries_of(path) for name in entry.names]
    assert [name for name in names if len(name) < 2 or name != " ".join(name.split()) or not key(name)] == []


@reads_files
@every_file
def test_an_abbreviation_has_two_capitals_or_digits(path: Path) -> None:
    abbreviations = [name for entry in entries_of(path) for name in entry.abbreviations]
    assert [name for name in abbreviations if not has_two_capitals_or_digits(name)] == []


@reads_files
def test_a_name_stands_under_one_entry_of_all_files_unless_each_is_ambiguous() -> None:
    assert clashes([entry for path in FILES.values() for entry in entries_of(path)]) == {}


@reads_files
def test_a_class_of_medicines_covers_other_entries_of_the_file_once_each() -> None:
    entries = entries_of(FILES["drugs.yaml"])
    terms = {entry.term for entry in entries}
    classes = [entry for entry in entries if entry.covers]
    assert classes
    for entry in classes:
        assert set(entry.covers) <= terms - {entry.term}, entry.term
        assert len(set(entry.covers)) == len(entry.covers), entry.term


@reads_files
def test_medicines_that_are_easily_mixed_up_stand_apart() -> None:
    term_of = {name.casefold(): entry.term for entry in entries_of(FILES["drugs.yaml"]) for name in entry.names}
    for pair in [
        ("hydroxyzine", "hydralazine"),
        ("Celebrex", "Celexa"),
        ("Celebrex", "Cerebyx"),
        ("Lamictal", "Lamisil"),
        ("prednisone", "prednisolone"),
        ("Zantac", "Xanax"),
        ("vincristine", "vinblastine"),
        ("Pepaxto", "melphalan"),
        ("Doxil", "Adriamycin"),
        ("Kadcyla", "Enhertu"),
        ("Carvykti", "Abecma"),
    ]:
        assert term_of[pair[0].casefold()] != term_of[pair[1].casefold()], pair


@reads_files
@pytest.mark.parametrize(
    ("names", "term"),
    [
        (["Carvykti", "cilta-cel", "JNJ-68284528", "LCAR-B38M"], "ciltacabtagene autoleucel"),
        (["Abecma", "ide-cel", "bb2121"], "idecabtagene vicleucel"),
        (["Tylenol", "paracetamol", "APAP"], "acetaminophen"),
        (["Ventolin", "salbutamol"], "albuterol"),
        (["Lasix", "frusemide"], "furosemide"),
        (["EpiPen", "adrenaline"], "epinephrine"),
        (["Revlimid", "CC-5013"], "lenalidomide"),
    ],
)
def test_well_known_names_lead_to_their_medicine(names: list[str], term: str) -> None:
    (entry,) = [entry for entry in entries_of(FILES["drugs.yaml"]) if entry.term == term]
    assert set(names) <= set(entry.names)


def test_the_checks_can_fail() -> None:
    plain = Names(term="iron pill", lay=("Iron Pill",))
    other = Names(term="ferrous sulfate", lay=("iron pills",), ambiguous=True)
    assert repeated(plain) == ["iron pill"]
    assert clashes([plain, other]) == {("iron", "pill"): ["iron pill", "ferrous sulfate"]}
    assert clashes([plain.model_copy(update={"ambiguous": True}), other]) == {}
    assert clashes([Names(term="vitamin A"), Names(term="vitamin D")]) == {}
    assert not has_two_capitals_or_digits("Chemo")
