"""What does a message say, word by word and clause by clause?

A message is brought to plain words (one case, no apostrophes, contractions written out, words of politeness and mere
emphasis left out, misspelt symptom words mended) and cut into clauses.  Where a clause begins depends only on the words
beside its beginning, so what is added elsewhere never changes how a clause is read.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼ`´′", "'"))
_TOKEN = re.compile(r"\d+[.,·]\d{1,2}(?!\d)|\d+|spo2|o2|[a-z]+(?:'[a-z]+)*|[.!?;\n,:()/&%°–—…]| - ")
_POINT = re.compile(r"\b(\d+) point (\d)\b")
_QUERY = re.compile(r"(?:^|(?<=\s))\?+(?=\w)")  # "?CVA", as nurses write: perhaps a stroke
_MARKS = {"!": "!", "?": "?", ".": ".", ";": ".", "\n": ".", "…": "."}
_COMMAS = frozenset({",", ":", "(", ")", "–", "—", " - "})

_WRITTEN_OUT = {
    "cant": "cannot", "cnt": "cannot", "cnat": "cannot", "carnt": "cannot", "canny": "cannot", "couldnt": "could not", "wont": "will not",
    "dont": "do not", "doesnt": "does not", "didnt": "did not", "isnt": "is not", "aint": "is not", "arent": "are not",
    "wasnt": "was not", "werent": "were not", "hasnt": "has not", "havent": "have not", "hadnt": "had not",
    "wouldnt": "would not", "shouldnt": "should not", "im": "i am", "ive": "i have", "ill": "i will", "iam": "i am", "hes": "he is",
    "shes": "she is", "hers": "her", "theyre": "they are", "theyve": "they have", "weve": "we have",
    "youre": "you are", "its": "it is", "thats": "that is", "theres": "there is", "whats": "what is", "hows": "how is",
    "wheres": "where is", "whos": "who is", "hed": "he had", "shed": "she had", "id": "i would", "itll": "it will",
    "gonna": "going to", "wanna": "want to", "gotta": "got to", "dunno": "do not know", "u": "you", "ur": "your",
    "r": "are", "rn": "right now", "atm": "at the moment", "thru": "through", "enuf": "enough", "cuz": "because",
    "coz": "because", "cos": "because", "bc": "because", "tho": "though", "hv": "have", "havin": "having", "temp": "temperature",
    "temps": "temperature", "lets": "let us", "bout": "about", "cudnt": "could not", "wudnt": "would not", "shudnt": "should not", "cud": "could", "nite": "night", "nites": "nights", "fvr": "fever", "hlp": "help", "n": "and", "wich": "which", "wen": "when", "wiv": "with", "dat": "that", "dis": "this", "da": "the", "gona": "going to", "tryna": "trying to", "outta": "out of", "kinda": "kind of", "sorta": "sort of", "coulda": "could have", "tmrw": "tomorrow", "2moro": "tomorrow", "abt": "about", "bcos": "because", "becoz": "because", "noone": "no one", "hrs": "hours", "hr": "hour", "mins": "minutes", "min": "minutes", "wk": "week", "wks": "weeks",
    "yrs": "years", "yr": "year", "pt": "patient", "hubby": "husband", "hubbys": "husband", "dr": "doctor", "wot": "what", "&": "and",
    "tabs": "tablets", "meds": "medicines", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "dozen": "12",
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
    "eleven": "11", "twelve": "12", "fifteen": "15", "nonstop": "non stop", "anymore": "any more", "°": "degrees",
    "nothin": "nothing", "sumthin": "something", "tonite": "tonight", "2day": "today", "2nite": "tonight", "b4": "before",
    "%": "percent", "ppl": "people", "someones": "someone is", "somethings": "something is", "suddenly": "sudden",
    "abruptly": "sudden", "alot": "a lot", "w": "with", "wo": "without", "everythings": "everything is",
}  # fmt: skip

_EMPHASIS = frozenset(
    "really even very so extremely incredibly super quite actually literally totally completely absolutely "
    "basically honestly definitely truly proper freaking frigging fucking fkn fking effing damn seriously genuinely "
    "terribly awfully kinda um uh er erm oh ah ugh lol unbelievably insanely horribly particularly please pls plz".split()
)
"""Words that add weight and no sense: a message reads the same with and without them."""

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

_AUXILIARY = (
    r"(?:am|is|are|was|were|do|does|did|can|cannot|could|should|shall|will|would|may|might|must|has|have|had|"
    r"is not|are not|does not|do not|did not|will not|should not)"
)
_PERSON = (
    r"(?:husband|wife|mum|mom|mam|mother|father|dad|daddy|mummy|mommy|son|daughter|child|kid|baby|toddler|boy|girl|"
    r"brother|sister|"
    r"partner|spouse|fiance|fiancee|boyfriend|girlfriend|friend|neighbour|neighbor|uncle|aunt|auntie|nan|nana|gran|"
    r"grandma|"
    r"granny|grandad|granddad|grandpa|grandfather|grandmother|cousin|nephew|niece|colleague|roommate|flatmate|"
    r"housemate|hubby|nanny|grandson|granddaughter|grandchild|stepdad|stepmum|missus|bloke|teenager|infant|"
    r"patient|relative|lad|guy|man|woman|lady|person|client|resident|in law)s?"
)
PERSON = _PERSON
"""One person of flesh and blood, as a regular expression."""

MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_OWN = r"(?:my|our|his|her|their|the|this|these|your|one)"
_FINITE = (
    r"(?:is|are|was|were|has|have|had|feels?|felt|keeps?|kept|looks?|looked|seems?|seemed|says?|said|cannot|could|"
    r"can|"
    r"will|would|went|goes|gets?|got|hurts?|started|starts|stopped|stops|came|comes|does|did|might|may|just|wants?|"
    r"needs?|took|fell|collapsed|fainted|woke|passed|aches?|suddenly|sudden|reads?|shows?|read|showed|swelled|"
    r"dropped|tells?|told|thinks?|turned|"
    r"told|took|takes?|vomited|threw|hit|bit|stares?|knows?|began|begins|lost|found|spiked|jumped|climbed|walked|"
    r"called)"
)
_NOUN = (
    rf"(?!(?:{_FINITE}|i|he|she|we|they|it|this|that|there|you|also|and|or|but|if|when|not|no|to|in|on|of|for|with|"
    rf"at|,|{_OWN}) )\S+"
)
_SUBJECT = re.compile(
    rf" (?:(?:i|he|she|we|they)(?= (?!(?:and|or|,) ))|(?:it|this|that|there|nobody|everyone|someone|somebody)(?= "
    rf"(?:is|was|has|will|keeps|hurts|feels|started|"
    rf"came|happened|went|read|reads|says|said|lasted|looks|sounds|could|cannot|would) )"
    rf"|{_OWN} (?:{_NOUN} ){{0,2}}?{_NOUN}(?= {_FINITE} )|{_PERSON}(?= {_FINITE} ))"
)
"""A subject before its verb; looked for at one place at a time."""

_ASKS = re.compile(
    rf" (?:(?:what|how|why|when|where|who|which|whats)(?= )(?: (?!(?:i|he|she|we|they|it) )\S+){{0,3}}? "
    rf"{_AUXILIARY}(?= )|what (?:if|about|next|causes|happens)(?= )|how (?:about|come|long|common|likely|often|"
    rf"many|much|bad|soon|serious)(?= )"
    rf"|why (?:am|is|are|do|does|cannot|has|have)(?= )"
    rf"|(?:am|do|did|can|could|should|shall|would|may|might|must|will|have|had|was) i(?= )|(?:is|was|has) (?:it|"
    rf"this|that|he|she|there)(?= )|(?:does|did|can|could|should|would|will|might|may) (?:it|this|that|he|she|"
    rf"there|{_OWN} \S+)(?= )|"
    rf"(?:are|were|do|did|can|should|would|will|could|have) (?:we|they|you|these|those|there|people|patients)(?= )|"
    rf"any(?:one|body) (?:know|else|had)(?= ))"
)
_STARTERS = frozenset("but however though although because plus except whereas therefore otherwise meanwhile".split())
_GOES_ON = re.compile(
    r" (?:now|then|also|not|no|without|is|are|was|were|has|have|had|cannot|could|can|will|would|keeps?|got|gets|"
    r"getting|feels?|feeling|"
    r"having|started|stopped|seems?|seeing|hearing|says?|just|went|goes|struggling|unable|never|does|did|do|fell|"
    r"came|took|"
    r"coughing|vomiting|throwing|bleeding|shaking|shivering|gasping|passed|fainted|collapsed)(?= )"
)
_HOLDS = frozenset(  # words that hold what follows them in their own clause
    "if when whenever unless whether than as that who which what where how why while until till before once after "
    "of in "
    "on for with to from at by about into over under behind between during without through like near not no and or "
    "am is are was were do does did can cannot could should shall will would may might must has have had "
    "my his her our their the a an this these those your gave give gives given take took get got hit rubbed moved "
    "put bring on case suppose imagine sees seen told tell make "
    "makes makes let help helps keep hurt feel felt check checked squeeze hold held clutching holding wash say "
    "half wish wishes hope hoping hopes think thinks believes rather convinced insists insisting swears".split()
)
_PRONOUN_HOLDS = frozenset(  # the same before a pronoun, which can only be a subject
    "if when whenever unless whether than as who which what where how why while until till before once in case "
    "suppose imagine "
    "am is are was were do does did can cannot could should shall will would may might must has have had not and "
    "or wish wishes wished hope hoping hopes think thinks thought believes rather convinced insists insisting "
    "swears like say".split()
)
_TALKED = frozenset(
    "chance risk possibility chances risks odds true said says read heard told tell know knew learnt learned "
    "likely warned possible "
    "means mean fear afraid scared think thought believe say sure certain understand aware so such now is was it".split()
)
"""Words before a "that" which tells of no fact: "the risk that he …"; but "normal that he is …"."""

_TIME_ONLY = re.compile(
    r" (?:(?:(?:about|over|around|some|nearly|almost|more than|a|an|the|few|couple|of|many|back|in|on|last|this|"
    r"early|late|early|when|i|he|she|was|as|since|once|child|kid|teenager|young|little|boy|girl|years?|months?|"
    r"weeks?|days?|ago|before|past|long|time|decades?|"
    r"before|during|prior|to|after|diagnosis|diagnosed|transplant|chemo|chemotherapy|treatment|operation|surgery|"
    r"pregnancy|pregnant|the|first|my|his|her|at|uni|university|school|college|student|teens?|teenage|twenties|"
    r"thirties|forties|fifties|sixties|youth|childhood|"
    r"winter|summer|spring|autumn|fall|year|night|morning|evening|afternoon|yesterday|today|tonight|\d+s?|ten|"
    r"twenty|thirty|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|also|and|but|because|"
    r"ever|,) )+)$"
)
_LONGEST = 40
"""Words of the longest clause; what is longer is cut, for a reader of rules must not lose its time in it."""

_UNDER_IF = re.compile(r" (?:if|when|whenever|unless|in case|suppose|what about|before|until|once|whether) ")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause in plain words.

    `text` has one space around each word; `context` is the text of the clause that this one goes on from ("if he has a
    fever | and is shaking"), or empty; `joined` tells how it does; `mark` is the mark at the end of the sentence, where
    this is the last clause of it.
    """

    text: str
    context: str = ""
    joined: Literal["", "and", "or"] = ""
    mark: str = "."
    words: frozenset[str] = frozenset()


