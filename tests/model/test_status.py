"""What must not change an answer, and what must: case, manners, slips and who asks; and the answer being taken away."""

import re
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from citewell.index.build import index_articles, searchable_texts
from citewell.index.embedder import Embedder, Embeddings
from citewell.server.answer import Answer, Snapshot, answer, make_snapshot
from citewell.server.settings import Settings

ASKED = (
    ("What is multiple myeloma?", "What is multiple myeloma?"),
    ("Is fever common after the infusion?", "Is fever common after the infusion?"),
    ("When can I drive again?", "When can my mother drive again?"),
    ("When can I go back to work?", "When can my brother go back to work?"),
    ("How are my T cells collected?", "How are his T cells collected?"),
    ("How long will I be in hospital?", "How long will she be in hospital?"),
    ("What happens on the day of my infusion?", "What happens on the day of her infusion?"),
    ("What are the side effects of cilta-cel?", "What are the side effects of cilta-cel?"),
    ("What is cytokine release syndrome?", "What is cytokine release syndrome?"),
    ("When can I have vaccines again?", "When can my husband have vaccines again?"),
    ("Why are infections more likely after my treatment?", "Why are infections more likely after his treatment?"),
    ("What is IVIG?", "What is IVIG?"),
    ("Does Medicare pay for CAR T-cell therapy?", "Does Medicare pay for CAR T-cell therapy?"),
    ("What is a complete response?", "What is a complete response?"),
    ("What is MRD?", "What is MRD?"),
    ("Is cilta-cel a cure for myeloma?", "Is cilta-cel a cure for myeloma?"),
    ("How many people were alive after five years in CARTITUDE-1?",
     "How many people were alive after five years in CARTITUDE-1?"),
    ("Did people live longer in CARTITUDE-4?", "Did people live longer in CARTITUDE-4?"),
    ("What does a caregiver do?", "What does a caregiver do?"),
    ("How can I find a clinical trial?", "How can my sister find a clinical trial?"),
    ("What are bispecific antibodies?", "What are bispecific antibodies?"),
    ("What is bridging treatment?", "What is bridging treatment?"),
    ("What is the wallet card for?", "What is the wallet card for?"),
    ("Will I lose my hair?", "Will my wife lose her hair?"),
    ("What is the capital of France?", "What is the capital of France?"),
    ("Which football team won the cup?", "Which football team won the cup?"),
    ("What is the best pizza in town?", "What is the best pizza in town?"),
    ("I cannot breathe and my chest hurts", "my husband cannot breathe and his chest hurts"),
    ("I have a fever of 39 since last night", "my mother has a fever of 39 since last night"),
    ("I want to kill myself", "my son wants to kill himself"),
    ("Should I stop taking my aspirin?", "Should my father stop taking his aspirin?"),
    ("Can I take more of my pills?", "Can my wife take more of her pills?"),
)  # fmt: skip
"""Questions as one's own, and as somebody else's."""


POLITE = ("hello, sorry to bother you, ", "Good morning! ", "hi there, ", "please, ")


def kinds(answered: Answer) -> list[str]:
    return [notice.kind for notice in answered.notices]


def said(answered: Answer) -> tuple[str, list[str]]:
    return answered.status, kinds(answered)


def cased(question: str) -> tuple[str, str]:
    return question.upper(), question.lower()


def polite(question: str) -> tuple[str, ...]:
    return tuple(f"{before}{question}" for before in POLITE)


def slipped(question: str) -> str:
    """Swap two letters inside the longest word, where two differ; names and numbers of studies are left alone."""
    words = [word for word in re.findall(r"[A-Za-z]{5,}", question) if not word.isupper()]
    if not words:
        return question
    word = max(words, key=len)
    at = next(n for n in range(1, len(word) - 2) if word[n] != word[n + 1])
    return question.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :], 1)


OWN_NOTICES = {"urgent", "personal_advice", "small_talk"}
"""Those which the words of a message alone decide, whatever the library holds."""


def by_words(answered: Answer) -> set[str]:
    return OWN_NOTICES & {*kinds(answered)}


def test_the_list_is_long_enough_and_holds_every_kind(snapshot: Snapshot) -> None:
    assert len(ASKED) >= 25
    found = [by_words(answer(snapshot, question)) for question, _ in ASKED]
    assert found.count({"urgent"}) == 3
    assert found.count({"personal_advice"}) == 2
    assert found.count(set()) == len(ASKED) - 5


@pytest.mark.parametrize(("question", "of_another"), ASKED)
def test_the_notices_stay_however_it_is_asked(snapshot: Snapshot, question: str, of_another: str) -> None:
    expected = by_words(answer(snapshot, question))
    for asked in (*cased(question), *polite(question), slipped(question), of_another):
        assert by_words(answer(snapshot, asked)) == expected, asked


@pytest.mark.parametrize("before", POLITE)
def test_manners_are_not_searched(snapshot: Snapshot, before: str) -> None:
    for question in ("What is multiple myeloma?", "When may I drive?", "Which football team won the cup?"):
        assert answer(snapshot, before + question).searched_for == question


@pytest.mark.parametrize(("question", "of_another"), ASKED)
def test_case_and_manners_change_no_status_by_words_alone(snapshot: Snapshot, question: str, of_another: str) -> None:
    for asked in (question, of_another):
        expected = answer(snapshot, asked).status
        for other in (*cased(asked), *polite(asked)):
            assert answer(snapshot, other).status == expected, other


