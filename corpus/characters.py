"""Which characters stand in an article, and how is a raised or lowered run of them written?"""

import hashlib
import re
import unicodedata

# Controls, soft hyphens, zero-width and bidirectional overrides, private use, noncharacters, tags and lone surrogates:
# nothing a reader can see, and some that make a text look other than it is.  ZWJ and ZWNJ stay: scripts need them.
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
_SPACE = re.compile(r"\s+")
_RAISED = str.maketrans("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
_RAISED_FROM = frozenset("0123456789+-−–=()ni")
_LOWERED_FROM = frozenset("0123456789+-−–=()")
_MARK = re.compile(r"[\[(]?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*[\])]?|[a-h*†‡§¶#]{1,2}")
_UNIT_BEFORE = re.compile(r"(?:^|[^A-Za-zµμ])(?:[kcdmµμn]?m|in|ft|sec|s|L|g|kg|[A-Za-zα-ωΑ-Ω])$")


def tidy(text: str) -> str:
    """Return `text` in NFC on one line: invisible characters out, every run of white space one plain space."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", _DROPPED.sub("", text))).strip()


def key(text: str) -> str:
    """Reduce `text` to what makes two lines the same: letters and digits, without case, accents kept."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def slug(text: str) -> str:
    """Turn a title into an identifier of `a-z0-9-`; a title without Latin letters gets one made of its hash."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(words) > 80:
        words = words[:80].rsplit("-", 1)[0]
    return words or "article-" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def raised(before: str, run: str, *, linked: bool = False, after: str = "") -> str:
    """Write a superscript run as text, or as nothing where it is only a reference mark.

    A run that holds a link, and digits or a single sign right after a word or a sentence's end, point at a reference
    list and go.  Anything else keeps its meaning: `10` + `6` is `10⁶`, `mg/m` + `2` is `mg/m²`, `Ca` + `2+` is `Ca²⁺`.

    Args:
        before: the text up to the run.
        run: the raised characters.
        linked: whether the run holds a link (or the format calls it a citation).
        after: the text that follows, where known; `18` before `F-FDG` is an isotope.

    Returns:
        The run in Unicode superscripts where every character has one, else the run as it is.
    """
    run = run.strip()
    if not run or linked:
        return ""
    last = before[-1:]
    follows_word = last.isalpha() or (last != "" and last in ".,;:!?)]\"'”’%")
    isotope = after[:1].isalpha() and not last.isalpha()
    if follows_word and not isotope and _MARK.fullmatch(run) and not _UNIT_BEFORE.search(before[-8:]):
        return ""
    return run.translate(_RAISED) if _RAISED_FROM.issuperset(run) else run


def lowered(run: str) -> str:
    """Write a subscript run in Unicode subscripts where every character has one, else as it is."""
    run = run.strip()
    return run.translate(_LOWERED) if _LOWERED_FROM.issuperset(run) else run
