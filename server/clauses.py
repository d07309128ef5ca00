"""Which clauses does a message have, for judging a danger in each alone?

Where a clause begins depends only on the words beside its beginning, so what is added elsewhere never changes how a
clause is read.
"""

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from citewell.server.wording import MEDIA, ONLINE, PERSON, read_sentences

Joined = Literal["", "and", "or"]
"""How a clause goes on from the one before: not at all, or with its question or condition ("if he … and is …")."""

_AUXILIARY = (
    r"(?:am|is|are|was|were|do|does|did|can|cannot|could|should|shall|will|would|may|might|must|has|have|had|"
    r"is not|are not|does not|do not|did not|will not|should not)"
)
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
    rf"|{_OWN} (?:{_NOUN} ){{0,2}}?{_NOUN}(?= {_FINITE} )|{PERSON}(?= {_FINITE} ))"
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
"""How a question begins in the middle of a sentence."""

_STARTERS = re.compile(r"but|however|though|although|because|plus|except|whereas|therefore|otherwise|meanwhile")
_GOES_ON = re.compile(
    r" (?:now|then|also|not|no|without|is|are|was|were|has|have|had|cannot|could|can|will|would|keeps?|got|gets|"
    r"getting|feels?|feeling|"
    r"having|started|stopped|seems?|seeing|hearing|says?|just|went|goes|struggling|unable|never|does|did|do|fell|"
    r"came|took|"
    r"coughing|vomiting|throwing|bleeding|shaking|shivering|gasping|passed|fainted|collapsed)(?= )"
)
_HABIT = re.compile(
    r" (?:(?:i|he|she) )?(?:have|has|had)(?: had)? (?:done|it|that|them|always|been (?:like )?(?:that|this|so))"
    r"(?: \S+){0,2} (?:since|all|for (?:\d+ )?years)(?= )| always (?:have|has|had|did|do|does)(?= )"
)
"""What says of the words before it that they are an old story ("i stammer, have done since i was 5")."""
_NO_REPLY = re.compile(r" (?:no|not a) (?:reply|answer|response|reaction|flicker|movement)(?= )")
_NO_VERB = re.compile(r"having|seeing|feeling|coughing|vomiting|bleeding|shaking|shivering")
_PRONOUN = re.compile(r"i|he|she|we|they")
_HOLDS = re.compile(  # words that hold what follows them in their own clause
    r"if|when|whenever|unless|whether|than|as|that|who|which|what|where|how|why|while|until|till|before|once|"
    r"after|of|in|on|for|with|to|from|at|by|about|into|over|under|behind|between|during|without|through|like|near|"
    r"not|no|and|or|am|is|are|was|were|do|does|did|can|cannot|could|should|shall|will|would|may|might|must|has|"
    r"have|had|my|his|her|our|their|the|a|an|this|these|those|your|gave|give|gives|given|take|took|get|got|hit|"
    r"rubbed|moved|put|bring|case|suppose|imagine|sees|seen|told|tell|make|makes|let|help|helps|keep|hurt|feel|"
    r"felt|check|checked|squeeze|hold|held|clutching|holding|wash|say|half|wish|wishes|hope|hoping|hopes|think|since|"
    r"thinks|believes|rather|convinced|insists|insisting|swears|cut|cuts|slit|slashed|scratched"
)
_HOLDS_PRONOUN = re.compile(  # the same before a pronoun, which can only be a subject
    r"if|when|whenever|unless|whether|than|as|who|which|what|where|how|why|while|until|till|before|once|since|ever|"
    r"in|case|"
    r"suppose|imagine|am|is|are|was|were|do|does|did|can|cannot|could|should|shall|will|would|may|might|must|has|"
    r"have|had|not|and|or|wish|wishes|wished|hope|hoping|hopes|think|thinks|thought|believes|rather|convinced|"
    r"insists|insisting|swears|like|say"
)
_TALKED = re.compile(
    r"chance|risk|possibility|chances|risks|odds|true|said|says|read|heard|told|tell|know|knew|learnt|learned|"
    r"likely|warned|possible|means|mean|fear|afraid|scared|think|thought|believe|say|sure|certain|understand|"
    r"aware|so|such|now|is|was|it|post|posts|posted|write|writes|wrote"
)
"""Words before a "that" which tells of no fact: "the risk that he …"; but "normal that he is …"."""

