"""What a question asks about, and what its answer must hold: read by cues from the words that people type."""

import json
from importlib import resources

import numpy as np
import pytest
import yaml

from citewell.index.question_kind import find_form, find_kind, form_bit, form_patterns, forms_of, kind_scores

CUES = yaml.safe_load(resources.files("citewell.index").joinpath("question_kinds.yaml").read_text("utf-8"))
MODEL = json.loads(resources.files("citewell.index").joinpath("question_kinds.json").read_text("utf-8"))
KINDS = [cue["kind"] for cue in CUES["kinds"]]
FORMS = [cue["form"] for cue in CUES["forms"]]

ASKS_KIND = {
    "symptoms": [
        "what are the warning signs of neurotoxicity", "symptoms of CRS", "what does neuropathy feel like",
        "How do I know if my myeloma is back?", "how can you tell it is working",
    ],
    "treatment": [
        "how do i get rid of nausea", "is there a cure", "what can I do about hair loss", "remedies for mouth sores",
        "which medicine helps with itching", "can it be TREATED?",
    ],
    "exams and tests": [
        "how is myeloma diagnosed", "do I need a blood test", "will they screen my kids", "how would they detect it",
        "how do they find out if I have it",
    ],
    "inheritance": [
        "is myeloma hereditary", "does it run in the family", "can I pass it on to my kids", "is it genetic",
        "was it passed down from my dad",
    ],
    "genetic changes": [
        "which genes are involved", "what genetic changes are behind it", "is there a mutation", "what is a gene",
    ],
    "causes": [
        "what makes platelets fall", "what causes myeloma", "what brings on the fever", "how do you get neuropathy",
        "what makes the counts drop", "is it due to the chemo",
    ],
    "outlook": [
        "how long do people live with myeloma", "what's the prognosis", "can I die of it", "is it fatal",
        "what's my life expectancy", "how long will I survive",
    ],
    "susceptibility": [
        "am I at risk of infection", "who gets myeloma", "what are the risk factors for CRS",
        "are men more likely to get it",
    ],
    "prevention": [
        "can I prevent infections", "what foods should I avoid", "how can I lower my risk",
        "how do I keep from getting sick",
    ],
    "complications": [
        "what complications are there", "what happens if I wait", "does it lead to kidney failure",
        "is a stroke a complication",
    ],
    "frequency": [
        "how common is fever", "how many people get CRS", "how rare is amyloidosis", "is it frequent",
    ],
    "research": [
        "is there any research on this", "latest news on cilta-cel", "are there clinical trials",
        "any clinical trial near me",
    ],
    "stages": [
        "what stage am i in", "stages of myeloma", "how is staging done", "is stage 3 bad",
    ],
    "information": [
        "what is cilta-cel", "What’s cilta-cel?", "whats mrd", "tell me about CAR-T", "any info on bridging",
        "i want to know more about carvykti",
    ],
    "": [
        "my signature is shaky", "was it secured", "greatest fear", "blue jeans", "is generic lenalidomide as good",
        "because I am tired", "my diet", "it is complicated", "so be it", "", "?",
    ],
}  # fmt: skip

ASKS_FORM = {
    "age": [
        "how old do you have to be", "at what age do people get it", "am I too old for CAR-T", "is there an age limit",
    ],
    "dose": [
        "how much dexamethasone do I take", "how many pills a day", "what dose of lenalidomide",
        "how often should I take it",
    ],
    "duration": [
        "how long does fever last", "how soon can I drive", "when will my hair grow back", "How fast do T cells work?",
        "how many weeks till I can work", "how much time until it works", "when should I call",
    ],
    "amount": [
        "how many people were cured", "what are the odds", "what percent had CRS", "how likely is a relapse",
        "how often does it come back", "success rate",
    ],
    "date": [
        "When was CARTITUDE-1 published", "when did the trial start", "since when is it approved",
        "what year was it approved", "how recent is this",
    ],
    "place": [
        "where was the study done", "which hospital ran it", "wich hospital is best", "who paid for the study",
        "what journal was it in",
    ],
    "reason": [
        "why is my ferritin high", "how come I am tired", "what are the reasons", "what makes the counts drop",
    ],
    "definition": [
        "what is CRS", "What’s a T cell?", "whats mrd", "what does MRD mean", "meaning of refractory",
        "define remission",
    ],
    "": [
        "is it safe", "what are the side effects", "how do I know", "the image is blurred", "can I drive",
        "how much does it cost", "whenever I eat", "elsewhere", "the manager said so", "", "?",
    ],
}  # fmt: skip

