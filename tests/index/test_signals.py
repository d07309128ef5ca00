"""The signals, each against a plain reading of what it promises."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citewell.corpus.split import split
from citewell.corpus.types import Article, Heading
from citewell.index import signals as signals_module
from citewell.index.build import index_articles, searchable_texts
from citewell.index.contents import Contents
from citewell.index.hashing import HashingEmbedder
from citewell.index.lexical import K1, B
from citewell.index.names import Expansion
from citewell.index.question_kind import find_form, form_bit, forms_of
from citewell.index.signals import SIGNALS, ask, encoded_text, lexical_scores, measure_signals
from citewell.index.words import stems
from citewell.server.answer import Snapshot

EMBEDDER = HashingEmbedder()

CARVYKTI = Expansion("Carvykti", ("cilta-cel", "ciltacabtagene autoleucel"), (), ambiguous=False)
ALIVE = Expansion(
    "alive", ("five years", "no progression", "97 patients"), ("infusion", "team’s number"), ambiguous=True
)


def index(*articles: Article) -> Contents:
    passages = [passage for article in articles for passage in split(article)]
    return index_articles(articles, passages, *searchable_texts(articles, passages), EMBEDDER.encode)


@pytest.fixture(scope="module")
def contents(snapshot: Snapshot) -> Contents:
    """The small library, an article that is a heading and no more, and one of several passages."""
    long = "\n\n".join(
        f"Part {n}\n\n" + f"Fever number {n} lasted {n + 2} days, and the nurse wrote it down in book {n}. " * 12
        for n in range(3)
    )
    headings = tuple(Heading(start, start + 6) for n in range(3) for start in [long.index(f"Part {n}")])
    return index(
        *snapshot.contents.articles.values(),
        Article("bare", "Fever and driving", "Fever after the infusion", headings=(Heading(0, 24),)),
        Article("long", "Fevers", long.strip(), headings=headings),
    )


def measure(
    contents: Contents, text: str, names: Sequence[Expansion] = (), candidates: Sequence[int] | None = None
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Measure every signal of every passage, or of some, by name."""
    positions = np.arange(len(contents.passages)) if candidates is None else np.array(candidates)
    asked = ask(contents, text, names, EMBEDDER.encode([encoded_text(text, names)])[0], EMBEDDER.fingerprint)
    measured, cosines = measure_signals(
        contents, asked, positions, *lexical_scores(contents, asked), EMBEDDER.fingerprint
    )
    assert measured.shape == (len(positions), len(SIGNALS))
    assert measured.dtype == np.float32
    assert np.isfinite(measured).all()
    return dict(zip(SIGNALS, measured.T, strict=True)), cosines


class Plain:
    """What a library holds, in plain lists, and the measures by their formulas."""

    def __init__(self, contents: Contents) -> None:
        self.passages = contents.passages
        self.articles = contents.articles
        self.texts, sentences = searchable_texts(list(contents.articles.values()), contents.passages)
        remaining = iter(sentences)
        self.sentences = [[next(remaining) for _ in passage.sentences] for passage in contents.passages]
        self.titles = [
            ". ".join(part for part in (self.articles[p.article_id].title, p.heading) if part) for p in self.passages
        ]
        self.words = [stems(text) for text in self.texts]

    def idf(self, stem: str) -> float:
        holding = sum(stem in held for held in self.words)
        return math.log(1 + (len(self.words) - holding + 0.5) / (holding + 0.5)) if holding else 0.0

    def bm25(self, wanted: Sequence[str], held: Sequence[str]) -> float:
        average = sum(max(1, len(other)) for other in self.words) / len(self.words)
        counts, length = Counter(held), max(1, len(held))
        return sum(
            self.idf(stem) * counts[stem] / (counts[stem] + K1 * (1 - B + B * length / average))
            for stem in dict.fromkeys(wanted)
            if counts[stem]
        )

    def name(self, name: str, held: Sequence[str]) -> float:
        """Score a name where all of it stands."""
        wanted = stems(name)
        return self.bm25(wanted, held) if wanted and set(wanted) <= set(held) else 0.0

    def other_names(self, found: Expansion, held: Sequence[str]) -> float:
        best = max(
            [0.0, *(self.name(name, held) for name in found.others)]
            + [0.6 * self.name(name, held) for name in found.covers]
        )
        return max(best - self.bm25(stems(found.found), held), 0.0) * (0.5 if found.ambiguous else 1.0)


