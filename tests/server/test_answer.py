"""The answer decision: which status, which quotes, which notices."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from citewell.corpus.types import Article, EditorNote, Passage, Span, cite, sha256_text
from citewell.index.search import search
from citewell.index.types import Hit, Query, Ranking
from citewell.server.answer import (
    ANSWERED_FROM,
    RELATED_FROM,
    Answer,
    Quote,
    Snapshot,
    answer,
    decide,
    editor_notes,
    quote,
    strength,
)
from citewell.server.messages import MESSAGES, say

FEVER = "Is fever common in the first days after CAR-T?"
PRESS = "How many of 97 patients were alive without progression five years after one infusion of cilta-cel?"
RELATED = "Is the infusion cold or warm for people?"
OFF_TOPIC = "What is the best pizza in town?"


def make_hit(passage: Passage, dense: float, sentence: float, rank: int = 1, part: str = "pizza") -> Hit:
    return Hit(rank, 1.0, passage, dense, sentence, 0.0, part, ())


def query(question: str) -> Query:
    return Query(question, (question,))


@pytest.fixture(scope="module")
def passage(snapshot: Snapshot) -> Passage:
    """The passage of the fever article that says that fever is common."""
    return next(p for p in snapshot.contents.passages if p.article_id == "fever-after-car-t")


# Status


@pytest.mark.parametrize(
    ("part", "dense", "sentence", "expected"),
    [
        ("pizza", 1.0, 0.0, 0.7),  # the better of two cosines counts .7
        ("pizza", 0.0, 1.0, 0.7),
        ("pizza", 0.4, 0.2, 0.28),
        ("fever", 0.0, 0.0, 0.3),  # and the share of the question's words .3
        ("fever pizza", 0.0, 0.0, 0.15),
        ("fevers", 0.5, 0.0, 0.65),  # words count by their stems
        ("fever", 1.0, 1.0, 1.0),
        ("is it the", 0.5, 0.5, 0.35),  # a question of grammar alone has no words to share
        ("", 0.5, 0.5, 0.35),
    ],
)
def test_strength_is_cosine_and_shared_words(
    snapshot: Snapshot, passage: Passage, part: str, dense: float, sentence: float, expected: float
) -> None:
    measured = strength(make_hit(passage, dense, sentence, part=part), snapshot.contents)
    assert measured == pytest.approx(expected)


def test_a_word_is_shared_by_another_name(snapshot: Snapshot, passage: Passage) -> None:
    assert "pyrexia" not in snapshot.contents.text(passage).lower()
    hit = replace(make_hit(passage, 0, 0), part="pyrexia")
    assert strength(hit, snapshot.contents) == pytest.approx(0.3)
    assert strength(replace(hit, part="pizza"), snapshot.contents) == 0


def test_words_of_the_title_are_shared_too(snapshot: Snapshot) -> None:
    second = [p for p in snapshot.contents.passages if p.article_id == "driving"][-1]
    assert "treatment" not in snapshot.contents.text(second)
    assert strength(make_hit(second, 0, 0, part="treatment"), snapshot.contents) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("best", "status"),
    [
        (1.0, "answered"),
        (ANSWERED_FROM + 1e-6, "answered"),
        (ANSWERED_FROM - 1e-6, "related"),
        (RELATED_FROM + 1e-6, "related"),
        (RELATED_FROM - 1e-6, "not_in_library"),
        (-0.5, "not_in_library"),
    ],
)
def test_the_best_strength_decides_wherever_it_ranks(
    snapshot: Snapshot, passage: Passage, best: float, status: str
) -> None:
    weak, strong = make_hit(passage, -0.9, -0.9), make_hit(passage, best / 0.7, -1.0, rank=2)
    for hits in ((strong,), (weak, strong), (strong, weak)):
        assert decide(Ranking(query("pizza"), hits), snapshot.contents) == status


def test_no_hit_is_no_answer(snapshot: Snapshot) -> None:
    assert decide(Ranking(query("fever"), ()), snapshot.contents) == "not_in_library"


@pytest.mark.parametrize(
    ("question", "status"),
    [
        (FEVER, "answered"),
        (PRESS, "answered"),
        (RELATED, "related"),
        (OFF_TOPIC, "not_in_library"),
        ("?", "not_in_library"),
    ],
)
def test_real_questions_get_their_status(snapshot: Snapshot, question: str, status: str) -> None:
    assert answer(snapshot, question).status == status


# Quotes


@pytest.mark.parametrize("k", [1, 5, 20])
def test_not_in_library_shows_no_quote_and_says_where_to_go_on(snapshot: Snapshot, k: int) -> None:
    answered = answer(snapshot, OFF_TOPIC, k)
    assert answered.quotes == ()
    (notice,) = answered.notices
    assert (notice.kind, notice.text) == ("not_in_library", MESSAGES["notice.not_in_library"])
    assert [link.url for link in notice.links] == ["/articles"]


def test_related_shows_quotes_under_a_notice_and_answered_without(snapshot: Snapshot) -> None:
    related = answer(snapshot, RELATED)
    assert related.quotes
    assert [notice.kind for notice in related.notices] == ["related"]
    assert answer(snapshot, FEVER).notices == ()


def test_quotes_are_the_hits_in_their_order(snapshot: Snapshot) -> None:
    hits = search(snapshot.contents, snapshot.embedder, query(FEVER), 4).hits
    quotes = answer(snapshot, FEVER, 4).quotes
    assert [q.passage_id for q in quotes] == [hit.passage.passage_id for hit in hits]
    assert [q.rank for q in quotes] == [1, 2, 3, 4]
    assert [q.score for q in quotes] == [round(hit.score, 4) for hit in hits]


def test_a_quote_is_a_slice_with_its_marks_inside(snapshot: Snapshot) -> None:
    for question in (FEVER, PRESS, RELATED, "naïve T cells 😀 café"):
        for hit in search(snapshot.contents, snapshot.embedder, query(question), 20).hits:
            article = snapshot.contents.articles[hit.passage.article_id]
            cut = quote(hit, snapshot.contents)
            assert cut.text == article.text[cut.citation.start : cut.citation.end]
            assert cut.sha256 == sha256_text(cut.text)
            marked = [cut.text[span.start : span.end] for span in cut.highlights]
            assert marked == [article.text[span.start : span.end] for span in hit.answering]
            assert marked
            assert all(words and words == words.strip() for words in marked)


def test_the_answering_sentence_is_marked(snapshot: Snapshot) -> None:
    first = answer(snapshot, "Is fever common in the first days?").quotes[0]
    (span, *_) = first.highlights
    assert first.text[span.start : span.end] == "Fever is common in the first days after CAR-T."


def test_the_same_words_in_two_press_articles_are_one_quote_with_two_citations(snapshot: Snapshot) -> None:
    quotes = answer(snapshot, PRESS, 20).quotes
    press = [q for q in quotes if q.citation.article_id.startswith("press-")]
    (shown,) = press
    (other,) = shown.also_in
    assert {shown.citation.article_id, other.article_id} == {"press-one", "press-two"}
    article = snapshot.contents.articles[other.article_id]
    assert other == cite(article, other.start, other.end)
    assert article.text[other.start : other.end] == shown.text
    assert all(q.also_in == () for q in quotes if q is not shown)


def test_a_citation_states_what_the_article_states(snapshot: Snapshot) -> None:
    cited = answer(snapshot, FEVER, 1).quotes[0].citation
    article = snapshot.contents.articles["fever-after-car-t"]
    for field in fields(cited):
        if field.name not in {"start", "end"}:
            assert getattr(cited, field.name) == getattr(article, field.name), field.name
    assert cited.authors == ("A. Nurse", "B. Doctor")
    assert cited.doi == "10.1000/xyz123"


def test_there_is_no_field_for_words_of_our_own() -> None:
    """Whoever adds a field to an answer or a quote must say here where its words come from."""
    assert {field.name for field in fields(Quote)} == {
        "rank", "score", "text", "sha256", "passage_id", "heading", "highlights", "editor_notes", "also_in", "citation",
    }  # fmt: skip
    assert {field.name for field in fields(Answer)} == {
        "question", "searched_for", "status", "notices", "quotes", "release",
    }  # fmt: skip


def test_notices_and_notes_come_from_the_catalogue(snapshot: Snapshot) -> None:
    for question in (FEVER, RELATED, OFF_TOPIC, "May I drive a car?", "Was measurable disease at 10–5 rare?"):
        answered = answer(snapshot, question, 20)
        for notice in answered.notices:
            assert notice.text in MESSAGES.values()
            assert all(link.text in MESSAGES.values() for link in notice.links)
        for shown in answered.quotes:
            assert set(shown.editor_notes) <= {
                say("note.stale", date="2020-01-01"),
                say("note.lost_exponent", text="10–5"),
            }


# History


def test_history_is_carried_into_what_is_searched(snapshot: Snapshot) -> None:
    after = answer(snapshot, "And when?", history=["May I drive a car after the infusion?"])
    assert after.question == "And when?"
    assert after.searched_for == "drive car infusion: And when?"
    assert after.quotes[0].citation.article_id == "driving"
    assert answer(snapshot, FEVER, history=["May I drive?"]).searched_for == FEVER


def test_two_questions_of_one_message_are_both_answered_and_told(snapshot: Snapshot) -> None:
    both = answer(snapshot, "Is feverr common? May I drive a car after the infusion?")
    assert both.question == "Is feverr common? May I drive a car after the infusion?"
    assert both.searched_for == "Is fever common? · May I drive a car after the infusion?"
    assert both.status == "answered"
    assert [quote.citation.article_id for quote in both.quotes[:2]] == ["fever-after-car-t", "driving"]


def test_one_answered_question_of_two_is_an_answer(snapshot: Snapshot) -> None:
    assert answer(snapshot, f"{OFF_TOPIC} Is fever common?").status == "answered"


# Editor's notes


def test_damaged_words_are_noted_only_beside_the_quote_that_holds_them() -> None:
    text = "Ten at 10–5 here. Nothing there. More at 10-6."
    article = Article(
        "a", "A", text, editor_notes=(EditorNote(7, 11, "lost_exponent"), EditorNote(41, 45, "lost_exponent"))
    )
    first, second = say("note.lost_exponent", text="10–5"), say("note.lost_exponent", text="10-6")
    assert editor_notes(article, 0, len(text)) == (first, second)
    assert editor_notes(article, 0, 17) == (first,)
    assert editor_notes(article, 18, 32) == ()
    assert editor_notes(article, 0, 7) == editor_notes(article, 11, 41) == ()  # half open at both ends
    assert editor_notes(article, 0, 8) == editor_notes(article, 10, 41) == (first,)
    assert editor_notes(article, 33, len(text)) == (second,)


def test_the_same_note_is_said_once() -> None:
    notes = (EditorNote(0, 4, "lost_exponent"), EditorNote(5, 9, "lost_exponent"))
    assert len(editor_notes(Article("a", "A", "10–5 10–5", editor_notes=notes), 0, 9)) == 1


def test_words_are_never_repaired(snapshot: Snapshot) -> None:
    shown = answer(snapshot, "Was measurable disease at 10–5 rare?").quotes[0]
    assert shown.citation.article_id == "awkward"
    assert "10–5" in shown.text
    assert shown.editor_notes == (say("note.lost_exponent", text="10–5"),)


def days_from_now(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


@pytest.mark.parametrize(
    ("review_by", "is_stale"),
    [
        ("", False),
        ("2020-01-01", True),
        ("2020-01", True),
        ("2020", True),
        (days_from_now(-2), True),
        (days_from_now(2), False),
        (days_from_now(0)[:7], False),  # due within this month: not over yet
        (days_from_now(0)[:4], False),
        ("2999", False),
        ("2999-12-31", False),
    ],
)
def test_an_overdue_review_is_told(review_by: str, is_stale: bool) -> None:
    article = Article("a", "A", "Some words.", review_by=review_by)
    assert editor_notes(article, 0, 4) == ((say("note.stale", date=review_by),) if is_stale else ())


def test_the_stale_note_stands_at_the_quote(snapshot: Snapshot) -> None:
    drive = answer(snapshot, "May I drive a car?").quotes[0]
    assert drive.citation.article_id == "driving"
    assert drive.editor_notes == ("This article was due for review by 1 January 2020.",)
    assert answer(snapshot, FEVER, 1).quotes[0].editor_notes == ()


def test_both_notes_stand_together(snapshot: Snapshot) -> None:
    article = replace(snapshot.contents.articles["awkward"], review_by="2020")
    note = article.editor_notes[0]
    assert len(editor_notes(article, note.start, note.end)) == 2


def test_a_hit_without_an_answering_sentence_is_quoted_unmarked(snapshot: Snapshot, passage: Passage) -> None:
    assert quote(make_hit(passage, 1, 1), snapshot.contents).highlights == ()
    marked = replace(make_hit(passage, 1, 1), answering=(Span(passage.start + 2, passage.start + 5),))
    assert quote(marked, snapshot.contents).highlights == (Span(2, 5),)