def read_clauses(message: str, mend: Callable[[str], str]) -> tuple[Clause, ...]:
    """Bring a message to plain words and cut it into clauses, in order.

    Args:
        message: what the person typed.
        mend: gives the symptom words that a misspelt word was meant for, or the word itself.
    """
    return tuple(clause for words, mark in _sentences(message, mend) for clause in _clauses(words, mark))


def _sentences(message: str, mend: Callable[[str], str]) -> Iterator[tuple[list[str], str]]:
    plain = unicodedata.normalize("NFKC", message).translate(_APOSTROPHES).casefold()
    plain = _POINT.sub(r"\1.\2", plain)
    plain = _QUERY.sub(", ", _POLITE.sub("\n", plain))
    words: list[str] = []
    for token in _TOKEN.findall(plain):
        if token in _MARKS:
            if words:
                yield words, _MARKS[token]
            words = []
        else:
            words.extend(word for word in _plain(token, mend) if word not in _EMPHASIS)
    if words:
        yield words, "."


def _plain(token: str, mend: Callable[[str], str]) -> list[str]:
    if token in _COMMAS:
        return [","]
    if token == "/":
        return ["or"]
    if token[0].isdigit():
        return [token.replace(",", ".").replace("·", ".")]
    whole = token.replace("'", "")
    if whole in _WRITTEN_OUT:
        return _WRITTEN_OUT[whole].split()
    stem, apostrophe, ending = token.partition("'")
    if apostrophe:
        return [
            *_plain(stem, mend),
            *{"s": ["s"], "ve": ["have"], "ll": ["will"], "re": ["are"], "d": ["would"]}.get(ending, []),
        ]
    return mend(token).split()


