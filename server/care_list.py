"""How do readers take what they found to their care team?

On a list that only their own browser holds: this module serves the page that shows it and the citation of each quote
that may go on it.  No request carries anything of the list back.
"""

import json
from dataclasses import asdict

from flask import Blueprint, render_template

from citewell.corpus.links import bare_doi, web_address
from citewell.corpus.types import Citation
from citewell.server.languages import LANGUAGES, spoken
from citewell.server.snapshot import current_snapshot

bp = Blueprint("care_list", __name__)


@bp.get("/list")
def care_list() -> str:
    """Show the page that fills itself with the reader's list."""
    release = current_snapshot().release_id
    return render_template("list.html", release=release, locale=LANGUAGES[spoken()].replace("_", "-"))


@bp.app_template_filter()
def citation_json(cited: Citation) -> str:
    """Write a citation as the list keeps it: all of its facts, but no address that a page may not link to."""
    kept = asdict(cited) | {"url": web_address(cited.url), "doi": bare_doi(cited.doi)}
    return json.dumps(kept, ensure_ascii=False)
