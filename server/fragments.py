"""How does a link to a publisher's page lead to the very words of a quote?

By a text fragment (`#:~:text=`, WICG URL Fragment Text Directives): the browser scrolls to the words and marks them.
It takes the first place where they stand, so the words must stand only once in the article.
"""

import re
from urllib.parse import quote

from citewell.corpus.types import Article

_LONGEST = 120
"""Characters of a fragment that names all of its words; a longer one is named by its first and last words."""

_ENDS = 5
"""Words that name the beginning and the end of a longer one."""

_SPACE = re.compile(r"\s+")


def text_fragment(article: Article, start: int, end: int) -> str:
    """Write the fragment that leads to the words of `[start, end)`, which stand on one line.

    Returns:
        ":~:text=…", percent-encoded; empty where the words stand more than once in the article, or on several lines.
    """
    wanted = article.text[start:end].split("\n")[0].strip()
    whole = _folded(article.text)
    if not wanted:
        return ""
    if len(wanted) <= _LONGEST:
        return f":~:text={_encoded(wanted)}" if whole.count(_folded(wanted)) == 1 else ""
    words = wanted.split()
    first, last = " ".join(words[:_ENDS]), " ".join(words[-_ENDS:])
    if len(words) < 2 * _ENDS or whole.count(_folded(first)) != 1 or whole.count(_folded(last)) != 1:
        return ""
    return f":~:text={_encoded(first)},{_encoded(last)}"


def _folded(text: str) -> str:
    """Make text alike as browsers do when they search: case and white space do not count."""
    return _SPACE.sub(" ", text).casefold()


def _encoded(words: str) -> str:
    """Percent-encode, together with the three characters that mean something in a text directive: `-`, `,` and `&`."""
    return quote(words, safe="").replace("-", "%2D")
