"""Studies: one study under many names, which passage is about which, and retellings grouped."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.read import read_article
from citewell.corpus.split import split
from citewell.corpus.types import SOURCE_TYPES, Article, Heading, Reference
from citewell.index.studies import Reported, Studies, StudyGroup, group_by_study, studies_of

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
ONE, FOUR = ("CARTITUDE-1",), ("CARTITUDE-4",)


@pytest.fixture
def seeds_folder() -> Path:
    if not SEEDS.is_dir():
        pytest.skip(f"NOT TESTED: the five real articles are not in {SEEDS}.")
    return SEEDS


def article(text: str = "Nothing.", *, title: str = "A title", **metadata: object) -> Article:
    return Article("a", title, text, **metadata)  # type: ignore[arg-type]


def known(*more: Article) -> Studies:
    names = ("CARTITUDE-1", "CARTITUDE-4", "CARTITUDE-10", "CARTinue", "E1A11")
    return studies_of([article(studies=names), *more])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("In CARTITUDE-1, all responded.", ONE),
        ("In CARTITUDE 1, all responded.", ONE),
        ("In Cartitude-1 all responded.", ONE),
        ("In CARTITUDE1 all responded.", ONE),
        ("In cartitude\u20111 all responded.", ONE),
        ("the CARTITUDE-1-based label", ONE),
        ("In CARTITUDE-10, few did.", ("CARTITUDE-10",)),
        ("In CARTITUDE-100, few did.", ()),
        ("CARTITUDE, 1 of them", ()),
        ("CARTITUDE-4 followed CARTITUDE-1.", (*FOUR, *ONE)),
        ("CARTITUDE-1 and -4 are trials.", (*ONE, *FOUR)),
        ("CARTITUDE-1/4", (*ONE, *FOUR)),
        ("CARTITUDE-1, -4 and -9", (*ONE, *FOUR, "CARTITUDE-9")),
        ("CARTITUDE-1 to 4 patients of each centre", ONE),
        ("People go on to CARTinue for 15 years.", ("CARTinue",)),
        ("People continue, and cartinue is a typing slip.", ()),
        ("E1A11 and e1a11", ("E1A11",)),
        ("NCT03548207 is a number.", ("NCT03548207",)),
        ("See doi 10.1200/JCO-25-00760.", ("doi:10.1200/JCO-25-00760",)),
        ("", ()),
    ],
)
def test_all_spellings_of_a_study_are_found_and_no_other(text: str, named: tuple[str, ...]) -> None:
    assert known().named(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "CARTITUDE-1 (NCT03548207) was small.",
        "The CARTITUDE-1 trial (NCT03548207) was small.",
        "The Cartitude 1 study (ClinicalTrials.gov number, NCT03548207) was small.",
        "CARTITUDE-1 [ClinicalTrials.gov identifier: NCT03548207] was small.",
    ],
)
def test_a_number_in_brackets_is_that_of_the_trial_before_it(text: str) -> None:
    assert known(article(text)).named("NCT03548207") == ONE


@pytest.mark.parametrize(
    "text",
    [
        "CARTITUDE-1 was small. NCT03548207 was not.",
        "People of CARTITUDE-1 are followed in a long study (NCT03548207).",
        "CARTITUDE-1, CARTITUDE-4 and others: see the registry, NCT03548207.",
    ],
)
def test_a_number_that_only_stands_near_a_trial_is_not_its_own(text: str) -> None:
    assert known(article(text)).named("NCT03548207") == ("NCT03548207",)


def test_a_reference_ties_its_doi_and_number_to_the_only_trial_of_its_title() -> None:
    url = "https://clinicaltrials.gov/study/NCT03548207"
    references = (
        Reference("Five years of CARTITUDE-1", doi="10.1200/JCO-25-00760"),
        Reference("A study of cilta-cel (CARTITUDE-1)", url=url),
        Reference("CARTITUDE-1 compared with CARTITUDE-4", doi="10.1000/both"),
        Reference("Cilta-cel in practice", doi="10.1000/none"),
    )
    studies = known(article(references=references))
    assert studies.named("doi:10.1200/jco-25-00760 or NCT03548207") == ONE
    assert studies.named("10.1000/both and 10.1000/none") == ("doi:10.1000/both", "doi:10.1000/none")


def test_two_trials_are_never_joined() -> None:
    studies = known(
        article("CARTITUDE-1 (NCT03548207)"),
        article("CARTITUDE-4 (NCT03548207)", references=(Reference("CARTITUDE-1 results", doi="10.1000/x"),)),
        article(references=(Reference("CARTITUDE-4 results", doi="10.1000/x"),)),
    )
    assert studies.named("NCT03548207, 10.1000/x") == ("NCT03548207", "doi:10.1000/x")
    assert studies.named("CARTITUDE-1 CARTITUDE-4") == (*ONE, *FOUR)


def test_a_trial_with_two_numbers_keeps_neither() -> None:
    studies = known(article("CARTITUDE-1 (NCT03548207)"), article("CARTITUDE-1 (NCT05201781)"))
    assert studies.named("NCT03548207 NCT05201781") == ("NCT03548207", "NCT05201781")


def test_the_metadata_tie_the_only_trial_to_the_only_number_unless_the_text_knows_better() -> None:
    stated = article(studies=("CARTITUDE-1", "NCT03548207"))
    assert known(stated).named("NCT03548207") == ONE
    told = article("CARTITUDE-4 (NCT03548207)")
    assert known(stated, told).named("NCT03548207") == FOUR
    both = article(studies=("CARTITUDE-1", "CARTITUDE-4", "NCT03548207"))
    assert known(both).named("NCT03548207") == ("NCT03548207",)


def test_the_commonest_spelling_is_shown() -> None:
    spelled = [article(studies=(name,)) for name in ("Cartitude-1", "CARTITUDE-1", "CARTITUDE-1")]
    assert studies_of(spelled).named("cartitude 1") == ONE


def test_what_the_words_name_counts_before_heading_title_and_article() -> None:
    text = "About CARTITUDE-4\n\nIn CARTITUDE-1, it was so.\n\nHere, too."
    told = article(text, title="CARTinue", headings=(Heading(0, 17),), studies=("E1A11",), source_type="news")
    studies = known()
    assert studies.reported(told, 19, 45) == ONE
    assert studies.reported(told, 47, len(text)) == FOUR
    plain = article(text[19:], title="CARTinue", studies=("E1A11",), source_type="news")
    assert studies.reported(plain, 28, len(plain.text)) == ("CARTinue",)


def test_a_heading_counts_for_what_stands_under_it_only() -> None:
    text = "CARTITUDE-1\n\nSafety\n\nGood.\n\nOthers\n\nBad."
    told = article(text, headings=(Heading(0, 11, 2), Heading(13, 19, 3), Heading(28, 34, 2)))
    assert known().reported(told, text.index("Good"), text.index("Good") + 5) == ONE
    assert known().reported(told, text.index("Bad"), len(text)) == ()


@pytest.mark.parametrize(
    ("metadata", "reported"),
    [
        ({"source_type": "news", "studies": ONE}, ONE),
        ({"source_type": "other", "studies": ("CARTITUDE 1", "CARTITUDE-1")}, ONE),
        ({"source_type": "news", "studies": ()}, ()),
        ({"source_type": "news", "studies": (*ONE, *FOUR)}, ()),
        ({"source_type": "patient_information", "studies": ONE}, ()),
        ({"source_type": "guideline", "studies": ONE}, ()),
        ({"source_type": "news", "studies": ONE, "references": (Reference("Five years of CARTITUDE-1"),)}, ONE),
        ({"source_type": "news", "studies": ONE, "references": (Reference("Another thing"),)}, ()),
        ({"source_type": "research", "studies": ONE, "doi": "10.1000/X"}, ("doi:10.1000/X",)),
        ({"source_type": "patient_information", "doi": "10.1000/x"}, ()),
    ],
)
def test_an_article_that_reports_one_study_is_about_it_throughout(
    metadata: dict[str, object], reported: tuple[str, ...]
) -> None:
    told = article("All of them responded.", **metadata)
    assert known().reported(told, 0, len(told.text)) == reported


def test_a_starter_leaflet_that_names_two_trials_ties_no_passage_to_both_by_that(starter: dict[Path, Article]) -> None:
    studies = studies_of(starter.values())
    leaflet = next(a for path, a in starter.items() if path.stem == "side-effects-of-cilta-cel")
    found = {studies.reported(leaflet, p.start, p.end) for p in split(leaflet)}
    assert found >= {(), ONE, FOUR}
    for passage in split(leaflet):
        named = studies.reported(leaflet, passage.start, passage.end)
        assert all(name in leaflet.text[passage.start : passage.end] for name in named)


def test_numbers_and_reports_of_the_starter_trials_are_theirs(starter: dict[Path, Article]) -> None:
    studies = studies_of(starter.values())
    for said, name in {
        "NCT03548207": "CARTITUDE-1",
        "NCT04181827": "CARTITUDE-4",
        "NCT05201781": "CARTinue",
        "10.1200/JCO-25-00760": "CARTITUDE-1",
        "10.1016/S1470-2045(25)00653-9": "CARTITUDE-4",
    }.items():
        assert studies.named(said) == (name,)


def test_the_retellings_among_the_seeds_are_one_study(seeds_folder: Path) -> None:
    articles = [read_article(path) for path in sorted(seeds_folder.glob("*.txt"))]
    studies = studies_of(articles)
    reported = [{studies.reported(a, p.start, p.end) for p in split(a)} for a in articles]
    assert reported[1] == reported[2] == {ONE}
    assert reported[3] == {FOUR}
    assert reported[0] == {ONE, ()}  # it is about a study of blood samples, too
    assert reported[4] == {()}  # it names no study


def item(source_type: str = "news", *studies: str, of: str = "a", answers: bool = True) -> Reported:
    return Reported(of, studies, source_type, answers)


def test_retellings_stand_together_best_source_first() -> None:
    items = [
        item("aggregator", *ONE, of="x"),
        item("news", *FOUR, of="y"),
        item("research", *ONE, of="z"),
        item("news", *ONE, of="w"),
        item("patient_information", of="v"),
    ]
    assert group_by_study(items) == (
        StudyGroup("CARTITUDE-1", (2, 3, 0), 3),
        StudyGroup("CARTITUDE-4", (1,), 1),
        StudyGroup("", (4,), 1),
    )


def test_a_better_source_that_does_not_answer_displaces_nothing() -> None:
    items = [item("news", *ONE), item("guideline", *ONE, answers=False), item("other", *ONE)]
    assert group_by_study(items) == (StudyGroup("CARTITUDE-1", (0, 2, 1), 1),)


def test_equal_sources_keep_their_ranks_and_one_article_counts_once() -> None:
    items = [item("guideline", *ONE, of="x"), item("research", *ONE, of="y"), item("research", *ONE, of="x")]
    assert group_by_study(items) == (StudyGroup("CARTITUDE-1", (0, 1, 2), 2),)


def test_passages_about_several_studies_or_none_stand_alone() -> None:
    items = [item("news", *ONE, *FOUR), item("news"), item("news", *ONE, *FOUR), item("news")]
    assert [group.members for group in group_by_study(items)] == [(0,), (1,), (2,), (3,)]
    assert {group.study for group in group_by_study(items)} == {""}
    assert group_by_study([]) == ()


ITEMS = st.builds(
    Reported,
    st.sampled_from("abc"),
    st.lists(st.sampled_from(["S", "T"]), max_size=2, unique=True).map(tuple),
    st.sampled_from(SOURCE_TYPES),
    st.booleans(),
)


@given(st.lists(ITEMS, max_size=12))
def test_every_passage_is_in_exactly_one_group_and_the_first_leads(items: list[Reported]) -> None:
    groups = group_by_study(items)
    assert sorted(n for group in groups for n in group.members) == list(range(len(items)))
    assert [min(group.members) for group in groups] == sorted(min(group.members) for group in groups)
    for group in groups:
        assert len(group.members) == 1 or {items[n].studies for n in group.members} == {(group.study,)}
        assert [items[n].answers for n in group.members] == sorted(
            (items[n].answers for n in group.members), reverse=True
        )


@given(st.text(alphabet="CARTITUDE-104 /,anNCTdoi:.x", max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    assert len(set(known().named(text))) == len(known().named(text))
