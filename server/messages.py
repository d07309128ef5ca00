"""Which words of its own does Citewell say?

All of them: everything on a page or in an answer that is not a slice of an article comes from here.  Plain language
(short sentences, common words), no medical statement.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "page.language": "en",
        "page.title": "Citewell",
        "page.titled": "{heading} – Citewell",
        "page.error_titled": "Error: {heading} – Citewell",
        "page.tagline": "Answers in the words of trusted articles",
        "page.intro": (
            "Ask in your own words. You will see the passages that answer, word for word, and where they come from."
        ),
        "page.library": "Articles in this library: {articles}. Last updated: {date}.",
        "page.not_advice": (
            "Citewell cannot give medical advice. For questions about your own health, ask your care team. "
            "In an emergency, call your emergency number."
        ),
        "page.skip": "Skip to the answer",
        "page.skip_main": "Skip to the main part",
        "page.sections": "Pages",
        "page.ask": "Ask",
        "page.articles": "Articles",
        "page.important": "Important:",
        "page.all_articles": "All articles in this library",
        "ask.heading": "What would you like to know?",
        "ask.label": "Your question",
        "ask.another": "Ask another question",
        "ask.hint": "For example: how long does treatment take?",
        "ask.hint_another": "You can ask about the answer, or about something new.",
        "ask.private": "Citewell does not keep your question.",
        "ask.button": "Ask",
        "ask.new": "Start again",
        "ask.earlier": "You asked before ({count})",
        "ask.not_asked": "There is a problem with your question",
        "ask.empty": "Type your question in the box. Then choose “Ask”.",
        "answer.question": "You asked",
        "answer.searched_for": "Searched for",
        "answer.heading": "Answer",
        "answer.heading.answered": "What the articles say",
        "answer.heading.related": "No clear answer found",
        "answer.heading.not_in_library": "Not in this library",
        "status.answered": "These passages from the library answer your question.",
        "status.related": ("The library does not seem to answer this. These passages are about the same subject."),
        "status.not_in_library": "The library does not hold the answer to this question.",
        "notice.related": "Read them as background, and ask your care team for the answer.",
        "notice.not_in_library": (
            "Try other words, look through the articles, or ask your care team. No answer is better than a wrong one."
        ),
        "quote.label": "Quote {rank} of {count}",
        "quote.marked.answered": "The words marked like this answer most directly.",
        "quote.marked.related": "The words marked like this come nearest.",
        "quote.mark_opens": "marked words:",
        "quote.mark_closes": "end of the marked words",
        "quote.new_tab": "(opens in a new tab)",
        "quote.stays": "Links to sources open in a new tab. This page stays here.",
        "quote.section": "From the part “{heading}”",
        "quote.by": "by {authors}",
        "quote.published": "Published {date}",
        "quote.undated": "No date stated",
        "quote.reviewed": "Reviewed: {reviewed}",
        "quote.studies": "About: {studies}",
        "quote.context": "Read it in the article",
        "quote.publisher_page": "Open at the publisher",
        "quote.doi": "DOI: {doi}",
        "quote.also_in": "Also in",
        "quote.note": "Editor’s note:",
        "quote.check": "Check this quote",
        "quote.check_how": (
            "These words are copied from the article without a change. Anyone can check it with these two facts."
        ),
        "quote.check_place": "Place in the article: characters {start} to {end}",
        "quote.check_studies": "Study numbers: {studies}",
        "quote.check_sha256": "SHA-256 of the words: {sha256}",
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
        "article.back": "Ask a question",
        "article.marked": "The quote is marked below.",
        "article.to_quote": "Go to the quote",
        "article.references": "Sources of this article",
        "article.review_by": "Review due by {date}",
        "articles.heading": "Articles in this library",
        "articles.none": "There are no articles yet.",
        "date.month": "{month} {year}",
        "date.day": "{day} {month} {year}",
        "month.01": "January",
        "month.02": "February",
        "month.03": "March",
        "month.04": "April",
        "month.05": "May",
        "month.06": "June",
        "month.07": "July",
        "month.08": "August",
        "month.09": "September",
        "month.10": "October",
        "month.11": "November",
        "month.12": "December",
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
        "problem.internal.title": "Something went wrong",
        "problem.internal": "Citewell could not answer because of a fault of its own. Your question was not kept.",
    }
)


def say(key: str, **values: object) -> str:
    """Return the words for `key` with its values filled in; a value called `date` is said as people say dates.

    Raises:
        KeyError: the catalogue has no such words, or a value is missing.
    """
    if "date" in values:
        values["date"] = say_date(str(values["date"]))
    return MESSAGES[key].format(**values)


def say_date(text: str) -> str:
    """Return an ISO date as people say it ("18 January 2026", "June 2025"), and any other text as it is."""
    found = _ISO_DATE.fullmatch(text)
    if not found:
        return text
    month = MESSAGES[f"month.{found['month']}"]
    if not found["day"]:
        return say("date.month", month=month, year=found["year"])
    return say("date.day", day=int(found["day"]), month=month, year=found["year"])


_ISO_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12][0-9]|3[01]))?")
