"""Which words are shown, and what stands beside them: slices, marks, follow-up, notes."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.types import Article, EditorNote, Heading, Passage, Span, cite, sha256_text
from citewell.index.search import search
from citewell.index.types import Hit, Query, Repeat
from citewell.server.answer import Snapshot, answer
from citewell.server.evidence import Evidence, gather_evidence
from citewell.server.messages import say
from citewell.server.quotes import can_answer, editor_notes, quote, shown_passage

FEVER = "Is fever common in the first days after CAR-T?"
TEXT = "Is fever common?\n\nFever is common. Call at once when it is high."


def evidence_of(*articles: Article) -> Evidence:
    return gather_evidence({article.article_id: article for article in articles})


def make_hit(passage: Passage, *answering: Span, also_in: tuple[Repeat, ...] = ()) -> Hit:
    return Hit(1, 1.23456789, passage, 0.5, 0.5, 1.0, "q", answering, also_in)


def notes(article: Article, start: int, end: int, *others: Article) -> tuple[str, ...]:
    return editor_notes(evidence_of(article, *others), article, start, end)


def days_from_now(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


@pytest.fixture(scope="module")
def passage(snapshot: Snapshot) -> Passage:
    return next(p for p in snapshot.contents.passages if p.article_id == "fever-after-car-t")


# Slices


def test_a_quote_is_a_slice_with_its_marks_inside(snapshot: Snapshot) -> None:
    for question in (FEVER, "Five years after one infusion of cilta-cel?", "naïve T cells 😀 café"):
        for hit in search(snapshot.contents, snapshot.embedder, Query(question, (question,)), 20).hits:
            article = snapshot.contents.articles[hit.passage.article_id]
            cut = quote(hit, hit.rank, snapshot.evidence)
            assert cut.text == article.text[cut.citation.start : cut.citation.end]
            assert cut.sha256 == sha256_text(cut.text)
            assert cut.passage_id == hit.passage.passage_id
            marked = [cut.text[span.start : span.end] for span in cut.highlights]
            assert marked == [article.text[span.start : span.end] for span in hit.answering]
            assert marked
            assert all(words and words == words.strip() for words in marked)


def test_the_answering_sentence_is_marked(snapshot: Snapshot) -> None:
    first = answer(snapshot, "Is fever common in the first days?").quotes[0]
    (span, *_) = first.highlights
    assert first.text[span.start : span.end] == "Fever is common in the first days after CAR-T."


def test_a_hit_without_an_answering_sentence_is_quoted_unmarked(snapshot: Snapshot, passage: Passage) -> None:
    assert quote(make_hit(passage), 1, snapshot.evidence).highlights == ()
    marked = make_hit(passage, Span(passage.start + 2, passage.start + 5))
    assert quote(marked, 1, snapshot.evidence).highlights == (Span(2, 5),)


def test_rank_and_score_are_told_as_given(snapshot: Snapshot, passage: Passage) -> None:
    cut = quote(make_hit(passage), 7, snapshot.evidence)
    assert (cut.rank, cut.score) == (7, 1.2346)


def test_a_citation_states_what_the_article_states(snapshot: Snapshot) -> None:
    cited = answer(snapshot, FEVER, 1).quotes[0].citation
    article = snapshot.contents.articles["fever-after-car-t"]
    for field in fields(cited):
        if field.name not in {"start", "end"}:
            assert getattr(cited, field.name) == getattr(article, field.name), field.name
    assert cited.authors == ("A. Nurse", "B. Doctor")
    assert cited.doi == "10.1000/xyz123"


def test_what_is_told_of_follow_up_is_found_in_the_words(publish: Callable[..., Snapshot]) -> None:
    text = "CARTITUDE-1 lasted. After a median follow-up of 61.3 months, 32 of 97 people were alive."
    shown = publish(Article("a", "A study", text, studies=("CARTITUDE-1",)))
    (found,) = answer(shown, "How many people were alive at the median follow-up?").quotes
    assert [found.text[span.start : span.end] for span in found.follow_up] == ["median follow-up of 61.3 months"]
    assert found.studies == ("CARTITUDE-1",)


def test_nothing_is_told_of_follow_up_where_nothing_is_stated(snapshot: Snapshot, passage: Passage) -> None:
    cut = quote(make_hit(passage), 1, snapshot.evidence)
    assert cut.follow_up == ()
    assert cut.studies == ()  # a leaflet is about a subject, although it names a study in its metadata


# Rights, at every place where they can end


@given(
    words=st.integers(1, 20),
    start=st.integers(0, len(TEXT) - 1),
    length=st.integers(1, len(TEXT)),
    marks=st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(1, 20)), max_size=3),
)
def test_nothing_of_a_quote_reaches_past_the_rights(
    words: int, start: int, length: int, marks: list[tuple[int, int]]
) -> None:
    article = Article(
        "a", "A", TEXT, rights=f"excerpt({words})", headings=(Heading(0, 16),),
        editor_notes=(EditorNote(18, 23, "lost_exponent"), EditorNote(45, 49, "lost_exponent")),
    )  # fmt: skip
    evidence = evidence_of(article, replace(article, article_id="b"))
    limit = evidence.limits["a"]
    passage = Passage("a", start, min(start + length, len(TEXT)), "Is fever common?")
    inside = [Span(s, min(s + n, passage.end)) for s, n in marks if passage.start <= s < passage.end]
    hit = make_hit(passage, *inside, also_in=(Repeat(replace(passage, article_id="b"), 0.5),))
    if passage.start >= limit:
        assert shown_passage(passage, evidence) is None
        assert not can_answer(hit, evidence)
        with pytest.raises(ValueError, match="nothing of a#"):
            quote(hit, 1, evidence)
        return
    cut = quote(hit, 1, evidence)
    assert cut.text == TEXT[passage.start : min(passage.end, limit)]
    assert cut.heading in {"", "Is fever common?"}
    assert cut.heading in TEXT[:limit]
    assert all(0 <= span.start < span.end <= len(cut.text) for span in (*cut.highlights, *cut.follow_up))
    assert (cut.citation.start, cut.citation.end) == (passage.start, min(passage.end, limit))
    assert all(cited.end <= limit for cited in cut.also_in)
    assert can_answer(hit, evidence) == all(span.end <= limit for span in inside)
    if "common" not in TEXT[:limit]:
        assert "common" not in "".join([*cut.editor_notes, cut.heading])


def test_a_repeat_of_which_nothing_may_be_shown_is_not_cited() -> None:
    link, full = Article("link", "L", TEXT, rights="link"), Article("full", "F", TEXT)
    whole = Passage("full", 0, len(TEXT))
    hit = make_hit(whole, also_in=(Repeat(replace(whole, article_id="link"), 0.9),))
    assert quote(hit, 1, evidence_of(link, full)).also_in == ()
    bare = replace(link, rights="")
    assert quote(hit, 1, evidence_of(bare, full)).also_in == (cite(bare, 0, len(TEXT)),)


# Editor's notes


def test_damaged_words_are_noted_only_beside_the_quote_that_holds_them() -> None:
    text = "Ten at 10–5 here. Nothing there. More at 10-6."
    article = Article(
        "a", "A", text, editor_notes=(EditorNote(7, 11, "lost_exponent"), EditorNote(41, 45, "lost_exponent"))
    )
    first, second = say("note.lost_exponent", text="10–5"), say("note.lost_exponent", text="10-6")
    assert notes(article, 0, len(text)) == (first, second)
    assert notes(article, 0, 17) == (first,)
    assert notes(article, 18, 32) == ()
    assert notes(article, 0, 7) == notes(article, 11, 41) == ()  # half open at both ends
    assert notes(article, 0, 8) == notes(article, 10, 41) == (first,)
    assert notes(article, 33, len(text)) == (second,)


def test_the_same_note_is_said_once() -> None:
    damaged = (EditorNote(0, 4, "lost_exponent"), EditorNote(5, 9, "lost_exponent"))
    assert len(notes(Article("a", "A", "10–5 10–5", editor_notes=damaged), 0, 9)) == 1


def test_words_are_never_repaired(snapshot: Snapshot) -> None:
    shown = answer(snapshot, "Was measurable disease at 10–5 rare?").quotes[0]
    assert shown.citation.article_id == "awkward"
    assert "10–5" in shown.text
    assert shown.editor_notes == (say("note.lost_exponent", text="10–5"),)


@pytest.mark.parametrize(
    ("review_by", "is_past"),
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
def test_an_overdue_review_is_told(review_by: str, is_past: bool) -> None:
    article = Article("a", "A", "Some words.", review_by=review_by)
    assert notes(article, 0, 4) == ((say("note.past_review", date=review_by),) if is_past else ())


def test_the_note_on_an_overdue_review_stands_at_the_quote(snapshot: Snapshot) -> None:
    drive = answer(snapshot, "When may people drive a car?").quotes[0]
    assert drive.citation.article_id == "driving"
    assert drive.editor_notes == ("This article was due for review by 1 January 2020.",)
    assert answer(snapshot, FEVER, 1).quotes[0].editor_notes == ()


def test_both_notes_stand_together(snapshot: Snapshot) -> None:
    article = replace(snapshot.contents.articles["awkward"], review_by="2020")
    (note,) = article.editor_notes
    assert len(notes(article, note.start, note.end)) == 2


def test_a_correction_is_told_beside_what_it_corrects_and_nowhere_else() -> None:
    wrong, right = (
        Article("wrong", "Old", "Two of ten."),
        Article("right", "Erratum", "Three of ten.", corrects=("wrong",)),
    )
    assert notes(wrong, 0, 5, right) == (say("note.corrected", title="Erratum"),)
    assert notes(right, 0, 5, wrong) == ()
    assert notes(wrong, 0, 5, replace(right, retracted="2025")) == ()


@pytest.mark.parametrize(
    ("older", "newer", "expected"),
    [
        ({"retracted": "undated"}, {}, [say("note.retracted")]),
        ({"retracted": "2025-06"}, {}, [say("note.retracted_since", date="2025-06")]),
        ({"stale_after": "2020-01-01"}, {}, [say("note.stale_since", date="2020-01-01")]),
        ({}, {"supersedes": ("a",)}, [say("note.superseded"), say("note.replaced_by", title="New")]),
        (
            {"retracted": "2025"},
            {"supersedes": ("a",), "published": "2026"},
            [say("note.retracted_since", date="2025"), say("note.replaced_by", title="New")],
        ),
        ({}, {}, []),
    ],
)
def test_whoever_opens_the_article_is_told_why_it_no_longer_answers(
    older: dict[str, str], newer: dict[str, object], expected: list[str]
) -> None:
    old = Article("a", "Old", "Two of ten.", **older)  # type: ignore[arg-type]
    new = Article("b", "New", "Three of ten.", **newer)  # type: ignore[arg-type]
    assert list(notes(old, 0, 5, new)) == expected
    assert notes(new, 0, 5, old) == ()
