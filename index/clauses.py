"""Which clauses of a message ask?

A message is cut into sentences (people forget the space after a full stop, or the capital), sentences that hold two
questions are cut between them, and long sentences typed without a stop are cut into clauses.  Each clause asks or
states: it ends in a question mark, begins as a question does, or asks indirectly ("please tell me …").
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from citewell.corpus.sentences import split_sentences
from citewell.index.follow_up import listed

_LONG_WORDS = 30
"""A longer sentence is cut into its clauses."""
_STUB_WORDS = 4
"""A clause of fewer words goes with its neighbour."""
_FEWEST_WORDS = 3
"""A question before another, with no joint between them, has at least as many words."""

_AUXILIARY = r"(?:can|could|is|are|do|does|did|should|will|would|has|have|was|were|am|may|might|must|isn't|wouldn't)"
_SOMEBODY = r"(?:i|we|you|u|he|she|it|they|there|my|our|his|her|this|these|that|any|some|anyone|anything|one|people)"
_PAIR = (  # a verb before its subject: a question wherever it stands
    r"(?:(?:can|could|should|will|would|may|must) (?:i|we|you|u|he|she|it|they|there|my|this|these|people|anyone|any)"
    r"|(?:is|isn['’]t|was) (?:it|this|there|he|she)|(?:are|were) (?:there|they|these|we|you|my|any)|am i"
    r"|(?:do|did) (?:i|we|you|u|they|people|these|my)|(?:does|did) (?:it|he|she|this|my|anyone|the)"
    r"|has (?:he|she|anyone|there)|have (?:you|i|they|there))\b"
)
_INVERTED = (  # "what is", "how many days will", "where can I", "is it"
    r"(?:(?:what|how|why)(?:['’]s)? (?:(?!(?:i|we|you|he|she|it|they|my|the|that|to|if)\b)[\w-]+ ){0,3}"
    rf"{_AUXILIARY}\b"
    rf"|what(?:['’]s|s| causes?| happens)\b"
    r"|(?:when|where|who|which) (?:can|could|should|would|will|do|does|is|are) (?:i|we|you|he|she|it|they|the|my)\b"
    rf"|{_PAIR})"
)
_LEAD_IN = (
    r"(?:(?:and|but|so|or|also|then|now|please|pls|plz|first|firstly|secondly|finally|next|ok|well|yes|if so|sir|"
    r"(?:my |our |the )?questions?(?: to you)?(?: is| are)?)[\s,:.…-]+)*"
)

_SENTENCE_END = re.compile(
    r"(?<=[?!])(?![?!.)\s]*$)(?![?!.)])\s*"  # "cancer??which is best"
    r"|(?<=\.\.)(?!\.)\s*"  # "throat cancer.... i have"
    r"|(?<=[a-z)]{2}\.)\s+(?=[a-z])"  # "my platelets are low. can i fly"
    r"|(?<=[a-z0-9)]\.)(?=[A-Z][a-z]|I\b)|(?<=[a-z]{3}\.)(?=[A-Z])"  # "a blood test.Doctors say"
    r"|(?<= \.)(?=\s*[a-z])"  # "from you .my friend is 35"
    r"|(?<=[a-z]{2}\.)(?=(?:i|we|he|she|my|is|in|can|what|how|pls|plz|please|now|its?|also|so|but|and|as|the|this|do|if)\b"
    r"(?!\.))"
)
_ABBREVIATED = re.compile(
    r"\b(?:yrs?|mos?|wks?|hrs?|wt|approx|mg|ml|dr|mrs?|st|vs|ie|eg|dept|ext|incl|avg|no|meds?)\.$", re.IGNORECASE
)

_NEXT_QUESTION = re.compile(
    rf"(?P<joined>(?:[,;] ?| )(?:(?:and|also|or|but|plus|then|so|secondly)[, ]{{1,2}}){{1,2}}|[,;] ?)(?={_INVERTED})"
    rf"|(?P<bare> )(?={_INVERTED})",
    re.IGNORECASE,
)
_OPEN = re.compile(
    rf"\b(?:what|which|how|whose|why|where|who)\b(?: (?!{_AUXILIARY}\b)\S+)*$|\bif(?: \S+){{1,2}}$", re.IGNORECASE
)
"""A clause whose verb is still to come ("what sort of oil | should I use", "if her fever | is this high")."""
_ASKS_ALREADY = re.compile(rf"(?:^|\s){_INVERTED}", re.IGNORECASE)
_PAIR_INSIDE = re.compile(rf"\b(?P<before>\w+) {_PAIR}", re.IGNORECASE)
_NEW_CLAUSE = re.compile(
    r"[,;] ?(?=(?:(?:and|but|so|because|now|then) )?(?:i|we|he|she|my|our|they|the doctors?)\b)"
    r"| (?=(?:and|but|because|so) (?:i|we|he|she|they|my)\b)"
    r"| (?=(?:i|we|he|she) (?:am|is|have|has|was|had|need|want|would|just|take|live|went)\b)"
    rf"| (?=(?:please|pls|plz|kindly|can you|could you)\b)|[,;:]?(?: (?:and|but|so|also|or)){{0,2}} (?={_INVERTED})",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"(?:(?:and|but|so|also) )?(?:if|when|after|since|as|because|with|during|although|while|once)\b", re.IGNORECASE
)

_BEGINS_ASKING = re.compile(
    _LEAD_IN
    + r"(?:(?:more |any |further )?info\w* (?:on|about|regarding|for)\b"
    + r"|(?:what|how|why|who|whose|whom|which|where)\b(?! (?:is why|means))"
    + rf"|when {_AUXILIARY}\b|{_AUXILIARY} {_SOMEBODY}\b"
    + r"|(?:can|could|is|are|do|does|should|would) (?!(?:not|be|been|on|in|still|also|now|to|very)\b))",
    re.IGNORECASE,
)
_SOUGHT = (
    r"(?:info\w*|advice|suggestions?|guidance|details|treatments?|remed\w+|cures?|opinions?|data|resources|trials?)"
)
_ASKS_INSIDE = re.compile(
    r"\b(?:what (?:to|can|should|could|causes)|how (?:to|can|do|does|much|long|many|should)|(?:is|are) there|"
    r"what(?:['’]s| is| are) the|why (?:is|do|does|am|are)|(?:should|can) i|wonder\w*|curious|what i can|"
    r"(?:want\w*|like|need|love|wish|hop\w+|try\w*|tried) to (?:\w+ )?"
    r"(?:know|kno|knw|no|find|learn|lern|ask|inquire|enquire|understand|see (?:if|how)|hear|get|receive)|"
    r"(?:to|i|we) (?:ask|inquire|enquire)|(?:looking|searching|search|seeking) (?:for|of|into)|"
    r"(?:please|pls|plz|kindly|can you|could you|would you|can u|will you) (?:\w+ ){0,4}?(?:tell|advi[sc]e|suggest|"
    r"recommend|explain|guide|inform|provide|send|give|let|share|int?r?oduce|confirm|clarify)|"
    rf"(?:need|want|like|send|looking for|searching for|request\w*) (?:\w+ ){{0,4}}?{_SOUGHT}|"
    r"(?:don['’]?t|do not|not sure|no idea|need to) know (?:what|how|why|if|whether|when|where))\b",
    re.IGNORECASE,
)
_HINTS = re.compile(
    rf"\b(?:any|some|more|get|find|for|welcome|appreciate|guide|help|assist)\b (?:\w+ ){{0,4}}?{_SOUGHT}\b"
    r"|\b(?:interested in|(?:please|pls|plz|kindly|can you|could you|if (?:you|u) (?:can|could)) (?:\w+ )?"
    r"(?:help|guide|assist))\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?:or|ie|i\.e|eg|e\.g|like|such as|for example|yes|right)\b", re.IGNORECASE)


class Mood(Enum):
    """What a clause does: it asks, hints that something is wanted ("any help is welcome"), or states."""

    ASKS = "asks"
    HINTS = "hints"
    STATES = "states"


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence, or a part of one, that asks or states one thing."""

    text: str
    mood: Mood


