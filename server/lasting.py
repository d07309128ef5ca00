"""Is a complaint an old story: has it lasted for months or years, or did a relative have it long ago?

"Restless legs since last year", "a tremor for six years" and "he stammers, has done since he was six" are old stories;
"the tremor that I have had for years is suddenly so bad …" is none.  Nor is it a danger that a small child does not
talk yet, that hands shake when tea is poured, or that an uncle had a stroke at ninety.
"""

import re

from citewell.server.clauses import Clause
from citewell.server.questions import names_now
from citewell.server.wording import PERSON

_SEASON = r"(?:years?|winters?|summers?|springs?|autumns?|christmas|easter|seasons?)"
_MANY = (
    r"(?:(?:about|over|around|at least|nearly|almost|more than|some|the|these|last|past|good|whole|better part of) )*"
    r"(?:(?:a|\d+|many|several|some|a few|few|a couple of|a good) )?(?:\d+ )?(?:or so )?(?:years|months|decades?|ages|"
    r"(?<=a )year)"
)
_LIFE = (
    r"(?:childhood|birth|infancy|born|school|college|university|uni|youth|teens|teenage|twenties|thirties|forties|"
    r"fifties|"
    r"sixties|(?:\d0 s)|menopause|pregnanc\w+|marriage|retir\w+|always|forever|ever)"
)
_LASTING = re.compile(
    rf" (?:(?:has|have|had|was|were|been) always|always (?:had|been|have|has|was|were)|occasionally|now and then|at "
    rf"the best of times|"
    rf"once in a while|every {_SEASON}|(?:once|twice|\d+ times|a few times) (?:a|every|each) {_SEASON}|most (?:days|"
    rf"mornings|evenings|nights|weeks)|all (?:through )?(?:of )?(?:my|his|her|their|our) (?:adult )?li(?:fe|ves)|"
    rf"(?:since|from) (?:(?:i|he|she|we|they) (?:was|were) )?(?:(?:about|in|at|before|after|the|my|his|her|their|our|"
    rf"a|an|"
    rf"early|late|first|last|small|little|young|primary|days) )*(?:{_LIFE}|(?:19|20)\d\ds?|(?<=last ){_SEASON}|"
    rf"(?:was|in) \d+(?! past| oclock| am| pm)|(?:about|at) (?:1[3-9]|[2-9]\d)(?! past| oclock| am| pm| hours| "
    rf"degrees)|(?:little|small|young|a) (?:child|kid|boy|girl|baby|lad|"
    rf"teenager|"
    rf"student|toddler)|(?<=was )(?:little|small|young)|\d+ years|years|ages)|"
    rf"since (?:i|he|she|they) (?:was|were) (?:about |only |just )?(?:\d+|little|small|young|tiny)(?! past| am| pm)|"
    rf"since (?:i|he|she|they) (?:began|started|learnt|learned) to (?:talk|speak|walk|read|write)|"
    rf"since (?:\S+ ){{0,3}}last {_SEASON}|since (?:\S+ ){{0,6}}(?:19|20)\d\d|since (?:\S+ ){{1,3}}as a (?:child|kid|"
    rf"boy|girl|baby|teenager|student)|"
    rf"as (?:ever|always)|same as (?:ever|always|before|usual)|life ?long|long ?standing|"
    rf"since (?:\S+ ){{0,4}}(?:a|\d+|several|many|some) (?:years?|months) ago|"
    rf"for {_MANY}|(?:have|had) (?:it|this|that|them) (?:for )?{_MANY}|(?:\d+|many|several|some) years (?:now|already|"
    r"running|(?:in|this|next|come) \S+))(?: now| already)? "
)
_NO_CHANGE = re.compile(
    r" (?:(?:is|has|have|does|do|are) )?(?:not|no|never|nor|neither|without|nothing) (?:\S+ ){0,3}?(?:worse|"
    r"worsen\w*|new|"
    r"different) "
)
_CHANGE = re.compile(
    r" (?:worse|worsen\w*|worst|sudden|new|newly|different|stronger|crushing|unbearable|this time|that bad|this bad|"
    r"than (?:usual|ever|before|normal)|(?:got|gets|getting) (?:bad|stronger|faster)) "
)
_FRESH = re.compile(
    r" (?:sudden|worst|will not stop|(?:is|am|are) (?:having|getting) (?:one|it|this|another)|this (?:fit|seizure|"
    r"attack|"
    r"bleed|headache|time|one)|today|tonight|overnight|right now|at the moment|yesterday|last night|this (?:morning|"
    r"afternoon|evening|"
    r"minute|second)|(?:minutes?|hours?|days?) ago|since (?:this|last night|morning|midnight|noon|midday|(?:about |"
    r"around )?lunch\w*|"
    r"breakfast|dinner|supper|tea|\w+day|\d+ (?:am|pm|o))|(?:much|far|lot|is|are|got|gets|getting|become|"
    r"became) worse) "
)
_CHILD = re.compile(
    rf" (?:(?:he|she|who|{PERSON}) (?:who )?(?:is|was|aged|turned|turns) (?:only |just |nearly |almost |about |now )?"
    rf"(?:[1-9]|1\d months)(?: years?| months?)?(?: old| and a half)?(?= (?:and|,|but|who|years?|months?|old)| $)|"
    rf"{PERSON} , (?:aged |just |only )?[1-9](?! (?:hours?|days?|minutes?|weeks?|times|pm|am) )(?= )|"
    r"(?:[1-9]|1\d months?) (?:years? )?old |(?:toddler|baby)(?= )|(?:like|than) other (?:children|kids) )"
)
_SKILL = re.compile(
    r" (?:speak\w*|talk\w*|say\w*|speech|words?|stammer\w*|stutter\w*|lisps?|read|write|name|tie|pronounce|hold|count|"
    r"quiet|walk\w*|points?) "
)
_WISH = re.compile(r" (?:suicid\w*|kill\w*|die|dying|dead|self harm\w*|harm\w*|hurt\w*|end) ")
_MOVES = re.compile(r" (?:hands?|fingers?|head|voice) (?:shakes?|trembles?|wobbles?)$")
_EACH_TIME = re.compile(r"^ when(?:ever)? (?:i|he|she|they) \w+ ")
_KIN = (
    r"(?:(?:uncle|aunt|auntie|cousin|nan|nana|nanna|gran|grandma|granny|nanny|grandad|granddad|grandpa|grandfather|"
    r"grandmother|grandparent|parent|ancestor|brother|sister|mother|father|mum|mom|dad|friend|neighbour|neighbor|"
    r"colleague)s?|"
    r"in laws?|side(?: of (?:the|my) family)?|family)"
)
_DEAD = re.compile(rf" (?:my|our|his|her) (?:late|deceased) {PERSON} ")
_RELATIVE_HAD = re.compile(
    rf" {_KIN} (?:(?:he|she|they|both|also|once|all|each) )*(?:had|has had|have had|suffered|died|got|was|were|fell|"
    rf"went|"
    r"collapsed|fainted|took|choked|lost) "
)
_SEVERAL = re.compile(
    rf" (?:both(?: (?:of )?(?:my|our|his|her))?|(?:\d+|several|most|some|all|many|lots) of (?:my|our|his|"
    rf"her))(?: \S+)? {_KIN} |"
    rf" (?:grandmothers|grandfathers|grandparents|aunts|uncles|parents|cousins|ancestors|nans|grans) "
)
_AT_AGE = re.compile(
    r"^ ?(?:\S+ ){0,3}(?:at|aged) (?:only |just |around |about |the (?:\S+ )?age of )?(?:1\d|[2-9]\d|thirty|forty|"
    r"fifty|sixty|"
    r"seventy|eighty|ninety|(?:seventy|eighty|ninety) \S+|a (?:great|ripe|good) (?:old )?age)(?= (?:,|and|so|but|"
    r"does|is|do|"
    r"or|which|she|he|in|years) | $)"
)
_EVER_SO = re.compile(  # said of what stands before it: "he mumbles , he is been so for ages"
    r" , (?:i|he|she|they) (?:is|has|have) (?:always )?(?:been|had|done) (?:(?:so|that|it|this|like (?:that|this)) )?"
    rf"(?:for {_MANY}|for ages|since (?:\S+ ){{0,5}}(?:was|born|child|childhood|boy|girl|school|{_LIFE})|all (?:my|"
    rf"his|her)) "
)
_GONE = re.compile(rf" (?:passed (?:over|away|on)|died|(?:late|deceased) {PERSON}) ")
_WAS = re.compile(r"^(?: and| but)? (?:he|she|it) (?:\S+ )?(?:was|had|got|became|were|lost) (?!.* (?:i|me|my|we) )")
_READING = re.compile(r" (?:fever|temperature|pulse|rate|oxygen|saturation|sats|spo2|pressure|degrees|percent) ")
_RUNS_IN_FAMILY = re.compile(
    r" (?:(?:run|runs|running|ran|passed (?:on|down)|goes) (?:\S+ )?in (?:the |my |our |\S+ )?famil\w+|"
    r"famil\w+ histor\w+|"
    r"hereditary|inherit\w*|genetic|genes?|(?:my|our|own) (?:risk|odds|chances?)) "
)
_FAR = re.compile(
    r" (?:uncle|aunt|auntie|cousin|friend|neighbour|neighbor|colleague|member|acquaintance)s? (?:s \S+ )?(?:(?:in|"
    r"from|on) \S+ )?"
    r"(?:(?:had|has had) (?:\S+ ){1,5}and )?(?:had|was|were|became|got|went|has had|have had|collapsed|fainted|"
    r"choked|fell|passed|stopped|lost) "
)
_HOW_COMMON = re.compile(
    r" (?:how (?:common|often|likely|usual|rare|frequent)|should i be (?:afraid|scared)|been (?:described|seen|"
    r"reported)|"
    r"(?:does|do) (?:it|that|this|they|such) (?:\S+ )?(?:happen|occur|count)|would i (?:get|have)|is it contagious) "
)
_NOT_OVER = re.compile(r" (?:is|am|are|now|still|keeps?|again|help|having|getting|just|has(?! had)) ")
_TREATED = re.compile(r" (?:infusion|car t|cells|day \d+|daratumumab|crs|icans) ")


