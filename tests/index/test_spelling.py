"""Spelling: which word did they mean?"""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citewell.corpus.entries import Names
from citewell.index.spelling import Repair, Speller, library_words, medicine_words

TEXTS = [
    "Diarrhea, a hemorrhage or pneumonia are side effects of this treatment; call your doctor.",
    "The symptoms of diabetes and their treatment. Blood pressure and a heart attack. Severe pain.",
    "Metformin treats diabetes. Celebrex and Celexa are different medicines. Hydralazine is not hydroxyzine.",
    "Carvykti treats myeloma. Prednisolone is like prednisone. Hyperthyroidism. Alzheimer's disease, a prostatectomy.",
]
MEDICINES = [
    Names(term="celecoxib", brand=("Celebrex",)),
    Names(term="citalopram", brand=("Celexa",)),
    Names(term="metformin", brand=("Glucophage",)),
    Names(term="hydralazine", brand=("Apresoline",)),
    Names(term="hydroxyzine", brand=("Atarax",)),
    Names(term="prednisone", brand=("Deltasone",)),
    Names(term="prednisolone", brand=("Orapred",)),
    Names(term="glyburide", brand=("DiaBeta",)),
    Names(term="sodium valproate", brand=("Epilim",)),
    Names(term="sodium oxybate", brand=("Xyrem",)),
    Names(term="cilta-cel", brand=("Carvykti",), generic=("ciltacabtagene autoleucel",), codes=("JNJ-68284528",)),
    Names(term="idecabtagene vicleucel", brand=("Abecma",)),
]


@cache
def speller() -> Speller:
    return Speller(library_words(TEXTS * 50), {"amyloidosis"}, medicine_words(MEDICINES))


def repaired(question: str) -> str:
    return speller().repair(question)[0]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("treatmnt", "treatment"),  # a letter left out
        ("doctorr", "doctor"),  # one too many
        ("symptons", "symptoms"),  # the key beside it
        ("diabeets", "diabetes"),  # two swapped
        ("idabetes", "diabetes"),  # at the beginning, too
        ("diarea", "diarrhea"),  # as it sounds: more edits than else
        ("neumonia", "pneumonia"),
        ("hemorage", "hemorrhage"),
        ("hyprethyroidsim", "hyperthyroidism"),
        ("sideeffects", "side effects"),
        ("bloodpressure", "blood pressure"),
        ("pian", "pain"),
    ],
)
def test_repairs(typed: str, meant: str) -> None:
    assert repaired(typed) == meant


def test_the_rest_of_a_question_is_kept() -> None:
    question = "  What IS the Treatmnt of “ALZHIEMER's”,\n(my mom’s diabetis)?? 5mg :-) "
    text, repairs = speller().repair(question)
    assert text == "  What IS the Treatment of “ALZHEIMER's”,\n(my mom’s diabetes)?? 5mg :-) "
    assert repairs == (
        Repair("Treatmnt", "Treatment"),
        Repair("ALZHIEMER", "ALZHEIMER"),
        Repair("diabetis", "diabetes"),
    )


def test_a_repair_is_told_once() -> None:
    assert speller().repair("diabetis, diabetis")[1] == (Repair("diabetis", "diabetes"),)


@pytest.mark.parametrize(
    "word",
    [
        "painter",  # English, though the library has "pain" and not this
        "dont",
        "couldnt",
        "amyloidosis",  # of the vocabulary
        "PIAN",  # may be an abbreviation
        "pian-7",
        "CARTITUDE-4",
        "diabets2",
        "mail@diabets.org",
        "www.diabets.org",
        "tht",
        "xqzvkwtrp",
        "hypothyroidism",  # no misspelling of its opposite
        "hypothyroidsm",
        "Диабет",
        "糖尿病",
    ],
)
def test_leaves(word: str) -> None:
    assert speller().repair(word) == (word, ())


def test_a_known_word_that_the_library_lacks_stands_against_one_that_it_holds() -> None:
    words = {"creator": 30}
    assert Speller(words).repair("crestorr") == ("creator", (Repair("crestorr", "creator"),))
    assert Speller(words, {"crestor"}).repair("crestorr") == ("crestorr", ())
    assert Speller({"margarine": 30}).repair("margerine")[0] == "margarine"
    assert Speller({"margarine": 30}).repair("magasine") == ("magasine", ())  # rather a magazine


def test_a_name_in_a_sentence_must_be_likelier_to_be_repaired() -> None:
    words = {"disks": 2, "the": 4000}
    assert Speller(words).repair("my diskus") == ("my disks", (Repair("diskus", "disks"),))
    assert Speller(words).repair("my Diskus") == ("my Diskus", ())


def test_a_sentence_in_another_language_stays() -> None:
    spanish = "El treatmento contra la diabetis puede causar vomitos, escalofrios y cansancio."
    assert repaired(f"{spanish} Is diabetis bad?") == f"{spanish} Is diabetes bad?"


