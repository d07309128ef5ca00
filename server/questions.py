"""Does a clause ask, and does it tell of something here and now although it asks?

"Is fever common?" only asks; "is my fever normal?", "why is he shaking?" and "could this be a stroke?" also tell.
"""

import re

from citewell.server.wording import PERSON

_LEAD = (
    r"^(?: (?:and|but|or|so|also|ok|okay|well|yes|then|just|my question is|question|another question|because|,|"
    r"wondering|curious|"
    r"out of interest|in general|generally|general question|right|now|is it true that))*(?: (?:at|by|in|for|on|"
    r"from|after|up to|to|with|under|about|of))?"
)
_SUBJECT = (
    r"(?:i|he|she|we|they|you|it|this|that|there|these|those|any\w*|some\w*|every\w*|people|patients|car|my|his|"
    r"her|our|your|their|the|an?|"
    r"others|doctors|nurses|scientists|studies|cilta|ide|carvykti|abecma|most|all|many|both)"
)
_ASKS = re.compile(
    rf"{_LEAD} (?:(?:what(?! (?:i|he|she|they) (?:(?!(?:want|wanted|need|would|wish|wonder|like|ask|do|am|is|are) )"
    rf"\S+ ){{1,3}}(?:looks?|looked|is|was) )|how|why|who|whose|which|where|when|whether|explain|describe|define|"
    rf"tell|list|any|anyone|"
    rf"anybody) |"
    rf"(?:am|was|were|is|are) {_SUBJECT} (?!(?:bit|little|lot) )|(?:has|have|had) (?:i|he|she|we|they|you|it|this|"
    rf"that|there|any\w*|people|patients|my|his|her|our|your|the|others|doctors|scientists|studies) |"
    r"(?:do|does|did|should|shall|would|could|will|may|might|must|can) (?!(?:not|barely|hardly|only|just|scarcely|"
    r"feel|hear|see|be|been|have|still|also|never|always) ))"
)
_IS = re.compile(rf"{_LEAD} (?:is|are|was|were) ")
_IS_SO = re.compile(
    rf"{_LEAD} (?:is|are|was|were) (?:(?!(?:and|but) )\S+ ){{1,6}}?(?:an?|the|common|normal|usual|safe|serious|"
    rf"dangerous|bad|ok(?:ay)?|likely|possible|expected|part|due|caused|related|rare|always|something|treatable|high|"
    rf"good|"
    r"called|linked|more|contagious|permanent|reversible|preventable|fatal|harmful|considered|different|mentioned|"
    r"listed|included|typical|one|why|worth|reported|seen|covered|curable|hereditary|temporary|worrying|painful|"
    r"inevitable|mild|what|how|another|same) "
)
_IS_NUMBER = re.compile(
    rf"{_LEAD} (?:is|are|would|does|do|can|what about|how about) (?:a )?(?:temp\w* |fever )?(?:of )?\d"
)
_ASKS_ABOUT = re.compile(
    r" (?:wonder\w*|curious|(?:want|like|need|love|hoping|trying|keen|good|nice|useful) to (?:\S+ )?(?:know|learn|"
    r"understand|ask|find|read|hear|see|check)|tell me|explain|inform\w*|info|questions?|ask(?:ing)?|learn\w*|"
    r"understand\w*|find out|"
    r"(?:know|read(?:ing)?|hear|heard|talk(?:ed|ing)?|asked|told|worry|think|thought|study(?:ing)?|research\w*|"
    r"look(?:ing)?|articles?|page|leaflet|section|advice|details|more|anything|something|much|lectures?|talks) "
    r"(?:\S+ )?(?:about|on|into|for|up on|of|that)|"
    r"interested in|advice|guidance|definition|meaning|difference between|search\w*|googl\w*) "
)