def is_lasting(text: str, span: tuple[int, int], context: str, sentence: str) -> bool:
    """Tell whether a complaint is an old one, and not said to be new, worse, sudden or now in its clause.

    Args:
        text: the clause that names it.
        span: where it stands in the clause.
        context: the clause that this one goes on from.
        sentence: the whole sentence.
    """
    found, after = text[slice(*span)], text[span[1] :]
    if _EVER_SO.search(sentence) and not says_worse(sentence) and not names_now(_EVER_SO.sub(" ", sentence)):
        return _WISH.search(f"{found} ") is None
    if _WISH.search(f"{found} "):
        return False  # who has wished to die for years is in danger now
    lasting = _LASTING.search(text)
    if lasting is not None:
        rest = f"{text[: lasting.start()]} {text[lasting.end() :]}"
        return not names_now(rest) and not says_worse(rest)
    if names_now(text) or says_worse(text):
        return False
    if _SKILL.search(f"{found} ") and _CHILD.search(context.rstrip() + text):
        return True
    return _MOVES.search(found) is not None and _EACH_TIME.match(after) is not None and not _TREATED.search(text)


def is_of_family(clause: Clause, span: tuple[int, int]) -> bool:
    """Tell whether a relative had it long ago: one who has died, several, at an age, or asked of as of a family."""
    told = f"{clause.text[: span[1]]} "
    gone = _GONE.search(clause.sentence) and _WAS.match(clause.text) and not names_now(clause.text)
    if gone or _DEAD.search(told):
        return True
    if _NOT_OVER.search(clause.text) or names_now(clause.text):
        return False
    if _FAR.search(told) and _HOW_COMMON.search(clause.sentence):
        return True
    if not _RELATIVE_HAD.search(told):
        return False
    if _SEVERAL.search(told) or _RUNS_IN_FAMILY.search(clause.sentence):
        return True
    return _AT_AGE.match(clause.text[span[1] :]) is not None and not _READING.search(clause.text)


def says_worse(text: str) -> bool:
    """Tell whether a clause says that something is new, worse or unlike before ("not getting worse" does not)."""
    return _CHANGE.search(_NO_CHANGE.sub(" ", text)) is not None


def names_change(text: str) -> bool:
    """Tell whether a clause says that something is sudden, worse or of today."""
    return _FRESH.search(_NO_CHANGE.sub(" ", text)) is not None
