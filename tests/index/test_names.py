"""The names in a question: found as people type them, and never a word that means something else."""

import re
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citewell.corpus.entries import Names, load_glossary
from citewell.index.names import Expansion, Vocabulary, load_vocabulary
from citewell.index.words import stems
from citewell.server.answer import Snapshot

STARTER = Path(__file__).resolve().parents[2] / "corpus" / "starter" / "glossary.yaml"

CILTA = Names(
    term="Cilta-cel", brand=("Carvykti",), generic=("ciltacabtagene autoleucel",), codes=("JNJ-68284528", "LCAR-B38M")
)
CRS = Names(term="Cytokine release syndrome", abbreviations=("CRS",), lay=("cytokine storm",))
CAR = Names(term="Chimeric antigen receptor", abbreviations=("CAR",), lay=("the hook",))
OS = Names(term="Overall survival", abbreviations=("OS",), lay=("how long people live",))
RELAPSE = Names(term="Relapse", synonyms=("recurrence",), lay=("came back", "coming back"))
COUNTS = Names(term="Blood count", abbreviations=("CBC",), lay=("the counts",), covers=("platelets", "haemoglobin"))
SECOND = Names(term="Second primary malignancy", abbreviations=("SPM",), lay=("second cancer", "new cancer"))
ENTRIES = (CILTA, CRS, CAR, OS, RELAPSE, COUNTS, SECOND)
VOCABULARY = Vocabulary((), ENTRIES)


def found(text: str, vocabulary: Vocabulary = VOCABULARY) -> list[str]:
    return [expansion.found for expansion in vocabulary.expand(text)]


def only(text: str, vocabulary: Vocabulary = VOCABULARY) -> Expansion:
    (expansion,) = vocabulary.expand(text)
    return expansion


# What finds a name


@pytest.mark.parametrize("name", CILTA.names)
def test_brand_generic_and_codes_go_all_ways(name: str) -> None:
    others = [other for other in CILTA.names if other != name]
    assert only(f"Is {name} safe?") == Expansion(name, tuple(others), (), ambiguous=False)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("two second cancers", "second cancers"),
        ("it Came Back again", "Came Back"),
        ("my counts, the counts", "the counts"),
        ("a cytokine-storm", "cytokine-storm"),
        ("the relapse's cause", "relapse"),
        ("is jnj 68284528 new", "jnj 68284528"),
        ("is JNJ68284528 new", "JNJ68284528"),
        ("LCAR‑B38M", "LCAR‑B38M"),  # with a hyphen that does not break
        ("could SPMs be treated", "SPMs"),
        ("what is crs", "crs"),
        ("what is Crs", "Crs"),
        ("IS CRS COMMON", "CRS"),
        ("OS", "OS"),  # one word in capitals is no shouting
        ("does OS mean I live", "OS"),
        ("a CAR in my blood", "CAR"),
    ],
)
def test_a_name_is_found_as_people_type_it(text: str, name: str) -> None:
    assert found(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?!",
        "can I drive a car",
        "Car or bus",
        "CAN I DRIVE A CAR",
        "what os is this",
        "JNJ-6828452",
        "JNJ-682845281",
        "my storm of cytokine",
        "the Carvyktis",  # a brand has no plural, and some are near to common words
        "I want a second. Cancer frightens me",
        "it came (back pain)",
        "it came - back pain again",
    ],
)
def test_what_is_no_name_is_not_found(text: str) -> None:
    assert found(text) == []


def test_the_longest_name_is_found_and_none_inside_it() -> None:
    vocabulary = Vocabulary(
        (), [*ENTRIES, Names(term="Cancer treatment"), Names(term="Second cancer treatment centre")]
    )
    assert found("a second cancer treatment", vocabulary) == ["second cancer"]
    assert found("a second cancer treatment centre", vocabulary) == ["second cancer treatment centre"]
    late = Vocabulary((), [Names(term="low blood"), Names(term="blood count recovery")])
    assert found("low blood count recovery", late) == ["blood count recovery"]


def test_names_come_in_the_order_of_the_question() -> None:
    assert found("Carvykti, crs, a second cancer and cytokine storm") == [
        "Carvykti", "crs", "second cancer", "cytokine storm",
    ]  # fmt: skip


# What a name is expanded with


def test_narrower_things_go_one_way() -> None:
    assert only("are my blood counts low") == Expansion(
        "blood counts", ("CBC", "the counts"), ("platelets", "haemoglobin"), ambiguous=False
    )
    assert found("are my platelets low") == []
    assert only("blood counts and platelets").covers == ("haemoglobin",)


def test_what_stands_in_the_question_is_not_added() -> None:
    assert only("could SPMs be treated").others[:2] == ("Second primary malignancy", "SPM")  # another word for search
    first, second = VOCABULARY.expand("cytokine storms, cytokine release syndrome")
    assert first.others == second.others == ("CRS",)
    for expansion in VOCABULARY.expand("Is a relapse like the first time? Mine relapsed."):
        assert expansion.others == ("recurrence", "came back", "coming back")


def test_a_name_of_several_things_gives_all_meanings_and_is_ambiguous() -> None:
    remission = Names(term="Remission", lay=("all clear",), ambiguous=True)
    negative = Names(term="MRD-negative", lay=("all clear",), ambiguous=True)
    vocabulary = Vocabulary((), [remission, negative])
    assert only("the all clear", vocabulary) == Expansion(
        "all clear", ("Remission", "MRD-negative"), (), ambiguous=True
    )
    assert not only("in remission", vocabulary).ambiguous  # the entries tell which of their names they share
    alone = Vocabulary((), [remission])
    assert only("in remission", alone).ambiguous  # nobody tells


