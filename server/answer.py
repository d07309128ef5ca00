"""What do we say about the passages that were found?

The answer decision: which status, which quotes in which order, which notices before them.  What the words of a quote
are is decided in `citewell.server.quotes`.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from citewell.corpus.links import web_address
from citewell.index.contents import Contents
from citewell.index.coverage import red_topics
from citewell.index.embedder import Embedder, Rescorer
from citewell.index.question import clean_question, understand
from citewell.index.search import search
from citewell.index.suggestions import first, nearby
from citewell.index.types import Chance, Hit, Ranking, Status
from citewell.server.about import About, about, covers_notice
from citewell.server.advice import advice_notice, asks_for_advice
from citewell.server.arrange import Disagreement, Group, arrange, compare, is_nearly_best
from citewell.server.danger import find_danger
from citewell.server.danger_spanish import find_danger_in_spanish, notice_in_spanish
from citewell.server.danger_words import LEARNT_IN, sounds_like_danger
from citewell.server.evidence import Evidence, gather_evidence, today
from citewell.server.messages import say
from citewell.server.notices import Link, Notice
from citewell.server.question_language import language_notices, other_language
from citewell.server.quotes import Quote, can_answer, shown_passage
from citewell.server.reading import plainer_first
from citewell.server.settings import Settings
from citewell.server.small_talk import find_small_talk, small_talk_notice
from citewell.server.urgent import urgent_notice


@dataclass(frozen=True, slots=True)
class Answer:
    """All that is said in reply to one question; `topic` are words taken over from the questions asked before."""

    question: str
    searched_for: str
    topic: str
    status: Status
    notices: tuple[Notice, ...]
    quotes: tuple[Quote, ...]
    groups: tuple[Group, ...]
    disagreements: tuple[Disagreement, ...]
    suggestions: tuple[str, ...]
    release: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One release, opened, with all that answering takes; `make_snapshot` makes one."""

    release_id: str
    built: str
    contents: Contents
    embedder: Embedder
    evidence: Evidence
    about: About
    settings: Settings
    rescorer: Rescorer | None = None


def make_snapshot(
    release_id: str,
    built: str,
    contents: Contents,
    embedder: Embedder,
    settings: Settings,
    rescorer: Rescorer | None = None,
) -> Snapshot:
    """Make an opened release ready for answering."""
    evidence = gather_evidence(contents.articles)
    without = evidence.withheld(today()).keys()
    covers = about(
        [one for one in contents.articles.values() if one.article_id not in without],
        built,
        first(contents, without=without),
    )
    return Snapshot(release_id, built, contents, embedder, evidence, covers, settings, rescorer)


def answer(snapshot: Snapshot, question: str, k: int = 5, history: Sequence[str] = ()) -> Answer:
    """Answer a question from one release.

    Args:
        snapshot: the release.
        question: what the person typed.
        k: how many quotes to show at most.
        history: the questions asked before, oldest first.
    """
    typed = clean_question(question)
    in_spanish = find_danger_in_spanish(typed)
    dangers = (*find_danger(typed), *in_spanish)
    small_talk = None if dangers else find_small_talk(typed)
    if small_talk:
        return _small_talk(snapshot, typed, small_talk)
    if not dangers and not other_language(typed, LEARNT_IN):
        dangers = sounds_like_danger(typed)
    urgent = urgent_notice(dangers, snapshot.settings)
    contents, evidence = snapshot.contents, snapshot.evidence
    languages = {one.language for one in contents.articles.values()}
    other = other_language(typed, languages)
    query = understand(question, contents.speller, history)
    withheld = evidence.withheld(today())
    ranking = search(contents, snapshot.embedder, query, k, rescorer=snapshot.rescorer, without=withheld.keys())
    kept = tuple(chance.part for chance in ranking.chances if chance.status != "not_in_library")
    if 0 < len(kept) < len(ranking.chances):  # what was found for the other questions is no answer to these
        of_kept = search(contents, snapshot.embedder, replace(query, parts=kept), k, without=withheld.keys())
        ranking = replace(ranking, hits=of_kept.hits)
    lacking = _red_topics(contents, ranking)
    status = decide(ranking, evidence, set(query.parts) if other else lacking.keys())
    found = () if status == "not_in_library" else plainer_first(ranking.hits, evidence.articles)
    best = {hit.passage.passage_id for hit in found if is_nearly_best(hit, found)}
    quotes, groups = arrange([hit for hit in found if shown_passage(hit.passage, evidence)], best, evidence)
    disagreements = compare(quotes, {one.rank for one in quotes if one.passage_id in best}, evidence)
    notices = [
        urgent,
        notice_in_spanish(in_spanish, snapshot.settings),
        *(language_notices(other, languages, snapshot.settings) if other else ()),
        advice_notice(snapshot.settings) if not urgent and asks_for_advice(typed) else None,
        *_status_notices(snapshot, status, ranking.chances, bool(quotes), bool(urgent)),
        *(Notice("incomplete", say("notice.incomplete", topic=topic)) for topic in dict.fromkeys(lacking.values())),
        *_withheld(snapshot, ranking),
        _elsewhere(
            [hit for hit in found if hit.passage.passage_id in best and not can_answer(hit, evidence)], evidence
        ),
        *(_same_study(group) for group in groups if group.articles > 1),
        Notice("disagreement", say("notice.disagreement")) if disagreements else None,
    ]
    return Answer(
        question=typed,
        searched_for=query.text,
        topic=query.topic,
        status=status,
        notices=tuple(notice for notice in notices if notice),
        quotes=quotes,
        groups=groups,
        disagreements=disagreements,
        suggestions=() if urgent or status == "answered" else _suggest(snapshot, ranking, typed),
        release=snapshot.release_id,
    )


