"""What in these articles would mislead a reader, or fail one?

Findings are for the publisher to judge; none changes an article.  The rules, by name, are `RULES`.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from citewell.corpus.dates import is_past
from citewell.corpus.entries import Term
from citewell.corpus.readability import reading_grade
from citewell.corpus.sentences import split_sentences
from citewell.corpus.split import split
from citewell.corpus.standing import circles, standings, unknown_names
from citewell.corpus.types import Article, Span
from citewell.index.abbreviations import learn_abbreviations
from citewell.index.repeats import Repeats
from citewell.index.words import stems

RULES = MappingProxyType(
    {
        "no-date": "the article does not say when it was published",
        "no-author": "the article names no author",
        "no-publisher": "the article names no publisher",
        "no-rights": "the article does not say what may be shown of it",
        "no-review-date": "the article does not say when it is to be reviewed",
        "past-review": "the article was to be reviewed before today",
        "retracted": "the article is retracted, and is not offered as an answer",
        "superseded": "another article replaces this one, which is not offered as an answer",
        "past-stale": "the article is past its stale_after, and is not offered as an answer",
        "supersedes-circle": "the article supersedes itself, if by way of others; this counts for nothing",
        "supersedes-unknown": "the article supersedes one that the library does not hold",
        "corrects-unknown": "the article corrects one that the library does not hold",
        "near-duplicate": "a passage says the same in the same words as one of another article",
        "lost-exponent": "a raised number seems to have lost its place",
        "broken-characters": "characters were garbled before the text came here",
        "reading-level": "the text is harder to read than grade 8",
        "jargon": "an abbreviation is explained neither in the article nor in the glossary",
        "numbers-disagree": "two articles say the same with different numbers",
    }
)
"""Every rule and what a finding of it means."""

MAX_GRADE = 8.5
"""Grade 8, rounded: the upper end of what NIH and the AMA ask of patient information."""

_BROKEN = re.compile(r"\ufffd|Ã[\x80-\xbf©¨¶¼¤«±]|â€[™œ\x9d“”–—¦]|Â[ °±·»«]")
"""The replacement character, and UTF-8 read as Windows-1252."""

_ABBREVIATION = re.compile(r"(?<![\w-])[A-Z][A-Za-z]*[A-Z][A-Za-z]*(?![\w-])")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ROMAN = re.compile(r"[IVX]+")
_COMMON_SHORT = frozenset({"US", "USA", "UK", "EU", "OK", "TV", "MD", "PhD", "ID", "HIV", "DNA", "AIDS", "COVID"})

_SAME_STEMS = 0.9
_LEAST_STEMS = 8
"""Two sentences say "the same" when they share this part of their word stems, numbers apart, and have so many: set so
that on the starter library and the seeds nothing is reported that does not deserve a look."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: the rule, the article, the words concerned, and what stands against them."""

    article_id: str
    rule: str
    words: str = ""
    other: str = ""


def lint(articles: Sequence[Article], glossary: Sequence[Term], today: date) -> list[Finding]:
    """Check articles one by one and against each other; findings are ordered by article and rule."""
    explained = {name for term in glossary for name in term.names}
    findings = [
        *(finding for article in articles for finding in _lint_article(article, explained, today)),
        *_standing(articles, today),
        *_near_duplicates(articles),
        *_disagreeing_numbers(articles),
    ]
    order = list(RULES)
    return sorted(findings, key=lambda finding: (finding.article_id, order.index(finding.rule)))


def _lint_article(article: Article, explained: set[str], today: date) -> Iterator[Finding]:
    name = article.article_id
    missing = {
        "no-date": not article.published,
        "no-author": not article.authors,
        "no-publisher": not article.publisher,
        "no-rights": not article.rights,
        "no-review-date": not article.review_by,
        "past-review": is_past(article.review_by, today),
    }
    yield from (Finding(name, rule) for rule, is_so in missing.items() if is_so)
    for note in article.editor_notes:
        if note.kind == "lost_exponent":
            yield Finding(name, "lost-exponent", article.text[note.start : note.end])
    for match in _BROKEN.finditer(article.text):
        yield Finding(name, "broken-characters", article.text[max(0, match.start() - 20) : match.end() + 20])
    grade = reading_grade(article.text)
    if grade > MAX_GRADE:
        yield Finding(name, "reading-level", f"grade {grade:.1f}")
    own = learn_abbreviations(article.text)
    used = dict.fromkeys(_ABBREVIATION.findall(article.text))
    known = explained | own.keys() | _COMMON_SHORT | {study.partition("-")[0] for study in article.studies}
    yield from (Finding(name, "jargon", short) for short in used if not _is_known(short, known))


def _standing(articles: Sequence[Article], today: date) -> Iterator[Finding]:
    """Find what is not offered as an answer, and what articles say of others that cannot be so."""
    rules = {"retracted": "retracted", "superseded": "superseded", "stale": "past-stale"}
    for name, standing in standings(articles, today).items():
        yield Finding(name, rules[standing.kind], standing.since, standing.by)
    yield from (Finding(name, "supersedes-circle") for name in circles(articles))
    yield from (Finding(one.article_id, f"{one.key}-unknown", one.name) for one in unknown_names(articles))


def _is_known(short: str, known: set[str]) -> bool:
    """Tell whether an abbreviation, or the singular of its plural, is explained, or is a numeral."""
    return short in known or (short.endswith("s") and short[:-1] in known) or bool(_ROMAN.fullmatch(short))


def _near_duplicates(articles: Sequence[Article]) -> Iterator[Finding]:
    repeats = Repeats()
    kept: list[tuple[Article, Span]] = []
    for article in articles:
        for passage in split(article):
            text = article.text[passage.start : passage.end]
            found = repeats.find_or_keep(text, "")
            if found is None:
                kept.append((article, Span(passage.start, passage.end)))
                continue
            other, span = kept[found]
            if other.article_id != article.article_id:
                said = f"{other.article_id}: {other.text[span.start : span.end]}"
                yield Finding(article.article_id, "near-duplicate", text, said)


def _disagreeing_numbers(articles: Sequence[Article]) -> Iterator[Finding]:
    told = [
        (article.article_id, sentence, frozenset(_NUMBER.findall(sentence)), stripped)
        for article in articles
        for span in split_sentences(article.text)
        if _NUMBER.search(sentence := article.text[span.start : span.end])
        and len(stripped := frozenset(s for s in stems(sentence) if not s[0].isdigit())) >= _LEAST_STEMS
    ]
    for (name, sentence, numbers, words), (other, said, others, same) in itertools.combinations(told, 2):
        differ = name != other and not (numbers <= others or others <= numbers)
        if differ and len(words & same) >= _SAME_STEMS * len(words | same):
            yield Finding(name, "numbers-disagree", sentence, f"{other}: {said}")
