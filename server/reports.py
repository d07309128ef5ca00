"""Does a statement report a danger, or only talk of such things?

"My husband has chest pain" reports; "chest pain is common", "we were warned of chest pain" and "chest pain after
carfilzomib" only talk.
"""

import re

from citewell.server.clauses import Clause
from citewell.server.jests import is_figure, is_in_jest
from citewell.server.questions import names_moment, names_now
from citewell.server.wording import MEDIA, ONLINE, PERSON

_TALK = re.compile(
    r" (?:risks?|chances?|possibilit\w+|likelihood|odds|probability|caus(?:es?|ed|ing)|lead(?:s|ing)?|results?|"
    r"trigger\w*|side effects?|adverse|prevent\w*|avoid\w*|prophyla\w+|"
    r"(?:watch|look)(?:ed|ing)?(?: out)? for|monitor\w*|check(?:ing|s|ed)? for|report(?: any)?|treat(?:s|ing|ed|"
    r"ments?)?|manag(?:es?|ing|ement)|(?:medicines?|drugs?|tablets?|cure) for|prone|"
    r"(?:can|could|will|would|may|might) (?:\S+ )?(?:get|have|develop|cause|causes|be|become|happen|experience|"
    r"trigger|lead|run|suffer|make|bring|include|mean|affect|occur|come|give)|possible|potential\w*|"
    r"any|such as|for example|things like|stuff like|percentages? (?:for|of)|includ(?:es?|ing)|(?:worr\w+|afraid|"
    r"scared|frightened|fear\w*|anxious|nervous|"
    r"concerned|terrified|dread\w*|panicking) (?:about|of|that|for)?(?: (?:getting|having|a|an|the|another))?|"
    r"likely|expect(?:ed)?|common|warn(?:s|ed)?|going to (?:get|have|develop|be)|susceptible|protect\w*|reduc\w+|"
    r"lower\w*|test(?:s|ing|ed)?(?: for)?|stands for|mean(?:s|t)|called|known as|defined|"
    r"need to (?:\S+ )?(?:know|watch|look|report|call|tell)|call (?:\S+ ){0,4}(?:for|about)|told (?:me |us |him |"
    r"her )?(?:about|of|to|that)|heard|read|mention(?:s|ed)?|listed?|(?:in|from) (?:the|a|your|this) (?:article|"
    r"leaflet|study|trial|page|booklet)|(?:article|leaflet|study|trial|report|booklet|page) (?:says|has|talks|"
    r"tells|lists)|(?:on|"
    r"in) (?:the|a) (?:forum|film|movie|series|book|news|internet|video|form|support group|facebook group)|"
    r"(?:gives?|gave|carry|carries|get|got|sent|hands?|handed|printed) (?:\S+ )?(?:a|the|out) (?:card|poster|sticker|"
    r"magnet) (?:with|of|that says)|"
    r"(?:gives?|get) (?:me|you|him|her|people|us)|hope(?:fully)?|against|despite|do not want to (?:get|have)|"
    r"words? for|wording for|terms? for|alert(?:s|ed)? to|trained to|pretend\w*) "
    r"(?:(?!(?:i|he|she|we|my|his|her|our|has|have|had|is|am|are|was|got) )[^ ,]+ ){0,5}$"
)
_LISTED = re.compile(
    r"^(?!.* (?:i|he|she|my|his|her|has|having) ).* (?:percentages?|proportions?|things like|stuff like|lists?|listed|"
    r"listing|rates?|such as|including|to (?:look|watch) (?:out )?for|"
    r"(?:asked|warned|told) (?:me |us |him |her )?(?:about|of)|"
    r"(?:told|taught) (?:me|us|him|her) (?:at|in) (?:\S+ )?(?:\S+ )?(?:class|training|teaching|session|talk|school)) "
    r"(?:(?!(?:i|he|she|we|my|his|her|our|has|have|had|is|am|are|was|got) )\S+ ){0,5}$"
)
_ITEM = re.compile(
    r"^ (?!(?:not|cannot|just|now|so|help|pain\S*) )(?:(?!(?:i|he|she|we|my|his|her|our|has|have|had|is|am|are|was|got|"
    r"cannot|keeps?) )\S+ ){1,4}$"
)
_TOLD_OF_OTHERS = re.compile(
    rf" {MEDIA}(?: \S+){{0,5}}? (?:about|where|whose|who|in which|lists?|listed|says?|said|mention\w*|show\w*|"
    r"describ\w*|warn\w*|on|is on) (?:(?!(?:i|he|she|we|my|his|her|our|me) )\S+ ){0,14}$"
    rf"| (?:on|in|at) (?:the |a |my |our )?(?:\S+ )?{ONLINE}(?: \S+){{0,2}} (?:said|says|wrote|writes|posted|mentioned|"
    rf"told \S+) (?!(?:i|my|our|me|we) )(?:\S+ ){{0,8}}$"
    r"| (?:consent|form|sheet|paperwork|small print|handout|label|insert|card) (?:\S+ ){0,2}?(?:lists?|listed|"
    r"mentions?|"
    r"mentioned|names?|warns?) (?:(?!(?:i|he|she|we|my|his|her|our|me) )\S+ ){0,14}$"
    rf"| (?:read|saw|seen|heard) (?:\S+ )?(?:in|on) (?:the|a|an) (?:\S+ )?{MEDIA} (?:that |about |of |how )?(?:a|an|"
    rf"the|"
    rf"some|one) (?!(?:\S+ ){{0,4}}(?:my|our|i) )(?:\S+ ){{0,8}}$"
    r"| (?:a|the) (?:\S+ )?(?:piece|item|feature|column|bit|thing) (?:in (?:\S+ ){1,3}?)?(?:about|on) (?:(?!(?:i|my|"
    r"our) )\S+ ){0,10}$"
    r"|(?:friend of a friend|^ (?:someone|somebody|one (?:man|woman|lady|person|member)|a (?:man|woman|lady|member))) "
    r"(?:\S+ ){0,2}?(?:swears|claims|reckons|posted|wrote|commented|tweeted) (?!(?:i|my|our|to (?:me|"
    r"us)) )(?:\S+ ){0,10}$"
    rf"|^(?: and| but)? (?:in|on) (?:the|a|this|that|one) (?:\S+ )?{MEDIA} (?!(?:i|my|our|we) )"
)
_STRANGER = re.compile(
    rf"^(?: (?:and|but|so|because))* (?:(?:the|a|this|that|one|another|some) (?:\S+ )?{PERSON} "
    rf"(?:in|on|at|from|opposite) (?:\S+ ){{0,3}}{ONLINE}|(?:i|we) (?:heard|read|saw)(?: that| of| about)? "
    rf"(?:a|one|another|some) (?:\S+ )?{PERSON}|(?:my|our|the|a) (?:\S+ )?"
    r"(?:neighbou?r|friend|colleague|acquaintance) (?:\S+ ){0,4}?(?:says|said|reckons)(?: that)? "
    rf"(?:his|her|their|a) {PERSON}) (?:who )?(?:had|was|got|went|did|fell) (?!.* (?:i|me|my) )"
)
_PREPARING = (
    r"(?:writing|updating|drafting|preparing|making|designing|editing|translating|working on|putting together|"
    r"proofreading|rewriting|revising|laminating)"
)
_PAPERS = (
    r"(?:hand ?outs?|leaflets?|booklets?|(?:fact |teaching |information |ward )?sheets?|posters?|quiz|policy|protocol|"
    r"guides?|guidelines?|slides?|talk|presentation|lecture|essay|newsletter|article|blog|lesson|training|book|"
    r"glossary|faqs?|course|module|story|play|novel|cards?)"
)
_TAUGHT = re.compile(
    r" (?:(?:exam|test|quiz|teaching|practice|sample|mock|revision) (?:question|paper|case|scenario|station)s?|mcqs?|"
    r"osces?|"
    r"flash ?cards?|case (?:study|report|history)|vignette|(?:slides?|essay|assignment|dissertation|lecture|"
    r"talk) (?:is )?(?:on|about)|"
    r"(?:in|for) (?:the|a|our) (?:simulation|role play|slide)|textbook|viva|workbook|role play\w*|true or false|"
    r"school (?:project|report|talk)|project (?:is )?(?:on|about)|"
    r"(?:plain|simple|lay|easy) (?:english|words?|wording|language|terms)|reading (?:level|age)|glossary|"
    r"(?:educator|lecturer|tutor|examiner)s? (?:asks?|asked)) "
    rf"| {_PREPARING} (?:\S+ ){{0,5}}?{_PAPERS} | education (?:handout|leaflet|sheet) "
    r"|^ (?:i am |just |was )*(?:reading|going through|translating) (?:through )?(?:the|my|his|her|a|this) "
    r"(?:consent form|leaflet|booklet|list|consent|small print) "
    r"|^ (?:quiz|quiz for \S+ \S+|for (?:my|our) (?:nursing|medical|final) \S+) , "
)
_US = re.compile(
    r" (?:i|me|my|mine|we|us|our)(?! (?:am|are|must|have to|need to|was|were) (?:\S+ ){0,4}?(?:writ\w+|prepar\w+|"
    r"teach\w*|mak\w+|work\w* on|"
    r"draft\w*|updat\w*|design\w*|translat\w*|revis\w*|edit\w*|put\w* together)| got (?:it |that )?wrong| "
    r"(?:\S+ )?(?:educator|lecturer|tutor|examiner|assignment|essay|slide|(?:has|is doing|got|needs) (?:\S+ "
    r"){0,3}project|(?:support )?group|"
    r"unit|care home|team|hospital|charity|department|newsletter|patients|residents|staff|students|families|class)) "
)
_QUOTED = re.compile(
    r" (?:patient|person|client|actor|actress|character|man|woman) (?:\S+ )?(?:says|said|tells|told|writes|"
    r"wrote)(?: \S+)? "
)
_FOR_OTHERS = re.compile(r"^ asking for (?:\S+ ){0,3}(?:of|in|from|on) (?:\S+ )?(?:\S+ )?(?:group|forum|board|page) ")
_SHOWN_THEN = re.compile(
    rf"( {MEDIA}| (?:saw|seen|watched|watching) (?:(?:it|this|that) )?(?:on|in) \S+(?: \S+)??) (?:last night|yesterday|"
    r"tonight|today|this (?:morning|afternoon|evening))(?= )"
)
"""What tells when a film was seen, and not when a danger was."""
_SHOWN = re.compile(  # the beginning of a sentence about people in a film
    rf"^(?: (?:and|but|so))* (?:(?:in|on) (?:the|a|this|that|one) (?:\S+ )?{MEDIA} (?:(?:i|he|she|we) (?:\S+ )?(?:saw|"
    rf"watched|read) )?|(?:(?:i|we|he|she) )?(?:saw|seen|watched|watching) (?:(?:it|this|that) )?(?:on|in) "
    rf"(?:\S+ ){{1,2}}?)(?:, )?(?:(?:the|a|an|this|some|one) (?:\S+ )?(?:{PERSON}|nurse|doctor|actor|actress|"
    rf"presenter|contestant)|(?:that|how|where) (?:they|people|you|somebody|someone|he|she)) "
)
_OWN_PEOPLE = re.compile(r" (?:i|me|my|mine|we|us|our)(?! (?:saw|watched|read|also saw) ) ")
_FRACTION = re.compile(
    r" (?:\d+ (?:in|of|out of) (?:every )?\d+|percent)(?: of \S+)? (?:\S+ )?(?:had|have|has|got|get|gets|develop\w*|"
    r"suffer\w*) (?:\S+ ){0,3}$"
)
_THEY = re.compile(r"^(?: (?:and|that|when|while))* they (?:\S+ )")
_OF_OTHERS = re.compile(r" (?:patients|people|others|those|participants|everyone|most|some|volunteers) ")
_FEARED = re.compile(
    r" (?:scared|afraid|frightened|terrified|worr(?:y|ied)|anxious|nervous|fear|dread) (?:that )?(?:i|he|she|we|they) "
    r"(?:will|would|might|may|could) (?:\S+ )?(?:get|become|have|develop|end up) "
)
_FEARED_THAT = re.compile(
    r" (?:scared|afraid|frightened|terrified|worried|anxious|nervous|fear|dread) (?:that )?(?:i|he|she|we|they) "
    r"(?:will|"
    r"would|might|may|could) (?:\S+ )?(?:get|become|have|develop|end up)(?! (?:had|taken|swallowed|just|already|"
    r"\w+ed|been)) "
)
_WILL_GET = re.compile(
    r"^ (?:that )?(?:i|he|she|we|they) (?:will|would|might|may|could) (?:\S+ )?(?:get|become|have|develop|end up) "
)
_NOT_OVER = re.compile(r" (?:is|am|are|now|today|tonight|still|keeps?|again|help|having|getting|not) ")
_SUSPECTED = re.compile(
    rf" (?:i|he|she|it|this|that|(?:my|his|her|our) \S+|{PERSON}) (?:\S+ )?(?:may|might|could|can) (?:\S+ )?(?:be "
    rf"having|have had|have just had|be(?: an?)?|be (?:getting|going|starting|in)|have(?: an?)?) (?:\S+ ){{0,3}}$"
    r"|^(?: (?:and|but|so|i think|think|now|just))* (?:may|might|could) have (?:\S+ ){0,2}$"
)
_SENSES = re.compile(r" (?:can|could) (?:feel|see|hear|hardly|barely|only) (?:\S+ ){0,4}$")
_OTHERS = re.compile(
    r"^(?: (?:and|but|because|that|so|also|i know|they say|i hear|i heard|as|if|when|while|although|then|some|most|"
    r"many|few|a lot of|all|"
    r"the|other|elderly|older|myeloma|cancer|lots of|several|more|\d+|percent|of|in))*"
    r" (?:people|patients|participants|persons|men|women|children|kids|adults|others|those|you|everyone|everybody|"
    r"doctors|nurses|(?:some|many|most)(?= (?:get|have|do|are|will|can|may|of) )|an? (?:patient|person|friend|man|"
    r"woman|lady|guy|colleague|neighbou?r|member|acquaintance)|(?:somebody|someone) i know) (?!(?:there|here|help|"
    r"please) )"
)
_NOBODY = re.compile(
    rf"^(?: (?:and|but|because|so|also))* (?:(?:my|our|his|her|the|a|that|this) (?:(?:\S+ s|old|new|poor|little|"
    rf"elderly|big|neighbours?) ){{0,2}}|{PERSON} s )(?:cat|dog|"
    rf"pet|horse|rabbit|puppy|kitten|"
    r"hamster|guinea pig|budgie|parrot|goldfish|tortoise|pony|cow|sheep|goat|hen|footballer|player|goalkeeper|jockey|"
    r"cyclist|team|club|squad|match|game|finale|senator|politician|actor|actress|singer|presenter|celebrity|dummy|"
    r"mannequin|manikin|hero|heroine|"
    r"villain|car|"
    r"phone|computer|laptop|printer|battery|app|website|portal|internet|wifi|boiler|lift) "
)
_SELF = re.compile(r" (?:my|me|i|his|he|she) ")
_OWN = re.compile(
    rf" (?:my|mine|his|her|our|this|these|{PERSON} s) (?:(?!(?:risk|chance|doctor|team|nurse|of|for|to|get|have|"
    rf"has|had|from|with|is|are|was|were|on|in|know|they|he|she|it|that|can|will|and|or|after|before|said|says|told|"
    rf"reckons|thinks) )\S+ ){{0,3}}?$"
)
_GENERAL = re.compile(
    r"^ ?(?:(?:\S+ ){0,2}(?:is|are|was|were|being|as) (?:\S+ )?(?:common|normal|usual|expected|typical|known|"
    r"caused|treated|defined|possible|called|listed|often|usually|sometimes|rare|part|reported|seen|managed|graded|"
    r"measured|"
    r"an? (?:\S+ )?(?:side|sign|symptom|risk|reaction|complication|medical|known|common|possible|type|form|serious|"
    r"rare|very|frequent|temperature|condition|result|feature|word|term)|the (?:most|first|main|same|medical|body)|"
    r"one of|due to the|more likely|most likely|good (?:for|thing|sign))|"
    r"(?:can|may|might|will(?! not)|could(?! not)|should|must|would) |(?:occurs?|happens?|means|usually|often|"
    r"sometimes|mostly|generally|rarely|typically|cases) )"
)
_SOMEBODY = re.compile(
    rf" (?:i|me|my|mine|he|him|his|she|her|we|us|our|they|their|am|myself|himself|herself|{PERSON}|having|got|"
    rf"getting|feels?|feeling|felt|woke|started|experiencing|looks?|seems?|keeps?|taken|took) "
)
_IT_IS = re.compile(r" (?:but|and) (?:it|this|that) is ")
_HARD = re.compile(
    r" (?:severe\w*|sudden|crushing|stabbing|sharp|bad|badly|terrible|awful|horrible|worst|worse|worsening|intense|"
    r"unbearable|excruciating|massive|heavy|huge|violent|constant|continuous|uncontroll\w+|explosive|non stop|"
    r"high|extreme|acute\w*|agoni\w+|new|persistent|profuse|serious|everywhere|repeated|bright red|began|came on|"
    r"onset|dizz\w+|sweat\w*|clammy|nause\w+|vomiting|pale|weak|faint|breathless\w*|help(?! (?:with|for|to|"
    r"understand|manage|prevent|treat))|ambulance|emergency|urgent|911|999|112|sos) "
)
_GOES_ON = re.compile(
    r"^ ?(?:will not|is|has|keeps?|last(?:s|ing|ed)|started|came|comes|going|getting|gets|does not|did not|cannot|"
    r"not|since|for (?!car|the|a patient|people|patients|myeloma))"
)
_TOPIC = re.compile(
    r" (?:side effects?|symptoms?|signs?|causes?|risks?|rates?|treatments?|definition|mean(?:ing|s)|(?<!low "
    r")grad(?:es?|"
    r"ing)|incidence|timeline|percentages?|statistics|stud(?:y|ies)|trials?|info\w*|guidelines?|leaflets?|patients|"
    r"people|management|prevent\w*|"
    r"prevalence|vs|versus|types?|stages?|what|how|why|when(?! (?:i|he|she|breathing|coughing|walking|lying|moving|"
    r"swallowing|climbing))|common|normal|list|tips?|advice|difference|duration|"
    r"explained|facts|research|data|warning|odds|chances?|likelihood|frequency|mechanism|prophylaxis|guide|"
    r"toxicity|profile) "
)
_NAMED_WITH = re.compile(
    r" (?:after|with|car|crs|icans|carvykti|abecma|cilta|ide|myeloma|lenalidomide|revlimid|dex\w*|daratumumab|"
    r"carfilzomib) "
)