def test_an_ambiguous_abbreviation_counts_only_in_capitals() -> None:
    vocabulary = Vocabulary((), [Names(term="Pulmonary function test", abbreviations=("PFT",), ambiguous=True)])
    assert found("a PFT", vocabulary) == ["PFT"]
    assert found("a pft", vocabulary) == []


# Entries from several hands


def test_entries_about_one_thing_are_joined() -> None:
    storm = Names(term="Cytokine storm", lay=("fever storm",), covers=("fever",))
    vocabulary = Vocabulary((), [CRS, storm])
    assert only("crs", vocabulary).others == ("Cytokine release syndrome", "cytokine storm", "fever storm")
    formal = Vocabulary((), [*ENTRIES, Names(term="Relapse", synonyms=("disease recurrence",))])
    assert only("a relapse", formal).others == ("recurrence", "disease recurrence", "came back", "coming back")
    assert only("fever storm", vocabulary).covers == ()  # fever stands in the question
    assert only("crs", vocabulary).covers == ("fever",)
    assert not only("cytokine storm", vocabulary).ambiguous


def test_the_publishers_names_mean_what_the_publisher_says() -> None:
    own = Names(term="Customer record system", abbreviations=("CRS",))
    vocabulary = Vocabulary([own], ENTRIES)
    assert only("the CRS", vocabulary) == Expansion("CRS", ("Customer record system",), (), ambiguous=False)
    assert only("a cytokine storm", vocabulary).others == ("Cytokine release syndrome",)


def test_a_publishers_entry_is_joined_by_what_is_known_but_for_names_it_keeps_apart() -> None:
    own = (Names(term="CRS", synonyms=("cytokine release syndrome",)), Names(term="Storm", lay=("cytokine storm",)))
    general = CRS.model_copy(update={"lay": ("cytokine storm", "fever reaction")})
    vocabulary = Vocabulary(own, [general])
    assert only("crs", vocabulary).others == ("cytokine release syndrome", "fever reaction")
    assert only("cytokine storm", vocabulary) == Expansion("cytokine storm", (), (), ambiguous=False)
    assert only("Storm", vocabulary).others == ("cytokine storm",)


# The names that Citewell brings along, and those of the starter library


def test_every_name_of_the_starter_finds_all_its_other_names() -> None:
    entries = load_glossary(STARTER)
    check_names(Vocabulary((), entries), entries)


@pytest.mark.parametrize("every", [50, pytest.param(1, marks=pytest.mark.slow)])
def test_every_name_that_is_brought_along_finds_all_its_other_names(snapshot: Snapshot, every: int) -> None:
    assert snapshot.contents.glossary == ()
    check_names(snapshot.contents.vocabulary, load_vocabulary()[::every])


def check_names(vocabulary: Vocabulary, entries: Sequence[Names]) -> None:
    assert entries
    for entry in entries:
        for name in entry.names:
            text = f"xx, {name}, xx"
            expansions = [one for one in vocabulary.expand(text) if one.found in name]
            assert expansions, f"{entry.term}: {name} is not found"
            if entry.ambiguous:
                continue
            given = {name, *(other for one in expansions for other in one.others)}
            missing = {fold(other) for other in entry.names} - {fold(other) for other in given}
            assert all(f" {other} " in f" {fold(text)} " for other in missing), f"{entry.term}: {name} loses {missing}"


@cache
def fold(name: str) -> str:
    apart = re.findall(r"\d+|[^\W\d_]+", re.sub(r"['’]s\b", "", name))
    return " ".join("".join(stems(word)) or word.lower() for word in apart)


WORDS = st.sampled_from(
    [
        "CRS", "crs", "relapse", "the", "came", "back", "second", "Second", "cancers", "cancer", "blood", "counts",
        ".", ",", "(", "Carvykti", "JNJ", "68284528", "-", "CAR", "car", "OS", "os", "cytokine", "storm", "release",
        "syndrome", "é",
    ]
)  # fmt: skip


@settings(max_examples=settings.default.max_examples * 3, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=15).map(" ".join)))
def test_whatever_the_question_only_what_it_lacks_is_added(text: str) -> None:
    expansions = VOCABULARY.expand(text)
    assert expansions == Vocabulary((), ENTRIES).expand(text)
    at = 0
    for one in expansions:
        at = text.index(one.found, at) + len(one.found)  # in order, as they stand, none inside another
        added = [*one.others, *one.covers]
        assert len(set(added)) == len(added)
        for name in added:
            assert f" {name.lower()} " not in f" {text.lower()} "


# Speed


def test_it_takes_no_time(snapshot: Snapshot) -> None:
    vocabulary = snapshot.contents.vocabulary
    short, long = (
        "what are the side effects of carvykti if my cancer came back",
        "my dad has multiple myeloma and " * 50,
    )
    for text, limit in ((short, 0.002), (long, 0.03)):  # ten times what it takes, for busy machines
        vocabulary.expand(text)
        times = []
        for _ in range(5):
            began = time.perf_counter()
            vocabulary.expand(text)
            times.append(time.perf_counter() - began)
        assert min(times) < limit