HOLDS = {
    "age": (["The median age was 61.", "It is for adults.", "65 years or older"], ["The page was long.", "A stage"]),
    "dose": (
        ["Take 25 mg on day 1.", "10 µg", "two tablets, twice a week", "every 8 hours", "once a day"],
        ["38 °C", "The band 5 great songs.", "In March"],
    ),
    "duration": (
        ["Fever lasted 4 days.", "for two to three weeks", "a 30-month follow-up", "within 3–5 days", "a lifelong need",
         "a few hours"],
        ["38 °C", "the daily news", "in March", "33%"],
    ),
    "amount": (
        ["33% relapsed.", "thirty per cent", "32 of 97 patients", "97 people", "Most of the patients", "one in three"],
        ["The patients relapsed.", "day 5", "in March"],
    ),
    "date": (
        ["It began in 2022.", "on 3 March", "until May", "In December it ended."],
        ["in 97 patients", "12022", "soon", "It may last.", "They march on."],
    ),
    "place": (["at the University of Turku", "a cancer centre", "published in June"], ["at home", "universal"]),
    "reason": (
        ["because of the cells", "It is due to chemo.", "CRS is caused by cytokines."],
        ["It is so.", "becalmed", "a clause"],
    ),
    "definition": (
        ["CRS is a strong reaction.", "MRD means few cells.", "also known as CRS", "called relapse"],
        ["Fever is common.", "It was painful."],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "question"), [(kind, asked) for kind in ASKS_KIND for asked in ASKS_KIND[kind]])
def test_the_kind_is_read_from_lay_words(kind: str, question: str) -> None:
    assert find_kind(question) == kind


@pytest.mark.parametrize(("form", "question"), [(form, asked) for form in ASKS_FORM for asked in ASKS_FORM[form]])
def test_the_form_is_read_from_lay_words(form: str, question: str) -> None:
    assert find_form(question) == form


def test_every_kind_and_form_of_the_file_is_tried() -> None:
    assert [*ASKS_KIND] == [*KINDS, ""]
    assert [*ASKS_FORM] == [*FORMS, ""]
    assert [*HOLDS] == FORMS
    assert all(len(tried) >= 4 for tried in [*ASKS_KIND.values(), *ASKS_FORM.values()])


@pytest.mark.parametrize("form", FORMS)
def test_the_sentences_of_a_form_have_its_bit_and_others_not(form: str) -> None:
    holding, lacking = HOLDS[form]
    assert [sentence for sentence in holding if not forms_of(sentence) & form_bit(form)] == []
    assert [sentence for sentence in lacking if forms_of(sentence) & form_bit(form)] == []


def test_each_form_has_a_bit_of_its_own_that_sixteen_hold() -> None:
    bits = [form_bit(form) for form in FORMS]
    assert bits == [1 << number for number in range(len(FORMS))]
    assert max(bits) <= np.iinfo(np.uint16).max
    assert form_bit("") == form_bit("colour") == 0


def test_one_sentence_may_have_several_forms() -> None:
    said = "In 2022, 32 of 97 patients were in remission because of it after 4 years."
    expected = {"duration", "amount", "date", "reason"}
    assert forms_of(said) == sum(form_bit(form) for form in expected)
    assert forms_of("") == 0


def test_the_patterns_that_a_release_rests_on_are_those_of_the_file() -> None:
    assert form_patterns() == tuple(cue["answers"] for cue in CUES["forms"])


# The classifier


def test_the_classifier_knows_every_kind_that_a_question_can_ask_about() -> None:
    assert set(KINDS) <= set(MODEL["kinds"])
    assert len(set(MODEL["kinds"])) == len(MODEL["kinds"])
    assert np.array(MODEL["weights"]).shape == (len(MODEL["kinds"]), 384)
    assert np.array(MODEL["biases"]).shape == (len(MODEL["kinds"]),)
    assert np.isfinite(MODEL["weights"]).all()
    assert np.isfinite(MODEL["biases"]).all()


def embeddings(n: int) -> np.ndarray:
    rows = np.random.default_rng(7).normal(size=(n, 384)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_kind_scores_are_log_probabilities_of_softmax_regression() -> None:
    rows = embeddings(5)
    logits = rows @ np.array(MODEL["weights"]).T + np.array(MODEL["biases"])
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    for kind in KINDS:
        scores = kind_scores(kind, rows, MODEL["embedder_fingerprint"])
        assert scores.dtype == np.float32
        assert np.allclose(np.exp(scores), chances[:, MODEL["kinds"].index(kind)] + 1e-3, atol=1e-4)
        assert scores.min() >= np.log(1e-3) - 1e-4  # no passage is ruled out
    assert kind_scores("causes", rows[:0], MODEL["embedder_fingerprint"]).shape == (0,)


@pytest.mark.parametrize(
    ("kind", "fingerprint"),
    [("", MODEL["embedder_fingerprint"]), ("colour", MODEL["embedder_fingerprint"]), ("causes", "hashing-1-512")],
)
def test_kind_scores_say_nothing_of_no_kind_or_for_another_encoder(kind: str, fingerprint: str) -> None:
    scores = kind_scores(kind, embeddings(3), fingerprint)
    assert scores.shape == (3,)
    assert not scores.any()
