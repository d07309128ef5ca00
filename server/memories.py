"""Is a danger only remembered: "in 2019 he had …", "as a baby | she had …", "when they diagnosed me | i had …"?"""

import re

from citewell.server.clauses import Clause
from citewell.server.wording import MONTHS

_YEAR = r"(?:19|20)\d\ds?"
_AGO = re.compile(
    rf" (?:(?:in|of|during|back in|since|around|about|early|late|winter|summer|spring|autumn|{MONTHS}) (?:the "
    rf")?{_YEAR}|"
    rf"(?:years?|months?|decades?|weeks|summers?|winters?|springs?|autumns?|christmases) (?:ago|back|before|earlier|"
    rf"prior)|back in (?:the )?(?:{MONTHS}|winter|summer|"
    rf"spring|autumn|fall)|(?:in|during) the (?:early |late )?(?:\d0 s|fifties|sixties|seventies|eighties|nineties|"
    rf"noughties)|last (?:year|month|winter|summer|spring|"
    rf"autumn|fall|christmas|easter|{MONTHS})|"
    r"(?:in|during|since|after) the (?:\S+ )?war|long (?:time )?ago|ages ago|way back|a while (?:ago|back)|at (?:the "
    r")?age of|in (?:the past|childhood)|"
    r"as a (?:\S+ )?(?:child|kid|teen\w*|boy|girl|baby|student|toddler|youth|school(?:boy|girl|child)|young \S+)|"
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
_THEN = re.compile(  # just before: "as a baby | he had convulsions", "when they diagnosed me | i had a fever"
    r" (?:as an? (?:\S+ )?(?:baby|toddler|infant|newborn|child|kid|teenager|boy|girl|student)|when (?:i|he|she|we|they|"
    r"the \S+) (?:\S+ )?(?:diagnosed (?:\S+ )?\S+|(?:was|were|got|had been) (?:\S+ )?diagnosed|(?:had|(?:was|were) "
    r"(?:having|in for|going through)|went through) (?:my|his|her|the|a|our) (?:\S+ )?(?:transplant|operation|surgery|"
    rf"radiotherapy|hip|knee))(?: (?:back )?in (?:{MONTHS}|(?:19|20)\d\d))?) (?:, )?$"
)
_AGO_AT_END = re.compile(rf"^ ?(?:(?:back )?in (?:{MONTHS})|(?:once |twice )?before) $")
_SEASON = re.compile(  # a month or season that is over: "she was … in february", "turned out to be …"
    rf" (?:had|was|were|got|went|became|did|shook|passed|took|hurt|ached) (?:\S+ ){{0,8}}in (?:the )?(?:{MONTHS}|"
    rf"spring|winter|"
    rf"summer|autumn)(?!(?: \S+){{0,4}} (?:not|never|cannot)) "
)
_ASIDE = re.compile(
    r" (?:and|,) (?=(?!(?:is|am|are|has|have|now|still|he|she|i|we|my|his|her|it|keeps?) )(?:the |"
    r"our )?\S+ (?:\S+ )?(?:is|are|was|has|since) )"
)
_HISTORY = re.compile(
    r" (?:history of|prior|previous|past|survivor of|recovered from|survived|died (?:of|from)|passed (?:away|on|"
    r"over) (?:of|from|with|after)|lost (?:my|his|her) "
    r"\S+ to|died (?:of|from) .* (?:of|from) an?|nearly (?:gave (?:me|us|him|her)|had)|almost (?:gave (?:me|us|him|"
    r"her)|had)|gave (?:me|us)) (?:\S+ "
    r"){0,3}$"
)
_FALSE_ALARM = re.compile(  # "false alarm", "that was in may": said anywhere in the sentence
    rf" (?:false alarm|(?:turned|turns) out to be (?:nothing|a|just|only)|(?:that|this) was (?:back )?(?:in |around |"
    rf"about )?(?:19|20)\d\d|(?:that|this) was (?:back )?in (?:{MONTHS})|(?:that|it|which) (?:has )?"
    rf"(?:healed|cleared|settled|resolved|passed|stopped|went) (?:\S+ )?(?:by|in) (?:{MONTHS}|spring|summer|autumn|"
    rf"winter)|"
    rf"that was (?:last (?:year|summer|winter|spring|autumn)|(?:\d+|many|few) (?:years|months) ago)) "
)
_LAST_YEARS = re.compile(  # "last year s infusion gave him a fever and he …", "2 winters ago i had …"
    r"^ (?:about )?(?:\d+|few|a few|several) (?:winters|summers|springs|autumns|christmases) (?:ago|back) |"
    rf"^(?: \S+){{0,2}} last (?:year|month|spring|summer|autumn|winter|christmas|{MONTHS}) s (?:\S+ ){{1,3}}?"
    r"(?:gave|made|left|caused|put|brought|was|had) "
)
_PRESENT = re.compile(
    r" (?:is|am|are|(?<!fine )(?<!ok )(?<!okay )(?<!well )(?<!better )(?<!good )(?<!gone )(?<!normal )now|today|"
    r"tonight|still|keeps?|yesterday|again|currently|getting|(?<!stopped )having|(?<!fine )(?<!well )(?<!good "
    r")(?<!none )(?<!nothing )(?<!ok )(?<!clear )since(?! (?:then|gone|when|19|20))|this morning|last night|(?:has|"
    r"have)(?! (?:had|been|a history|previously|ever))) "
)


def is_remembered(clause: Clause, span: tuple[int, int]) -> bool:
    """Tell whether a danger at a span of a clause is one of long ago: by its clause, or by the words just before it."""
    own, after = f"{clause.text[: span[0]]} ", clause.text[span[1] :]
    if _HISTORY.search(own) or " used to " in own:
        return True
    whole = clause.context + clause.text
    if _THEN.search(clause.sentence[: clause.sentence.find(clause.text) + 1]):
        return not _PRESENT.search(whole)
    if _FALSE_ALARM.search(clause.sentence) or _LAST_YEARS.match(clause.sentence):
        return not _PRESENT.search(whole)
    if not (_AGO.search(whole) or _AGO_AT_END.search(after) or _SEASON.search(whole)):
        return False
    ahead, *_ = _ASIDE.split(after, maxsplit=1)  # "… in 2019 and the insurance is …"
    return not _PRESENT.search(f"{clause.text[: span[1]]}{ahead} ")


def is_long_ago(text: str) -> bool:
    """Tell whether a text names a time that is long past."""
    return _AGO.search(text) is not None
