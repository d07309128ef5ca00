"""How do people ask in a browser?

Server-rendered pages that need no script.  Questions come by POST, so that they stand in no address, history or proxy
log; a link with `?q=` works too.  Nothing is kept: the questions before travel in the form.
"""

import re
from collections.abc import Sequence
from datetime import date

from flask import Blueprint, render_template, request

from citewell.corpus.links import bare_doi, web_address
from citewell.corpus.types import Article, Span, sha256_text
from citewell.index.question import clean_question
from citewell.server.answer import answer
from citewell.server.api import check_question
from citewell.server.evidence import Evidence, today
from citewell.server.marks import lines
from citewell.server.messages import say, say_date
from citewell.server.problems import Problem
from citewell.server.quotes import editor_notes
from citewell.server.reply import lay_out, safe_address
from citewell.server.schemas import MAX_HISTORY, MAX_QUESTION
from citewell.server.snapshot import current_snapshot

bp = Blueprint("page", __name__)

_SHA256 = re.compile(r"[0-9a-f]{64}")

_DIGITS = 5
"""A conversation that has a longer number of turns is none."""

_STUDY_NUMBER = re.compile(r"NCT[0-9]|doi:|10\.[0-9]")
"""What tells a study's number in a register, or its DOI, from the name that people call it by."""


bp.add_app_template_filter(web_address)
bp.add_app_template_filter(bare_doi)
bp.add_app_template_filter(safe_address)
bp.add_app_template_filter(say_date)
bp.add_app_template_test(lambda study: _STUDY_NUMBER.match(study) is not None, "study_number")


@bp.app_template_filter()
def age(published: str) -> str:
    """Say how old a text is by its date of publication (ISO 8601, or only its beginning); nothing without a date."""
    try:
        day = date.fromisoformat(f"{published}-01-01"[:10]) if published else None
    except ValueError:
        return ""
    if day is None:
        return ""
    years = (today() - day).days // 365
    return (
        say("quote.age.new")
        if years < 1
        else say("quote.age.one")
        if years == 1
        else say("quote.age.more", years=years)
    )


@bp.get("/")
@bp.post("/")
def chat() -> tuple[str, int]:
    """Show the chat page, with the answer to the question that was sent, if one was.

    A question that cannot be searched comes back in its box, with what is wrong beside it.
    """
    snapshot = current_snapshot()
    question = request.values.get("q", "").replace("\r\n", "\n")  # a form sends two characters for each line break
    history = [asked for asked in request.values.getlist("history") if asked and len(asked) <= MAX_QUESTION]
    history = history[-MAX_HISTORY:]
    fault = _fault(question)
    is_asked = bool(question) and not fault
    answered = answer(snapshot, question, history=history) if is_asked else None
    articles = snapshot.contents.articles
    page = render_template(
        "chat.html",
        answer=answered,
        reply=lay_out(answered, articles, snapshot.contents.glossary) if answered else None,
        turn=_turn(history),
        suggested=snapshot.about.questions,
        fault=fault,
        question=question if fault else "",
        limit=MAX_QUESTION,
        history=[*history, answered.question] if answered else history,
        earlier=history if answered else [],
        article_count=len(articles),
        built=snapshot.built[:10],
    )
    return page, 400 if fault else 200


@bp.get("/articles/<article_id>")
def article(article_id: str) -> str:
    """Show an article as it is stored, as far as its rights allow, with the characters from `start` to `end` marked."""
    evidence = current_snapshot().evidence
    found, start, end = _place(evidence, article_id)
    shown = evidence.limits[article_id]
    standing = evidence.withheld(today()).get(article_id)
    marks = [Span(start, end)] if start < end else []
    return render_template(
        "article.html",
        article=found,
        shown=shown,
        retracted=standing is not None and standing.kind == "retracted",
        lines=list(lines(found, 0, shown, marks)) if shown else [],
        is_whole=shown == len(found.text),
        is_marked=bool(marks),
        editor_notes=editor_notes(evidence, found, 0, shown),
    )


@bp.get("/check")
def check() -> str:
    """Compare the words that stand at a place in an article with those that were quoted from it, by their SHA-256."""
    evidence = current_snapshot().evidence
    found, start, end = _place(evidence, request.args.get("article_id", ""))
    text = found.text[start:end]
    quoted = request.args.get("sha256", "").lower()
    if not (start < end and _SHA256.fullmatch(quoted)):
        raise Problem(400, "invalid_request", reason="start, end and sha256 must name the words that were quoted")
    return render_template(
        "check.html",
        article=found,
        text=text,
        start=start,
        end=end,
        quoted=quoted,
        counted=sha256_text(text),
        release=current_snapshot().release_id,
    )


def _place(evidence: Evidence, article_id: str) -> tuple[Article, int, int]:
    """Return the article that is asked for, and the place in it, which its rights allow to show."""
    found = evidence.articles.get(article_id)
    if found is None:
        raise Problem(404, "no_article", article_id=article_id)
    start, end = (_offset(name) for name in ("start", "end"))
    if not 0 <= start <= end <= evidence.limits[article_id]:
        raise Problem(404, "no_span", start=start, end=end, length=evidence.limits[article_id])
    return found, start, end


def _turn(history: Sequence[str]) -> int:
    """Number the questions of a conversation, so that no two answers on a page have parts of one name."""
    sent = request.values.get("turn", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < _DIGITS else len(history) + 1


def _fault(question: str) -> str:
    """Say in a sentence what keeps the question from being searched, if anything does."""
    if request.method == "GET" and not question:
        return ""
    if not clean_question(question):
        return say("ask.empty")
    try:
        check_question(question)
    except Problem as problem:
        return problem.facts.detail
    return ""


def _offset(name: str) -> int:
    value = request.args.get(name, "0")
    if not (value.isascii() and value.isdigit() and len(value) <= 9):
        raise Problem(400, "invalid_request", reason=f"{name} is “{value[:20]}”, not a whole number")
    return int(value)
