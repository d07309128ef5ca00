"""What does a question ask us to search for?

A message becomes a query: its spelling is repaired against the library's own words, the questions in it are found, and
one that leans on what stands elsewhere in the message, or on the questions before it ("what about side effects?"), is
searched together with the words it leans on.  `Query.text` tells the reader all of it.
"""

import unicodedata
from collections.abc import Sequence

from citewell.index.asking import find_questions, without_greeting
from citewell.index.follow_up import carry_topic
from citewell.index.question_kind import TOPIC_END
from citewell.index.spelling import Speller
from citewell.index.types import Query

_BETWEEN = " · "
"""Stands between the questions of one message where they are told to the reader."""


def understand(question: str, speller: Speller, history: Sequence[str] = ()) -> Query:
    """Turn a question, and the questions asked before it (oldest first), into the query to search."""
    before = [asked.text for message in history for asked in find_questions(_repair(message, speller))]
    message = _repair(question, speller)
    parts: list[str] = []
    carried: list[str] = []
    for asked in find_questions(message):
        topic = asked.context or carry_topic(asked.text, before)
        parts.append(f"{topic}{TOPIC_END}{asked.text}" if topic else asked.text)
        carried += [topic] if topic and not asked.context else []
    distinct = tuple(dict.fromkeys(parts))
    is_more = len(message.split()) > sum(len(part.split()) for part in distinct)
    topic = _BETWEEN.join(dict.fromkeys(carried))
    return Query(_BETWEEN.join(distinct), distinct, message if is_more else "", topic)


def clean_question(question: str) -> str:
    """Normalise to NFC, without control characters, runs of white space or a byte that no text holds."""
    text = unicodedata.normalize("NFC", question)
    text = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in text)
    return " ".join(text.split())


def _repair(message: str, speller: Speller) -> str:
    return speller.repair(without_greeting(clean_question(message)))[0]
