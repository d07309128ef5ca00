"""What else can a reader look up beside the answers?

The articles, the glossary, who publishes it all, what happens to questions, and how well the pages work for everyone.
Every page comes from the release and the publisher's settings; none needs a script.
"""

import math
import re
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request

from citewell.corpus.entries import Term
from citewell.corpus.types import SOURCE_TYPES
from citewell.server.answer import Snapshot
from citewell.server.brand import theme_css
from citewell.server.evidence import today
from citewell.server.problems import Problem
from citewell.server.settings import Publisher, contacts, phone_link, reach
from citewell.server.shelf import FILTERS, UNDATED, Entry, Wanted, choices, find, fold, shelve
from citewell.server.snapshot import current_snapshot

bp = Blueprint("around", __name__)

PER_PAGE = 100
"""Articles on one page of the list."""

_LONGEST = 200
"""Characters that a filter may have; a title or a publisher's name is shorter."""

_LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""An SVG that is opened by itself is a page: it may show itself, and nothing else."""

_SHELF = "citewell.shelf"
_NO_WORD = re.compile(r"[\W_]+")

bp.add_app_template_filter(reach)


@bp.app_context_processor
def _publisher() -> dict[str, Publisher | None]:
    """Tell every page who publishes it; the page that tells of a fault must not need what may be at fault."""
    try:
        return {"publisher": current_snapshot().settings.publisher}
    except Exception:  # noqa: BLE001 - whatever it is, it was raised and logged before
        return {"publisher": None}


@bp.get("/articles/")
def articles() -> str:
    """List the articles of the library: those that are wanted, a page of them at a time."""
    snapshot = current_snapshot()
    shelf = _shelf(snapshot)
    wanted = Wanted(**{name: _asked_for(name) for name in ("title", *FILTERS)})
    found = find(shelf, wanted)
    pages = max(1, math.ceil(len(found) / PER_PAGE))
    page = _page(pages)
    return render_template(
        "articles.html",
        entries=found[(page - 1) * PER_PAGE : page * PER_PAGE],
        found=len(found),
        total=len(shelf),
        wanted=wanted,
        asked={name: value for name in ("title", *FILTERS) if (value := getattr(wanted, name))},
        choices=choices(shelf, wanted),
        source_types=SOURCE_TYPES,
        undated=UNDATED,
        page=page,
        pages=pages,
        withheld=snapshot.evidence.withheld(today()),
    )


@bp.get("/glossary")
def glossary() -> str:
    """Explain the terms of the publisher's glossary, each at an address of its own."""
    terms = sorted(current_snapshot().contents.glossary, key=lambda term: fold(term.term))
    letters: dict[str, list[Term]] = {}
    for term in terms:
        letters.setdefault(_letter(term.term), []).append(term)
    return render_template("glossary.html", letters=letters, anchors=glossary_anchors(terms), count=len(terms))


def glossary_anchors(terms: Sequence[Term]) -> dict[str, str]:
    """Name the place of each term on the glossary page, by term: `/glossary#term-cytokine-release-syndrome`."""
    anchors: dict[str, str] = {}
    for term in sorted({term.term for term in terms}):
        name = "term-" + _NO_WORD.sub("-", fold(term)).strip("-")
        taken = set(anchors.values())
        anchors[term] = next(
            one for n in range(1, len(taken) + 2) if (one := f"{name}-{n}" if n > 1 else name) not in taken
        )
    return anchors


@bp.get("/about")
def about() -> str:
    """Tell what this is and is not, who publishes it, by what rules, whom to call, and how to report a mistake."""
    snapshot = current_snapshot()
    called = contacts(snapshot.settings)
    lines = [line for line in (called.centre_line, called.care_team, called.crisis_line) if line]
    calls = [phone_link(called.emergency_number)] if called.emergency_number else []
    return render_template(
        "about.html",
        library=snapshot.about,
        policy=_policy(snapshot.settings.publisher),
        calls=[*calls, *(phone_link(line.number, line.name) for line in lines)],
        called=called,
    )


@bp.get("/accessibility")
def accessibility() -> str:
    """State how well the pages work for everyone, what was tested, and what is known not to work."""
    return render_template("accessibility.html")


@bp.get("/privacy")
def privacy() -> str:
    """Tell what becomes of a question."""
    return render_template("privacy.html")


@bp.get("/theme.css")
def theme() -> Response:
    """Bring in the publisher's colour; a sheet of its own, for the policy allows no style inside a page."""
    publisher = current_snapshot().settings.publisher
    return _file(theme_css(publisher.accent) if publisher and publisher.accent else "", "text/css")


@bp.get("/logo")
def logo() -> Response:
    """Send the publisher's logo."""
    publisher = current_snapshot().settings.publisher
    if not publisher or not publisher.logo:
        abort(404)
    return _file(publisher.logo.content, publisher.logo.media_type)


@bp.after_app_request
def _confine_logo(response: Response) -> Response:
    """Let a logo do less than a page; comes after the headers of every response, for it is registered before them."""
    if request.endpoint == "around.logo":
        response.headers["Content-Security-Policy"] = _LOGO_POLICY
    return response


def _shelf(snapshot: Snapshot) -> tuple[Entry, ...]:
    """Return the shelf of a release; it is made once for each."""
    held: tuple[str, tuple[Entry, ...]] | None = current_app.extensions.get(_SHELF)
    if held is None or held[0] != snapshot.release_id:
        held = (snapshot.release_id, shelve(snapshot.evidence))
        current_app.extensions[_SHELF] = held
    return held[1]


def _asked_for(name: str) -> str:
    value = request.args.get(name, "").strip()
    if len(value) > _LONGEST:
        raise Problem(400, "invalid_request", reason=f"{name} has {len(value)} characters, more than {_LONGEST}")
    return value


def _page(pages: int) -> int:
    value = request.args.get("page", "1")
    if not (value.isascii() and value.isdigit() and len(value) <= 9):
        raise Problem(400, "invalid_request", reason=f"page is “{value[:20]}”, not a whole number")
    if not 1 <= int(value) <= pages:
        raise Problem(404, "no_page", page=int(value), pages=pages)
    return int(value)


def _letter(term: str) -> str:
    first = fold(term)[:1].upper()
    return first if first.isalpha() else "0–9"


def _policy(publisher: Publisher | None) -> dict[str, Any]:
    """Give the editorial policy as an address, or as paragraphs."""
    policy = publisher.editorial_policy if publisher else ""
    address = reach(policy)
    return {
        "address": address,
        "paragraphs": [] if address else [part for part in policy.split("\n\n") if part.strip()],
    }


def _file(content: str | bytes, media_type: str) -> Response:
    """Send a small file that browsers keep, and ask about again before they use it."""
    response = Response(content, mimetype=media_type)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
