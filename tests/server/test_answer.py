"""The answer decision: which status, which quotes in which order, which notices before them."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.types import Article, Citation, Passage, sha256_text
from citewell.index.search import search
from citewell.index.types import Chance, Hit, Query, Ranking, Status
from citewell.server.answer import Answer, Snapshot, answer, decide
from citewell.server.arrange import Disagreement, Group, Side, arrange
from citewell.server.messages import catalogue, say
from citewell.server.quotes import Quote
from citewell.server.settings import Line, Settings

FEVER = "Is fever common in the first days after CAR-T?"
PRESS = "How many of 97 patients were alive without progression five years after one infusion of cilta-cel?"
RELATED = "Is the infusion cold or warm for people?"
OFF_TOPIC = "What is the best pizza in town?"
DANGER = "My husband has a fever of 39 and he is shaking."
ADVICE = "Should I drive a car after the infusion?"

pytestmark = pytest.mark.usefixtures("by_coverage")

MUST_COVER = """
items:
  - {id: fertility, topic: Fertility, why: People ask., source: {title: S}, question: "Can I have children afterwards?",
     words: [have children], names: [fertile, pregnant]}
  - {id: driving, topic: Driving, why: People drive., source: {title: S}, question: "When may I drive?",
     words: [not drive]}
"""


def query(question: str) -> Query:
    return Query(question, (question,))


def kinds(answered: Answer) -> list[str]:
    return [notice.kind for notice in answered.notices]


def hit_of(passage: Passage, part: str = "a", score: float = 1.0) -> Hit:
    return Hit(1, score, passage, 0.5, 0.5, 1.0, part, passage.sentences[:1])


def ranking(hits: Sequence[Hit], *chances: tuple[str, Status]) -> Ranking:
    judged = tuple(Chance(part, 0.5, 0.5, status) for part, status in chances)
    parts = tuple(part for part, _ in chances)
    return Ranking(Query(" · ".join(parts), parts), tuple(hits), judged, np.zeros((len(parts), 4), dtype=np.float32))


@pytest.fixture(scope="module")
def passage(snapshot: Snapshot) -> Passage:
    """The passage of the fever article that says that fever is common."""
    return next(p for p in snapshot.contents.passages if p.article_id == "fever-after-car-t")


@pytest.fixture(scope="module")
def hidden(snapshot: Snapshot) -> Snapshot:
    """The same release, in which no word of the fever article may be shown."""
    limits = {**snapshot.evidence.limits, "fever-after-car-t": 0}
    return replace(snapshot, evidence=replace(snapshot.evidence, limits=limits))


# Status


@pytest.mark.parametrize(
    ("of_parts", "status"),
    [
        (["answered"], "answered"),
        (["related"], "related"),
        (["not_in_library"], "not_in_library"),
        (["answered", "not_in_library"], "answered"),
        (["related", "not_in_library"], "related"),
        (["related", "answered"], "answered"),
        (["not_in_library", "not_in_library", "not_in_library"], "not_in_library"),
    ],
)
def test_the_best_answered_question_of_a_message_decides_in_any_order(
    snapshot: Snapshot, passage: Passage, of_parts: list[Status], status: str
) -> None:
    hits = [hit_of(passage, str(number)) for number in range(len(of_parts))]
    chances = [(str(number), one) for number, one in enumerate(of_parts)]
    for order in permutations(chances):
        assert decide(ranking(hits, *order), snapshot.evidence) == status


def test_words_that_may_not_be_shown_answer_nothing(snapshot: Snapshot, hidden: Snapshot, passage: Passage) -> None:
    driving = next(p for p in snapshot.contents.passages if p.article_id == "driving")
    asked = ranking([hit_of(passage, "fever"), hit_of(driving, "fever", 0.9)], ("fever", "answered"))
    assert decide(asked, snapshot.evidence) == "answered"
    assert decide(asked, hidden.evidence) == "related"  # the model judged the first, not the second
    both = ranking([hit_of(passage, "fever"), hit_of(driving, "car")], ("fever", "answered"), ("car", "answered"))
    assert decide(both, hidden.evidence) == "answered"
    neither = ranking([hit_of(passage, "fever")], ("fever", "not_in_library"))
    assert decide(neither, hidden.evidence) == "not_in_library"


def test_what_the_library_is_known_to_lack_is_not_answered(snapshot: Snapshot, passage: Passage) -> None:
    one = ranking([hit_of(passage, "fever")], ("fever", "answered"))
    assert decide(one, snapshot.evidence, {"fever"}) == "related"
    assert decide(one, snapshot.evidence, {"car"}) == "answered"
    both = ranking([hit_of(passage, "fever")], ("fever", "answered"), ("car", "answered"))
    assert decide(both, snapshot.evidence, {"fever"}) == "answered"
    far = ranking([hit_of(passage, "fever")], ("fever", "not_in_library"))
    assert decide(far, snapshot.evidence, {"fever"}) == "not_in_library"


def test_no_hit_is_no_answer(snapshot: Snapshot) -> None:
    assert decide(ranking([], ("fever", "not_in_library")), snapshot.evidence) == "not_in_library"


# What is said, by status: see `by_coverage`


@pytest.mark.parametrize(
    ("question", "status"),
    [
        (FEVER, "answered"),
        (PRESS, "answered"),
        (RELATED, "related"),
        (OFF_TOPIC, "not_in_library"),
        ("?", "not_in_library"),
        (f"{OFF_TOPIC} {FEVER}", "answered"),
        (f"{RELATED} {FEVER}", "answered"),
        (f"{OFF_TOPIC} {RELATED}", "related"),
    ],
)
def test_real_questions_get_their_status(snapshot: Snapshot, question: str, status: str) -> None:
    assert answer(snapshot, question).status == status


@pytest.mark.parametrize("k", [1, 5, 20])
def test_not_in_library_shows_no_quote_and_says_what_there_is(snapshot: Snapshot, k: int) -> None:
    answered = answer(snapshot, OFF_TOPIC, k)
    assert (answered.status, answered.quotes, answered.groups, answered.disagreements) == ("not_in_library", (), (), ())
    told, covers = answered.notices
    assert (told.kind, told.text) == ("not_in_library", catalogue()["notice.not_in_library"])
    assert [link.url for link in told.links] == ["/articles/"]
    assert covers.kind == "covers"
    titles = {article.title for article in snapshot.contents.articles.values()}
    assert {link.text for link in covers.links} <= titles
    assert answered.suggestions == snapshot.about.questions  # nothing is near, so the first ones
    assert len(answered.suggestions) == 3


def test_related_shows_quotes_under_a_notice_with_questions_that_are_answered(snapshot: Snapshot) -> None:
    related = answer(snapshot, "Is a fever worse with wine or with beer?")
    assert related.quotes
    assert kinds(related) == ["related"]
    assert related.suggestions[0] == "Is fever common?"  # the nearest first
    assert {*related.suggestions} <= {one.question for one in snapshot.contents.suggestions}


def test_answered_needs_no_notice_and_no_other_questions(snapshot: Snapshot) -> None:
    answered = answer(snapshot, FEVER)
    assert (answered.status, answered.notices, answered.suggestions) == ("answered", (), ())


@pytest.mark.parametrize("other", [RELATED, OFF_TOPIC])
def test_the_part_that_is_not_answered_is_named(snapshot: Snapshot, other: str) -> None:
    for question in (f"{FEVER} {other}", f"{other} {FEVER}"):
        both = answer(snapshot, question)
        assert both.status == "answered"
        assert [(notice.kind, notice.text) for notice in both.notices] == [
            ("unanswered_part", say("notice.unanswered_part", question=other))
        ]
        assert both.suggestions == ()
    neither = answer(snapshot, f"{other} {OFF_TOPIC}")
    assert neither.status != "answered"
    assert "unanswered_part" not in kinds(neither)


def test_what_was_found_for_a_part_that_is_not_in_the_library_is_not_shown(snapshot: Snapshot) -> None:
    """Beside an answered question as little as alone: no passage stands there as an answer to the other one."""
    alone, both = answer(snapshot, FEVER), answer(snapshot, f"{OFF_TOPIC} {FEVER}")
    assert [quote.passage_id for quote in both.quotes] == [quote.passage_id for quote in alone.quotes]


def test_a_whole_answer_names_no_part(snapshot: Snapshot) -> None:
    assert kinds(answer(snapshot, "Is fever common? When may I drive a car?")) == []


# Danger comes first, then advice


@pytest.mark.parametrize(
    ("question", "status"), [(FEVER, "answered"), (RELATED, "related"), (OFF_TOPIC, "not_in_library")]
)
def test_the_urgent_notice_stands_first_and_passages_follow(snapshot: Snapshot, question: str, status: str) -> None:
    alone, answered = answer(snapshot, question), answer(snapshot, f"{DANGER} {question}")
    assert kinds(answered)[0] == "urgent"
    assert kinds(answered)[1:] == [kind for kind in kinds(alone) if kind != "covers"]
    assert answered.suggestions == ()  # nothing distracts from the call
    assert answered.status == alone.status == status
    assert bool(answered.quotes) == (status != "not_in_library")


def test_danger_alone_is_searched_too(snapshot: Snapshot) -> None:
    answered = answer(snapshot, DANGER)
    assert kinds(answered)[0] == "urgent"
    assert answered.quotes


@pytest.mark.parametrize("hello", ["hi, ", "thanks! ", "who are you? "])
def test_danger_is_never_small_talk(snapshot: Snapshot, hello: str) -> None:
    answered = answer(snapshot, hello + "i cant breathe")
    assert kinds(answered)[0] == "urgent"
    assert "small_talk" not in kinds(answered)
    assert answered.searched_for


@pytest.mark.parametrize(
    "question", ["Should I stop my aspirin? I have chest pain.", "can i take more pills, i want to die"]
)
def test_advice_is_not_refused_beside_an_emergency(snapshot: Snapshot, question: str) -> None:
    assert kinds(answer(snapshot, question))[0] == "urgent"
    assert "personal_advice" not in kinds(answer(snapshot, question))


def test_advice_is_refused_before_the_passages(snapshot: Snapshot) -> None:
    answered = answer(snapshot, ADVICE)
    assert kinds(answered) == ["personal_advice"]
    assert answered.quotes
    assert kinds(answer(snapshot, "Should I skip the infusion?")) == ["personal_advice", "related"]
    assert kinds(answer(snapshot, "Should I buy a tractor?"))[:2] == ["personal_advice", "not_in_library"]


def test_the_publishers_numbers_are_named(snapshot: Snapshot) -> None:
    own = Settings(country="GB", centre_line=Line(name="The unit", number="01632 960 001"),
                   care_team=Line(name="The nurses", number="01632 960 002"))  # fmt: skip
    stated = replace(snapshot, settings=own)
    urgent = answer(stated, DANGER).notices[0]
    assert "The unit on 01632 960 001" in urgent.text
    assert "tel:01632960001" in {link.url for link in urgent.links}
    assert "999" in urgent.text
    advice = answer(stated, ADVICE).notices[0]
    assert "The nurses on 01632 960 002" in advice.text
    assert [link.url for link in advice.links] == ["tel:01632960002"]


@pytest.mark.parametrize("question", [FEVER, "What is a seizure?", PRESS, "When may I drive?"])
def test_ordinary_questions_raise_no_alarm(snapshot: Snapshot, question: str) -> None:
    assert not {"urgent", "personal_advice", "small_talk"} & {*kinds(answer(snapshot, question))}


# Small talk


@pytest.mark.parametrize(
    "message", ["hello", "Thank you!", "who are you?", "are you a doctor", "is this private?", "what can you do?"]
)
def test_small_talk_is_answered_in_fixed_words_with_questions_to_try(snapshot: Snapshot, message: str) -> None:
    answered = answer(snapshot, message, history=["Is fever common?"])
    assert kinds(answered) == ["small_talk"]
    assert (answered.quotes, answered.groups, answered.disagreements, answered.searched_for) == ((), (), (), "")
    assert answered.status == "not_in_library"
    assert answered.suggestions == snapshot.about.questions
    assert answered.release == snapshot.release_id
    assert answered.question == message


@pytest.mark.parametrize(
    "message",
    ["Hello, is fever common?", "thanks! and is fever common?", "Who are you? Is fever common?", "hi fever common?"],
)
def test_small_talk_never_costs_a_real_question(snapshot: Snapshot, message: str) -> None:
    answered = answer(snapshot, message)
    assert "small_talk" not in kinds(answered)
    assert answered.quotes[0].citation.article_id == "fever-after-car-t"
    assert "fever" in answered.searched_for.lower()


# What the library lacks


@pytest.fixture(scope="module")
def gaps(snapshot: Snapshot, publish: Callable[..., Snapshot]) -> Snapshot:
    """The library with a must-cover list, of which only driving is covered."""
    return publish(*snapshot.contents.articles.values(), must_cover=MUST_COVER)


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("Is fever common in the first days after CAR-T when people are pregnant?", "related"),
        ("Can my wife get pregnant after the infusion?", "related"),
        ("Can my wife get pregnant?", "not_in_library"),
    ],
)
def test_a_question_about_a_gap_is_told_whatever_was_found(gaps: Snapshot, question: str, status: str) -> None:
    answered = answer(gaps, question)
    assert answered.status == status
    assert [notice.text for notice in answered.notices if notice.kind == "incomplete"] == [
        say("notice.incomplete", topic="Fertility")
    ]


def test_no_gap_is_told_where_there_is_none(gaps: Snapshot, snapshot: Snapshot) -> None:
    assert [one.item.id for one in gaps.contents.coverage if not one.is_covered] == ["fertility"]
    assert "incomplete" not in kinds(answer(gaps, "When may I drive?"))
    assert "incomplete" not in kinds(answer(gaps, FEVER))
    assert "incomplete" not in kinds(answer(snapshot, "Can my wife get pregnant after the infusion?"))


def test_a_gap_is_told_once_and_in_any_part(gaps: Snapshot) -> None:
    answered = answer(gaps, "When may I drive? Can she get pregnant? And am I fertile afterwards?")
    assert kinds(answered).count("incomplete") == 1


# Quotes in their order


def test_quotes_are_the_hits_in_their_order(snapshot: Snapshot) -> None:
    hits = search(snapshot.contents, snapshot.embedder, query(FEVER), 4).hits
    quotes = answer(snapshot, FEVER, 4).quotes
    assert [q.passage_id for q in quotes] == [hit.passage.passage_id for hit in hits]
    assert [q.rank for q in quotes] == [1, 2, 3, 4]
    assert [q.score for q in quotes] == [round(hit.score, 4) for hit in hits]


def test_the_same_words_in_two_press_articles_are_one_quote_with_two_citations(snapshot: Snapshot) -> None:
    quotes = answer(snapshot, PRESS, 20).quotes
    (shown,) = (q for q in quotes if q.citation.article_id.startswith("press-"))
    (other,) = shown.also_in
    assert {shown.citation.article_id, other.article_id} == {"press-one", "press-two"}
    assert snapshot.contents.articles[other.article_id].text[other.start : other.end] == shown.text
    assert all(q.also_in == () for q in quotes if q is not shown)


def report(article_id: str, text: str, source_type: str, *studies: str, **metadata: object) -> Article:
    return Article(article_id, f"Title of {article_id}", text, source_type=source_type, studies=studies, **metadata)  # type: ignore[arg-type]


REPORTS = (
    report("news", "In CARTITUDE-1, 32 of 97 people were alive without progression after five years.", "news",
           "CARTITUDE-1"),
    report("leaflet", "The CARTITUDE-1 study followed people for five years: a third were alive without progression.",
           "patient_information", "CARTITUDE-1"),
    report("paper", "CARTITUDE-1 enrolled 97 people; at five years, 32 people were alive without progression.",
           "research", "CARTITUDE-1"),
    report("both", "After five years, CARTITUDE-1 and CARTITUDE-4 both had people alive without progression.", "news",
           "CARTITUDE-1", "CARTITUDE-4"),
    report("none", "People stay alive without progression for five years more often than before.", "news"),
)  # fmt: skip


@pytest.fixture(scope="module")
def reports(publish: Callable[..., Snapshot]) -> Snapshot:
    return publish(*REPORTS)


FIVE_YEARS = "How many people were alive without progression after five years?"


def test_three_articles_on_one_study_are_one_group_with_the_best_source_first(reports: Snapshot) -> None:
    answered = answer(reports, FIVE_YEARS, 20)
    (group,) = answered.groups
    assert (group.study, group.articles) == ("CARTITUDE-1", 3)
    members = [quote.citation.article_id for quote in answered.quotes if quote.rank in group.ranks]
    assert {*members} == {"paper", "leaflet", "news"}
    assert list(group.ranks) == list(range(group.ranks[0], group.ranks[0] + 3))  # they stand together
    (told,) = (notice for notice in answered.notices if notice.kind == "same_study")
    assert told.text.startswith("3 articles, 1 study: CARTITUDE-1.")
    assert [quote.rank for quote in answered.quotes] == list(range(1, 6))


def test_passages_of_several_studies_or_of_none_stand_alone(reports: Snapshot) -> None:
    answered = answer(reports, FIVE_YEARS, 20)
    by_article = {quote.citation.article_id: quote for quote in answered.quotes}
    assert by_article["both"].studies == ("CARTITUDE-1", "CARTITUDE-4")
    assert by_article["none"].studies == ()
    grouped = {rank for group in answered.groups for rank in group.ranks}
    assert not {by_article["both"].rank, by_article["none"].rank} & grouped


def hits_of(reports: Snapshot, *scored: tuple[str, float]) -> list[Hit]:
    passages = {passage.article_id: passage for passage in reports.contents.passages}
    return [hit_of(passages[name], "a", score) for name, score in scored]


@pytest.mark.parametrize(
    ("scored", "order"),
    [
        ([("news", 1.0), ("leaflet", 0.95), ("paper", 0.9)], ["paper", "leaflet", "news"]),
        ([("news", 1.0), ("leaflet", 0.5), ("paper", 0.4)], ["news", "paper", "leaflet"]),  # the others do not answer
        ([("news", 1.0), ("none", 0.9), ("paper", 0.88)], ["paper", "news", "none"]),
        ([("none", 1.0), ("news", 0.9), ("both", 0.89), ("paper", 0.86)], ["none", "paper", "news", "both"]),
        ([("both", 1.0), ("none", 0.9)], ["both", "none"]),
        ([], []),
    ],
)
def test_the_better_source_stands_first_only_among_passages_nearly_as_good(
    reports: Snapshot, scored: list[tuple[str, float]], order: list[str]
) -> None:
    hits = hits_of(reports, *scored)
    best = {hit.passage.passage_id for hit in hits if hit.score >= 0.85}
    quotes, groups = arrange(hits, best, reports.evidence)
    assert [quote.citation.article_id for quote in quotes] == order
    assert [quote.rank for quote in quotes] == list(range(1, len(order) + 1))
    for group in groups:
        assert {quotes[rank - 1].studies for rank in group.ranks} == {(group.study,)}


@given(scores=st.lists(st.floats(-5, 5), min_size=5, max_size=5), order=st.permutations(range(5)))
def test_arranging_loses_nothing_and_numbers_from_one(reports: Snapshot, scores: list[float], order: list[int]) -> None:
    names = [REPORTS[number].article_id for number in order]
    hits = hits_of(reports, *zip(names, sorted(scores, reverse=True), strict=True))
    quotes, groups = arrange(hits, {hit.passage.passage_id for hit in hits if hit.score > 0}, reports.evidence)
    assert sorted(quote.citation.article_id for quote in quotes) == sorted(names)
    assert [quote.rank for quote in quotes] == [1, 2, 3, 4, 5]
    (group,) = groups
    assert (group.study, group.articles, len(group.ranks)) == ("CARTITUDE-1", 3, 3)
    assert group.ranks == tuple(range(group.ranks[0], group.ranks[0] + 3))


def test_repeats_that_are_folded_in_count_as_articles_of_the_study(publish: Callable[..., Snapshot]) -> None:
    text = REPORTS[0].text
    retold = publish(*(report(f"agency-{number}", text, "news", "CARTITUDE-1") for number in range(3)), REPORTS[2])
    answered = answer(retold, FIVE_YEARS, 20)
    assert len(answered.quotes) == 2
    (group,) = answered.groups
    assert group.articles == 4
    assert "4 articles, 1 study" in next(notice.text for notice in answered.notices if notice.kind == "same_study")


def test_one_article_on_a_study_is_nothing_to_be_told(publish: Callable[..., Snapshot]) -> None:
    alone = answer(publish(REPORTS[0]), FIVE_YEARS)
    assert [group.articles for group in alone.groups] == [1]
    assert alone.notices == ()


# Disagreements

FIRST = "At 30 months, 76.4% of the people given cilta-cel in CARTITUDE-4 were alive."


def pair(publish: Callable[..., Snapshot], second: str) -> Snapshot:
    return publish(
        report("one", FIRST, "research", "CARTITUDE-4"),
        report("two", second, "news", "KarMMa-3" if "KarMMa-3" in second else "CARTITUDE-4"),
        Article("other", "Driving", "Do not drive a car for 8 weeks after the infusion."),
        Article("bones", "Bones", "Myeloma harms the bones and the kidneys of people."),
    )  # fmt: skip


ALIVE = "How many people given cilta-cel were alive at 30 months?"


def test_two_numbers_for_one_measure_of_one_study_stand_side_by_side(publish: Callable[..., Snapshot]) -> None:
    differ = pair(publish, "At 30 months, 80% of the people given cilta-cel in CARTITUDE-4 were alive.")
    answered = answer(differ, ALIVE)
    (found,) = answered.disagreements
    assert (found.kind, found.text) == ("number", catalogue()["disagreement.number"])
    assert {side.citation.article_id for side in found.sides} == {"one", "two"}
    for side in found.sides:
        cited = side.citation
        assert side.text == differ.contents.articles[cited.article_id].text[cited.start : cited.end]
        assert side.sha256 == sha256_text(side.text)
        assert side.text in answered.quotes[side.rank - 1].text
        assert answered.quotes[side.rank - 1].citation.article_id == cited.article_id
    assert [notice.text for notice in answered.notices if notice.kind == "disagreement"] == [
        catalogue()["notice.disagreement"]
    ]


@pytest.mark.parametrize(
    "second",
    [
        "At 30 months, 76% of the people given cilta-cel in CARTITUDE-4 were alive.",  # rounded
        "At 30 months, 63.8% of the people given standard care in CARTITUDE-4 were alive.",  # the other arm
        "At 30 months, 80% of the people given cilta-cel in KarMMa-3 were alive.",  # another study
    ],
)
def test_what_only_looks_like_a_disagreement_is_none(publish: Callable[..., Snapshot], second: str) -> None:
    answered = answer(pair(publish, second), ALIVE)
    assert {quote.citation.article_id for quote in answered.quotes} >= {"one", "two"}
    assert answered.disagreements == ()
    assert "disagreement" not in kinds(answered)


def test_nothing_is_compared_that_is_not_shown(publish: Callable[..., Snapshot]) -> None:
    differ = pair(publish, "At 30 months, 80% of the people given cilta-cel in CARTITUDE-4 were alive.")
    assert answer(differ, ALIVE).disagreements
    assert answer(differ, ALIVE, k=1).disagreements == ()
    assert answer(differ, OFF_TOPIC).disagreements == ()


# Words


def test_there_is_no_field_for_words_of_our_own() -> None:
    """Whoever adds a field to an answer or a quote must say here where its words come from."""
    of_slices = {"text", "sha256", "heading", "highlights", "follow_up", "also_in", "citation"}
    of_articles = {"studies"}  # names that articles state, or that stand in their words
    of_numbers = {"rank", "score", "passage_id", "reading"}
    of_the_reader = {"part"}
    of_the_catalogue = {"editor_notes"}
    assert {
        field.name for field in fields(Quote)
    } == of_slices | of_articles | of_numbers | of_the_reader | of_the_catalogue
    assert {field.name for field in fields(Side)} == {"rank", "text", "sha256", "citation"}  # a slice too
    assert {field.name for field in fields(Disagreement)} == {"kind", "text", "sides"}  # `text`: of the catalogue
    assert {field.name for field in fields(Group)} == {"study", "ranks", "articles"}  # `study`: as in `studies`
    assert {field.name for field in fields(Answer)} == {
        "question", "searched_for", "topic",  # the reader's
        "status", "notices",  # of the catalogue
        "quotes", "groups", "disagreements",  # as above
        "suggestions",  # the publisher's, or headings of articles
        "release",
    }  # fmt: skip
    assert {field.name for field in fields(Citation)} == {
        "article_id", "title", "publisher", "authors", "published", "reviewed", "review_by", "checked", "data_cut",
        "source_type", "studies", "rights", "language", "url", "doi", "start", "end",
    }  # fmt: skip


def test_all_that_is_said_comes_from_the_catalogue_or_the_library(gaps: Snapshot, reports: Snapshot) -> None:
    fixed = {text for text in catalogue().values() if "{" not in text}
    titles = {article.title for one in (gaps, reports) for article in one.contents.articles.values()}
    offered = {one.question for one in gaps.contents.suggestions}
    stated = {
        say("notice.incomplete", topic="Fertility"),
        say("notice.same_study", articles=3, study="CARTITUDE-1"),
        say("covers.all", count=5),
        say("note.past_review", date="2020-01-01"),
        say("note.lost_exponent", text="10–5"),
    }
    asked = [FEVER, OFF_TOPIC, "Was measurable disease at 10–5 rare?", "May people drive a car?", "Is he fertile?"]
    for answered in [*(answer(gaps, question, 20) for question in asked), answer(reports, FIVE_YEARS, 20)]:
        for notice in answered.notices:
            assert notice.text in fixed | stated, notice
            assert {link.text for link in notice.links} <= fixed | titles
        assert {*answered.suggestions} <= offered
        for shown in answered.quotes:
            assert {*shown.editor_notes} <= stated
        assert {found.text for found in answered.disagreements} <= fixed


# History


def test_history_is_carried_into_what_is_searched(snapshot: Snapshot) -> None:
    after = answer(snapshot, "And when?", history=["May I drive a car after the infusion?"])
    assert after.question == "And when?"
    assert after.searched_for == "drive car infusion: And when?"
    assert after.quotes[0].citation.article_id == "driving"
    assert answer(snapshot, FEVER, history=["May I drive?"]).searched_for == FEVER


def test_danger_of_an_earlier_question_is_not_told_again(snapshot: Snapshot) -> None:
    assert "urgent" not in kinds(answer(snapshot, FEVER, history=["I cannot breathe"]))


def test_two_questions_of_one_message_are_both_answered_and_told(snapshot: Snapshot) -> None:
    both = answer(snapshot, "Is feverr common? May I drive a car after the infusion?")
    assert both.question == "Is feverr common? May I drive a car after the infusion?"
    assert both.searched_for == "Is fever common? · May I drive a car after the infusion?"
    assert both.status == "answered"
    assert [quote.citation.article_id for quote in both.quotes[:2]] == ["fever-after-car-t", "driving"]
