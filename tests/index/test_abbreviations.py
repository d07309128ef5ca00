"""Abbreviations: learnt from their definitions, written out for the search only."""

import pytest

from citewell.index.abbreviations import expand_abbreviations, learn_abbreviations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("improved overall survival (OS) in both", {"OS": "overall survival"}),
        ("Measurable residual disease (MRD) negativity", {"MRD": "Measurable residual disease"}),
        ("a chimeric antigen receptor (CAR) T-cell therapy", {"CAR": "chimeric antigen receptor"}),
        ("cytokine release syndrome (CRS), and later (CRS)", {"CRS": "cytokine release syndrome"}),
        ("given to many people (97 of them) in May (see below)", {}),
        ("the trial (NCT04181827) of cilta-cel (Carvykti)", {}),
        ("no match here (XYZ)", {}),
        ("(OS) with nothing before", {}),
    ],
)
def test_definitions_are_learnt(text: str, expected: dict[str, str]) -> None:
    assert learn_abbreviations(text) == expected


def test_uses_are_written_out_and_definitions_are_not() -> None:
    known = {"OS": "overall survival", "CAR": "chimeric antigen receptor"}
    text = "The OS rates; overall survival (OS); CAR-T; AOS; OSX."
    assert expand_abbreviations(text, known) == text.replace("The OS", "The overall survival OS")
    assert expand_abbreviations(text, {}) == text
