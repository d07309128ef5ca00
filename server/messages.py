"""Which words of its own does Citewell say?

All of them: everything on a page or in an answer that is not a slice of an article comes from here.  Plain language
(short sentences, common words), no medical statement.
"""

from collections.abc import Mapping
from types import MappingProxyType

MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "page.title": "Citewell",
        "page.tagline": "Answers in the words of trusted articles",
        "page.intro": (
            "Ask a health question. You will see the passages that answer it, word for word, and where they come from."
        ),
        "page.library": "This library holds {articles} articles, last updated on {date}.",
        "page.not_advice": (
            "Citewell cannot give medical advice. For questions about your own health, ask your care team. "
            "In an emergency, call your emergency number."
        ),
        "page.skip": "Skip to the answer",
        "page.all_articles": "All articles in this library",
        "ask.label": "Your question",
        "ask.hint": "For example: how long does treatment take?",
        "ask.button": "Ask",
        "ask.new": "Start again",
        "ask.earlier": "You asked before",
        "answer.question": "You asked",
        "answer.searched_for": "Searched for",
        "answer.heading": "Answer",
        "status.answered": "These passages from the library answer your question.",
        "status.related": (
            "The library does not seem to answer this. These passages are about the same subject, and may help."
        ),
        "status.not_in_library": "The library does not hold the answer to this question.",
        "notice.related": "Read these passages as background. They may not answer what you asked.",
        "notice.not_in_library": (
            "Try other words, look through the articles, or ask your care team. No answer is better than a wrong one."
        ),
        "quote.label": "Quote {rank}",
        "quote.marked": "The marked words answer most directly.",
        "quote.source": "From",
        "quote.by": "by {authors}",
        "quote.published": "published {date}",
        "quote.undated": "no date stated",
        "quote.reviewed": "reviewed: {reviewed}",
        "quote.studies": "About: {studies}",
        "quote.context": "Read it in the article",
        "quote.publisher_page": "Open at the publisher",
        "quote.also_in": "Also in",
        "quote.note": "Editor’s note",
        "quote.fingerprint": "Check this quote: characters {start} to {end} of the article, SHA-256 {sha256}",
        "note.lost_exponent": (
            "“{text}” may have lost a raised number (an exponent) before it reached this library. "
            "It is shown as it came. Check the original."
        ),
        "note.stale": "This article was due for review by {date}.",
        "source_type.patient_information": "Patient information",
        "source_type.news": "News",
        "source_type.press_release": "Press release",
        "source_type.research": "Research article",
        "source_type.guideline": "Guideline",
        "source_type.aggregator": "Collected news",
        "source_type.other": "Article",
        "article.back": "Back to questions",
        "article.marked": "The quote is marked below.",
        "article.references": "Sources of this article",
        "article.notes": "Editor’s notes",
        "article.review_by": "Review due by {date}",
        "articles.heading": "Articles in this library",
        "problem.heading": "That did not work",
        "problem.empty_question.title": "No question",
        "problem.empty_question": "There is no question in the request. Send some words in “question” (or “q”).",
        "problem.long_question.title": "Question too long",
        "problem.long_question": "The question has {length} characters; at most {limit} can be read. Shorten it.",
        "problem.invalid_request.title": "Request not understood",
        "problem.invalid_request": "The request cannot be read: {reason}.",
        "problem.not_found.title": "Not found",
        "problem.not_found": "There is nothing at this address.",
        "problem.no_article.title": "No such article",
        "problem.no_article": "The library holds no article “{article_id}”. The list of articles is at /articles.",
        "problem.no_span.title": "No such place in the article",
        "problem.no_span": "The article has no characters {start} to {end}; it ends at {length}.",
        "problem.too_large.title": "Request too large",
        "problem.too_large": "The request is larger than {limit} bytes. Shorten the question or the history.",
        "problem.method_not_allowed.title": "Method not allowed",
        "problem.method_not_allowed": "This address does not take {method} requests.",
        "problem.unsupported_media_type.title": "Not JSON",
        "problem.unsupported_media_type": "The body must be JSON, sent with “Content-Type: application/json”.",
        "problem.not_ready.title": "Not ready",
        "problem.not_ready": "The library is being opened. Try again in a few seconds.",
        "problem.internal.title": "Something went wrong",
        "problem.internal": "Citewell could not answer because of a fault of its own. Your question was not kept.",
    }
)


def say(key: str, **values: object) -> str:
    """Return the words for `key` with its values filled in.

    Raises:
        KeyError: the catalogue has no such words, or a value is missing.
    """
    return MESSAGES[key].format(**values)