def is_taught(sentence: str, whole: str) -> bool:
    """Tell whether a sentence is of an exam, a lesson or an essay, and no clause of it of the writer's own people."""
    if _TAUGHT.search(sentence) is None or names_moment(whole):
        return False
    return _US.search(whole) is None or _QUOTED.search(sentence) is not None


def is_only_talk(before: str, after: str, whole: str, sentence: str) -> bool:
    """Tell whether a clause talks of a danger without telling of one: of risks, of other people, in general."""
    owned = _OWN.search(before) is not None
    feared = not names_now(whole) and (
        (_FEARED.search(sentence) and _WILL_GET.match(whole)) or _FEARED_THAT.search(whole)
    )
    if (_GENERAL.match(after) and not owned) or is_figure(before, after) or feared:
        return True
    if _NOBODY.match(whole) or (_OTHERS.match(whole) and not _SELF.search(before.replace(" in my ", " "))):
        return True
    if _is_shown(before, whole, sentence) or is_in_jest(whole, sentence) or _is_of_others(before, whole, sentence):
        return True
    if (_STRANGER.match(whole) or _FOR_OTHERS.match(sentence)) and not _NOT_OVER.search(whole) and not names_now(whole):
        return True
    if "," in before:
        if _LISTED.search(_head_of_list(before)) and not names_now(whole):
            return True
        if not re.search(r" (?:and|or) ", before + after):
            before = before[before.rindex(",") + 1 :]  # no list of things talked of, but the next thing said
    return _TALK.search(before) is not None and not (owned or _SUSPECTED.search(before) or _SENSES.search(before))