def _clauses(words: list[str], mark: str) -> Iterator[Clause]:
    text = f" {' '.join(words)} ".replace(" can not ", " cannot ").replace(" not just ", " ").replace(" not only ", " ")
    begins: list[tuple[int, Literal["", "and", "or"]]] = [(0, "")]
    for place in (space.start() for space in re.finditer(r" (?=\S)", text)):
        how = _begins(text, place, begins[-1][0])
        if place and how is not None:
            begins.append((place, how))
    context = ""
    for number, (start, how) in enumerate(begins):
        end = begins[number + 1][0] if number + 1 < len(begins) else len(text)
        own = f"{text[start:end].rstrip(' ,')} "
        if not own.strip():
            continue
        context = context if how else ""
        yield Clause(own, context, how, mark if end == len(text) else ",", frozenset(own.split()))
        context = f"{context.rstrip()}{own}" if len(context) < _LONGEST * 6 else own


def _begins(text: str, place: int, begun: int) -> Literal["", "and", "or"] | None:
    """Tell whether a clause begins at a space of a sentence, and how it is joined to the one before."""
    word = text[place + 1 : text.index(" ", place + 1)]
    before = text[begun:place]
    last = before.rpartition(" ")[2]
    if word == ",":
        return None
    if word == "also" and last not in _PRONOUN_HOLDS | {"i", "he", "she", "we", "they", "it"}:
        return ""
    if before.count(" ") >= _LONGEST or word in _STARTERS and not text.startswith(" because of ", place):
        return ""
    if _TIME_ONLY.fullmatch(f"{before} "):
        return None
    pronoun = word in {"i", "he", "she", "we", "they"}
    if word in {"and", "or"}:
        after = place + 1 + len(word)
        joined: Literal["and", "or"] = "and" if word == "and" else "or"
        if text.startswith(" now ", after) or _ASKS.match(text, after):
            return ""
        if _SUBJECT.match(text, after):
            return joined if joined == "or" or _UNDER_IF.search(before) else ""
        return joined if _GOES_ON.match(text, after) else None
    if (
        _ASKS.match(text, place)
        and not (word in {"who", "which", "where"} and last != ",")
        and last
        not in {"and", "or", "know", "about", "if", "no", "not", "of", "matter"}
        | ({"what", "how", "why", "when", "where", "who", "which"})
    ):
        return "" if not _inside_question(before) else None
    if last == ",":
        if _SUBJECT.match(text, place) or word in {"no", "not", "without", "never", "now", "he", "she"}:
            return ""
        return (
            "and"
            if _GOES_ON.match(text, place)
            and word not in {"having", "seeing", "feeling", "coughing", "vomiting", "bleeding", "shaking", "shivering"}
            else None
        )
    if last == "that" and _SUBJECT.match(text, place) and before.split()[-2:-1] and before.split()[-2] not in _TALKED:
        return ""
    held = last in (_PRONOUN_HOLDS if pronoun else _HOLDS) and not before.endswith((" i do", " we do", " to do"))
    return "" if _SUBJECT.match(text, place) and not held else None


def _inside_question(before: str) -> bool:
    """Tell whether an auxiliary stands inside a question that has begun ("how | is overdose treated")."""
    return (
        re.fullmatch(
            r"(?: (?:and|or|but|so|,|also))*(?: (?:what|how|why|when|where|who|which|whats)(?: \S+){0,3})?", before
        )
        is not None
    )
