"""Disagreements: each kind is found, and what only looks like one is not."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.types import Article
from citewell.index.disagreement_rules import Rules, find, load_rules
from citewell.index.disagreements import Statement, find_disagreements

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
STUDY = ("CARTITUDE-4",)


@pytest.fixture
def seeds_folder() -> Path:
    if not SEEDS.is_dir():
        pytest.skip(f"NOT TESTED: the five real articles are not in {SEEDS}.")
    return SEEDS


def found(left: str, right: str, studies: tuple[str, ...] = STUDY) -> list[tuple[str, str]]:
    statements = [Statement("a", left, 0, len(left), studies), Statement("b", right, 0, len(right), studies)]
    there = find_disagreements(statements)
    back = find_disagreements(statements[::-1])
    assert {(one.kind, one.about) for one in there} == {(one.kind, one.about) for one in back}
    return [(one.kind, one.about) for one in there]


DRIVE = "Do not drive for at least 2 weeks after cilta-cel."
MRD = "no minimal residual disease"
OS = "overall survival at a time"


@pytest.mark.parametrize(
    ("left", "right", "kind", "about"),
    [
        ("At 30 months, 76.4% given cilta-cel were alive.", "30-month OS was 80% with cilta-cel.", "number", OS),
        ("In 2021 the FDA first approved Carvykti.", "FDA first approved Carvykti in 2022.", "date", "first approval"),
        ("Cilta-cel cures myeloma.", "Cilta-cel is potentially curative in myeloma.", "hedge", "cure"),
        ("MM has no known cure.", "Cilta-cel is potentially curative in myeloma.", "claim", "cure"),
        ("31 of 32 had no minimal residual disease.", "12 patients were MRD-negative.", "denominator", MRD),
        ("After cilta-cel, do not drive for 8 weeks.", DRIVE, "number", "time without driving"),
    ],
)
def test_each_kind_is_found(left: str, right: str, kind: str, about: str) -> None:
    assert found(left, right) == [(kind, about)]


ALIVE = "At 30 months, 76.4% of the people given cilta-cel were alive."


@pytest.mark.parametrize(
    "other",
    [
        "At 30 months, 76% of the people given cilta-cel were alive.",
        "At 30 months, about three-quarters of the people given cilta-cel were alive.",
        "At 2.5 years, 76.4% of the people given cilta-cel were alive.",
        "At 30 months, 63.8% of the people given standard care were alive.",
        "At 30 months, 63.8% were alive; the placebo group fared worse.",
        "At 12 months, 86.4% of the people given cilta-cel were alive.",
        "Of the people given cilta-cel, 86.4% were alive.",
        "At 30 months, 59.4% of the people given cilta-cel were alive and progression-free.",
        "At 30 months, 86.4% of older people given cilta-cel were alive.",
        "At 30 months, 23.6% of the people given cilta-cel were not alive.",
        "At 30 months, cilta-cel had a survival rate of 80% or 90%, depending on the report.",
        "Were 86.4% of the people given cilta-cel alive at 30 months?",
        "In the past, 20% of people given cilta-cel were alive at 30 months.",
        "At 30 months, between cilta-cel and standard care the rates were 76.4% alive.",
    ],
)
def test_what_only_looks_like_another_number_is_none(other: str) -> None:
    assert found(ALIVE, other) == []


def test_a_number_needs_one_and_the_same_study() -> None:
    other = ALIVE.replace("76.4", "80")
    assert found(ALIVE, other) == [("number", OS)]
    assert found(ALIVE, other, ()) == []
    assert found(ALIVE, other, ("CARTITUDE-1", "CARTITUDE-4")) == []
    left, right = Statement("a", ALIVE, 0, len(ALIVE), ("X",)), Statement("b", other, 0, len(other), ("Y",))
    assert find_disagreements([left, right]) == ()


def test_an_article_does_not_disagree_with_itself() -> None:
    text = f"{ALIVE} The 30-month OS rate with cilta-cel was 80%."
    assert find_disagreements([Statement("a", text, 0, len(text), STUDY)] * 2) == ()


def test_two_arms_are_told_apart_by_their_order() -> None:
    both = "The overall response rate was 85% with cilta-cel and 67% with standard care."
    assert found(both, "With standard care, the overall response rate was 67%.") == []
    assert found(both, "With standard care, the overall response rate was 76%.") == [("number", "any response")]
    turned = "Compared with standard care, cilta-cel had a higher response rate: any response in 85% vs 67%."
    assert found(both, turned) == []


def test_a_follow_up_stated_in_the_paragraph_parts_two_figures() -> None:
    early = "Everyone was seen at a median follow-up of 18 months. The median duration of response was 21.8 months."
    late = "The median duration of response was 34 months. The median follow-up was 33.4 months."
    assert found(early, late) == []
    bare = "The median duration of response was 34 months."
    assert found(early, bare) == [("number", "median duration of response")]


@pytest.mark.parametrize(
    "other",
    [
        "Is there a cure for myeloma?",
        "Researchers hope for a cure for myeloma.",
        "A functional cure of myeloma means no disease without treatment.",
        "The study cannot prove that cilta-cel is a cure for myeloma.",
        "Myeloma is not curable yet, but a cure may come.",
        "Myeloma is incurable.",
        "Cilta-cel is potentially curative in mantle cell lymphoma.",
        "Cilta-cel is potentially curative.",
        "It is secured for people with myeloma.",
    ],
)
def test_what_only_looks_like_a_claim_of_cure_is_none(other: str) -> None:
    assert found("Myeloma has no known cure.", other, ()) == []


def test_what_was_thought_once_is_no_claim_of_today() -> None:
    assert found("Myeloma was long thought incurable.", "Cilta-cel is potentially curative in myeloma.") == []


def test_what_is_open_may_be_hedged() -> None:
    hedged, flat = "Cilta-cel may cause second cancers.", "Cilta-cel causes second cancers."
    is_open = "The cause of second cancers after cilta-cel is not settled."
    assert found(is_open, hedged) == []
    assert found(is_open, flat) == [("claim", "causes second cancers")]
    assert found(hedged, flat) == [("hedge", "causes second cancers")]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("31 of 32 had no minimal residual disease.", "Of the 32, 31 were MRD-negative."),
        ("12 of 12 were MRD-negative.", "Twelve patients were MRD-negative."),
        ("40 of 61 were MRD-negative at 12 months.", "12 patients were MRD-negative at year 5."),
        ("31 of 32 had a stringent complete response.", "12 patients were MRD-negative."),
        ("10 of 97 people had a second cancer.", "Two of the 32 had a second cancer."),
        ("10 of 97 people had a second cancer.", "Of 32 long-term responders, 2 had a second cancer."),
        ("10 of 97 people had a second cancer.", "10 patients had a second cancer."),
    ],
)
def test_the_same_people_and_a_group_of_them_are_no_other_denominator(left: str, right: str) -> None:
    assert found(left, right, ("CARTITUDE-1",)) == []


def test_the_sides_are_the_sentences_word_for_word() -> None:
    left = "A heading\n\nIt is a blood cancer. MM has no known cure. Ask your team."
    right = "Some hope. Cilta-cel is potentially curative in myeloma. More is needed."
    statements = [
        Statement("b", right, 0, len(right)),
        Statement("c", "Nothing.", 0, 8),
        Statement("a", left, 0, len(left)),
    ]
    (one,) = find_disagreements(statements)
    assert (one.left.statement, one.right.statement) == (0, 2)
    assert right[one.left.start : one.left.end] == "Cilta-cel is potentially curative in myeloma."
    assert left[one.right.start : one.right.end] == "MM has no known cure."


def test_only_what_is_shown_is_compared() -> None:
    left = "Ask your team. MM has no known cure."
    right = "Cilta-cel is potentially curative in myeloma."
    whole = Statement("b", right, 0, len(right))
    assert find_disagreements([Statement("a", left, 0, 14), whole]) == ()
    assert len(find_disagreements([Statement("a", left, 15, len(left)), whole])) == 1


def test_retellings_do_not_repeat_a_disagreement() -> None:
    texts = ["MM has no known cure."] * 3 + ["Cilta-cel is potentially curative in myeloma."] * 3
    statements = [Statement(str(n), text, 0, len(text)) for n, text in enumerate(texts)]
    (one,) = find_disagreements(statements)
    assert (one.left.statement, one.right.statement) == (0, 3)


SENTENCES = [
    ALIVE,
    "30-month OS was 80% with cilta-cel.",
    "MM has no known cure.",
    "Cilta-cel may cure myeloma.",
    "31 of 32 had no MRD.",
    "12 patients were MRD-negative.",
    "Nothing is said here.",
]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(SENTENCES)), max_size=8))
def test_sides_are_of_different_articles_and_stand_in_order(told: list[tuple[str, str]]) -> None:
    statements = [Statement(name, text, 0, len(text), STUDY) for name, text in told]
    for one in find_disagreements(statements):
        left, right = statements[one.left.statement], statements[one.right.statement]
        assert left.article_id != right.article_id
        assert one.left.statement < one.right.statement
        assert left.text != right.text


@given(st.text(max_size=120), st.text(max_size=120))
def test_any_two_texts_can_be_compared(left: str, right: str) -> None:
    assert isinstance(found(left, right), list)


def test_every_rule_can_be_found_by_each_of_its_names_and_has_its_reason() -> None:
    rules = load_rules()
    named = [rule.names for rule in (*rules.measures, *rules.events, *rules.groups)]
    named += [rules.other_arms, rules.hedges, rules.no_claim, rules.in_the_past]
    named += [names for claim in rules.claims for names in (claim.says, claim.denies, claim.open)]
    named += [names for things in (rules.medicines, rules.diseases, rules.authorities) for names in things.values()]
    for names in named:
        for name in names:
            text = name.replace("...", "it").replace("*", "")
            assert find(names, f"so {text} so")[0].group() == text, name
    assert all(rule.why for rule in (*rules.measures, *rules.events, *rules.claims))


def test_names_are_found_as_the_file_says() -> None:
    assert [m.group() for m in find(("respon*", "OS"), "OS os Responded, responses cos")] == [
        "OS",
        "Responded",
        "responses",
    ]
    assert find(("cilta cel",), "Cilta-cel, cilta\u2011cel, cilta cel, ciltacel")[2].group() == "cilta cel"
    assert find(("alive ... free",), "alive and progression free")[0].group() == "alive and progression free"
    assert find(("alive ... free",), "alive free; alive and so on and on and free") == []
    assert find(("complete response", "stringent complete response"), "a stringent complete response")[0].start() == 2


def test_an_unknown_key_in_the_rules_is_refused() -> None:
    content = load_rules().model_dump()
    with pytest.raises(ValueError, match="hedgings"):
        Rules.model_validate({**content, "hedgings": ()})


@pytest.fixture
def benchmark() -> Iterator[ModuleType]:
    before = list(sys.path)
    sys.path.insert(0, str(BENCHMARKS))
    import disagreements

    yield disagreements
    sys.path[:] = before


@pytest.mark.slow
def test_the_labelled_pairs_are_many_mostly_hard_negatives_and_judged_without_false_alarm(
    benchmark: ModuleType,
) -> None:
    pairs = benchmark.load_pairs()
    assert len(pairs) >= 120
    assert len({pair.id for pair in pairs}) == len(pairs)
    for half in ("tuning", "reported"):
        kinds = [pair.kind for pair in pairs if pair.half == half]
        assert kinds.count("none") >= 0.6 * len(kinds)
        assert set(kinds) == {*benchmark.KINDS, "none"}
    judged = [(pair.kind, benchmark.judge(pair)) for pair in pairs]
    told = [kind == got for kind, got in judged if got != "none"]
    assert sum(told) >= 0.95 * len(told)  # precision before recall
    assert sum(told) >= 0.8 * sum(kind != "none" for kind, _ in judged)


@pytest.mark.slow
def test_the_starter_library_disagrees_only_where_it_says_so(
    benchmark: ModuleType, starter: dict[Path, Article]
) -> None:
    articles = list(starter.values())
    told = benchmark.found_in(articles)
    assert {(one.kind, one.about) for one, _, _ in told} == {("denominator", MRD)}


@pytest.mark.slow
def test_the_seeds_disagree_on_cure_and_on_how_many_were_tested(benchmark: ModuleType, seeds_folder: Path) -> None:
    told = benchmark.found_in(benchmark.read_folder(seeds_folder))
    kinds = [(one.kind, one.about) for one, _, _ in told]
    assert set(kinds) == {("claim", "cure"), ("denominator", MRD)}
    (one, left, right) = next(found for found in told if found[0].kind == "denominator")
    words = left.text[one.left.start : one.left.end], right.text[one.right.start : one.right.end]
    assert "12 patients" in words[0]
    assert "31 of 32" in words[1]
