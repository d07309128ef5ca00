"""What do we say about the passages that were found?

The answer decision: which status, which quotes in which order, which notices before them.  What the words of a quote
are is decided in `citewell.server.quotes`.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from citewell.corpus.links import web_address
from citewell.corpus.types import Citation, cite, sha256_text
from citewell.index.contents import Contents
from citewell.index.coverage import red_topics
from citewell.index.disagreements import Side as Sentence
from citewell.index.disagreements import Statement, find_disagreements
from citewell.index.embedder import Embedder, Rescorer
from citewell.index.question import clean_question, understand
from citewell.index.search import search
from citewell.index.studies import Reported, group_by_study
from citewell.index.suggestions import first, nearby
from citewell.index.types import FIRST_RANK, Chance, Hit, Ranking, Status
from citewell.server.about import About, about, covers_notice
from citewell.server.advice import advice_notice, asks_for_advice
from citewell.server.danger import find_danger
from citewell.server.evidence import Evidence, gather_evidence, today
from citewell.server.messages import say
from citewell.server.notices import Link, Notice
from citewell.server.quotes import Quote, can_answer, quote, shown_passage
from citewell.server.settings import Settings
from citewell.server.small_talk import find_small_talk, small_talk_notice
from citewell.server.urgent import urgent_notice

_NEARLY_AS_GOOD = 0.15
"""A passage whose score is less than the best one's by no more than this part of it is taken to answer as well: among such
passages about one study the better source stands first, and only their disagreements are told."""


@dataclass(frozen=True, slots=True)
class Group:
    """Quotes about one study, by their ranks; `articles` counts where its words were found, repeats included."""

    study: str
    ranks: tuple[int, ...]
    articles: int


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a disagreement: a sentence of the quote with this rank, verbatim."""

    rank: int
    text: str
    sha256: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sentences that do not agree, side by side, with fixed words on what kind of disagreement it is."""

    kind: str
    text: str
    sides: tuple[Side, Side]


@dataclass(frozen=True, slots=True)
class Answer:
    """All that is said in reply to one question."""

    question: str
    searched_for: str
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
    urgent = urgent_notice(find_danger(typed), snapshot.settings)
    small_talk = None if urgent else find_small_talk(typed)
    if small_talk:
        return _small_talk(snapshot, typed, small_talk)
    contents, evidence = snapshot.contents, snapshot.evidence
    query = understand(question, contents.speller, history)
    withheld = evidence.withheld(today())
    ranking = search(contents, snapshot.embedder, query, k, rescorer=snapshot.rescorer, without=withheld.keys())
    status = decide(ranking, evidence)
    found = () if status == "not_in_library" else ranking.hits
    best = {hit.passage.passage_id for hit in found if _answers(hit, found)}
    quotes, groups = arrange([hit for hit in found if shown_passage(hit.passage, evidence)], best, evidence)
    disagreements = compare([one for one in quotes if one.passage_id in best], evidence)
    notices = [
        urgent,
        advice_notice(snapshot.settings) if not urgent and asks_for_advice(typed) else None,
        *_status_notices(snapshot, status, ranking.chances, bool(quotes), bool(urgent)),
        *_library_notices(snapshot, ranking, status),
        _elsewhere(
            [hit for hit in found if hit.passage.passage_id in best and not can_answer(hit, evidence)], evidence
        ),
        *(_same_study(group) for group in groups if group.articles > 1),
        Notice("disagreement", say("notice.disagreement")) if disagreements else None,
    ]
    return Answer(
        question=typed,
        searched_for=query.text,
        status=status,
        notices=tuple(notice for notice in notices if notice),
        quotes=quotes,
        groups=groups,
        disagreements=disagreements,
        suggestions=() if urgent or status == "answered" else _suggest(snapshot, ranking, typed),
        release=snapshot.release_id,
    )


def decide(ranking: Ranking, evidence: Evidence) -> Status:
    """Decide by the best of the questions in a message; one whose answering words may not be shown is not answered."""
    best: dict[str, Hit] = {}
    for hit in ranking.hits:
        best.setdefault(hit.part, hit)
    found: set[Status] = set()
    for chance in ranking.chances:
        is_hidden = chance.part in best and not can_answer(best[chance.part], evidence)
        found.add("related" if is_hidden and chance.status == "answered" else chance.status)
    return next((status for status in ("answered", "related") if status in found), "not_in_library")


def _answers(hit: Hit, hits: Sequence[Hit]) -> bool:
    """Tell whether a passage is nearly as good as the best one for its question."""
    best = max(other.score for other in hits if other.part == hit.part)
    return hit.score >= best - _NEARLY_AS_GOOD * abs(best)


def arrange(hits: Sequence[Hit], best: Set[str], evidence: Evidence) -> tuple[tuple[Quote, ...], tuple[Group, ...]]:
    """Put passages about one study together, those that answer and the best sources first, and number them anew.

    `best` are the ids of the passages that are taken to answer.
    """
    items = [
        Reported(
            hit.passage.article_id,
            evidence.studies.reported(evidence.articles[hit.passage.article_id], hit.passage.start, hit.passage.end),
            evidence.articles[hit.passage.article_id].source_type,
            hit.passage.passage_id in best,
        )
        for hit in hits
    ]
    quotes: list[Quote] = []
    groups: list[Group] = []
    for group in group_by_study(items):
        members = [quote(hits[n], len(quotes) + place, evidence) for place, n in enumerate(group.members, FIRST_RANK)]
        quotes += members
        if group.study:
            told_by = {cited.article_id for member in members for cited in (member.citation, *member.also_in)}
            groups.append(Group(group.study, tuple(member.rank for member in members), len(told_by)))
    return tuple(quotes), tuple(groups)


def compare(quotes: Sequence[Quote], evidence: Evidence) -> tuple[Disagreement, ...]:
    """Find the sentences of quotes that disagree."""
    statements = [
        Statement(cited.article_id, evidence.articles[cited.article_id].text, cited.start, cited.end, one.studies)
        for one in quotes
        for cited in (one.citation,)
    ]

    def side(sentence: Sentence) -> Side:
        shown = quotes[sentence.statement]
        article = evidence.articles[shown.citation.article_id]
        text = article.text[sentence.start : sentence.end]
        return Side(shown.rank, text, sha256_text(text), cite(article, sentence.start, sentence.end))

    return tuple(
        Disagreement(found.kind, say(f"disagreement.{found.kind}"), (side(found.left), side(found.right)))
        for found in find_disagreements(statements)
    )


def _small_talk(snapshot: Snapshot, typed: str, kind: str) -> Answer:
    notice = small_talk_notice(kind, snapshot.about, snapshot.settings)
    return Answer(typed, "", "not_in_library", (notice,), (), (), (), snapshot.about.questions, snapshot.release_id)


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


def _library_notices(snapshot: Snapshot, ranking: Ranking, status: Status) -> Iterator[Notice]:
    """Say where the library is known to be incomplete, and which articles are not offered as an answer."""
    contents, evidence = snapshot.contents, snapshot.evidence
    asked = zip(ranking.query.parts, ranking.vectors, strict=True)
    red = [topic.item.topic for part, vector in asked for topic in red_topics(contents, part, vector)]
    yield from (Notice("incomplete", say("notice.incomplete", topic=topic)) for topic in dict.fromkeys(red))
    for article_id in ranking.withheld if status != "not_in_library" else ():
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
