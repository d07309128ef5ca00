"""What does a message ask?

People paste letters: a greeting, an illness, a question, another, thanks.  The clauses that ask are what to search
for; one that does not say what it is about ("is this normal?") is searched with the words of the letter that do: its
subject line, the question before it, or the sentence that tells most.  Rules and word lists only: the same message
always gives the same questions.
"""

import re
from dataclasses import dataclass

from citewell.index.clauses import Mood, begins_asking, cut_sentences, does_ask, read_clauses
from citewell.index.follow_up import Role, carry_topic, leans, listed, read_words
from citewell.index.question_kind import find_kind
from citewell.index.words import stems, words

_MOST_QUESTIONS = 3
_SHORT_WORDS = 20
"""One sentence of no more words is a question as it stands."""
_CONTEXT_WORDS = 25
_WHOLE_WORDS = 60
"""As much is searched of a message that asks nothing."""
_TITLE_WORDS = 12
_TITLE_CHARACTERS = 200
_OWN_THINGS = 2
"""A question that names as many things needs no context, unless it points back."""
_FULL = 4
"""Things beyond this many make a clause no fuller."""
_TELLING = 2
"""A clause that tells less is no context."""
_DISTANCE = 0.1
"""What a clause further away must tell more, for each clause between."""

_FORM = re.compile(r"(?:\s*(?:subject|title|topic|re)\s*:(?P<title>.*?))?\s*\bmessage\s*:(?P<body>.*)", re.IGNORECASE)
_GREETING = re.compile(
    r"(?:(?:hello|hi|hey|greetings|good (?:morning|day|evening|afternoon)|dear)\b(?: (?:there|all|sir|madam|doctor|dr|"
    r"team|friends?|everyone))*[\s,.!:;-]+|"
    r"(?:(?:so |very )?sorry (?:to|for) (?:bother|troubl|disturb)(?:e|ing)?(?: you)?(?: again)?|excuse me|please)\b"
    r"[\s,.!:;-]+)+",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"[\s,;.-]*\b(?:(?:many|best|kind|kindly|warm) )*(?:thanks?|thank (?:you|u)|thx|regards|sincerely|best wishes|"
    r"god bless)\b[^?]{0,60}$",
    re.IGNORECASE,
)
_OF_SOMEBODY = re.compile(
    r"(?:(?:and|so|please|pls|plz)[, ]+)*(?:can|could|would|will|do|may)(?: please)? (?:you|u|any ?one|someone)\b",
    re.IGNORECASE,
)
_STATES = frozenset("i we he she it they is are was were am has have had do did been".split())  # noqa: SIM905
_ILLNESS = re.compile(
    r"\b(?:diagnos\w+|suffer\w*|living with|affected|disease|cancer|syndrome|disorder|deficiency|tumou?rs?|infection|"
    r"amputat\w+|injur\w+|fractur\w+|transplant\w*|stroke|relapse\w*)\b",
    re.IGNORECASE,
)
_REFERS = re.compile(r"\b(?:above|afore|the)[ -]?(?:mentioned|subject|said)\b", re.IGNORECASE)
_HAS = re.compile(
    r"\b(?:ha(?:s|ve|d|ving)|undergone|told|tak(?:e|es|ing)|prescribed|surgery|operat\w+|treated|pain|born)\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"\b(?:can|could|should|will|would|may|do|does|am|is|if|in|of|for|with) (?:i|my|he|she|his|her)\b", re.IGNORECASE
)
_WONDERS = re.compile(r"\b(?:what|why|how|whether|if)\b", re.IGNORECASE)
_JOINER = re.compile(r"^(?:(?:and|but|so|because|also|that|then)\b[\s,]*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a message, and the words of the message it needs to be understood (often none)."""

    text: str
    context: str


@dataclass(frozen=True, slots=True)
class _Read:
    """A clause, the stems of the things and aspects that it names, and how much it tells of an illness."""

    text: str
    mood: Mood
    subject: frozenset[str]
    things: frozenset[str]
    telling: float

    @property
    def weight(self) -> int:
        """How much it names: its things, and one for all its aspects."""
        return len(self.things) + (self.subject != self.things)


def find_questions(message: str) -> tuple[Asked, ...]:
    """Find what a message asks, in order, at most three questions; a message that asks nothing is one as a whole.

    Args:
        message: What a person typed, cleaned: one line.
    """
    short = len(message.split()) <= _SHORT_WORDS and not _FORM.match(message)
    if short and sum(bool(words(clause.text)) for clause in read_clauses(message)) <= 1:
        return (Asked(message, ""),)
    title, body = _split_title(message)
    clauses = [_read(_without_courtesies(clause.text), clause.mood) for clause in read_clauses(body)]
    clauses = [clause for clause in clauses if stems(clause.text) or (clause.text and clause.mood is Mood.ASKS)]
    if does_ask(title.text):
        clauses.insert(0, title)
    asking = _choose(clauses)
    if asking:
        return tuple(Asked(clauses[place].text, _context(place, title, clauses)) for place in asking)
    if title.text:
        return (Asked(title.text, _shorten(body, clauses, _CONTEXT_WORDS)),)
    return (Asked(_shorten(body, clauses, _WHOLE_WORDS), ""),)


def without_greeting(message: str) -> str:
    """Leave out the greeting that a message begins with, if anything follows it: manners are not searched."""
    greeting = _GREETING.match(message)
    return message[greeting.end() :] if greeting and words(message[greeting.end() :]) else message


def _read(text: str, mood: Mood = Mood.STATES) -> _Read:
    named = [word for word in read_words(text) if word.role in {Role.THING, Role.ASPECT}]
    subject = frozenset(stem for word in named for stem in word.stems) - listed("form")
    things = subject - listed("aspects") - listed("kinds")
    ill = 3 * bool(_ILLNESS.search(text)) + bool(_HAS.search(text))
    return _Read(text, mood, subject, things, min(len(things), _FULL) + ill - 2 * (mood is Mood.ASKS))


def _split_title(message: str) -> tuple[_Read, str]:
    """Take off the subject line, of a form ("SUBJECT: … MESSAGE: …") or typed before the rest ("Flu. I have …")."""
    form = _FORM.match(message)
    if form:
        title, body = _read((form["title"] or "").strip(" .")), form["body"].strip()
    else:
        sentences = cut_sentences(message[:_TITLE_CHARACTERS])
        first = sentences[0] if len(sentences) > 1 else ""
        if not first or len(first.split()) > _TITLE_WORDS or does_ask(first):
            return _read(""), message
        title, body = _read(first.strip(" .")), message[message.index(first) + len(first) :].strip()
        if title.weight and not _STATES.isdisjoint(words(first)):
            return _read(""), message
    title = _read(title.text, Mood.ASKS) if does_ask(title.text) else title
    return (title, body) if title.weight and body else (_read(""), body or title.text)


def _without_courtesies(text: str) -> str:
    greeting = _GREETING.match(text)
    return _CLOSING.sub("", text[greeting.end() :] if greeting else text)


def _choose(clauses: list[_Read]) -> list[int]:
    """Choose the clauses that ask for something: no plea ("please help"), no repeat, the fullest ones, in order."""
    for mood in (Mood.ASKS, Mood.HINTS):
        asking = [place for place, clause in enumerate(clauses) if clause.mood is mood and not _is_plea(clause)]
        kept: list[int] = []
        for place in sorted(asking, key=lambda place: (-min(clauses[place].weight, _FULL), place)):
            if len(kept) < _MOST_QUESTIONS and not any(_repeats(clauses[place], clauses[other]) for other in kept):
                kept.append(place)
        if kept:
            return sorted(kept)
    return []


def _repeats(clause: _Read, fuller: _Read) -> bool:
    """Tell whether a clause asks nothing that a fuller one does not: "What is it?" and "How is it treated?" are two."""
    is_within = bool(clause.subject) and clause.subject <= fuller.subject
    return is_within and not (clause.text.endswith("?") and find_kind(clause.text) != find_kind(fuller.text))


def _is_plea(clause: _Read) -> bool:
    """Tell a plea ("can you help me?", "please advise") from a question, which asks for something ("is it normal?")."""
    if clause.weight:
        return False
    return bool(_OF_SOMEBODY.match(clause.text)) or not (begins_asking(clause.text) or _WONDERS.search(clause.text))


def _context(place: int, title: _Read, clauses: list[_Read]) -> str:
    """Find the words that say what a question is about, where it does not: its title, the question before."""
    clause = clauses[place]
    if _stands(clause, title):
        return ""
    earlier = [other.text for other in clauses[:place] if other.mood is Mood.ASKS and not _is_plea(other)]
    enough = _FULL if leans(clause.text) else _OWN_THINGS
    known: list[str] = []
    told: frozenset[str] = frozenset()
    for part in (title, _read(carry_topic(clause.text, earlier)), _most_telling(clauses, place)):
        if len(told) < enough and not part.things <= clause.things | told:
            known.append(_excerpt(part))
            told |= part.things - clause.things
    return " ".join(", ".join(known).split()[:_CONTEXT_WORDS])


def _stands(clause: _Read, title: _Read) -> bool:
    """Tell whether a question says what it is about; of oneself, or beside a title of other words, it must say more."""
    if clause.mood is not Mood.ASKS or leans(clause.text) or _REFERS.search(clause.text):
        return False
    needed = _OWN_THINGS + bool(_PERSONAL.search(clause.text)) + (not begins_asking(clause.text))
    return clause.weight >= (needed if title.things <= clause.things else _FULL + 1)


def _most_telling(clauses: list[_Read], place: int) -> _Read:
    """Find the clause near a place that tells most: things named, an illness or a treatment had."""
    others = [
        other
        for other, clause in enumerate(clauses)
        if clause.things
        and clause.telling >= _TELLING
        and (other < place or (other > place and clause.mood is not Mood.ASKS))
    ]
    near = [(clauses[other].telling - _DISTANCE * abs(place - other), -other) for other in others]
    return clauses[-max(near)[1]] if near else _read("")


def _excerpt(clause: _Read) -> str:
    """Cut a clause to the words around the first that tells of an illness."""
    typed = clause.text.split()
    tells = _ILLNESS.search(clause.text) or _HAS.search(clause.text)
    before = len(clause.text[: tells.start()].split()) - 5 if tells else 0
    start = max(0, min(before, len(typed) - _CONTEXT_WORDS))
    return _JOINER.sub("", " ".join(typed[start : start + _CONTEXT_WORDS])).rstrip(" .,;")


def _shorten(body: str, clauses: list[_Read], most: int) -> str:
    """Cut a message that asks nothing to its first, its last and its most telling clauses."""
    whole = " ".join(clause.text for clause in clauses) or body
    if len(whole.split()) <= most or not clauses:
        return " ".join(whole.split()[:most])
    order = sorted(range(len(clauses)), key=lambda place: -clauses[place].telling)
    excerpts = [_excerpt(clause) for clause in clauses]
    kept: list[int] = []
    for place in dict.fromkeys([order[0], 0, len(clauses) - 1, *order]):
        if sum(len(excerpts[other].split()) for other in [*kept, place]) <= most:
            kept.append(place)
    return ". ".join(excerpts[place] for place in sorted(kept))