def test_an_unusual_word_of_a_large_library_may_be_misspelled_itself() -> None:
    rare = {"the": 3000, "symtpoms": 1, "lymphohistiocytosis": 2}
    assert Speller(rare).repair("symtpomss lymphohistiocytosiss")[0] == "symtpomss lymphohistiocytosis"
    assert Speller({**rare, "the": 300}).repair("symtpomss")[0] == "symtpoms"


class TestMedicines:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [("metformn", "metformin"), ("hydralizine", "hydralazine"), ("hydroxizine", "hydroxyzine")],
    )
    def test_one_is_near(self, typed: str, meant: str) -> None:
        assert repaired(typed) == meant

    @pytest.mark.parametrize("typed", ["celebra", "prednislone"])
    def test_two_are_near(self, typed: str) -> None:
        assert repaired(typed) == typed

    def test_the_nearest_is_not_in_the_library(self) -> None:
        assert "abecma" not in library_words(TEXTS)
        assert repaired("abecna") == "abecna"
        assert Speller({"became": 9}, (), {"abecma": "ide-cel"}).repair("abecame") == ("abecame", ())

    def test_it_may_be_asked_for_by_any_of_its_names(self) -> None:
        assert "ciltacabtagene" not in library_words(TEXTS)
        assert repaired("ciltacabtagine") == "ciltacabtagene"

    def test_an_illness_is_likelier_than_a_medicine_that_looks_like_it(self) -> None:
        assert repaired("diabets") == "diabetes"  # DiaBeta is as near

    def test_a_run_together_word_is_not_taken_out_of_a_name(self) -> None:
        words = {"neuron": 30, "in": 2000}
        assert Speller(words).repair("neuronin")[0] == "neuron in"
        assert Speller(words, (), {"neurontin": "gabapentin"}).repair("neuronin")[0] == "neuronin"

    def test_words_that_name_one(self) -> None:
        found = medicine_words([*MEDICINES, Names(term="myeloma", lay=("cancer of plasma cells",))])
        assert found["carvykti"] == found["ciltacabtagene"] == found["autoleucel"] == "cilta-cel"
        assert found["valproate"] == "sodium valproate"
        assert not {"sodium", "plasma", "myeloma"} & found.keys()


UNHURRIED = settings(deadline=None)  # the first example reads the dictionary

QUESTIONS = st.lists(
    st.one_of(
        st.sampled_from(
            sorted({*library_words(TEXTS), *medicine_words(MEDICINES), "what", "dont", "Qué", "💊", "..."})
        ),
        st.sampled_from(["diabetis", "treatmnt", "celebra", "sideeffects", "neumonia", "Amiloid", "abecna", "\n"]),
        st.text(max_size=12),
        st.text("abcdeilmnoprst", min_size=4, max_size=14),
    ),
    max_size=12,
).map(" ".join)


@UNHURRIED
@given(QUESTIONS)
def test_nothing_is_left_to_repair(question: str) -> None:
    text, _ = speller().repair(question)
    assert speller().repair(text) == (text, ())


@UNHURRIED
@given(QUESTIONS)
def test_only_words_that_the_library_holds_are_put_in(question: str) -> None:
    words, medicines = library_words(TEXTS), medicine_words(MEDICINES)
    held = {medicines.get(word) for word in words}
    for repair in speller().repair(question)[1]:
        assert repair.typed in question
        assert all(word in words or medicines[word] in held for word in repair.meant.lower().split())


@UNHURRIED
@given(st.lists(st.sampled_from(sorted({*library_words(TEXTS), *medicine_words(MEDICINES)}))).map(" ".join))
def test_what_the_library_or_a_list_of_medicines_knows_is_right(question: str) -> None:
    assert speller().repair(question) == (question, ())


@UNHURRIED
@given(st.data())
def test_no_medicine_becomes_another(data: st.DataObject) -> None:
    known = medicine_words(MEDICINES)
    name = data.draw(st.sampled_from(sorted(known)))
    at = data.draw(st.integers(1, len(name) - 1))
    typed = name[:at] + data.draw(st.sampled_from(["", "a", "e", "s", name[at] * 2])) + name[at + 1 :]
    meant = repaired(typed).lower()
    assert known.get(meant, known[name]) == known[name] or typed in known


@UNHURRIED
@given(st.text(max_size=2000))
def test_any_text_is_safe(question: str) -> None:
    text, repairs = speller().repair(question)
    assert (text == question) == (not repairs)


def test_an_empty_library_repairs_nothing() -> None:
    assert Speller({}).repair("diabetis treatmnt") == ("diabetis treatmnt", ())
    assert speller().repair("") == ("", ())


def test_library_words_count_passages() -> None:
    assert library_words(["Naïve pain, pain", "Pain-free since 2020"]) == {"free": 1, "naive": 1, "pain": 2, "since": 1}