# With the real encoder


@pytest.fixture(scope="module")
def expected(starter: Snapshot) -> dict[str, tuple[str, list[str]]]:
    return {question: said(answer(starter, question)) for question, _ in ASKED}


def changed(
    starter: Snapshot, expected: dict[str, tuple[str, list[str]]], ways: Callable[[str], Sequence[str]]
) -> list[tuple[str, object, object]]:
    """List what gets another status, or other notices, when it is asked in another way."""
    found = []
    for question, plain in expected.items():
        for asked in ways(question):
            other = said(answer(starter, asked))
            if other != plain:
                found.append((asked, plain, other))
    return found


@pytest.mark.model
def test_the_starter_library_answers_most_of_them(expected: dict[str, tuple[str, list[str]]]) -> None:
    statuses = [status for status, _ in expected.values()]
    assert statuses.count("answered") >= 20
    assert statuses.count("not_in_library") >= 3


@pytest.mark.model
@pytest.mark.parametrize("ways", [cased, polite], ids=["case", "manners"])
def test_case_and_manners_change_nothing(
    starter: Snapshot, expected: dict[str, tuple[str, list[str]]], ways: Callable[[str], Sequence[str]]
) -> None:
    assert changed(starter, expected, ways) == []


@pytest.mark.model
def test_who_asks_changes_nothing(starter: Snapshot, expected: dict[str, tuple[str, list[str]]]) -> None:
    others = dict(ASKED)
    assert changed(starter, expected, lambda question: [others[question]]) == []


@pytest.mark.model
def test_a_slip_changes_no_notice_of_ours_and_at_most_one_status_in_ten(
    starter: Snapshot, expected: dict[str, tuple[str, list[str]]]
) -> None:
    slips = changed(starter, expected, lambda question: [slipped(question)])
    assert len(slips) <= len(ASKED) / 10, slips


# Without the passage that answers

ONLY_THERE = (
    ("when-myeloma-comes-back-relapse-and-lines-of-treatment", "What does triple-class refractory mean?"),
    ("cartitude-4-what-the-study-found", "What is a hazard ratio?"),
    ("why-some-remissions-last-the-mount-sinai-immune-study", "Can diet or exercise make remission last longer?"),
    ("other-treatments-and-why-trials-cannot-be-laid-side-by-side", "What are bispecific antibodies?"),
    ("cost-and-insurance-for-car-t-cell-therapy-in-the-united-states", "Does Medicare pay for CAR T-cell therapy?"),
    ("cost-and-insurance-for-car-t-cell-therapy-in-the-united-states", "what is prior approval"),
    ("other-treatments-and-why-trials-cannot-be-laid-side-by-side", "who was left out of majestec-3"),
    ("remission-words-cr-scr-mrd-relapse-pfs-and-os", "vgpr meaning"),
    ("side-effects-of-cilta-cel", "what is mas or hlh"),
    ("car-t-cell-therapy-with-cilta-cel-step-by-step", "do they give you tylenol before the cells go in"),
)
"""Questions that one article of the starter library answers, and no other."""


@pytest.fixture(scope="module")
def without(starter: Snapshot, encoder: Embedder) -> Callable[[str], Snapshot]:
    """Makes the starter library without one of its articles; what is encoded once is kept."""
    contents = starter.contents
    known: dict[str, Embeddings] = {}
    texts, sentences = searchable_texts(tuple(contents.articles.values()), contents.passages)
    known.update(zip(texts, contents.vectors.rows(np.arange(len(texts))), strict=True))
    known.update(zip(sentences, contents.sentences.astype(np.float32), strict=True))

    def encode(texts: Sequence[str]) -> Embeddings:
        new = list(dict.fromkeys(text for text in texts if text not in known))
        known.update(zip(new, encoder.encode(new), strict=True))
        return np.stack([known[text] for text in texts])

    def make(article_id: str) -> Snapshot:
        assert article_id in contents.articles
        articles = [article for article in contents.articles.values() if article.article_id != article_id]
        passages = [passage for passage in contents.passages if passage.article_id != article_id]
        less = index_articles(articles, passages, *searchable_texts(articles, passages), encode, contents.glossary)
        return make_snapshot("less", starter.built, less, encoder, Settings())

    return make


@pytest.mark.model
@pytest.mark.parametrize(("article_id", "question"), ONLY_THERE)
def test_without_the_only_article_that_answers_nothing_is_answered(
    starter: Snapshot, without: Callable[[str], Snapshot], article_id: str, question: str
) -> None:
    assert answer(starter, question).status == "answered"
    assert answer(without(article_id), question).status != "answered"


@pytest.mark.usefixtures("by_coverage")
@pytest.mark.parametrize("question", ["Is fever common in the first days after CAR-T?", "When may people drive a car?"])
def test_a_small_library_without_the_answer_does_not_answer(
    snapshot: Snapshot, publish: Callable[..., Snapshot], question: str
) -> None:
    whole = answer(snapshot, question)
    assert whole.status == "answered"
    gone = whole.quotes[0].citation.article_id
    less = publish(*(article for article in snapshot.contents.articles.values() if article.article_id != gone))
    assert answer(less, question).status != "answered"
