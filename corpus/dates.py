"""Which date does a piece of text state, as precisely as it states it?"""

import datetime as dt
import re

_NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTHS = {name[:3].lower(): number for number, name in enumerate(_NAMES, start=1)}
_MONTH = "(?:" + "|".join(f"{name}|{name[:3]}\\.?" for name in _NAMES) + "|Sept\\.?)"
_YEAR = r"(?:19|20)\d\d"

DATE = (
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+{_YEAR}"
    rf"|{_YEAR},?\s+{_MONTH}(?:\s+\d{{1,2}}\b)?|{_MONTH},?\s+{_YEAR}|{_YEAR}-\d\d-\d\d|{_YEAR}-\d\d(?![\d-])|{_YEAR}(?!-\d))"
)
"""A pattern for a date in English or ISO form; numeric forms such as 01/02/2026 are left out, as they are ambiguous."""

_DATE = re.compile(DATE, re.IGNORECASE)
_ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


def is_iso_date(text: str) -> bool:
    """Whether `text` is a real date of the form `2025`, `2025-06` or `2025-06-07`."""
    if not _ISO.fullmatch(text):
        return False
    try:
        dt.date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    except ValueError:
        return False
    return True


def is_past(date: str, today: dt.date) -> bool:
    """Whether all of an ISO date is over on `today`: for `2025`, from 2026 on. No date is never past."""
    return bool(date) and date < today.isoformat()[: len(date)]


def iso_date(text: str) -> str:
    """Return the first date in `text` as ISO 8601, no more precise than stated; empty where there is none."""
    found = _DATE.search(text)
    if not found:
        return ""
    words = found.group()
    if _ISO.fullmatch(words):
        return words if is_iso_date(words) else ""
    year = re.search(_YEAR, words)
    month = next((number for start, number in _MONTHS.items() if re.search(rf"(?i)\b{start}", words)), 0)
    if year is None or not month:
        return year.group() if year else ""
    rest = words[: year.start()] + " " + words[year.end() :]
    day = re.search(r"\d{1,2}", rest)
    stated = f"{year.group()}-{month:02}" + (f"-{int(day.group()):02}" if day else "")
    return stated if is_iso_date(stated) else ""
