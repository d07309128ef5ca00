"""What does a question ask us to search for?

A person's question becomes a query.  A follow-up that leans on the question before it ("what about side effects?") is
searched together with that question; nothing else is changed, and `Query.text` is always told to the reader.
"""

import re
import unicodedata
from collections.abc import Sequence

from citewell.index.types import Query
from citewell.index.words import stems, words

_LEANS_BACK = re.compile(r"^(and|but|or|so|then|what about|how about|what if|why|why not|how so)\b", re.IGNORECASE)
_POINTS_BACK = frozenset({"it", "its", "they", "them", "their", "that", "this", "these", "those", "he", "she"})

_FEW_STEMS = 2
"""A question with no more content words than this may be a fragment of the one before."""


def understand(question: str, history: Sequence[str] = ()) -> Query:
    """Turn a question, and the questions asked before it (oldest first), into the query to search."""
    text = clean_question(question)
    before = next((previous for previous in map(clean_question, reversed(history)) if stems(previous)), "")
    return Query(f"{before} {text}" if before and _is_follow_up(text) else text)


def clean_question(question: str) -> str:
    """Normalise to NFC, without control characters, runs of white space or a byte that no text holds."""
    text = unicodedata.normalize("NFC", question)
    text = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in text)
    return " ".join(text.split())


def _is_follow_up(text: str) -> bool:
    leans = _LEANS_BACK.match(text) is not None or not _POINTS_BACK.isdisjoint(words(text))
    return leans and len(stems(text)) <= _FEW_STEMS