def read_clauses(message: str) -> list[Clause]:
    """Cut a message into the clauses that ask and those that state, in order."""
    found: list[Clause] = []
    for sentence in cut_sentences(message):
        for text in _parts(sentence):
            if found and found[-1].mood is Mood.ASKS and _GOES_ON.match(text) and len(text.split()) <= _LONG_WORDS:
                found[-1] = Clause(f"{found[-1].text} {text}", Mood.ASKS)  # "… hepatitis C? ie like for HIV?"
            else:
                found.append(Clause(text, _mood(text)))
    return found


def cut_sentences(message: str) -> list[str]:
    """Cut a message into sentences, also where the space, the capital or the full stop's company is missing."""
    lines = _SENTENCE_END.sub(
        lambda cut: cut[0] if _ABBREVIATED.search(message[max(0, cut.start() - 8) : cut.start()]) else "\n", message
    )
    return [lines[span.start : span.end] for span in split_sentences(lines)]


def begins_asking(text: str) -> bool:
    """Tell whether a clause begins as a question does, rather than asking indirectly."""
    return _BEGINS_ASKING.match(text) is not None


def does_ask(text: str) -> bool:
    """Tell whether a sentence or clause asks."""
    return (
        text.rstrip(" \"'”)(").endswith("?")
        or begins_asking(text)
        or _ASKS_INSIDE.search(text) is not None
        or any(pair["before"].lower() not in listed("leads_on") for pair in _PAIR_INSIDE.finditer(text))
    )


