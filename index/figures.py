"""Which figures stand in a sentence, and which values does each leave open?

"One in three" and 32 of 97 can be the same; 33% and 60% cannot.  So a figure is an interval: as wide as its rounding,
wider where it is "about", open where it is "more than".  Confidence intervals, ranges and ratios are no figures.
"""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

Quantity = Literal["share", "duration", "people", "temperature", "dose"]
"""In percent, months, people, degrees Celsius and million cells per kg of body weight."""

NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUM = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,9}}(?:\.\d{{1,9}})?|(?:{'|'.join(NUMBER_WORDS)})\b)"
_PEOPLE = r"(?:people|patients|persons|participants|adults|men|women|children|individuals|recipients|survivors)"
_MONTHS = {"day": 12 / 365.25, "week": 84 / 365.25, "month": 1.0, "year": 12.0}
_FRACTIONS = {"three quarters": 75.0, "two thirds": 200 / 3, "a third": 100 / 3, "a quarter": 25.0, "a half": 50.0}
_ANY = re.compile(rf"\d|\b(?:{'|'.join(NUMBER_WORDS)}|half|third|quarter|reached|an?)\b", re.IGNORECASE)
_NO_FIGURES = re.compile(
    r"\([^()]*\b(?:CI|confidence interval|HR|IQR|range|[Pp]\s*[<=])[^()]*\)"
    r"|\b95% (?:CI|confidence interval)[^;.)]*"
    r"|\brange:? \d[^;,.)]*"
    r"|\b10\s?(?:\^|[⁻–-])[⁻-]?\s?[\d⁵⁶]\b|10⁻[⁴⁵⁶]",
)
_NOT_REACHED = re.compile(r"\b(?:not (?:yet )?(?:been )?reached|NR|not (?:estimable|evaluable))\b")
_ABOUT = re.compile(
    r"\b(?:about|approximately|around|roughly|nearly|almost|some|close to|over about|near)\s+(?:an?\s+)?$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:\b(?:more than|over|at least|above|exceeding|no fewer than|not less than)|[>≥])\s*(?:an?\s+)?$", re.IGNORECASE
)
_LESS = re.compile(
    r"(?:\b(?:less than|under|below|up to|at most|fewer than|within)|[<≤])\s*(?:an?\s+)?$", re.IGNORECASE
)
_OR_MORE = re.compile(r"\s*(?:\(?[°\w]*\)?\s)?or (?:more|higher|above|longer|over|later)\b")
_THOSE = re.compile(r"\b(?:the|these|those)\s")

ABOUT = 0.1
"""How far "about" and a fraction in words may be from the number that is meant."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a text: `text[start:end]` is how it is written, `value` what it says, `low` to `high` what it allows.

    `part` and `of` are numbers of people where they are told ("31 of 32"), else 0; `those` tells that they are people
    spoken of before ("31 of the 32").  The value of a time that was "not reached" is infinite.
    """

    quantity: Quantity
    value: float
    low: float
    high: float
    start: int
    end: int
    part: int = 0
    of: int = 0
    those: bool = False


def find_figures(text: str) -> tuple[Figure, ...]:
    """Find the figures of a sentence, in order.

    One that is told twice ("32 of 97 (33%)", "38 °C (100.4 °F)") is found once, in its first form with its people.
    Offsets are into `text`.
    """
    if not _ANY.search(text):
        return ()
    left = _NO_FIGURES.sub(lambda match: " " * len(match.group()), text)
    found: list[Figure] = []
    for pattern, read in _READERS:
        found += [figure for match in pattern.finditer(left) if (figure := read(match, left))]
        left = pattern.sub(lambda match: "\x00" * len(match.group()), left)
    found.sort(key=lambda figure: figure.start)
    return tuple(_once(found, text))


def number(word: str) -> float:
    """Read a number in digits or in words up to twelve."""
    return float(NUMBER_WORDS.index(word.lower()) + 1) if word.lower() in NUMBER_WORDS else float(word.replace(",", ""))


def _once(found: list[Figure], text: str) -> Iterator[Figure]:
    """Join a figure with the one in the brackets behind it, where both are the same."""
    last: Figure | None = None
    for figure in found:
        between = text[last.end : figure.start] if last else ""
        same = last is not None and last.quantity == figure.quantity and overlap(last, figure)
        if last is not None and same and re.fullmatch(r"[^()]{0,30}\((?:or )?", between):
            told = last if last.of or not figure.of else figure
            last = replace(told, start=last.start, end=figure.end)
            continue
        if last is not None:
            yield last
        last = figure
    if last is not None:
        yield last


def overlap(one: Figure, other: Figure) -> bool:
    """Tell whether two figures can be the same number."""
    return one.low <= other.high and other.low <= one.high


def _exact(word: str) -> tuple[float, float]:
    """Return a number and half a unit of its last digit: what rounding may have taken or given."""
    digits = word.partition(".")[2]
    return number(word), 0.5 * 10.0 ** -len(digits)


def _bounded(quantity: Quantity, value: float, half: float, match: re.Match[str], text: str) -> Figure:
    before, after = text[max(0, match.start() - 25) : match.start()], text[match.end() :]
    low, high = value - half, value + half
    if _ABOUT.search(before):
        low, high = min(low, value * (1 - ABOUT)), max(high, value * (1 + ABOUT))
    elif _MORE.search(before) or _OR_MORE.match(after):
        high = math.inf
    elif _LESS.search(before):
        low = 0.0
    return Figure(quantity, value, low, high, match.start(), match.end())


