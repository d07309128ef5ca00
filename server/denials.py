"""Is a danger denied: "no fever", "nobody has chest pain", "denies cough, fever, chills"?"""

import re

_NOT = re.compile(
    r" (?:no|not|nobody|without|never|nor|neither|none|denies|denied|deny|denying|nil|negative for|free (?:of|from)|"
    r"rather than|"
    r"instead of|no longer|stopped (?:having|getting)) "
)
_NOBODY = re.compile(
    r" (?:nobody|no one|none)(?: (?:here|else|there|of us|at home|in \S+ \S+)){0,2} (?:has|have|is|was|had|"
    r"ever)(?: (?!and )\S+){0,3}"
)
_NOTHING = re.compile(r" nothing (?:(?:s|is) )?(?:hurt\w*|ach\w+|bleed\w*|tingl\w+|sting\w*|swell\w*|swollen|sore) ")
_CHARTED = re.compile(r" (?:denies|denied|deny|denying|negative for|nil) ")
_LATELY = re.compile(r" (?:since|now|today) ")
_SIGN = r"(?!(?:but|is|has|was|are|since|now|today) )[^ ,]+ "
_LIST = re.compile(rf"(?:{_SIGN}){{1,3}}(?:, (?:{_SIGN}){{0,3}})+")
"""The items of a nurse's list, each denied ("denies fever, cough, …")."""
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


def is_denied(before: str, rest: str, *, wish: bool) -> bool:
    """Tell whether the words ahead of a danger deny it ("no fever, chills or …", "denies cough, …").

    Args:
        before: the words ahead of the danger, as far as a negation may reach.
        rest: the danger and the words after it.
        wish: the danger is a wish ("do not want to live" denies nothing).
    """
    negation = last_match(_NOT, before)
    if negation is None:
        return _NOTHING.search(f"{before}{rest.split(maxsplit=1)[0]} ") is not None
    between = before[negation.end() :]
    listed = _CHARTED.fullmatch(negation[0]) and _LIST.fullmatch(between) and not _LATELY.search(rest)
    if listed or _NOBODY.fullmatch(before[negation.start() :].rstrip()):
        return True
    if _DENIES_ELSE.match(between) or _DENIAL_ENDS.search(f" {between}") or (between.startswith("want") and not wish):
        return False
    if "never" in negation[0] and _UNLIKE.search(f" {between}{rest}"):
        return False
    if "," in between and not re.search(r" n?or ", f" {between}{rest}"):
        return False
    return not (" and " in f" {between}" and negation[0].strip() in {"no", "nil"}) and len(between.split()) <= 8


def last_match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Find the last place of a text where a pattern is."""
    match = None
    for match in pattern.finditer(text):  # noqa: B007 - the last one is wanted
        pass
    return match
