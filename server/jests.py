"""Is a danger a figure of speech or a jest: "nearly fainted at the bill", "breathless with excitement"?"""

import re

from citewell.server.questions import names_now

_NEARLY = re.compile(r" (?:nearly|near|almost|practically|just about) (?:\S+ ){0,3}$")
_ALMOST = re.compile(r" (?:nearly|almost|practically|thought (?:i|he|she) (?:would|was)|had to) ")
_AT_NEWS = re.compile(
    r" (?:when|at|after|hearing|seeing) (?:(?:i|he|she|we) (?:\S+ )?(?:saw|heard|read|opened|found out|was told|were "
    r"told)|(?:they|the \S+) (?:\S+ )?(?:told|said|quoted|charged|cancelled|canceled|announced|asked|moved|changed|"
    r"lost|rang|phoned)|it said) "
)
_LAUGHED = re.compile(r" laugh\w*(?: \S+){0,2} (?:hard|much|loud\w*|helplessly) (?:\S+ ){0,10}$")
_JOKES = re.compile(r" (?:jokes?|joked|joking|teases?|teased|teasing) (?:(?:that|about|me|us|him|her) )*$")
_AT_COST = re.compile(
    r" (?:when|at|on|seeing|over|opening|reading) (?:\S+ ){0,5}?(?:bills?|prices?|costs?|charges?|fees?|invoice|quote|"
    r"parking|tax|premiums?|fare|rent) "
)
_FEELING = re.compile(  # "breathless with excitement"
    r"^ ?with (?:\S+ )?(?:excitement|curiosity|joy|delight|happiness|laughter|pride|envy|jealousy|anticipation|"
    r"gratitude|admiration|wonder|awe|love|suspense|rage|anger|indignation|embarrassment|impatience|laughing|giggles|"
    r"nerves) "
)


def is_in_jest(whole: str, sentence: str) -> bool:
    """Tell whether somebody nearly did it for laughing ("laughed so hard … i nearly passed out"), or only jokes."""
    ahead = sentence[: sentence.find(whole) + 1]
    if _LAUGHED.search(ahead) and _ALMOST.search(whole):
        return True
    return _JOKES.search(ahead) is not None and not names_now(whole)


def is_figure(before: str, after: str) -> bool:
    """Tell whether the words are a figure of speech ("nearly had a fit when they told me …")."""
    if _FEELING.match(after):
        return True
    return _AT_COST.match(after) is not None or (
        _NEARLY.search(before) is not None and _AT_NEWS.match(after) is not None
    )
