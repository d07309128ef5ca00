"""Is a question in another language than the articles, and what is said then?

A search by English words finds little for a question in Spanish, and what it finds may be chance.  So the reader is
told what the library can do, in their own language where `words/` has it.

py3langid tells languages apart by runs of letters (Lui & Baldwin 2012, "langid.py: An Off-the-shelf Language
Identification Tool", ACL 2012 System Demonstrations).  It is only asked whether a question may be in a language of the
articles, and must be sure that it is not: medicines and illnesses have Latin and Greek names everywhere, so the names
that Citewell knows are left out, and of fewer than three other words nothing is said.
"""

import re
from collections.abc import Collection, Iterator
from functools import cache

from babel import Locale
from babel.lists import format_list
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from citewell.index.names import load_vocabulary
from citewell.index.spelling import english_counts
from citewell.server.languages import LANGUAGES, speaking, spoken
from citewell.server.messages import say
from citewell.server.notices import Notice
from citewell.server.settings import Settings, contacts

_USUAL = frozenset(
    ["ar", "de", "en", "es", "fr", "hi", "it", "ja", "ko", "nl", "pl", "pt", "ro", "ru", "tl", "tr", "vi", "zh"]
)
"""Languages that a question may be in; a rarer one is taken for one like it, which the articles are not in either."""

_LEAST_WORDS = 3

_SURE = 0.02
"""How likely the languages of the articles may be at most.  Chosen on the tuning questions and messages of
`benchmarks/` and on `tests/server/other_languages.yaml`: one of its 183 questions is missed."""

_WORD = re.compile(r"[\u2e80-\u9fff\uac00-\ud7a3]|[^\W\d_\u2e80-\u9fff\uac00-\ud7a3]+")
"""A word; in Chinese, Japanese and Korean, which are written without spaces or densely, each character counts."""


def other_language(question: str, languages: Collection[str]) -> str | None:
    """Tell in which language a question is, if it surely is in none of those given.

    Args:
        question: what the person typed.
        languages: those of the articles, as their metadata name them ("en", "es-MX").

    Returns:
        The code of the likeliest language (ISO 639-1, a guess among languages alike), or None: it is in one of theirs,
        too short to tell, or theirs is one that cannot be told.
    """
    known = frozenset(_base(language) for language in languages)
    names = _names()
    rest = " ".join(part for part in question.split() if not names.issuperset(_WORD.findall(part.lower())))
    if not known or not known <= _told_apart() or len(_WORD.findall(rest)) < _LEAST_WORDS:
        return None
    likely = dict(_identifier(_USUAL | known).rank(rest))
    return max(likely, key=likely.__getitem__) if sum(likely[language] for language in known) < _SURE else None


def language_notices(asked: str, languages: Collection[str], settings: Settings) -> Iterator[Notice]:
    """Say in which languages the articles are: in the language spoken, then in that of the question if it is ours.

    Args:
        asked: the language of the question.
        languages: those of the articles.
        settings: whom to ask instead.
    """
    known = sorted({_base(language) for language in languages})
    for language in dict.fromkeys((spoken(), asked)):
        if language in LANGUAGES:
            with speaking(language):
                locale = Locale.parse(LANGUAGES[language])
                names = [locale.languages[one] for one in known]
                held, either = format_list(names, "standard", locale), format_list(names, "or", locale)
                said = (
                    say("notice.language", languages=held),
                    say("notice.language_ask", languages=either, care_team=contacts(settings).team),
                )
                yield Notice("language", " ".join(said))


def _base(language: str) -> str:
    return language.partition("-")[0].lower()


@cache
def _told_apart() -> frozenset[str]:
    return frozenset(_identifier(None).labels)


@cache
def _identifier(languages: frozenset[str] | None) -> LanguageIdentifier:
    """Load py3langid's model, once for each set of languages to choose from."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(languages)
    return identifier


@cache
def _names() -> frozenset[str]:
    """Gather the words of all names in the vocabularies that are no English words."""
    found = {word for entry in load_vocabulary() for name in entry.names for word in _WORD.findall(name.lower())}
    return frozenset(found - english_counts().keys())
