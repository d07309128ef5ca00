"""What do the abbreviations of an article stand for?

Articles define an abbreviation once ("overall survival (OS)") and then use it where a reader's question would use the
words.  The definitions are found by the algorithm of Schwartz & Hearst (Pacific Symposium on Biocomputing 2003,
451-462) and the words are written out beside each use, for the encoder and the lexical index only: what is shown is
never touched.
"""

import re
from collections.abc import Mapping

_DEFINITION = re.compile(r"\(([^()\n]{2,10})\)")
_SHORT = re.compile(r"(?=[^\s]*[A-Z][^\s]*[A-Z])[A-Za-z0-9][\w/-]{1,9}")


def learn_abbreviations(text: str) -> dict[str, str]:
    """Find the abbreviations that a text defines, as short form → long form; the first definition counts."""
    found: dict[str, str] = {}
    for match in _DEFINITION.finditer(text):
        short = match.group(1).strip()
        if _SHORT.fullmatch(short) and short not in found:
            line = text[: match.start()].rpartition("\n")[2]
            candidates = line.split()[-min(len(short) + 5, len(short) * 2) :]
            long = _find_long_form(short, " ".join(candidates))
            if long:
                found[short] = long
    return found


def expand_abbreviations(text: str, known: Mapping[str, str]) -> str:
    """Write the long form before each abbreviation that stands alone: "overall survival OS rates" for "OS rates"."""
    if not known:
        return text
    pattern = re.compile(rf"(?<![\w(-])({'|'.join(map(re.escape, sorted(known, key=len, reverse=True)))})(?![\w-])")
    return pattern.sub(lambda match: f"{known[match.group()]} {match.group()}", text)


def _find_long_form(short: str, before: str) -> str:
    """Match the letters of the short form backwards through the words before it; the first one must begin a word."""
    at = len(before) - 1
    for index in range(len(short) - 1, -1, -1):
        letter = short[index].lower()
        if not letter.isalnum():
            continue
        while at >= 0 and (before[at].lower() != letter or (index == 0 and at > 0 and before[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return ""
        at -= 1
    long = before[before.rfind(" ", 0, at + 1) + 1 :]
    return long if len(long) > len(short) and short not in long.split() else ""
