"""Which words of a passage are shown, and with what beside them?

A `Quote` has no field for words of our own: its text is cut from the article here and nowhere else, as far as the
article's rights allow.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from citewell.corpus.data_cut import find_data_cuts
from citewell.corpus.dates import is_past
from citewell.corpus.types import Article, Citation, Passage, Span, cite, sha256_text
from citewell.index.types import Hit
from citewell.server.evidence import Evidence, today
from citewell.server.messages import say
from citewell.server.reading import Reading, reading_level


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage as it is shown: `text` is a slice of the article.

    `highlights` (the sentences that answer) and `follow_up` (where it tells how long people were followed, or up to
    when the data go) are offsets into `text`. `studies` are those that it is about; `part` is the question of the
    message that it was found for; `reading` tells how hard it is to read, where it is long enough to tell.
    """

    rank: int
    score: float
    part: str
    text: str
    sha256: str
    passage_id: str
    heading: str
    reading: Reading | None
    highlights: tuple[Span, ...]
    follow_up: tuple[Span, ...]
    studies: tuple[str, ...]
    editor_notes: tuple[str, ...]
    also_in: tuple[Citation, ...]
    citation: Citation


def shown_passage(passage: Passage, evidence: Evidence) -> Passage | None:
    """Cut a passage where the rights of its article end; None if nothing of it may be shown."""
    article, limit = evidence.articles[passage.article_id], evidence.limits[passage.article_id]
    end = min(passage.end, limit)
    heading = passage.heading if article.text.find(passage.heading, 0, limit) >= 0 else ""
    return Passage(passage.article_id, passage.start, end, heading) if passage.start < end else None


def can_answer(hit: Hit, evidence: Evidence) -> bool:
    """Tell whether the sentences of a hit that answer may be shown, or its words if none stands out."""
    limit = evidence.limits[hit.passage.article_id]
    return all(span.end <= limit for span in hit.answering) and hit.passage.start < limit


def quote(hit: Hit, rank: int, evidence: Evidence) -> Quote:
    """Cut the quote of a hit out of its article, with all that a reader needs to check it.

    Raises:
        ValueError: nothing of it may be shown.
    """
    passage = shown_passage(hit.passage, evidence)
    if passage is None:
        raise ValueError(f"nothing of {hit.passage.passage_id} may be shown")
    article = evidence.articles[passage.article_id]
    text = article.text[passage.start : passage.end]
    repeats = (shown_passage(same.passage, evidence) for same in hit.also_in)
    return Quote(
        rank=rank,
        score=round(hit.score, 4),
        part=hit.part,
        text=text,
        sha256=sha256_text(text),
        passage_id=passage.passage_id,
        heading=passage.heading,
        reading=reading_level(text),
        highlights=tuple(
            Span(s.start - passage.start, s.end - passage.start) for s in hit.answering if s.end <= passage.end
        ),
        follow_up=find_data_cuts(text),
        studies=evidence.studies.reported(article, passage.start, passage.end),
        editor_notes=editor_notes(evidence, article, passage.start, passage.end),
        also_in=tuple(cite(evidence.articles[p.article_id], p.start, p.end) for p in repeats if p),
        citation=cite(article, passage.start, passage.end),
    )


def editor_notes(evidence: Evidence, article: Article, start: int, end: int) -> tuple[str, ...]:
    """Say what a reader of `[start, end)` must know: damage, corrections, and why the article may no longer answer."""
    return tuple(dict.fromkeys(_notes(evidence, article, start, end)))


def _notes(evidence: Evidence, article: Article, start: int, end: int) -> Iterable[str]:
    standing = evidence.withheld(today()).get(article.article_id)
    if standing:
        newer = evidence.articles[standing.by].title if standing.by else ""
        dated = "_since" if standing.since else ""
        yield say(f"note.{standing.kind}{dated}", date=standing.since)
        if newer:
            yield say("note.replaced_by", title=newer)
    for correction in evidence.corrections.get(article.article_id, ()):
        yield say("note.corrected", title=evidence.articles[correction].title)
    for note in article.editor_notes:
        if note.start < end and start < note.end <= evidence.limits[article.article_id]:
            yield say(f"note.{note.kind}", text=article.text[note.start : note.end])
    if is_past(article.review_by, today()):
        yield say("note.past_review", date=article.review_by)