def cosines(text: str, names: Sequence[Expansion], others: Sequence[str]) -> list[float]:
    vector = EMBEDDER.encode([encoded_text(text, names)])[0]
    return [float(vector @ other) for other in EMBEDDER.encode(others)]


WEIGHTS = {"patient_information": 0.8, "news": 0.4, "other": 0.3}
YEARS = {"fever-after-car-t": 2026, "driving": 2025, "awkward": 2024}
"""Reviewed, published, published; their mean, 2025, where nothing is stated."""

CASES = [
    ("Is fever common?", ()),
    ("How long after the infusion may I drive a car?", ()),
    ("fever fever FEVER, and the fever again", ()),
    ("how many of 97 patients were alive", (ALIVE,)),
    ("Does Carvykti keep people alive for five years?", (CARVYKTI, ALIVE)),
    ("is it the", ()),
    ("xylophone", ()),
    ("", ()),
]


@pytest.mark.parametrize(("text", "names"), CASES)
def test_every_signal_is_what_it_says(contents: Contents, text: str, names: tuple[Expansion, ...]) -> None:
    plain = Plain(contents)
    measured, all_cosines = measure(contents, text, names)
    wanted = list(dict.fromkeys(stems(text)))
    form = form_bit(find_form(text))
    of_sentences = [cosines(text, names, said) if said else [0.0] for said in plain.sentences]
    fits = [[bool(forms_of(sentence) & form) for sentence in said] for said in plain.sentences]
    rarity = sum(plain.idf(stem) for stem in wanted)
    of_passages = EMBEDDER.encode(plain.texts)
    numbers = [stem for stem in wanted if any(letter.isdigit() for letter in stem)]
    expected: dict[str, list[float]] = {
        "dense": cosines(text, names, plain.texts),
        "sentence": [max(near) for near in of_sentences],
        "sentences": [sum(best) / len(best) for near in of_sentences for best in [sorted(near)[-3:]]],
        "lexical": [plain.bm25(wanted, held) for held in plain.words],
        "other_names": [sum(plain.other_names(found, held) for found in names) for held in plain.words],
        "title": cosines(text, names, plain.titles),
        "title_coverage": [
            sum(plain.idf(stem) for stem in wanted if stem in stems(title)) / rarity if rarity else 0.0
            for title in plain.titles
        ],
        "article": [],
        "length": [math.log(len(contents.text(passage).split())) for passage in contents.passages],
        "opening": [float(passage.start == 0) for passage in contents.passages],
        "form": [
            max((c for c, is_one in zip(near, said, strict=False) if is_one), default=min(near) - 0.1)
            for near, said in zip(of_sentences, fits, strict=True)
        ]
        if any(map(any, fits))
        else [0.0] * len(plain.texts),
        "kind": [0.0] * len(plain.texts),  # the classifier knows the embeddings of another encoder
        "exact": [sum(stem in held for stem in numbers) / len(numbers) if numbers else 0.0 for held in plain.words],
        "source": [WEIGHTS[contents.articles[p.article_id].source_type] for p in contents.passages],
        "date": [YEARS.get(p.article_id, 2025) for p in contents.passages],
    }
    vector = EMBEDDER.encode([encoded_text(text, names)])[0]
    for passage in contents.passages:
        own = [row for row, p in zip(of_passages, contents.passages, strict=True) if p.article_id == passage.article_id]
        mean = np.sum(own, axis=0)
        expected["article"].append(float(vector @ mean / np.linalg.norm(mean)))
    assert sorted(expected) == sorted(SIGNALS)
    for name, values in expected.items():
        assert measured[name] == pytest.approx(values, abs=2e-3), name  # float16
    assert all_cosines == pytest.approx(
        [c for near, said in zip(of_sentences, plain.sentences, strict=True) for c in near if said], abs=2e-3
    )


