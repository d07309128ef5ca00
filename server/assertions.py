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
from citewell.server.denials import is_denied, last_match
from citewell.server.lasting import is_lasting, is_of_family, names_change
from citewell.server.memories import is_long_ago, is_remembered
from citewell.server.questions import is_asked, is_told_in_question, names_moment, names_now
from citewell.server.reports import is_only_talk, is_report, is_taught
from citewell.server.wording import PERSON


class Manner(Enum):
    """How much the words for a danger tell by themselves."""

    REPORT = "report"  # says that it happens: "cannot breathe"
    NAME = "name"  # names it: "chest pain"
    WISH = "wish"  # counts also where it is asked or supposed: "kill myself"


@dataclass(frozen=True, slots=True)
class Telling:
    """What a message says anywhere that strengthens: a danger asked about is here, is now, or new; help is called."""

    here: bool
    now: bool
    fresh: bool
    help: bool


_SCREENED = re.compile(
    r" (?:ask|asks|asked|asking) (?:\S+ ){0,3}?(?:every|each|always|routinely) (?:\S+ ){0,3}?(?:if|whether) (?:\S+ "
    r"){0,6}$|"
    r" (?:each|every) (?:time|visit|week|month|call|day) (?:\S+ ){0,3}?(?:ask|asks|asked) (?:\S+ )?(?:if|whether) "
    r"(?:\S+ ){0,6}$|"
    r" (?:ask|asks|asked|asking) (?:\S+ ){0,5}?(?:if|whether) (?:i|he|she|they|we) (?:had |have |"
    r"has )?ever (?:\S+ ){0,3}$"
)