_WHO = rf"(?:i|he|she|we|(?:my|our|his|her) \S+|(?:the )?{PERSON})"
_OWN = re.compile(
    rf" (?:my|mine|his|her|our|this|these|{PERSON} s) (?:(?!(?:risk|chance|doctor|team|nurse|of|for|to|get|have|"
    rf"has|had|from|with|is|are|was|were|on|in|know|they|he|she|it|that|can|will|and|or|after|before) )\S+ "
    rf"){{0,3}}?$"
)
_OF_A_RISK = re.compile(
    r" (?:risks?|chances?|likelihood|odds|history|prevent|avoid|signs?|symptoms?|warning) (?:of |for )?(?:\S+ "
    r"){0,2}$"
)
_AM_I = re.compile(
    rf" (?:am|are|is|was) {_WHO} (?!(?:at|because|due|caused|likely|able|allowed|more|less|going|supposed|ok(?:ay)?|"
    rf"safe|too|fit|eligible|expected|meant|in (?:danger|the)) )(?:\S+ ){{0,6}}$"
)
_IS_THIS = re.compile(
    r" (?:(?:is|was|are|could|can|might|may) (?:this|it|that|these|they)|(?:could|can|might|may) (?:i|he|she|we|my "
    r"\S+|our \S+) (?:be|have(?: just)? had)) (?:be )?(?:just )?(?:having |an? |the |some |another |from a |only |"
    r"like |been |have been )*$"
)
_WHY = re.compile(
    rf" (?:why|how come|what is (?:making|causing|wrong with)|what makes|what (?:could|can) be (?:causing|making)) "
    rf"(?:(?:am|is|are|do|does|did|has|have|was|cannot|keeps?)(?: not)? )?(?:{_WHO}|they|me|him|this|all this) "
    r"(?!(?:\S+ )?(?:need|have to|has to|should|told|must|asked|supposed|likely|at risk|more likely|being (?:asked|"
    r"told)) )"
)
_MIGHT_MAKE = re.compile(
    rf"{_LEAD} (?:can|could|will|would|may|might|do|does) (?!(?:i|he|she|we|it|this|that) )(?:\S+ ){{1,5}}?"
    r"(?:make|cause|give|trigger|affect|leave|turn) (?:my|your|his|her|our|me|him|you) "
)
_NO_REASON = re.compile(r" why (?:would|might|could|may|should|will|can) ")
_HAVE_I = re.compile(
    rf" (?:do|does|did|has|have|had) {_WHO} (?:\S+ )?(?:have|has|had|got|just|having|keeps?|seems?|looks?|feels?|"
    rf"still)(?! to) (?:\S+ ){{0,4}}$"
)
_EXPLAIN = re.compile(  # what nurses and teachers ask
    r" (?:explain|say|put) (?:it |this |that )?to (?:\S+ )?(?:relatives|families|family|patients|juniors|students|"
    r"children) "
)
_FOR_ME = re.compile(
    rf" (?:for (?:him|her|(?:my|our) (?:\S+ )?{PERSON}) |for me to (?:be|still|keep|feel)|with (?:me|him|her) |"
    rf"(?:should|can|could|shall) (?:i|we|he|she) (?:wait|stay|sleep|leave|ignore|still|just) |"
    r"(?:should|can) (?:i|we|he|she) (?:be )?worr\w+ (?:that|about (?:my|his|her|this|these)) )"
)
_WHOM = _WHO.replace("i|he|she|we", "me|him|her|us")
_MAKING = re.compile(  # "is it the tablets making him …" knows that he does
    rf" (?:is|are|could|can) (?:\S+ ){{1,5}}?(?:making|causing|giving|be making) {_WHOM} "
)
_EXPLAINS = re.compile(  # "could tiredness explain him pouring …" knows that he does
    rf" (?:could|can|would|does|might|will) (?:\S+ ){{1,5}}(?:explain|account for|be behind|be why|be the reason) "
    rf"(?:{_WHOM}|why (?:{_WHO})|his|my) "
)
_LIKE_THIS = re.compile(r"^ ?(?:like this|this (?:bad|badly|much|hard|often))(?! (?:article|one|page|study)) ")
_GIVES = re.compile(  # "can i give him ibuprofen for a temperature of 39"
    rf" (?:can|should|shall|could|do|may) (?:i|we) (?:\S+ )?(?:give|giving|gave) (?:him|her|them|{PERSON}|"
    rf"my \S+) (?:\S+ ){{1,4}}"
    r"for (?:a|his|her|the) (?:\S+ )?(?:temperature|fever) (?:of )?\d"
)
_IS_IT_THE = re.compile(r"^(?: (?:and|or|so))* is (?:it|that) the $")
_SUPPOSES = re.compile(r" (?:if|when|after) ")
_IS_NORMAL = re.compile(  # who asks whether it is normal to cough up blood has most likely done so
    r" is it (?:normal|usual|ok(?:ay)?|alright|all right|fine|right|bad|dangerous|serious|worrying|a problem|just) "
    r"(?:(?!(?:to|that|for|when|if) )\S+ ){0,6}?(?:to|that|for|when|if) (?!(?:have|feel|get|develop|experience|"
    r"run) )(?:[^ ,]+ ){0,6}$"
)
_READING = re.compile(
    r" (?:3[89]|4\d|10[1-9])\.(?!0|5|3 )\d "
)  # read off a thermometer; 38.5 may be a limit that one has heard of
_NOW_STRICT = (
    r"right now|at the moment|today|tonight|this (?:morning|afternoon|evening|bad|minute|second|much)|last night|"
    r"yesterday|overnight|"
    r"(?:hours?|minutes?|seconds?|moments?|days?) ago|half an hour|for \d+ (?:minutes?|hours?)|to wait|wait "
    r"(?:till|until|for)|something to (?:ring|call|worry)|every (?:half|\d+|few)|every hour|for the (?:last|past)|"
    r"since (?:this (?:morning|afternoon|evening)|breakfast|lunch\w*|noon|midday|midnight|dinner|supper|tea ?time|(?:i|"
    r"he|she) (?:got up|woke\w*))"
)
_NOW_IN_QUESTION = re.compile(rf" (?:{_NOW_STRICT}) ")
_NOW = re.compile(
    rf" (?:{_NOW_STRICT}|now(?! available| approved| that| known| and then| used| on the market)|all (?:day|night|"
    rf"morning|evening)|for (?:an?|\d+|few|several|couple of) (?:minutes?|hours?|days?|nights?)|"
    r"\d+ (?:minutes?|hours?)|sudden|on the floor|getting worse|worsening|will not stop|not stopping|keeps?|again|"
    r"at home|day \+? ?\d+|non stop) "
)