def _mood(text: str) -> Mood:
    if does_ask(text):
        return Mood.ASKS
    return Mood.HINTS if _HINTS.search(text) else Mood.STATES


def _parts(sentence: str) -> Iterator[str]:
    for question in _cut(sentence, _question_cuts(sentence)):
        if len(question.split()) > _LONG_WORDS:
            yield from _long_parts(question)
        else:
            yield question


def _question_cuts(sentence: str) -> Iterator[tuple[int, int]]:
    """Find where a second question begins in a sentence: after "and", "also" or a comma, or with no joint at all."""
    begun = 0
    for joint in _NEXT_QUESTION.finditer(sentence):
        left = sentence[begun : joint.start()].split()
        inverted = _ASKS_ALREADY.search(" ".join(left))
        if not inverted or _CONDITION.match(" ".join(left)) or left[-1].lower() in listed("leads_on"):
            continue
        if joint["joined"] is None and (len(left) < _FEWEST_WORDS or _OPEN.search(" ".join(left))):
            continue
        if len(sentence[joint.end() :].split()) >= 2:
            yield joint.span()
            begun = joint.end()


def _long_parts(sentence: str) -> Iterator[str]:
    """Cut a long sentence into clauses; a stub goes with the next, a condition with the question after it."""
    held = ""
    joints = [
        joint.span()
        for joint in _NEW_CLAUSE.finditer(sentence)
        if sentence[: joint.start()].strip().rpartition(" ")[2].lower() not in listed("leads_on")
    ]
    for part in _cut(sentence, joints):
        held = f"{held} {part}".strip()
        if len(held.split()) >= _STUB_WORDS and (does_ask(part) or not _CONDITION.match(held)):
            yield held
            held = ""
    if held:
        yield held


def _cut(text: str, cuts: Iterable[tuple[int, int]]) -> list[str]:
    places = [0, *itertools.chain.from_iterable(cuts), len(text)]
    return [
        text[start:end].strip() for start, end in zip(places[::2], places[1::2], strict=True) if text[start:end].strip()
    ]
