"""How do people ask in a browser?

Server-rendered pages that need no script.  Questions come by POST, so that they stand in no address, history or proxy
log; a link with `?q=` works too.  Nothing is kept: the questions before travel in the form.
"""

import re

from flask import Blueprint, render_template, request

from citewell.corpus.links import bare_doi, web_address
from citewell.corpus.types import Span
from citewell.index.question import clean_question
from citewell.server.answer import answer
from citewell.server.api import check_question
from citewell.server.marks import lines
from citewell.server.messages import say, say_date
from citewell.server.problems import Problem
from citewell.server.quotes import editor_notes
from citewell.server.reply import lay_out, safe_address
from citewell.server.schemas import MAX_HISTORY, MAX_QUESTION
from citewell.server.snapshot import current_snapshot

bp = Blueprint("page", __name__)

_STUDY_NUMBER = re.compile(r"NCT[0-9]|doi:|10\.[0-9]")
"""What tells a study's number in a register, or its DOI, from the name that people call it by."""


bp.add_app_template_filter(web_address)
bp.add_app_template_filter(bare_doi)
bp.add_app_template_filter(safe_address)
bp.add_app_template_filter(say_date)
bp.add_app_template_test(lambda study: _STUDY_NUMBER.match(study) is not None, "study_number")


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
        reply=lay_out(answered, articles) if answered else None,
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
    found = evidence.articles.get(article_id)
    if found is None:
        raise Problem(404, "no_article", article_id=article_id)
    shown = evidence.limits[article_id]
    start, end = (_offset(name) for name in ("start", "end"))
    if not 0 <= start <= end <= shown:
        raise Problem(404, "no_span", start=start, end=end, length=shown)
    marks = [Span(start, end)] if start < end else []
    return render_template(
        "article.html",
        article=found,
        lines=list(lines(found, 0, shown, marks)) if shown else [],
        is_whole=shown == len(found.text),
        is_marked=bool(marks),
        editor_notes=editor_notes(evidence, found, 0, shown),
    )


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
