"""How do programs ask? Through `/api/v1`: questions, searches, articles, passages, and what describes it all."""

from citewell.server.api import articles, ask, described, health, lists, passages, search  # each notes its endpoints
from citewell.server.api.endpoint import bp, register
from citewell.server.api.places import ARCHIVE
from citewell.server.api.reading import check_question

__all__ = ["ARCHIVE", "articles", "ask", "bp", "check_question", "described", "health", "lists", "passages", "register",
           "search"]  # fmt: skip
