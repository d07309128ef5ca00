"""Is a danger told of, or denied, remembered, supposed, asked about, or only talked of?

The rules read one clause, the clause that it goes on from, and whether its sentence is about a family, an exam or other
people.  What other sentences say can only strengthen a danger ("… i have it now", "… suddenly worse"), never take it
away.  In doubt a danger counts as told.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from citewell.server.clauses import Clause
from citewell.server.lasting import is_lasting, is_of_family, names_change
from citewell.server.questions import is_asked, is_told_in_question, names_now
from citewell.server.reports import is_only_talk, is_report, is_taught
from citewell.server.wording import MONTHS, PERSON


class Manner(Enum):
    """How much the words for a danger tell by themselves."""

    REPORT = "report"  # says that it happens: "cannot breathe"
    NAME = "name"  # names it: "chest pain"
    WISH = "wish"  # counts also where it is asked or supposed: "kill myself"


@dataclass(frozen=True, slots=True)
class Telling:
    """What a message says anywhere that strengthens: that a danger asked about is here, is now, or new."""

    here: bool
    now: bool
    fresh: bool


_NOT = re.compile(
    r" (?:no|not|nobody|without|never|nor|neither|none|denies|denied|deny|denying|nil|free (?:of|from)|rather than|"
    r"instead of|no longer|stopped (?:having|getting)) "
)
_NOBODY = re.compile(
    r" (?:nobody|no one|none)(?: (?:here|else|there|of us|at home|in \S+ \S+)){0,2} (?:has|have|is|was|had|"
    r"ever)(?: (?!and )\S+){0,3}"
)
_NOTHING = re.compile(r" nothing (?:hurts?|aches?|bleeds?|tingles?|stings?|swells?) ")
_SCREENED = re.compile(
    r" (?:ask|asks|asked|asking) (?:\S+ ){0,5}?(?:if|whether) (?:i|he|she|they|we) (?:had |have |"
    r"has )?ever (?:\S+ ){0,3}$"
)
_DENIES_ELSE = re.compile(  # "not sure …", "not eating …", "does not help …": what is denied is something else
    r"^(?:know|sure|certain|understand|remember|believe|help\w*|stop\w*|work\w*|go away|going|gone|improv\w+|"
    r"touch\w*|like|wait|care|only|just|"
    r"idea|doubt|one(?! (?:degree|sign|shiver|drop|hint|bit|episode|single))|matter|wonder|clue|way|right|good|great|"
    r"ok(?:ay)?|happy|fine|(?:him|her|my|your|it)self|"
    r"themselves|well|feel\w* (?:well|good|right|great|ok(?:ay)?|\w+self)|"
    r"sleep\w*|eat\w*|drink\w*|get\w* (?:better|any better|up|out(?! of breath)|rid)|enough|better|a doctor|"
    r"answer\w*|being able|"
    r"able|bring\w*|c[ao]me down|control\w*|shift\w*|"
    r"budge\w*|respond\w*|react\w*|leav\w+|signs? of (?:stopping|improv\w+|getting|slowing|settling)|home|until|"
    r"normal|usual|move|moving|talk\w*|speak\w*|wak\w+|there|with (?:it|us)) "
)
_DENIAL_ENDS = re.compile(
    r" (?:but|except|only|just|although|though|apart from|other than|aside from|until|because|now|then|started|is|"
    r"has|am|are) "
)
_UNLIKE = re.compile(
    r" (?:like (?:this|that|it)|this (?:bad|much|severe|strong|hard)|that (?:bad|severe)|as bad|such|worse|"
    r"anything like) "
)

_YEAR = r"(?:19|20)\d\ds?"
_AGO = re.compile(
    rf" (?:(?:in|of|during|back in|since|around|about|early|late|winter|summer|spring|autumn|{MONTHS}) (?:the "
    rf")?{_YEAR}|"
    rf"(?:years?|months?|decades?|weeks) (?:ago|back|before|earlier|prior)|back in (?:the )?(?:{MONTHS}|winter|summer|"
    rf"spring|autumn|fall)|(?:in|during) the (?:early |late )?(?:\d0 s|fifties|sixties|seventies|eighties|nineties|"
    rf"noughties)|last (?:year|month|winter|summer|spring|"
    rf"autumn|fall|christmas|easter|{MONTHS})|"
    r"long (?:time )?ago|ages ago|way back|a while (?:ago|back)|at (?:the )?age of|in (?:the past|childhood)|"
    r"as a (?:\S+ )?(?:child|kid|teen\w*|boy|girl|baby|student|toddler|youth|young \S+)|"
    r"when (?:i|he|she) had (?:my|his|her|the) (?:\S+ )?(?:transplant|operation|surgery|chemo|radiotherapy|hip|knee)|"
    r"when (?:i|he|she|they|we|(?:my|the) kids) (?:was|were) (?:a |an |in (?:my|his|her|their) |about |only |at |in |"
    r"doing )?"
    r"(?:my |his |her |the |primary |secondary |high )?(?:little|small|growing up|army|navy|forces|"
    r"young\w*|child|kid|teen\w*|boy|girl|baby|toddler|student|school|college|\d+|(?:twen|thir|for|fif)t\w+|"
    r"pregnant)|"
    rf"in (?:my|his|her|their) (?:\d+ ?s|teens|youth|childhood|(?:twen|thir|for|fif|six|seven|eight?|nine)t\w+)|used "
    rf"to|previously|once had|before (?:car t|(?:the |my |his |her )?(?:treatment|transplant|diagnos\w+|cancer|"
    rf"myeloma)|(?:i|he|she) was diagnosed)) "
)
_AGO_AT_END = re.compile(rf"^ ?(?:(?:back )?in (?:{MONTHS})|(?:once |twice )?before) $")
_SEASON = re.compile(  # a month or season that is over: "she was … in february", "turned out to be …"
    rf" (?:had|was|were|got|went|became|did|shook|passed|took) (?:\S+ ){{0,8}}in (?:the )?(?:{MONTHS}|spring|winter|"
    rf"summer|autumn)(?!(?: \S+){{0,4}} (?:not|never|cannot)) "
)
_ASIDE = re.compile(
    r" (?:and|,) (?=(?!(?:is|am|are|has|have|now|still|he|she|i|we|my|his|her|it|keeps?) )(?:the |"
    r"our )?\S+ (?:\S+ )?(?:is|are|was|has|since) )"
)
_HISTORY = re.compile(
    r" (?:history of|prior|previous|past|survivor of|recovered from|survived|died (?:of|from)|lost (?:my|his|her) "
    r"\S+ to|died (?:of|from) .* (?:of|from) an?|nearly (?:gave (?:me|us|him|her)|had)|almost (?:gave (?:me|us|him|"
    r"her)|had)|gave (?:me|us)) (?:\S+ "
    r"){0,3}$"
)
_PRESENT = re.compile(
    r" (?:is|am|are|(?<!fine )(?<!ok )(?<!okay )(?<!well )(?<!better )(?<!good )(?<!gone )(?<!normal )now|today|"
    r"tonight|still|keeps?|yesterday|again|currently|getting|(?<!stopped )having|(?<!fine )(?<!well )(?<!good "
    r")(?<!none )(?<!nothing )(?<!ok )(?<!clear )since(?! (?:then|gone|when|19|20))|this morning|last night|(?:has|"
    r"have)(?! (?:had|been|a history|previously|ever))) "
)

_IF = re.compile(
    r" (?:if|unless|in case|whenever|suppose|supposing|imagine|let us say|assuming|hypothetically|in (?:the "
    r")?event|should (?:he|she|they|any\w+|some\w+) (?=get|have|develop|become|start)|(?:what|how) about|for when|"
    r"when|once|until|till|before|whether|(?:every|any) ?time|as soon as) "
)
_SAY = re.compile(r"^ (?:so |and |but )?say (?:i|he|she|we|they|my|someone|somebody|a) ")
_FACTUAL = re.compile(
    r" (?:as|even|only|not know|unsure|not sure|no idea|not certain|cannot tell|wonder|wondering|worried) $"
)
_INQUIRY = re.compile(
    r" (?:ask(?:s|ed|ing)?|check(?:s|ed|ing)?) (?:(?:me|us|him|her|you|today|again|always|every time) )*$"
)
_KNOW_IF = re.compile(r" (?:(?:how|what) (?:\S+ ){0,4}(?:know|tell|recogni[sz]e|spot|work out|check|see)|signs?) $")
_IS_SO_ALREADY = re.compile(  # "she has been wheezing when …", but not "he was told to call when …"
    rf"^(?!.* (?:told|call|ring|phone|should|need|needs|must|will|would|can|may|might|what|how|asked|advised|supposed|"
    rf"warned|worried|scared|know|wonder|if|says?|said|is it|expect\w*|come|go) )(?:.* )?(?:i|he|she|"
    rf"{PERSON}) (?:has been|have been|is|am|keeps) "
)
_IN_THE_PAST = re.compile(
    r"^(?:\S+ ){1,4}?(?:had|was|were|did|got|started|began|came|went|woke|fell|took|tried|stood|sat|\w{3,}ed) "
)
_NEEDED = re.compile(r" (?:ha(?:ve|s|d)|needs?|got|wants?|ought|supposed) to $")
_COMPOUND = re.compile(
    r"^ ?(?:risks?|rates?|medicines?|medications?|drugs?|meds|tablets|prevention|prophylaxis|threshold|definition|"
    r"grades?|grading|unit|units|ward|clinic|survivors?|nurse|team|association|foundation|diary|chart|reducers?|"
    r"protocol|guidance|"
    r"guidelines?|scores?|tests?|leaflet|card|symptoms|signs|awareness|charity|plan|counter|patients|warnings?|"
    r"time|volume|reliever|management|treatments?|specialist|rehab\w*|hotline|helpline|or (?:higher|above|more|"
    r"over)|and (?:above|over|higher)|plus) "
)
_HERE = re.compile(
    rf" (?!(?:patients|men|women|kids|children) )(?:i|he|she|we|{PERSON}) (?:have |has |am |is |was |were |been |"
    rf"just |also |still |now |already |got |had |"
    rf"keeps? )*(?:"
    r"(?:have|has|had|got|having|getting|gets|get|experiencing|feeling) (?:one|some of (?:these|those|them)|these|"
    r"those|all (?:of )?(?:that|this|these|those)|exactly (?:this|that)|the same)(?! of| who| that| which| (?:more "
    r")?(?:years?|months?|weeks?|days?|cycle|question|appointment)) "
    r"|(?:have|has|had|got|having|getting|experiencing|feeling) (?:it|this|that|them) (?:right now|now|today|"
    r"tonight|this morning|at the moment|since|again|too|currently|yesterday|last night|for \d+ (?:hours?|minutes?|"
    r"days?))|(?:have|has|having|experiencing) (?:this|that|it|them) $|(?:having|experiencing|getting) $)"
    r"| (?:happen(?:ing|ed|s)|going on|started) (?:to (?:me|him|her|us)|right now|now|today|tonight|this morning|"
    r"again|at the moment) | (?:this|it|that) is (?:what is )?(?:happening|going on) (?:to |with )?(?:me|him|her|"
    r"now|right) "
    r"| (?:that|this|it) is (?:exactly )?(?:what|how) (?:i|he|she|my \S+|we) (?:have|has|am|is|feels?) "
    r"| (?:noticed|spotted) (?:it|this) (?:this|today|last|just|when i|while i|brushing|washing|yesterday) "
    r"| (?:what|how) (?:i|he|she|my \S+|we) (?:have|has|had|am|is|feels?|looks|took|got)(?: right now| now| "
    r"today)? $| (?:i|he|she) (?:am|is) (?:like (?:that|this) |doing (?:that|this|it) )| mine is |"
    r"^ (?:and |but )?(?:yes )?(?:i|he|she) (?:do|does|did|said yes|nodded) $| (?:that|this|"
    r"it) is (?:me|him|her|us|my \S+) (?:right )?now "
)


def tell(clauses: Iterable[Clause]) -> Telling:
    """Read what strengthens a danger, wherever it stands in a message."""
    texts = [clause.text for clause in clauses]
    here = any(_HERE.search(text) and not _AGO.search(text) for text in texts)
    return Telling(here, any(map(names_now, texts)), any(map(names_change, texts)))


def is_told(clause: Clause, span: tuple[int, int], manner: Manner, telling: Telling) -> bool:
    """Decide whether a clause tells of the danger that stands at a span of its text.

    Args:
        clause: the clause.
        span: where the danger stands in `clause.text`, from the space before it to its last letter.
        manner: how much the words tell by themselves.
        telling: what strengthens it, wherever it stands.
    """
    own, found, after = f"{clause.text[: span[0]]} ", clause.text[slice(*span)], clause.text[span[1] :]
    context = clause.context.rstrip()
    before, whole = context + own, context + clause.text
    if (
        _is_denied(before if clause.joined == "or" else own, found + after, manner)
        or _is_remembered(clause, span)
        or is_taught(clause.sentence, whole)
    ):
        return False
    if manner is Manner.WISH:
        return telling.here or not _SCREENED.search(own)
    old = not telling.fresh and (is_lasting(clause.text, span, clause.context) or is_of_family(clause, span))
    if telling.here and not old:
        return True
    if old or _COMPOUND.match(after) or _NEEDED.search(own) or _is_supposed(before, whole):
        return False
    plain = manner is Manner.REPORT
    if is_asked(whole, before, clause.mark):
        return is_told_in_question(before, found, after, whole, reported=plain)
    return not is_only_talk(before, after, whole, clause.sentence) and is_report(
        clause, span, plain=plain, now=telling.now
    )


def _is_denied(before: str, rest: str, manner: Manner) -> bool:
    negation = _last(_NOT, before)
    if negation is None:
        return _NOTHING.search(f"{before}{rest.split(maxsplit=1)[0]} ") is not None
    between = before[negation.end() :]
    if _NOBODY.fullmatch(before[negation.start() :].rstrip()):
        return True
    if (
        _DENIES_ELSE.match(between)
        or _DENIAL_ENDS.search(f" {between}")
        or (between.startswith("want") and manner is not Manner.WISH)
    ):
        return False
    if "never" in negation[0] and _UNLIKE.search(f" {between}{rest}"):
        return False
    if "," in between and not re.search(r" n?or ", f" {between}{rest}"):
        return False
    return not (" and " in f" {between}" and negation[0].strip() in {"no", "nil"}) and len(between.split()) <= 8


def _is_remembered(clause: Clause, span: tuple[int, int]) -> bool:
    own, after = f"{clause.text[: span[0]]} ", clause.text[span[1] :]
    if _HISTORY.search(own) or " used to " in own:
        return True
    whole = clause.context + clause.text
    if not (_AGO.search(whole) or _AGO_AT_END.search(after) or _SEASON.search(whole)):
        return False
    ahead, *_ = _ASIDE.split(after, maxsplit=1)  # "… in 2019 and the insurance is …"
    return not _PRESENT.search(f"{clause.text[: span[1]]}{ahead} ")


def _is_supposed(before: str, whole: str) -> bool:
    if _SAY.match(whole):
        return True
    condition = _last(_IF, before)
    if condition is None:
        return False
    ahead, between = before[: condition.start() + 1], before[condition.end() :]
    apart = "," in between and not re.search(r" (?:or|and) ", whole[condition.end() :])
    if apart and not _INQUIRY.search(ahead):
        return False
    match condition[0].strip():
        case "if" | "whether":
            return _KNOW_IF.search(ahead) is not None or not _FACTUAL.search(ahead)
        case "when" | "once" | "until" | "till" | "before" | "whenever":
            return not (_IN_THE_PAST.match(whole[condition.end() :]) or _IS_SO_ALREADY.search(ahead))
        case _:
            return True


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    match = None
    for match in pattern.finditer(text):  # noqa: B007 - the last one is wanted
        pass
    return match