_IF = re.compile(
    r" (?:if|unless|in case|whenever|suppose|supposing|imagine|let us say|assuming|hypothetically|in (?:the "
    r")?event|should (?:he|she|they|any\w+|some\w+) (?=get|have|develop|become|start)|(?:what|how) about|for when|"
    r"when|once(?! (?:a|an|every|each|again|more|or|already|in) )|until|till|before|whether|(?:every|any) ?time|as "
    r"soon as) "
)
_SUPPOSE_ALL = re.compile(
    r"^ (?:and |but |so )?(?:suppose|supposing|imagine|hypothetically|let us say|let us suppose) "
)
_IF_LEFT = re.compile(r" (?:if|when|in case) , (?:[^ ,]+ ){1,3}(?:, )?$")  # "if , some time , | i took …"
_SAY = re.compile(r"^ (?:so |and |but )?say (?:i|he|she|we|they|my|someone|somebody|a) ")
_ASIDE_AT_START = re.compile(r"^, [^,]+ , ")  # "if , some time , i took …"
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
_ADVISED = re.compile(
    r" (?:told|call|ring|phone|should|need|needs|must|will|would|can|may|might|what|how|who|whom|asked|advised|"
    r"supposed|warned|if|says?|said|expect\w*|do|does|did|is it) "
)
_IN_THE_PAST = re.compile(
    r"^(?:\S+ ){1,4}?(?:had|was|were|did|got|started|began|came|went|woke|fell|took|tried|stood|sat|\w{3,}ed) "
)
_NEEDED = re.compile(r" (?:ha(?:ve|s|d)|needs?|got|wants?|ought|supposed) to $")
_MUST = re.compile(r" (?:stop|pause|rest|sit|sleep|fight|gasp|gulp|spit|swallow|hold|lean|crawl|shake|\w+ing) ")
"""What one has to do only in danger ("has to stop for air"), or does ("she got to shaking")."""
_HELP = re.compile(r" (?:please |pls )?help(?: (?:me|us|him|her|please|now|asap|fast|quick|quickly|urgent|urgently))* ")
_ASKS_FOR = re.compile(r" (?:ask|asking) (?:this )?(?:as|because|since) ")
"""Why somebody asks, which is told and not asked."""
_NO_QUESTION = re.compile(  # what only begins like one
    r"^ (?:and |but )?(?:what (?:came|comes|is coming|went|goes) (?:\S+ ){1,3}?(?:looked|looks|is|was|were)|"
    r"(?:can|could) no (?:longer|more)) "
)
_EXPECTED = re.compile(
    rf"^ is (?:it|this|that) (?:\S+ )?(?:expected|typical|usual|common|chemo brain|normal|standard) (?:\S+ )?(?:that|"
    rf"for|if) "
    rf"(?:he|she|my|our|his|her|{PERSON}) "
)
_IS_IT_JUST = re.compile(  # "is burning across the chest just acid" asks of one's own chest
    r"^ (?:is|are|could|would) (?:\S+ ){1,10}?(?:be )?(?:just|only) (?:an? |the |my |his |her )?(?:acid|wind|"
    r"indigestion|"
    r"heartburn|tired\w*|anxiety|nerves|old age|age|colds?|stress|steroids?|dex|cramps?|bug|flu|dehydrat\w+) "
)
_IS_IT_CAUSE = re.compile(  # "is it tiredness when he cannot name a spoon" asks of what he does
    rf"^ (?:and |but |or )?(?:is|could|would|can) (?:it|this|that) (?:be )?(?:just |only )?(?:the |an? |his |her |my )?"
    rf"(?:(?!(?:normal|ok|okay|safe|bad|dangerous|serious|common|usual) )\S+ ){{1,3}}(?:when|if|that|why) (?:i|he|she|"
    rf"(?:my |our )?{PERSON}) (?:cannot|could not|keeps?|will not|has|is|does not|just|suddenly|sudden|thinks|says|"
    rf"called) "
)
_IS_IT_IF = re.compile(
    rf"^ (?:(?:is|could|would) (?:it|this|that)|does it count) (?:\S+ ){{0,5}}?if (?:i|he|she|my|our|{PERSON}) "
)
_HAS_HAPPENED = re.compile(
    rf" (?:ok(?:ay)?|worr\w+|wrong|problem|matter|bad|serious|normal|call|ring|wait|take) (?:(?!no|not )\S+ "
    rf"){{0,4}}?if "
    rf"(?:i|he|she|we|my \S+|our \S+|{PERSON}) (?:have|has|is) (?:just |already )?(?:had|been|done|taken|gone|got|"
    rf"given|"
    rf"\w{{3,}}ed) (?:\S+ )*(?:since|today|tonight|yesterday|this (?:morning|afternoon|evening)|last night|for \d+ "
    rf"\S+) "
)
_COMPOUND = re.compile(
    r"^ ?(?:risks?|rates?|pills?|medicines?|medications?|drugs?|meds|tablets|prevention|prophylaxis|threshold|"
    r"definition|"
    r"grades?|grading|unit|units|ward|clinic|survivors?|nurse|team|association|foundation|diary|chart|reducers?|"
    r"protocol|guidance|"
    r"guidelines?|scores?|tests?|leaflet|card|symptoms|signs|awareness|charity|plan|counter|patients|warnings?|"
    r"time|volume|reliever|management|treatments?|specialist|rehab\w*|hotline|helpline|or (?:higher|above|more|"
    r"over)|and (?:above|over|higher)|plus) "
)
_PILLS = re.compile(r"^ ?(?:pills?|medicines?|medications?|drugs?|meds|tablets) ")
_HERE = re.compile(
    rf" (?!(?:patients|men|women|kids|children) )(?:i|he|she|we|{PERSON}) (?:have |has |am |is |was |were |been |"
    rf"just |also |still |now |already |got |had |"
    rf"keeps? )*(?:"
    r"(?:have|has|had|got|having|getting|gets|get|experiencing|feeling) (?:one|some of (?:these|those|them)|these|"
    r"those|all (?:of )?(?:that|this|these|those)|exactly (?:this|that)|the same)(?! of| who| that| which| (?:more "
    r")?(?:years?|months?|weeks?|days?|cycle|question|appointment)) "
    r"|(?:have|has|had|got|having|getting|experiencing|feeling) (?:it|this|that|them) (?:right now|now|today|"
    r"tonight|this morning|at the moment|since|again|too|currently|yesterday|last night|for \d+ (?:hours?|minutes?|"
    r"days?))|(?:have|has|had) (?:had )?(?:it|this|that|these|those|them) (?:every|most|all|each) (?:day|night|morning|"
    r"evening|time)|(?:have|has|is) (?:done|had) (?:it|this|that|one|them) (?:\d+ times|twice|again|several times|"
    r"a few times|once|already|all (?:day|night))|(?:have|has|having|experiencing) (?:this|that|it|them) $|(?:having|"
    r"experiencing|getting) $)"
    r"| (?:happen(?:ing|ed|s)|going on|started) (?:to (?:me|him|her|us)|right now|now|today|tonight|this morning|"
    r"again|at the moment) | (?:this|it|that) is (?:what is )?(?:happening|going on) (?:to |with )?(?:me|him|her|"
    r"now|right) "
    r"| as (?:i|he|she|we) (?:did|do|does|have|has|had|am|is|finds?) (?:\S+ )?(?:yesterday|today|tonight|now|again) "
    r"| (?:that|this|it) is (?:exactly )?(?:what|how) (?:i|he|she|my \S+|we) (?:have|has|am|is|feels?) "
    r"| (?:that|this|it) is what (?:it|the (?:thermometer|meter|machine)|mine|his|hers|ours) (?:says|shows|reads|said) "
    r"| (?:noticed|spotted) (?:it|this) (?:this|today|last|just|when i|while i|brushing|washing|yesterday) "
    r"| (?:what|how) (?:i|he|she|my \S+|we) (?:have|has|had|am|is|feels?|looks|took|got)(?: right now| now| "
    r"today| at the moment| tonight| currently)? $| (?:i|he|she) (?:am|is) (?:like (?:that|this) |doing (?:that|this|"
    r"it) )| mine (?:is(?! (?:fine|ok|okay|good|normal|mild|not|gone))|does|did|has|started|began|showed|appeared|"
    r"came|went|got) |"
    r"^ (?:and |but )?(?:yes )?(?:i|he|she) (?:do|does|did|said yes|nodded) $| (?:that|this|"
    r"it) is (?:me|him|her|us|my \S+) (?:right )?now "
    r"| (?:it|this|that) (?:is|has)(?: been)? (?:like (?:that|this)|that way|this way|going on|happening|so|there) "
    r"(?:since (?:i|he|"
    r"she|we|this|last night|breakfast|lunch\w*|dinner|tea|supper|noon|midnight|yesterday)(?! (?:was|were|had|"
    r"began))|all "
    r"(?:day|night|morning|afternoon|evening)|for (?:an|half|\d+) (?:an )?(?:hours?|minutes?)) "
    r"|(?:^| (?!(?:who|people|patients|nobody|everybody|everyone|anyone|somebody|someone|that|which) )\S+) (?:has|is "
    r"having|is "
    r"getting|has got) (?:it|this|that|one) (?:right now|now|today|tonight|at the moment|this (?:morning|afternoon|"
    r"evening)) "
)