_KEEPS_QUESTION = re.compile(r"and|or|know|about|if|no|not|of|matter|what|how|why|when|where|who|which")
_QUESTION_BEGUN = re.compile(r"(?: (?:and|or|but|so|,|also))*(?: (?:what|how|why|when|where|who|which)(?: \S+){0,3})?")
_TIME_ONLY = re.compile(
    r" (?:(?:(?:for|now|about|over|around|some|nearly|almost|more than|a|an|the|few|couple|of|many|back|in|on|last|"
    r"this|"
    r"early|late|early|when|i|he|she|was|as|since|once|child|kid|teenager|young|little|boy|girl|years?|months?|"
    r"weeks?|days?|ago|before|past|long|time|decades?|"
    r"before|during|prior|to|after|diagnosis|diagnosed|transplant|chemo|chemotherapy|treatment|operation|surgery|"
    r"pregnancy|pregnant|growing|up|primary|the|first|my|his|her|at|uni|university|school|college|student|teens?|"
    r"teenage|twenties|"
    r"thirties|forties|fifties|sixties|youth|childhood|"
    r"cycle|infusion|round|winter|summer|spring|autumn|fall|year|night|morning|evening|afternoon|yesterday|today|"
    r"tonight|\d+s?|ten|"
    r"twenty|thirty|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|also|and|but|because|"
    r"ever|,) )+)$"
)
_FRAME = re.compile(  # what holds the clause after it: a time long past, a film
    r" (?:(?:and|but|also) )?(?:when \S+(?: \S+){0,8} in (?:19|20)\d\d|"
    r"(?:a )?(?:\d+|few|several|couple of|many) (?:years?|months?) (?:back|ago)"
    rf"(?: (?:on|in|at|with|during|after|before|under)(?: (?!{_FINITE} )\S+){{1,4}})?|"
    rf"(?:in|on) (?:the|a|this|that|one) (?:\S+ )?{MEDIA})"
)
_HEARSAY = re.compile(  # "somebody on the forum said", "how would you know", "laughing that hard"
    rf" {ONLINE}(?: \S+){{0,2}} (?:said|says|wrote|writes|posted|mentioned|told \S+)(?: that)?$|"
    rf" (?:neighbou?r|friend|colleague|lad|lady|woman|man|bloke|guy|someone|somebody|actor|actress)(?: \S+){{0,4}} "
    rf"(?:says|said|reckons)$|"
    r" (?:how|what) (?:would|do|does|can|could|will|should)(?: \S+){1,3} (?:know|tell|recogni[sz]e|spot|notice)$|"
    r"^(?: (?:and|but|so))* (?:would|will|do|does|can|could)(?: \S+){1,3} (?:know|notice|reali[sz]e)$|"
    r" laugh\w*(?: \S+)? (?:hard|much)$"
)
_LONGEST = 40
"""Words of the longest clause; what is longer is cut, for a reader of rules must not lose its time in it."""
_UNDER_IF = re.compile(r" (?:if|when|whenever|unless|in case|suppose|what about|before|until|once|whether) ")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause in plain words.

    `text` has one space around each word; `context` is the text of the clause that this one goes on from ("if he has a
    fever | and is shaking"), or empty; `joined` tells how it does; `mark` is the mark at the end of the sentence, where
    this is the last clause of it; `sentence` is the whole of it.
    """

    text: str
    context: str = ""
    joined: Joined = ""
    mark: str = "."
    words: frozenset[str] = frozenset()
    sentence: str = ""


def read_clauses(message: str, spell: Callable[[str], str], emphasis: AbstractSet[str]) -> tuple[Clause, ...]:
    """Bring a message to plain words and cut it into clauses, in order.  For the arguments see `read_sentences`."""
    return tuple(clause for words, mark in read_sentences(message, spell, emphasis) for clause in _clauses(words, mark))


def _clauses(words: list[str], mark: str) -> Iterator[Clause]:
    text = f" {' '.join(words)} ".replace(" can not ", " cannot ").replace(" not just ", " ").replace(" not only ", " ")
    begins: list[tuple[int, Joined]] = [(0, "")]
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
        yield Clause(own, context, how, mark if end == len(text) else ",", frozenset(own.split()), text)
        context = f"{context.rstrip()}{own}" if len(context) < _LONGEST * 6 else own


def _begins(text: str, place: int, begun: int) -> Joined | None:
    """Tell whether a clause begins at a space of a sentence, and how it goes on from the one before."""
    word = text[place + 1 : text.index(" ", place + 1)]
    before = text[begun:place]
    last = before.rpartition(" ")[2]
    if word != "," and _starts_afresh(text, place, word, before, last):
        return ""
    if word == "," or _TIME_ONLY.fullmatch(f"{before} ") or _FRAME.fullmatch(before):
        return None
    if word in {"and", "or"}:
        return _after_and(text, place, word, before)
    if _begins_asking(text, place, word, last):
        return None if _QUESTION_BEGUN.fullmatch(before) else ""
    if last == ",":
        return _after_comma(text, place, word)
    return "" if _SUBJECT.match(text, place) and not _is_held(word, before, last) else None


def _starts_afresh(text: str, place: int, word: str, before: str, last: str) -> bool:
    if word == "also":
        return not _HOLDS_PRONOUN.fullmatch(last) and not _PRONOUN.fullmatch(last) and last != "it"
    starts = _STARTERS.fullmatch(word) is not None and not text.startswith(" because of ", place)
    return starts or before.count(" ") >= _LONGEST


def _after_and(text: str, place: int, word: str, before: str) -> Joined | None:
    after = place + 1 + len(word)
    joined: Joined = "and" if word == "and" else "or"
    if text.startswith(" now ", after) or _ASKS.match(text, after):
        return ""
    if _SUBJECT.match(text, after):
        return joined if joined == "or" or _UNDER_IF.search(before) else ""
    return joined if _GOES_ON.match(text, after) else None


def _begins_asking(text: str, place: int, word: str, last: str) -> bool:
    if _ASKS.match(text, place) is None or _KEEPS_QUESTION.fullmatch(last):
        return False
    return word not in {"who", "which", "where"} or last == ","  # "people who are …"


def _after_comma(text: str, place: int, word: str) -> Joined | None:
    if _HABIT.match(text, place) or _NO_REPLY.match(text, place):
        return None
    if _SUBJECT.match(text, place) or word in {"no", "not", "without", "never", "now", "he", "she"}:
        return ""
    return "and" if _GOES_ON.match(text, place) and not _NO_VERB.fullmatch(word) else None


def _is_held(word: str, before: str, last: str) -> bool:
    """Tell whether a subject stands under the word before it ("if i", "is my"), and so begins no clause."""
    if _HEARSAY.search(before):
        return True
    if last == "that":
        return _TALKED.fullmatch(before.split()[-2] if len(before.split()) > 1 else "is") is not None
    if before.endswith((" i do", " we do", " to do")):
        return False
    return (_HOLDS_PRONOUN if _PRONOUN.fullmatch(word) else _HOLDS).fullmatch(last) is not None
