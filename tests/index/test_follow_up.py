"""Follow-ups carry the topic of the questions before; questions of their own do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.index.follow_up import as_ones_own, carry_topic

CART = "What is CAR-T?"
CRS = "What is cytokine release syndrome?"
EFFECTS = "What are the side effects of Carvykti?"


@pytest.mark.parametrize(
    ("text", "history", "topic"),
    [
        ("What about side effects?", ["How does CAR-T work?"], "CAR-T"),
        ("how long do they last?", ["How does CAR-T work?", "what about side effects?"], "side effects CAR-T"),
        ("and the dose?", [EFFECTS], "Carvykti"),
        ("how long do they last?", [EFFECTS], "side effects Carvykti"),
        ("How is it treated?", [CRS], "cytokine release syndrome"),
        ("side effects?", ["what is cilta-cel"], "cilta-cel"),
        ("how long?", ["what is cilta-cel"], "cilta-cel"),
        ("is it safe", ["what is cilta-cel"], "cilta-cel"),
        ("why?", ["Why do platelets fall after CAR-T?"], "platelets fall CAR-T"),
        ("Why is that?", ["Can I drive after CAR-T?"], "drive CAR-T"),
        ("Who should not take it?", ["What is lenalidomide?"], "lenalidomide"),
        ("is there a cure?", ["what is multiple myeloma"], "multiple myeloma"),
        ("What is the outlook?", ["what is multiple myeloma"], "multiple myeloma"),
        ("and in older people?", ["How common is fever after CAR-T?"], "fever CAR-T"),
        ("what about fever?", [CART], "CAR-T"),
        ("What about low blood counts?", [CART], "CAR-T"),
        ("but can it come back", ["Does cilta-cel cure myeloma?"], "cilta-cel cure myeloma"),
        ("Can I drive after that?", [CART], "CAR-T"),
        ("can i drive afterwards?", [CART], "CAR-T"),
        ("Can I take ibuprofen with it?", ["what is lenalidomide?"], "lenalidomide"),
        ("Can she fly?", ["My mother had CAR-T in March, is fever normal?"], "mother CAR-T March fever"),
        ("Is this dangerous?", ["I have a rash after Carvykti"], "rash Carvykti"),
        ("what does that mean?", ["My ferritin is high"], "ferritin high"),
        ("Tell me more", [CRS], "cytokine release syndrome"),
        ("how many people get it?", [CRS], "cytokine release syndrome"),
        ("is it painful", ["What is a bone marrow biopsy?"], "bone marrow biopsy"),
        ("Is it used to treat myeloma?", ["What is lenalidomide?"], "lenalidomide"),
        ("How much does it cost?", ["Where can I get Carvykti?"], "Carvykti"),
        ("how are they treated?", ["What are the symptoms of CRS?"], "symptoms CRS"),
        ("And treatment?", ["what are the causes and symptoms of flu?"], "flu"),
        ("then what happens?", ["How are T cells collected?"], "T cells collected"),
        ("what if it doesn't work", [CART], "CAR-T"),
        ("is it safe for children?", ["what is cilta-cel"], "cilta-cel"),
        ("What are the risks", ["What is a stress test?"], "stress test"),
        ("why?", [EFFECTS, "and the dose?"], "dose Carvykti"),
        ("How is it treated?", [CART, "what about fever?"], "fever CAR-T"),
        ("what about the elderly", ["how is multiple myeloma treated"], "multiple myeloma treated"),
        ("Could it harm my kidneys?", ["what is zoledronic acid"], "zoledronic acid"),
        ("when will they grow back", ["why does hair fall out after melphalan"], "hair fall melphalan"),
        ("is that normal", ["my legs tingle since teclistamab"], "legs tingle teclistamab"),
        ("does insurance pay for it", ["what is ide-cel"], "ide-cel"),
        ("what are the symptoms", ["what is neuropathy"], "neuropathy"),
        ("success rate?", ["tell me about stem cell transplant"], "stem cell transplant"),
        ("how do i know if i have it", ["what is hypogammaglobulinemia"], "hypogammaglobulinemia"),
        ("is it the same for women?", ["how does daratumumab work"], "daratumumab"),
        ("how will he feel", ["My husband starts bridging chemo tomorrow"], "husband bridging chemo"),
        ("and can I drink alcohol?", ["what is lenalidomide?"], "lenalidomide"),
        ("WHAT CAN BE DONE ABOUT IT", ["WHAT CAUSES LOW PLATELETS"], "CAUSES LOW PLATELETS"),
        ("is it related to diet", ["what is amyloidosis?"], "amyloidosis"),
        ("how often is this test done?", ["What is a free light chain test?"], "free light chain"),
        ("can you explain that more simply", ["What is minimal residual disease?"], "minimal residual disease"),
        ("Is there anything I can do to prevent it?", [CRS], "cytokine release syndrome"),
        ("which one is better?", ["difference between cilta-cel and ide-cel"], "difference cilta-cel ide-cel"),
        ("what are its risks", ["what is a lumbar puncture"], "lumbar puncture"),
        ("so does everybody get this", [CRS], "cytokine release syndrome"),
        ("Is it safe?", ["hello", "What is cilta-cel?", "ok thanks", "  "], "cilta-cel"),
    ],
)
def test_a_question_that_leans_carries_the_topic(text: str, history: list[str], topic: str) -> None:
    assert carry_topic(text, history) == topic


@pytest.mark.parametrize(
    "text",
    [
        "what is neuropathy?",
        "And what is neuropathy?",
        "what about fever with Carvykti?",
        "is it normal to lose hair",
        "how long does it take to recover after CAR-T",
        "is it safe to drive",
        "How common is fever after CAR-T?",
        "What is Carvykti and how does it work?",
        "Is it true that CAR-T causes second cancers?",
        "Does neuropathy get better once it starts?",
        "what do they do in a bone marrow biopsy?",
        "Do people lose their hair after melphalan?",
        "Can my mother fly when she has low platelets?",
        "What are the side effects of teclistamab?",
        "Why does neuropathy happen?",
        "Is it possible to get pregnant after chemotherapy?",
        "How long does it take for cilta-cel to work?",
        "My platelets are low, is this serious?",
        "Which drugs cause neuropathy?",
        "Are there vaccines that I should get this year?",
        "what helps against nausea",
        "myeloma stages",
        "Is there a difference between cilta-cel and ide-cel?",
        "Can I take ibuprofen and paracetamol together?",
        "thank you so much",
        "Does it hurt when they take bone marrow?",
        "but is it safe to get a flu vaccine after CAR-T?",
        "when should I call about a fever",
        "Who pays for CAR-T?",
        "is it okay to eat sushi",
        "is it bad if my ferritin is high",
        "How soon can I return to work?",
        "what vaccines do I need",
        "Should I avoid people who have shingles?",
        "does it matter when I take dexamethasone",
        "will my hair come back after melphalan",
        "What if I miss a dose of lenalidomide?",
        "how do doctors know that myeloma has come back",
        "if my temperature is 38.5, is that a fever?",
        "what is the life expectancy with multiple myeloma",
        "is it safe for me to travel by plane",
        "my husband has myeloma can he get shingles vaccine",
        "Do I need to be near the hospital after CAR-T and for how long",
        "CARTITUDE-4 results",
        "What does relapsed and refractory mean?",
        "how are T cells collected and what happens to them",
        "can you tell me about cytokine release syndrome please",
        "Why is it important to drink water with cyclophosphamide?",
        "ok",
        "Is there food that those with neutropenia should avoid?",
    ],
)
def test_a_question_with_a_subject_of_its_own_carries_none(text: str) -> None:
    assert carry_topic(text, ["What are the side effects of Abecma?"]) == ""


@given(st.text(), st.lists(st.text(), max_size=4))
def test_a_topic_is_a_few_words_that_were_asked_before(text: str, history: list[str]) -> None:
    topic = carry_topic(text, history)
    assert all(any(word in earlier for earlier in history) for word in topic.split())
    assert len(topic.split()) <= 12
    assert topic == carry_topic(text, history)


def test_nothing_is_carried_from_nothing() -> None:
    assert carry_topic("and the dose?", []) == ""
    assert carry_topic("and the dose?", ["hello", "ok", ""]) == ""


@pytest.mark.parametrize(
    ("asked", "own"),
    [
        ("Can my wife take more of her pills?", "Can I take more of my pills?"),
        (
            "how long will my Dad stay before he comes home",
            "how long will I stay before I comes home",
        ),
        ("my son wants to kill himself", "I wants to kill myself"),
        ("Can I take more of my pills?", "Can I take more of my pills?"),
        ("What did the nurse say of her pills?", "What did the nurse say of her pills?"),
        ("is my wife's rash normal", "is my wife's rash normal"),
    ],
)
def test_what_is_asked_for_a_relative_is_put_as_ones_own(asked: str, own: str) -> None:
    assert as_ones_own(asked) == own