def _share_of(match: re.Match[str], text: str) -> Figure | None:
    of = number(match["of"])
    part = number(match["part"])
    if part > of or of < 2 or part % 1 or of % 1 or 1900 <= of < 2100:  # 2,022 people are written so; 2022 is a year
        return None
    half = 50 / of if of in {100, 1000} else 100 * part / of * ABOUT if of < 6 else 0.0  # "one in three" is a fraction
    figure = _bounded("share", 100 * part / of, half, match, text)
    those = _THOSE.search(match.group()) is not None
    told_of = of >= 6 and (those or of not in {10, 100, 1000})
    return replace(figure, part=int(part), of=int(of), those=those) if told_of else figure


def _all_of(match: re.Match[str], _: str) -> Figure:
    of = int(number(match["of"]))
    return Figure("share", 100.0, 100.0, 100.0, match.start(), match.end(), part=of, of=of)


def _percent(match: re.Match[str], text: str) -> Figure:
    value, half = _exact(match["n"])
    return _bounded("share", value, half, match, text)


def _fraction(match: re.Match[str], _: str) -> Figure:
    words = re.sub(r"\W", " ", match.group().lower()).replace("one", "a")
    value = _FRACTIONS[words if words.startswith(("a", "two", "three")) else f"a {words}"]
    return Figure("share", value, value * (1 - ABOUT), value * (1 + ABOUT), match.start(), match.end())


def _temperature(match: re.Match[str], _: str) -> Figure:
    value, half = _exact(match["n"])
    if match["unit"] == "F":
        value, half = (value - 32) / 1.8, half / 1.8
    return Figure("temperature", value, value - half, value + half, match.start(), match.end())


def _dose(match: re.Match[str], _: str) -> Figure:
    low, half = _exact(match["n"])
    high, other = _exact(match["to"] or match["n"])
    return Figure("dose", (low + high) / 2, low - half, high + other, match.start(), match.end())


def _duration(match: re.Match[str], text: str) -> Figure:
    unit = _MONTHS[match["unit"].lower()]
    value, half = _exact(match["n"]) if match["n"].lower() not in {"a", "an"} else (1.0, 0.5)
    figure = _bounded("duration", value * unit, half * unit, match, text)
    if not match["to"]:
        return figure
    top, half = _exact(match["to"])
    return replace(figure, value=(value + top) * unit / 2, high=(top + half) * unit)


def _never_reached(match: re.Match[str], _: str) -> Figure:
    return Figure("duration", math.inf, 0.0, math.inf, match.start(), match.end())


def _people(match: re.Match[str], text: str) -> Figure | None:
    value = number(match["n"])
    return None if value % 1 else _bounded("people", value, 0.0, match, text)


_OF_ALL = r"(?:the |these |all )?"
_NO_UNIT = r"(?!\s?%|\.\d|[- ](?:month|year|week|day))"
_AFTER = rf"\b[Oo]f {_OF_ALL}(?P<of>{_NUM})(?:\s[\w-]+){{0,4}},\s(?P<part>{_NUM}){_NO_UNIT}"
_BEFORE = rf"\b(?P<part>{_NUM})\s(?:{_PEOPLE}\s)?(?:\([^()]*\)\s)?(?:(?:out )?of|in) {_OF_ALL}(?P<of>{_NUM}){_NO_UNIT}"
_ALL = rf"\bAll (?:of )?(?:the )?(?P<of>{_NUM})(?=\s(?!(?:day|week|month|year)s|three|four))"
_PERCENT = rf"(?P<n>{_NUM})\s?(?:%|per ?cent\b)"
_FRACTION = r"\b(?:three[- ]quarters|two[- ]thirds|(?:a|one)[- ](?:third|quarter)|half(?= of))\b"
_DEGREES = r"(?P<n>\d{2,3}(?:\.\d)?)\s?(?:°\s?|degrees )(?P<unit>[CF])(?:elsius|ahrenheit)?\b"
_TO = rf"(?:\s?(?:to|-|–)\s?(?P<to>{_NUM}))?"
_MILLION = r"\s?(?:million|[x×]\s?10\^?\s?[6⁶])\s"
_CELLS = rf"(?P<n>{_NUM}){_TO}{_MILLION}(?:[\w-]+\s){{0,4}}?cells\b(?:\s?(?:/|per)\s?(?:kg|kilo\w*))?"
_LENGTH = rf"\b(?P<n>{_NUM}|an?){_TO}[\s-](?P<unit>day|week|month|year)s?\b"
_NUMBER_OF_PEOPLE = rf"\b(?P<n>{_NUM})(?=(?:\s(?!of\b|and\b|in\b)[\w/-]+){{0,4}}?\s{_PEOPLE}\b)"

_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], Figure | None]], ...] = (
    (re.compile(_DEGREES), _temperature),
    (re.compile(_CELLS), _dose),
    (re.compile(_AFTER), _share_of),
    (re.compile(_BEFORE, re.IGNORECASE), _share_of),
    (re.compile(_ALL), _all_of),
    (re.compile(_PERCENT), _percent),
    (re.compile(_FRACTION, re.IGNORECASE), _fraction),
    (re.compile(_LENGTH, re.IGNORECASE), _duration),
    (_NOT_REACHED, _never_reached),
    (re.compile(_NUMBER_OF_PEOPLE, re.IGNORECASE), _people),
)
"""Read in this order; what one has read is hidden from the next."""
