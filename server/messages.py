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
        "answer.heading.small_talk": "A word from Citewell",
        "answer.heading.elsewhere": "You may find this elsewhere",
        "status.answered": "These passages from the library answer your question.",
        "status.related": "The library does not seem to answer this, but it has something on the subject.",
        "status.not_in_library": "The library does not hold the answer to this question.",
        "status.elsewhere": "This library has no words on this that it may show. You can also ask your care team.",
        "notice.related": "Read what is shown as background, and ask your care team for the answer.",
        "notice.not_in_library": (
            "Try other words, look through the articles, or ask your care team. No answer is better than a wrong one."
        ),
        "contact.emergency": "your local emergency number (for example 112, 911 or 999)",
        "contact.centre": "your centre’s 24-hour number (it is on the card that you were given)",
        "contact.care_team": "your care team",
        "contact.line": "{name} on {number}",
        "contact.call": "Call {number}",
        "contact.call_line": "Call {name}: {number}",
        "urgent.heading": "Please call now",
        "urgent.emergency": "This may be an emergency. Call {emergency} now.",
        "urgent.then_centre": "Then call {centre}.",
        "urgent.centre": "This may need help fast. Call now, day or night: {centre}.",
        "urgent.no_answer": "If nobody answers, or if it gets worse, call {emergency}.",
        "urgent.care": "It sounds as if things are very hard right now. You do not have to face this alone.",
        "urgent.crisis": "Please call now and talk with somebody who will listen: {line}.",
        "urgent.crisis_unknown": "Please call a crisis line now, and tell somebody near you how bad it is.",
        "urgent.in_danger": "If a life is in danger right now, call {emergency}.",
        "urgent.find_line": "Find a crisis line in your country",
        "urgent.cannot_judge": (
            "Citewell is a program and cannot judge how urgent this is. Do not wait for an answer here: call now."
        ),
        "advice.cannot": (
            "Citewell cannot give advice about one person’s health or treatment. It only shows what articles say."
        ),
        "advice.ask": "Please ask {care_team} before you change anything.",
        "covers.none": "This library has no articles yet.",
        "covers.one": "This library has one article:",
        "covers.all": "This library has {count} articles:",
        "covers.some": "This library has {count} articles. Some of them:",
        "small_talk.greeting": "Hello. Ask a question, and Citewell shows what trusted articles say, word for word.",
        "small_talk.thanks": "You are welcome. You can ask more at any time.",
        "small_talk.goodbye": "Goodbye, and take care. You can come back at any time.",
        "small_talk.how_are_you": (
            "Thank you for asking. Citewell is a program, so it has no good or bad days. It is ready for your question."
        ),
        "small_talk.what_can_you_do": (
            "Ask in your own words. Citewell finds the passages that answer, and shows them word for word with their "
            "source. It writes no answers of its own, and it cannot give advice."
        ),
        "small_talk.who_are_you": (
            "Citewell is a computer program, not a person. It shows passages from trusted articles, word for word. "
            "It does not make up answers."
        ),
        "small_talk.publisher": "The articles here were chosen by {name}.",
        "small_talk.are_you_a_doctor": (
            "No. Citewell is a computer program, not a doctor or a nurse. It cannot tell what is wrong with you, and "
            "it cannot give advice."
        ),
        "small_talk.ask": "For your own health, ask {care_team}. In an emergency, call {emergency}.",
        "small_talk.is_this_private": (
            "Citewell does not keep your questions. It writes them to no file and no log, and sends them to nobody. "
            "There are no cookies, and you need no account."
        ),
        "small_talk.who_runs_it": (
            "A link that holds a question may be kept by your browser. Those who run this website can tell you what "
            "else it records."
        ),
        "small_talk.instruction": (
            "Citewell follows no instructions. It only finds passages in this library and shows them word for word. "
            "Please ask a question."
        ),
        "small_talk.covers_one": "This library has one article: {titles}.",
        "small_talk.covers": "This library has {count} articles, such as {titles}.",
        "small_talk.try": "You could ask:",
        "notice.unanswered_part": "No clear answer was found to this part of your question: “{question}”",
        "notice.incomplete": "This library is known to lack information on this: {topic}. Ask your care team about it.",
        "notice.retracted": "The article “{title}” was retracted. It is not shown as an answer.",
        "notice.superseded": "The article “{title}” was replaced by a newer one. It is not shown as an answer.",
        "notice.stale": "The article “{title}” is out of date. It is not shown as an answer.",
        "notice.elsewhere": "These pages may tell more, but this library may not show their words here.",
        "notice.same_study": (
            "{articles} articles, 1 study: {study}. They tell of the same study, so count them as one."
        ),
        "notice.disagreement": "The articles do not say the same here. Look at both, and ask your care team.",
        "disagreement.number": "The numbers differ.",
        "disagreement.date": "The dates differ.",
        "disagreement.hedge": "One says it as certain, the other does not.",
        "disagreement.claim": "One says what the other does not.",
        "disagreement.denominator": "The numbers are of different groups of people.",
        "disagreement.to_quote": "Go to quote {rank}",
        "group.heading": "{articles} articles, 1 study: {study}",
        "group.count_once": "They tell of the same study, so count them as one.",
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
        "quote.data_cut": "Data up to {date}",
        "quote.follow_up": "Stated in this passage:",
        "quote.checked": "Last checked {date}",
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
        "note.past_review": "This article was due for review by {date}.",
        "note.retracted": "This article was retracted. Do not rely on it.",
        "note.retracted_since": "This article was retracted ({date}). Do not rely on it.",
        "note.superseded": "A newer article has replaced this one.",
        "note.superseded_since": "A newer article ({date}) has replaced this one.",
        "note.stale_since": "This article is out of date since {date}.",
        "note.replaced_by": "The newer article is “{title}”.",
        "note.corrected": "This article is corrected by “{title}”.",
        "source_type.patient_information": "Patient information",
        "source_type.news": "News",
        "source_type.press_release": "Press release",
        "source_type.research": "Research article",
        "source_type.guideline": "Guideline",
        "source_type.aggregator": "Collected news",
        "source_type.other": "Article",
        "article.back": "Ask a question",
        "article.marked": "The quote is marked below.",
        "article.excerpt": "Only the beginning of this article may be shown here.",
        "article.link_only": "The words of this article may not be shown here.",
        "article.to_quote": "Go to the quote",
        "article.references": "Sources of this article",
        "article.review_by": "Review due by {date}",
        "articles.heading": "Articles in this library",
        "articles.none": "There are no articles yet.",
        "around.pages": "About this website",
        "around.by": "Published by {name}",
        "around.report": "Send your report to",
        "around.report_nobody": (
            "This website does not say where to send reports. Please tell those who gave you its address."
        ),
        "around.report_how": "Say which page it was, and what went wrong.",
        "about.nav": "About",
        "about.heading": "About this website",
        "about.is": "What it is",
        "about.is_words": (
            "You ask in your own words. Citewell looks through the articles in this library. It shows you the passages "
            "that answer, word for word."
        ),
        "about.is_check": "Next to each quote you see where it comes from. You can open the article and check it.",
        "about.is_silent": "When the library does not hold the answer, Citewell says so. It does not guess.",
        "about.is_not": "What it is not",
        "about.is_not_doctor": (
            "Citewell is a computer program, not a doctor or a nurse. It does not know you, and it cannot give advice."
        ),
        "about.is_not_writer": (
            "It does not write answers. What it shows you about health stands in an article or in the glossary."
        ),
        "about.is_not_sure": (
            "It can miss an answer that is there. It can also show words that do not fit your question. So read what "
            "stands around a quote, and ask your care team."
        ),
        "about.who": "Who publishes it",
        "about.who_unknown": "This library does not say who publishes it.",
        "about.who_site": "Visit their website",
        "about.who_contact": "Contact:",
        "about.who_articles": "Beside each article you see who published it.",
        "about.library": "What is in the library",
        "about.policy": "How articles are chosen and kept right",
        "about.policy_link": "Read the editorial policy",
        "about.policy_unknown": "Nobody has stated here how this is done.",
        "about.policy_withheld": (
            "Some articles are no longer right. If one is marked as withdrawn, replaced or out of date, Citewell does "
            "not answer with it."
        ),
        "about.policy_copy": "Citewell never changes the words of an article.",
        "about.mistake": "How to report a mistake",
        "about.mistake_how": "Name the article, and copy the words that are wrong.",
        "about.mistake_source": (
            "Is the mistake in the article itself? Then you can also tell the publisher of that article."
        ),
        "about.call": "Whom to call",
        "about.call_words": "Do not wait for an answer here if you feel very ill. Call {emergency}.",
        "about.call_team": "For questions about your own health, ask {care_team}.",
        "glossary.nav": "Glossary",
        "glossary.heading": "Glossary",
        "glossary.intro": "Plain words for {count} terms that you may meet in the articles.",
        "glossary.none": "This library has no glossary.",
        "glossary.letters": "Jump to a letter",
        "glossary.names": "Other names: {names}",
        "glossary.brand": "Brand names: {names}",
        "glossary.ambiguous": "One of these names can mean other things too.",
        "glossary.source": "Source:",
        "glossary.own": "This library explains the term in its own words. The source uses the term.",
        "glossary.see_also": "See also:",
        "glossary.top": "Back to the letters",
        "articles.search": "Search for articles",
        "articles.title": "Words in the title",
        "articles.title_hint": "To search inside the articles, ask a question.",
        "articles.filters": "Filter the list",
        "articles.filters_hint": "A number shows how many articles there are. Long lists show the 100 most common.",
        "articles.any": "All",
        "articles.filter.type": "Kind of text",
        "articles.filter.publisher": "Publisher",
        "articles.filter.study": "Study",
        "articles.filter.year": "Year",
        "articles.show": "Show articles",
        "articles.clear": "Show all articles",
        "articles.count.all": "Articles: {total}",
        "articles.count.some": "Articles found: {found} of {total}",
        "articles.not_found": "No article fits. Try fewer words, or fewer filters.",
        "articles.pages": "Pages of the list",
        "articles.page": "Page {page} of {pages}",
        "articles.first": "First page",
        "articles.previous": "Previous page",
        "articles.next": "Next page",
        "articles.last": "Last page",
        "articles.withheld.retracted": "Withdrawn",
        "articles.withheld.superseded": "Replaced",
        "articles.withheld.stale": "Out of date",
        "accessibility.nav": "Accessibility",
        "accessibility.heading": "Accessibility statement",
        "accessibility.aim": (
            "Everyone should be able to use this website. Its pages are made to meet the standard WCAG 2.2, level AA."
        ),
        "accessibility.can": "What you should be able to do",
        "accessibility.can_zoom": "make the text as large as you need, and still read it without moving sideways",
        "accessibility.can_keys": "reach and use everything with the keyboard alone",
        "accessibility.can_hear": "have the pages read out by a screen reader",
        "accessibility.can_dark": "use light or dark colours, or those that you have set on your device",
        "accessibility.can_script": "ask and read without scripts (JavaScript)",
        "accessibility.tested": "What was tested",
        "accessibility.tested_axe": (
            "The tool axe-core checked the pages in the browser Chromium, on narrow and wide screens. It looked at "
            "light and dark colours. It found no faults."
        ),
        "accessibility.tested_keys": "Asking and reading were tried with the keyboard alone, and without scripts.",
        "accessibility.tested_limits": "A tool finds only some of the faults. The rest can be found only by people.",
        "accessibility.not_tested": "What was not tested",
        "accessibility.not_tested_people": "People with disabilities have not tested the pages yet.",
        "accessibility.not_tested_readers": "No screen reader has been tried yet, and no browser but Chromium.",
        "accessibility.not_tested_logo": "The name, logo and texts of a publisher are not part of the tests.",
        "accessibility.known": "What does not work well",
        "accessibility.known_words": (
            "Articles are shown in the words of their authors. Some of them are hard to read. The glossary explains "
            "some of the terms."
        ),
        "accessibility.known_pictures": (
            "Pictures of an article are not shown here. Its tables stand as lines of text."
        ),
        "accessibility.known_links": "Links to other websites open pages that we have not checked.",
        "accessibility.known_back": (
            "When you go back to an answer, your browser may ask to send your question again. Choose to send it."
        ),
        "accessibility.report": "Tell us what does not work",
        "accessibility.date": "This statement was written on {date}.",
        "privacy.nav": "Privacy",
        "privacy.heading": "Privacy",
        "privacy.travels": "How your question travels",
        "privacy.travels_body": (
            "The page sends your question inside the request, not in the address. So it does not show up in the lists "
            "of visited pages that browsers and servers keep."
        ),
        "privacy.travels_history": (
            "With a new question, the page sends those you asked before. This is how Citewell knows what you mean. To "
            "stop this, choose “Start again”."
        ),
        "privacy.address": "What an address can hold",
        "privacy.address_link": (
            "You can ask through a link that holds the question. Then the question is in the address."
        ),
        "privacy.address_search": "What you search for in the list of articles is in the address too.",
        "privacy.others": "Other websites",
        "privacy.others_none": "The pages load nothing from other websites. There are no ads and no trackers.",
        "privacy.others_links": (
            "A link to a publisher takes you to their website. They are not told which page you came from. From there "
            "on their rules apply."
        ),
        "privacy.browser": "What stays in your browser",
        "privacy.browser_own": "Citewell sets no cookies. Your questions stand on the page until you close it.",
        "privacy.shared": "If others use your device too, close the page when you are done.",
        "privacy.host": "Who runs this website",
        "privacy.host_words": (
            "As on any website, those who run it can see that a device has asked for a page. Citewell itself does not "
            "write this down."
        ),
        "privacy.ask": "If you have questions about this, ask them.",
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
        "problem.no_page.title": "No such page",
        "problem.no_page": "The list has no page {page}; its last one is {pages}.",
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
