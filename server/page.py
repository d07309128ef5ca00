"""How do people ask in a browser?

Server-rendered pages that need no script.  Questions come by POST, so that they stand in no address, history or proxy
log; a link with `?q=` works too.  Nothing is kept: the questions before travel in the form.
"""

from flask import Blueprint, render_template, request

from citewell.corpus.types import Span
from citewell.server.answer import answer, editor_notes
from citewell.server.api import check_question
from citewell.server.marks import lines
from citewell.server.problems import Problem
from citewell.server.schemas import MAX_HISTORY, MAX_QUESTION
from citewell.server.snapshot import current_snapshot

bp = Blueprint("page", __name__)


@bp.get("/")
@bp.post("/")
def chat() -> str:
    """Show the chat page, with the answer to the question that was sent, if one was."""
    snapshot = current_snapshot()
    question = request.values.get("q", "")
    history = [asked for asked in request.values.getlist("history") if asked and len(asked) <= MAX_QUESTION]
    history = history[-MAX_HISTORY:]
    answered = answer(snapshot, check_question(question), history=history) if request.values.get("q") else None
    articles = snapshot.contents.articles
    quotes = []
    for quote in answered.quotes if answered else ():
        cited = quote.citation
        marks = [Span(s.start + cited.start, s.end + cited.start) for s in quote.highlights]
        quotes.append((quote, list(lines(articles[cited.article_id], cited.start, cited.end, marks))))
    return render_template(
        "chat.html",
        answer=answered,
        quotes=quotes,
        history=[*history, answered.question] if answered else [],
        earlier=history if answered else [],
        article_count=len(articles),
        built=snapshot.built[:10],
    )


@bp.get("/articles/")
def articles() -> str:
    """List the articles of the library."""
    return render_template("articles.html", articles=list(current_snapshot().contents.articles.values()))


@bp.get("/articles/<article_id>")
def article(article_id: str) -> str:
    """Show a whole article as it is stored, with the characters from `start` to `end` marked."""
    found = current_snapshot().contents.articles.get(article_id)
    if found is None:
        raise Problem(404, "no_article", article_id=article_id)
    start, end = (_offset(name) for name in ("start", "end"))
    if not 0 <= start <= end <= len(found.text):
        raise Problem(404, "no_span", start=start, end=end, length=len(found.text))
    marks = [Span(start, end)] if start < end else []
    return render_template(
        "article.html",
        article=found,
        lines=list(lines(found, 0, len(found.text), marks)),
        is_marked=bool(marks),
        notes=editor_notes(found, 0, len(found.text)),
    )


def _offset(name: str) -> int:
    value = request.args.get(name, "0")
    if not (value.isascii() and value.isdigit() and len(value) <= 9):
        raise Problem(400, "invalid_request", reason=f"{name} is “{value[:20]}”, not a whole number")
    return int(value)