def decide(ranking: Ranking, evidence: Evidence, lacking: Set[str] = frozenset()) -> Status:
    """Decide by the best of the questions in a message.

    One whose answering words may not be shown is not answered, nor is one in `lacking`: the questions about what the
    library is known to lack, and those in a language that its articles are not in.
    """
    best: dict[str, Hit] = {}
    for hit in ranking.hits:
        for part in (hit.part, *hit.also_for):
            best.setdefault(part, hit)
    found: set[Status] = set()
    for chance in ranking.chances:
        is_hidden = chance.part in best and not can_answer(best[chance.part], evidence)
        is_doubtful = is_hidden or chance.part in lacking
        found.add("related" if is_doubtful and chance.status == "answered" else chance.status)
    return next((status for status in ("answered", "related") if status in found), "not_in_library")


def _small_talk(snapshot: Snapshot, typed: str, kind: str) -> Answer:
    notice = small_talk_notice(kind, snapshot.about, snapshot.settings)
    return Answer(typed, "", "", "not_in_library", (notice,), (), (), (), snapshot.about.questions, snapshot.release_id)


def _status_notices(
    snapshot: Snapshot, status: Status, chances: Sequence[Chance], has_quotes: bool, is_urgent: bool
) -> Iterator[Notice]:
    """Say what to make of it if there is no answer, or only one to some of the questions."""
    every_article = Link(say("page.all_articles"), "/articles/")
    if status == "answered":
        lacking = [chance.part for chance in chances if chance.status != "answered"]
        yield from (Notice("unanswered_part", say("notice.unanswered_part", question=part)) for part in lacking)
        return
    if status == "not_in_library" or has_quotes:
        yield Notice(status, say(f"notice.{status}"), (every_article,))
    else:
        yield Notice(status, say("status.elsewhere"), (every_article,))
    if status == "not_in_library" and not is_urgent:
        yield covers_notice(snapshot.about)


def _red_topics(contents: Contents, ranking: Ranking) -> dict[str, str]:
    """Find the questions of a message that are about what the library is known to lack, each with the topic."""
    asked = zip(ranking.query.parts, ranking.vectors, strict=True)
    return {part: topic.item.topic for part, vector in asked for topic in red_topics(contents, part, vector)[:1]}


def _withheld(snapshot: Snapshot, ranking: Ranking) -> Iterator[Notice]:
    """Name the articles that would have come first, but are not offered as an answer, and why."""
    evidence = snapshot.evidence
    for article_id in ranking.withheld:
        standing = evidence.withheld(today())[article_id]
        links = [_article_link(evidence, standing.by)] if standing.by else []
        text = say(f"notice.{standing.kind}", title=evidence.articles[article_id].title)
        yield Notice(standing.kind, text, (*links, _article_link(evidence, article_id)))


def _article_link(evidence: Evidence, article_id: str) -> Link:
    return Link(evidence.articles[article_id].title, f"/articles/{article_id}")


def _elsewhere(hits: Iterable[Hit], evidence: Evidence) -> Notice | None:
    """Name the articles that may answer in words which their rights do not let us show."""
    named = dict.fromkeys(hit.passage.article_id for hit in hits)
    links = tuple(
        Link(evidence.articles[name].title, web_address(evidence.articles[name].url) or f"/articles/{name}")
        for name in named
    )
    return Notice("elsewhere", say("notice.elsewhere"), links) if links else None


def _same_study(group: Group) -> Notice:
    return Notice("same_study", say("notice.same_study", articles=group.articles, study=group.study))


def _suggest(snapshot: Snapshot, ranking: Ranking, typed: str) -> tuple[str, ...]:
    """Choose questions to try: the nearest, or the first ones where nothing of the library is near."""
    contents, without = snapshot.contents, snapshot.evidence.withheld(today()).keys()
    near = [
        nearby(contents, vector, without=without)
        for chance, vector in zip(ranking.chances, ranking.vectors, strict=True)
        if chance.status != "not_in_library"
    ]
    offered = near[0] if near else first(contents, without=without)
    return tuple(question for question in offered if question != typed)