def test_the_cases_try_every_signal(contents: Contents) -> None:
    measured = [measure(contents, text, names)[0] for text, names in CASES]
    assert {name for signals in measured for name in SIGNALS if np.ptp(signals[name]) > 0} == set(SIGNALS) - {"kind"}


@settings(max_examples=settings.default.max_examples // 2)
@given(data=st.data(), text=st.sampled_from([text for text, _ in CASES]))
def test_some_candidates_have_the_signals_they_have_among_all(
    contents: Contents, data: st.DataObject, text: str
) -> None:
    positions = data.draw(st.lists(st.integers(0, len(contents.passages) - 1), min_size=1, unique=True).map(sorted))
    everywhere, _ = measure(contents, text)
    here, _ = measure(contents, text, candidates=positions)
    for name in SIGNALS:
        if name != "form" or here[name].any():  # where no candidate has the form, it says nothing
            assert here[name] == pytest.approx(everywhere[name][positions], abs=1e-5)


def test_a_passage_without_sentences_is_no_better_than_one_that_has_nothing_to_do_with_it(contents: Contents) -> None:
    bare = [passage.article_id for passage in contents.passages].index("bare")
    assert contents.passages[bare].sentences == ()
    measured, _ = measure(contents, "How long does fever last?")
    assert measured["form"].max() > 0.2
    assert measured["form"][bare] == pytest.approx(-0.1)
    assert measured["sentence"][bare] == measured["sentences"][bare] == 0
    alone, said = measure(contents, "How long does fever last?", candidates=[bare])
    assert alone["form"] == 0
    assert said.shape == (0,)


def test_a_library_of_one_passage_has_signals_too() -> None:
    contents = index(Article("a", "Fever", "Fever lasts 3 days."))
    measured, said = measure(contents, "How long does fever last?")
    assert measured["opening"] == 1
    assert measured["length"] == pytest.approx(math.log(4))
    assert measured["title_coverage"] == pytest.approx(math.log(4 / 3) / (2 * math.log(4 / 3)))  # fever, of fever, last
    assert measured["sentence"] == measured["sentences"] == measured["form"] == pytest.approx(said, abs=1e-6)


def test_the_kind_is_asked_of_the_classifier(contents: Contents, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, tuple[int, ...], str]] = []

    def score(kind: str, embeddings: np.ndarray, fingerprint: str) -> np.ndarray:
        asked.append((kind, embeddings.shape, fingerprint))
        return np.arange(len(embeddings), dtype=np.float32)

    monkeypatch.setattr(signals_module, "kind_scores", score)
    measured, _ = measure(contents, "What causes fever?", candidates=[1, 2, 4])
    assert measured["kind"].tolist() == [0, 1, 2]
    assert asked == [("causes", (3, EMBEDDER.dim), EMBEDDER.fingerprint)]


# What is asked


def test_the_encoder_reads_two_other_names_of_each_thing_behind_the_question() -> None:
    three = Expansion("CRS", ("cytokine release syndrome", "cytokine storm", "storm"), ("fever",), ambiguous=False)
    assert encoded_text("Is it safe?", []) == "Is it safe?"
    assert encoded_text("Is CRS bad?", [three]) == "Is CRS bad? (cytokine release syndrome, cytokine storm)"
    both = encoded_text("CRS after Carvykti", [three, CARVYKTI, three])
    assert both == (
        "CRS after Carvykti (cytokine release syndrome, cytokine storm, cilta-cel, ciltacabtagene autoleucel)"
    )
    assert encoded_text("still alive", [ALIVE]) == "still alive"  # it may mean another thing
    assert encoded_text("CRS", [Expansion("CRS", (), ("fever",), ambiguous=False)]) == "CRS"


def test_stems_are_asked_once_in_order(contents: Contents) -> None:
    asked = ask(
        contents,
        "Fever? fevers, cars and fever.",
        [CARVYKTI],
        np.zeros(EMBEDDER.dim, dtype=np.float32),
        EMBEDDER.fingerprint,
    )
    assert asked.stems == ("fever", "car")
    assert asked.names == (CARVYKTI,)


