"""Where does a text say how far its data reach? Its data cut-off, or how long people were followed.

Precision comes before recall: a statement counts in the forms in which authors report a study ("median follow-up of
61.3 months", "data cut-off: 1 May 2024"), not in a question, a plan or advice, and a date counts if it has a month.
What is found are spans of the text, never words of ours.
"""

import re
from collections.abc import Iterator

from citewell.corpus.dates import DATE, iso_date
from citewell.corpus.sentences import split_sentences
from citewell.corpus.types import Span

_HYPHEN = "[-\u2010\u2011\u2013 ]"
_FOLLOW_UP = f"follow{_HYPHEN}?up(?: (?:time|period|duration))?"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = f"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:{_HYPHEN}(?:{_ONES}))?"
_DIGITS = r"\d{1,4}(?:[.,·]\d+)?[½¼¾]?"
_NUMBER = rf"(?:{_DIGITS}(?:(?:[-–]| to ){_DIGITS})?|{_TENS}|{_TEENS}|(?:{_ONES})(?: and a half)?)"
_UNIT = r"(?:days?|weeks?|mos?|months?|yrs?|years?)\b(?! (?:old|of age)\b)"
_ABOUT = "(?:about|approximately|around|roughly|nearly|almost|just|only|over|under|at least|more than|less than)"
_TIME = (
    rf"(?:{_ABOUT} ){{0,2}}{_NUMBER}(?: ?[(\[][^()\[\]]{{0,40}}[)\]])?{_HYPHEN}{_UNIT}"
    rf"(?:(?:,| and) {_NUMBER} {_UNIT})?(?: or (?:more|longer|less))?"
)
"""A length of time with all that belongs to it: "61.3 (range, 2–72) months", "just over five years", "9 years or more".
"""

_MIDDLE = f"(?:median|mean|average) (?:(?:duration|length|time|period) of )?{_FOLLOW_UP}"
_OF_WHOM = r" (?:in|for|of|among) [\w-]+(?: [\w-]+){0,3}"
_IS = rf"(?:{_OF_WHOM})?(?: was| is|,|:| =)|(?: of| \()?"
_DATA_CUT = f"(?:data(?:base)?|clinical|analysis){_HYPHEN}(?:cut{_HYPHEN}?off|cut|lock)(?: date| point)?"

_SAID_OF_STUDIES = re.compile(
    rf"\b(?:{_MIDDLE}(?:{_IS}) ?{_TIME}"
    rf"|(?:median|mean|average)(?: of)? {_TIME}['’]?(?: of)? {_FOLLOW_UP}\b"
    rf"|followed(?: up)? for (?:a )?(?:median|mean|average)(?: of)? {_TIME}"
    rf"|{_DATA_CUT}(?: of| was| is| on|,|:| =| [(–—-])?(?: the)? ?{DATE}"
    rf"|{DATE},? (?:as the |was the |is the )?{_DATA_CUT}\b"
    rf"|data,?(?: (?:collected|available|gathered|reported))? (?:as of|as at|through|until|up to) {DATE})",
    re.IGNORECASE,
)
_PLAN_BEFORE = re.compile(
    r"\b(?:planned|expected|anticipated|projected|intended|targeted|if|whether|will|would|should|must|needs?|requires?"
    r"|no (?:study|trial|report|data))(?: [\w-]+){0,4}[ (]*$",
    re.IGNORECASE,
)
_BEFORE = 100
"""How far before a statement, in code points, a word may stand that makes it a plan."""

_ALSO_SAID_OF_CARE = re.compile(
    rf"\b(?:(?:with|after|at|over) (?:a |the )?(?:minimum |total )?{_FOLLOW_UP} of {_TIME}"
    rf"|(?:with|after|at|over) (?:a (?:minimum|total) of )?{_TIME}['’]? (?:of )?{_FOLLOW_UP}\b"
    r"(?! (?:visit|appointment|test))"
    rf"|(?<!be )(?<!are )(?<!is )followed(?: up)? for {_TIME}(?! (?:by|with)\b))",
    re.IGNORECASE,
)
_AS_OF = re.compile(rf"\bas (?:of|at) {DATE}", re.IGNORECASE)
"""Said of counts, but also of rules that come into force, prices and opening hours."""

_COUNT = re.compile(
    r"\d(?:%| (?:[\w-]+ )?(?:patients|people|participants|deaths|cases|reports|infusions)\b)", re.IGNORECASE
)
_CARE = re.compile(
    r"\b(?:you|your|we|our|should|must|may(?!,? \d)|might|can|could|will|would|if|needs?|require[ds]?|recommend\w*"
    r"|advise[ds]?|plan(?:s|ned)?)\b",
    re.IGNORECASE,
)


def find_data_cuts(text: str) -> tuple[Span, ...]:
    """Find the statements of a data cut-off or a follow-up, in order; none overlaps another."""
    return tuple(
        Span(sentence.start + start, sentence.start + end)
        for sentence in split_sentences(text)
        for start, end in _apart(text[sentence.start : sentence.end])
    )


def data_cut_within(text: str, start: int, end: int) -> Span | None:
    """Return the statement that stands in `text[start:end]`, if it is the only one there.

    Give the span of the sentence that answers.  A statement beside it may be of another study or of another date (in 12
    of the 49 passages of the starter library and the seeds that have only one, a figure is), and one elsewhere in the
    article all the more: a wrong date is worse than none.
    """
    found = [Span(start + span.start, start + span.end) for span in find_data_cuts(text[start:end])]
    return found[0] if len({text[span.start : span.end].lower() for span in found}) == 1 else None


def _apart(sentence: str) -> Iterator[tuple[int, int]]:
    last = 0
    for start, end in sorted(_find(sentence)):
        if start >= last:
            opened = sentence.count("(", start, end) > sentence.count(")", start, end)
            last = end + (opened and sentence[end : end + 1] == ")")
            yield start, last


def _find(sentence: str) -> Iterator[tuple[int, int]]:
    if sentence.rstrip("”\")'’]").endswith("?"):
        return
    patterns = [_SAID_OF_STUDIES]
    if not _CARE.search(sentence):
        patterns += [_ALSO_SAID_OF_CARE, *([_AS_OF] if _COUNT.search(_AS_OF.sub("", sentence)) else [])]
    for pattern in patterns:
        for match in pattern.finditer(sentence):
            dated = re.search(DATE, match.group(), re.IGNORECASE)
            planned = _PLAN_BEFORE.search(sentence, max(0, match.start() - _BEFORE), match.start())
            if not planned and (not dated or len(iso_date(dated.group())) > len("2025")):
                yield match.span()
