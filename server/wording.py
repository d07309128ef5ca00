"""What does a message say, in plain words?

One case, no apostrophes, contractions written out, numbers as figures, words of politeness and mere emphasis left out,
misspelt symptom words mended: what `danger.yaml` and the rules that go with it read.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

PERSON = (
    r"(?:husband|wife|mum|mom|mam|mother|father|dad|daddy|mummy|mommy|son|daughter|child|kid|baby|toddler|boy|girl|"
    r"brother|sister|"
    r"partner|spouse|fiance|fiancee|boyfriend|girlfriend|friend|neighbour|neighbor|uncle|aunt|auntie|nan|nana|gran|"
    r"grandma|"
    r"granny|grandad|granddad|grandpa|grandfather|grandmother|cousin|nephew|niece|colleague|roommate|flatmate|"
    r"housemate|hubby|nanny|grandson|granddaughter|grandchild|stepdad|stepmum|missus|bloke|teenager|infant|"
    r"patient|relative|lad|guy|man|woman|lady|person|client|resident|in law)s?"
)
"""One person of flesh and blood, as a regular expression."""

MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
"""The months, as the choices of a regular expression."""

MEDIA = (
    r"(?:programme|program|documentary|film|movie|series|novel|book|story|drama|soap|episode|advert|commercial|"
    r"article|podcast|video|clip|blog|thread|forum|facebook|reddit|youtube|tiktok|instagram|newspaper|news|"
    r"magazine|wireless|radio|telly|tv|television|website|leaflet|booklet|brochure|handbook|character|webinar|opera|"
    r"musical|sitcom|cartoon|comic|thriller|textbook|essay|assignment|dissertation|headline|newsletter|poster)"
)
"""What tells of other people's dangers, or of made-up ones, as a regular expression."""

ONLINE = (
    r"(?:forum|message board|support group|mailing list|discord|newsletter|facebook|reddit|internet|online|youtube|"
    r"whatsapp|group|chat|waiting room|next bed|other bed|"
    r"bed opposite|"
    r"ward|clinic|church|work)"
)
"""Where one hears what happened to strangers, as a regular expression."""

_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼ`´′", "'"))
_TOKEN = re.compile(r"\d+[.,·]\d{1,2}(?!\d)|\d+|spo2|o2|[a-z]+(?:'[a-z]+)*|[.!?;\n,:()/&%°–—…]| - ")
_TENS = {"thirty": 30, "forty": 40, "fourty": 40}
_UNITS = {
    word: n for n, word in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
}
_SPELT = re.compile(
    rf"\b({'|'.join(_TENS)})[- ]?({'|'.join(_UNITS)})\b|\b(?:a|one) hundred (?:and )?({'|'.join(_UNITS)})\b"
)
_SPELT_POINT = re.compile(rf"\b(\d+) point ({'|'.join(_UNITS)})\b")
_POINT = re.compile(r"\b(\d+) point (\d)\b")
_QUERY = re.compile(r"(?:^|(?<=\s))\?+(?=\w)")  # "?CVA", as nurses write: perhaps a stroke
_MARKS = {"!": "!", "?": "?", ".": ".", ";": ".", "\n": ".", "…": "."}
_COMMAS = frozenset({",", ":", "(", ")", "–", "—", " - "})
_ENDINGS = {"ve": "have", "ll": "will", "re": "are", "d": "would"}

_POLITE = re.compile(
    r"\b(?:(?:hello|hi|hey|hiya)(?: (?:there|all|everyone|everybody|team|guys|folks|again|nurse|doctor|doc|"
    r"citewell))?|dear (?:all|team|doctor|sir|madam|nurse|citewell)|good (?:morning|afternoon|evening|day)|"
    r"(?:i am |i'm |im )?sorry (?:to|for) (?:\w+ing|bother|ask|disturb|trouble|bug)(?: (?:you|u|this|this question|"
    r"again))?|"
    r"excuse me|many thanks|thanks(?: (?:a lot|so much|in advance))?|thank you(?: (?:so|very) much)?(?: in advance)?|"
    r"(?:can|could|would|will) (?:you|u|anyone|somebody|someone|anybody) (?:please |pls |plz )?help(?: me| us)?(?! "
    r"(?:with|to|under|find|know))|"
    r"hope (?:you|u) can help|quick question|"
    r"wh?at (?:do|should|shall|can|must|would) (?:i|we|u|you) do(?: now| here| next)?(?! (?:if|when|for|about|with|"
    r"to|in|before|after|while|during|on|at|the|next|once|day)))\b(?:[ ,.!]|$)"
)


def read_sentences(
    message: str, spell: Callable[[str], str], emphasis: AbstractSet[str]
) -> Iterator[tuple[list[str], str]]:
    """Bring a message to plain words, sentence by sentence, each with the mark at its end.

    Args:
        message: what the person typed.
        spell: gives the plain words that a typed word was meant for, or the word itself.
        emphasis: the words that are left out.
    """
    plain = unicodedata.normalize("NFKC", message).translate(_APOSTROPHES).casefold()
    plain = _SPELT_POINT.sub(lambda found: f"{found[1]} point {_UNITS[found[2]]}", _SPELT.sub(_in_figures, plain))
    plain = _QUERY.sub(", ", _POLITE.sub("\n", _POINT.sub(r"\1.\2", plain)))
    words: list[str] = []
    for token in _TOKEN.findall(plain):
        if token in _MARKS:
            if words:
                yield words, _MARKS[token]
            words = []
        else:
            words.extend(word for word in _plain(token, spell) if word not in emphasis)
    if words:
        yield words, "."


def _in_figures(number: re.Match[str]) -> str:
    tens, unit, over_hundred = number.groups()
    return str(100 + _UNITS[over_hundred] if over_hundred else _TENS[tens] + _UNITS[unit])


def _plain(token: str, spell: Callable[[str], str]) -> list[str]:
    if token in _COMMAS:
        return [","]
    if token[0].isdigit():
        return [token.replace(",", ".").replace("·", ".")]
    whole = token.replace("'", "")
    stem, apostrophe, ending = token.partition("'")
    if apostrophe and spell(whole) == whole:
        return [*spell(stem).split(), _ENDINGS.get(ending, ending)]
    return spell(whole).split()