def test_of_a_long_letter_the_rarest_stems_are_asked_in_order(contents: Contents) -> None:
    unknown = [f"q{first}{second}x" for first in "bcdfghj" for second in "bcdfghjklm"]
    letter = " ".join([*unknown[:35], "fever", *unknown[35:], "sleepy", "fever", "nurse"])
    asked = ask(contents, letter, [], np.zeros(EMBEDDER.dim, dtype=np.float32), EMBEDDER.fingerprint)
    assert len(asked.stems) == 60
    known = stems("fever sleepy nurse")
    assert [stem for stem in asked.stems if stem in known] == known  # what no passage holds is worth nothing
    assert [stem for stem in asked.stems if stem not in known] == unknown[:57]
    few = ask(contents, " ".join(unknown[:60]), [], np.zeros(EMBEDDER.dim, dtype=np.float32), EMBEDDER.fingerprint)
    assert list(few.stems) == unknown[:60]


# Other names


def test_a_brand_finds_the_generic_name(contents: Contents) -> None:
    (found,) = contents.vocabulary.expand("carvykti")
    measured, _ = measure(contents, "carvykti", [found])
    assert not measured["lexical"].any()
    assert {
        passage.article_id for passage, adds in zip(contents.passages, measured["other_names"], strict=True) if adds > 0
    } == {"press-one", "press-two"}


def test_another_name_counts_only_for_what_it_is_worth_more_than_the_one_typed() -> None:
    contents = index(
        Article("typed", "A", "The zebra slept."),
        Article("other", "B", "The okapi slept."),
        Article("both", "C", "The zebra and the okapi slept."),
        Article("rest", "D", "The zebra slept a second time."),
    )
    found = Expansion("zebra", ("okapi", "okapi slept"), (), ambiguous=False)
    asked = ask(contents, "zebra", [found], np.zeros(EMBEDDER.dim, dtype=np.float32), EMBEDDER.fingerprint)
    typed, adds = lexical_scores(contents, asked)
    scores = {name: contents.lexical.scores(name) for name in ("zebra", "okapi", "okapi slept")}
    assert np.array_equal(typed, scores["zebra"])
    assert (scores["okapi slept"] > scores["okapi"])[[1, 2]].all()
    assert adds == pytest.approx([0, scores["okapi slept"][1], (scores["okapi slept"] - scores["zebra"])[2], 0])
    assert adds[2] > 0
    twice = ask(contents, "zebra", [found, found], np.zeros(EMBEDDER.dim, dtype=np.float32), EMBEDDER.fingerprint)
    assert lexical_scores(contents, twice)[1] == pytest.approx(2 * adds)


def test_what_is_narrower_or_uncertain_counts_less() -> None:
    contents = index(Article("a", "A", "Platelets fell."), Article("b", "B", "Birds sang."))
    zeros = np.zeros(EMBEDDER.dim, dtype=np.float32)

    def adds(found: Expansion) -> float:
        return float(lexical_scores(contents, ask(contents, "count", [found], zeros, EMBEDDER.fingerprint))[1][0])

    whole = adds(Expansion("count", ("platelets",), (), ambiguous=False))
    assert whole == pytest.approx(float(contents.lexical.scores("platelets")[0])) != 0
    assert adds(Expansion("count", (), ("platelets",), ambiguous=False)) == pytest.approx(0.6 * whole)
    assert adds(Expansion("count", ("platelets",), (), ambiguous=True)) == pytest.approx(0.5 * whole)
    assert adds(Expansion("count", ("platelets fell far",), (), ambiguous=False)) == 0  # all of a name, or nothing


def test_six_names_are_tried() -> None:
    contents = index(Article("a", "A", "Platelets fell."), Article("b", "B", "Birds sang."))
    names = ("one", "two", "three", "four", "five", "platelets")
    for others, is_tried in ((names, True), (("zero", *names), False)):
        for found in (Expansion("count", others, (), ambiguous=False), Expansion("count", (), others, ambiguous=False)):
            asked = ask(contents, "count", [found], np.zeros(EMBEDDER.dim, dtype=np.float32), EMBEDDER.fingerprint)
            assert bool(lexical_scores(contents, asked)[1].any()) is is_tried