_IF_ONE = re.compile(  # "how would i recognise it if he had one"
    rf" (?:if|whether|unless|in case|when) (?:i|he|she|we|(?:my |our |his |her )?{PERSON}) (?:\S+ )?(?:had|has|have|"
    rf"gets?|got) "
    r"(?:one|it|them)(?! (?:right )?(?:now|today|tonight|since|again|already)) "
)
_RELATIVE = (" that looks ", " that comes ", " that does ", " that has ", " that will ")
_OR_IS_THAT = re.compile(r"^ (?:and|or|so) is (?:that|it|this) ")
_WHY_DO_THEY = re.compile(r"^ (?:and |but )?why (?:do|did|would) (?:they|you|doctors|nurses|people|the \S+) ")
_IN_GENERAL = re.compile(
    r"^ (?:why (?:do|does|would) |if (?:i|he|she|we|you) (?:forget|forgot|miss|missed|skip|take) )"
)


def tell(clauses: Iterable[Clause]) -> Telling:
    """Read what strengthens a danger, wherever it stands in a message."""
    texts = [clause.text for clause in clauses]
    here = any(_HERE.search(_IF_ONE.sub(" ", text)) and not is_long_ago(text) for text in texts)
    called = any(map(_HELP.fullmatch, texts))
    return Telling(here, any(map(names_now, texts)), any(map(names_change, texts)), called)


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
        is_denied(before if clause.joined == "or" else own, found + after, wish=manner is Manner.WISH)
        or is_remembered(clause, span)
        or is_taught(clause.sentence, whole)
    ):
        return False
    if manner is Manner.WISH:
        return telling.here or not _SCREENED.search(own)
    old = not telling.fresh and (
        is_lasting(clause.text, span, clause.context, clause.sentence) or is_of_family(clause, span)
    )
    if telling.here and not old:
        return True
    plain = manner is Manner.REPORT
    ahead = clause.sentence[: clause.sentence.find(clause.text) + 1]
    if (_SUPPOSE_ALL.match(ahead) or _IF_LEFT.search(ahead)) and not names_now(clause.context + clause.text):
        return False
    compound = _COMPOUND.match(after) and not (plain and _PILLS.match(after))
    if old or (compound and not telling.help) or (_NEEDED.search(own) and not _MUST.match(found)):
        return False
    happened = plain and (
        any(pattern.search(whole) for pattern in (_HAS_HAPPENED, _EXPECTED, _IS_IT_JUST))
        or _IS_IT_CAUSE.match(clause.sentence) is not None
    )
    supposed = not happened and _is_supposed(before, whole, fresh=telling.fresh)
    return happened or (not supposed and _is_said(clause, span, telling, plain=plain))


