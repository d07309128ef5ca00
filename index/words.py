"""Which words of a text count in a search?

Lower-cased, without accents and stop words, stemmed (Snowball English, snowballstem.org/algorithms/english).  One
function for the lexical index, the hashing embedder and the choice of the answering sentence, so that they agree on
what a word is.  A compound counts whole and in its parts, so that "CARTITUDE-4", "cilta-cel" and "30-month" match
exactly where they stand, and "30 month" still finds "30-month".
"""

import re
import unicodedata
from functools import cache
from importlib import resources

import Stemmer

_WORD = re.compile(r"[^\W_]+(?:[-’'.,][^\W_]+)*")
_MARKS = re.compile(r"[\u0300-\u036f]+")
_PUNCTUATION = str.maketrans("’‐‑–−", "'----")
_PART = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")


def words(text: str) -> list[str]:
    """Find the words of a text, in order: lower case, no accents, stop words included; compounds whole and in parts."""
    found: list[str] = []
    for match in _WORD.finditer(_plain(text)):
        whole = match.group().removesuffix("'s")
        parts = _PART.findall(whole) if not whole.isalpha() else [whole]
        found.extend(parts)
        if len(parts) > 1:
            found.append(whole)
    return found


def stems(text: str) -> list[str]:
    """Find the stems of the words that count, in order, with repeats."""
    stopped = stopwords()
    return list(_stemmer().stemWords([word for word in words(text) if word not in stopped]))


def _plain(text: str) -> str:
    """Fold case, accents, superscripts and the kinds of apostrophe and hyphen."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return _MARKS.sub("", decomposed).translate(_PUNCTUATION)


@cache
def stopwords() -> frozenset[str]:
    """Read the words that never count; once."""
    text = resources.files("citewell.index").joinpath("stopwords.txt").read_text("utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")