def _is_of_others(before: str, whole: str, sentence: str) -> bool:
    """Tell whether a danger is a figure of a trial ("3 in 100 had …"), or that of patients ("… they had")."""
    if _FRACTION.search(before):
        return True
    if not _THEY.match(whole) or names_now(whole) or _NOT_OVER.search(whole) or _US.search(sentence):
        return False
    return _OF_OTHERS.search(sentence[: sentence.find(whole) + 1]) is not None


def _is_shown(before: str, whole: str, sentence: str) -> bool:
    """Tell whether a danger is that of people in a film, a book or a message board."""
    then = _SHOWN_THEN.sub(r"\1", whole)
    if _TOLD_OF_OTHERS.search(before) and not names_moment(then):
        return True
    return _SHOWN.match(_SHOWN_THEN.sub(r"\1", sentence)) is not None and not _OWN_PEOPLE.search(whole)


def _head_of_list(before: str) -> str:
    """Give the words ahead of the items of a list ("things like fever" of "things like fever , low counts , ")."""
    *ahead, last = before.split(",")
    if last.strip() and not _ITEM.match(last):
        return before
    while len(ahead) > 1 and _ITEM.match(ahead[-1]):
        ahead.pop()
    return ahead[-1]


def is_report(clause: Clause, span: tuple[int, int], *, plain: bool, now: bool) -> bool:
    """Tell whether a statement, or words without a verb, report the danger at a span of a clause.

    Args:
        clause: the clause.
        span: where the danger stands in `clause.text`.
        plain: the words say by themselves that it happens ("cannot breathe").
        now: the message tells of something that is now.
    """
    somebody = _SOMEBODY.search(clause.text) is not None
    topic = _TOPIC.search(f"{clause.text[: span[0]]}{clause.text[span[1] :]}") is not None
    if plain and clause.mark != "?" and (somebody or not topic):
        return True
    if somebody or names_now(clause.text):
        return True
    if clause.mark == "?":
        return plain and _IT_IS.search(clause.text) is not None
    if _HARD.search(clause.text) or clause.mark == "!" or _GOES_ON.match(clause.text[span[1] :]):
        return True
    return not topic and not _NAMED_WITH.search(clause.text) and (now or len(clause.text.split()) > 1)
