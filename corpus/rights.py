"""How much of an article may be shown?

Its publisher states the rights: `full`; `link`, so that the article is only named and linked; or `excerpt(N)`, at most
N words of it.  Where nothing is stated, all may be shown, and `citewell lint` says so.

The excerpt is the beginning of the article, the same words for everyone and for every question.  So no sequence of
questions, pages or requests can put more together.
"""

import itertools
import re

from citewell.corpus.errors import CitewellError
from citewell.corpus.sentences import split_sentences
from citewell.corpus.types import Article

_EXCERPT = re.compile(r"excerpt\(([1-9]\d{0,6})\)")

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(f"[{_UNSPACED}]|[^\\s{_UNSPACED}]+")
"""A word: what stands between white space, or one character of a script that is written without (Thai, Chinese, …),
as word processors count."""

_AHEAD = 200
"""How many code points after a place decide, at the most, whether a sentence ends there."""


def are_rights(text: str) -> bool:
    """Whether `text` states rights that Citewell knows: `full`, `link` or `excerpt(N)` with N from 1."""
    return text in {"full", "link"} or _EXCERPT.fullmatch(text) is not None


def shown_until(article: Article) -> int:
    """Return the code-point offset up to which the words of an article may be shown; nothing after it may be.

    An excerpt ends with its last whole sentence; where not even the first sentence is within N words, after the N-th.

    Raises:
        CitewellError: the rights of the article are none that Citewell knows.
    """
    if article.rights in {"", "full"}:
        return len(article.text)
    if article.rights == "link":
        return 0
    found = _EXCERPT.fullmatch(article.rights)
    if not found:
        raise CitewellError(
            f"The article {article.article_id} has the rights {article.rights!r}; state full, link or excerpt(80) and "
            "run `citewell ingest` on it again."
        )
    return _excerpt_end(article.text, int(found[1]))


def _excerpt_end(text: str, words: int) -> int:
    """Return where the last sentence ends that is within the first `words` words, or else the last of these words."""
    ends = [word.end() for word in itertools.islice(_WORD.finditer(text), words + 1)]
    if len(ends) <= words:
        return len(text)
    end = ends[words - 1]
    sentences = split_sentences(text, 0, min(len(text), end + _AHEAD))
    return max((sentence.end for sentence in sentences if sentence.end <= end), default=end)