def _is_said(clause: Clause, span: tuple[int, int], telling: Telling, *, plain: bool) -> bool:
    """Tell whether a danger that is not denied, past or supposed is more than asked about or talked of."""
    own, found, after = f"{clause.text[: span[0]]} ", clause.text[slice(*span)], clause.text[span[1] :]
    before, whole = clause.context.rstrip() + own, clause.context.rstrip() + clause.text
    if clause.text.startswith(_RELATIVE):  # "what is the reason for vomiting | that looks like …"
        ahead = clause.sentence[: clause.sentence.find(clause.text)]
        before, whole = ahead + own, ahead + clause.text
    if not _NO_QUESTION.match(whole) and is_asked(whole, _ASKS_FOR.sub(" ", before), clause.mark):
        general = (_OR_IS_THAT.match(clause.text) and _IN_GENERAL.match(clause.sentence)) or (
            _WHY_DO_THEY.match(whole) and not names_moment(whole)
        )
        return not general and is_told_in_question(before, found, after, whole, reported=plain)
    if is_only_talk(before, after, whole, clause.sentence):
        return False
    return (
        telling.help
        or (plain and _NO_QUESTION.match(whole) is not None)
        or is_report(clause, span, plain=plain, now=telling.now)
    )


def _is_supposed(before: str, whole: str, *, fresh: bool) -> bool:
    if _SAY.match(whole):
        return True
    condition = last_match(_IF, before)
    if condition is None or (fresh and _IS_IT_IF.match(whole)):  # "is it a fit if he stares … he did it since lunch"
        return False
    ahead, between = before[: condition.start() + 1], _ASIDE_AT_START.sub("", before[condition.end() :])
    apart = "," in between and not re.search(r" (?:or|and) ", whole[condition.end() :])
    if apart and not _INQUIRY.search(ahead):
        return False
    match condition[0].strip():
        case "if" | "whether":
            return _KNOW_IF.search(ahead) is not None or not _FACTUAL.search(ahead)
        case "when" | "once" | "until" | "till" | "before" | "whenever":
            lately = condition[0].strip() == "when" and names_moment(whole) and not _ADVISED.search(whole)
            return not lately and not (_IN_THE_PAST.match(whole[condition.end() :]) or _IS_SO_ALREADY.search(ahead))
        case _:
            return True