def is_asked(whole: str, before: str, mark: str) -> bool:
    """Tell whether a danger is asked about: by the clause, or by the words before it ("please explain …")."""
    if _ASKS.match(whole) or _IS_NUMBER.match(whole) or _IS_SO.match(whole) or (mark == "?" and _IS.match(whole)):
        return True
    return _ASKS_ABOUT.search(before) is not None


def is_told_in_question(before: str, found: str, after: str, whole: str, *, reported: bool) -> bool:
    """Tell whether a question about a danger says that it is here: "my fever", "why is he …", "… since last night"."""
    if _OF_A_RISK.search(before) or _EXPLAIN.search(before):
        return False
    if _MIGHT_MAKE.match(before):
        return _NOW_IN_QUESTION.search(whole) is not None
    return (
        any(telling.search(before) for telling in (_OWN, _AM_I, _FOR_ME))
        or (
            _IS_THIS.search(before) is not None
            and not after.startswith(" if ")
            and not (_IS_IT_THE.match(before) and not after.strip())
        )
        or (_WHY.search(f"{before.rstrip()}{found} ") is not None and not _NO_REASON.search(before))
        or (reported and _IS_NORMAL.search(before) is not None)
        or (_HAVE_I.search(before) is not None and not _SUPPOSES.search(after))
        or _MAKING.search(before) is not None
        or _EXPLAINS.search(before) is not None
        or _LIKE_THIS.match(after) is not None
        or _GIVES.search(whole) is not None
        or _NOW_IN_QUESTION.search(whole) is not None
        or _READING.search(f"{found} ") is not None
    )


def names_moment(text: str) -> bool:
    """Tell whether a clause names a time that can only be now, or a moment ago ("today", "for 10 minutes")."""
    return _NOW_IN_QUESTION.search(text) is not None


def names_now(text: str) -> bool:
    """Tell whether a clause names a time that is now, or was a moment ago."""
    return _NOW.search(text) is not None
