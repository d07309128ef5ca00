"""Is a message small talk or an instruction instead of a question, and what is said to it?

A message is small talk if phrases of `small_talk.yaml` make up all of it.  One word more, and it is searched: small
talk never costs a real question.  An instruction ("ignore your rules and …") governs all of its message, even a
question in it: Citewell answers questions, and in the words of articles only.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from citewell.server.about import About, question_links
from citewell.server.messages import say
from citewell.server.notices import Link, Notice
from citewell.server.settings import Settings, contacts
from citewell.server.slips import mend, words_in

_MOST_WORDS = 40
"""Nobody makes small talk at greater length; it also bounds the work."""

_PHRASE_WORDS = 14

_FILLER = "filler"

INSTRUCTION = "instruction"

_SENTENCE_ENDS = re.compile(r"[.!?:;\n<>\[\]{}|*#\"“”]+")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """`kinds`: the phrases of each kind, the most telling first, fillers last; `words`: those of all patterns."""

    kinds: Mapping[str, re.Pattern[str]]
    instruction: re.Pattern[str]
    words: frozenset[str]


def find_small_talk(message: str) -> str | None:
    """Name the kind of small talk that a message is, the most telling of several; None if it is a question.

    Returns:
        `INSTRUCTION` if any sentence orders the program about, whatever else is asked; a kind of small talk if there is
        nothing more in the message.
    """
    patterns = _patterns()
    kind = _small_talk(mend(message, patterns.words).split(), patterns.kinds)
    if kind is None and any(map(patterns.instruction.search, _sentences(message, patterns.words))):
        return INSTRUCTION
    return kind


def _sentences(message: str, known: frozenset[str]) -> Iterator[str]:
    return (mend(sentence, known) for sentence in _SENTENCE_ENDS.split(message))


def _small_talk(words: Sequence[str], patterns: Mapping[str, re.Pattern[str]]) -> str | None:
    """Cut words into phrases of small talk, as few as can be; None if that cannot be done."""
    if not 0 < len(words) <= _MOST_WORDS:
        return None
    kinds = list(patterns)
    reached = {0: (0, len(kinds))}  # for each place: the fewest phrases up to it, and the most telling kind of theirs
    for start in range(len(words)):
        if start not in reached:
            continue
        phrases, best = reached[start]
        for end in range(start + 1, min(start + _PHRASE_WORDS, len(words)) + 1):
            phrase = " ".join(words[start:end])
            rank = next((rank for rank, kind in enumerate(kinds) if patterns[kind].fullmatch(phrase)), None)
            if rank is not None:
                here = (phrases + 1, min(rank, best))
                reached[end] = min(here, reached.get(end, here))
    kind = kinds[reached[len(words)][1]] if len(words) in reached else _FILLER
    return None if kind == _FILLER else kind


def small_talk_notice(kind: str, library: About, settings: Settings) -> Notice:
    """Answer small talk in fixed words: what Citewell is, what the library covers, and questions to try."""
    said = [say(f"small_talk.{kind}")]
    if kind == "who_are_you" and settings.publisher:
        said.append(say("small_talk.publisher", name=settings.publisher.name))
    if kind in {"are_you_a_doctor", "what_can_you_do"}:
        called = contacts(settings)
        said.append(say("small_talk.ask", care_team=called.team, emergency=called.emergency))
    if kind == "is_this_private":
        said.append(say("small_talk.who_runs_it"))
    said.append(_covers(library))
    questions = question_links(library)
    if questions:
        said.append(say("small_talk.try"))
    return Notice("small_talk", " ".join(said), (*questions, Link(say("page.all_articles"), "/articles/")))


def _covers(library: About) -> str:
    """Say what the library covers in one sentence, with three titles."""
    if not library.topics:
        return say("covers.none")
    titles = ", ".join(f"“{topic.text}”" for topic in library.topics[:3])
    if library.article_count == 1:
        return say("small_talk.covers_one", titles=titles)
    return say("small_talk.covers", count=f"{library.article_count:,}", titles=titles)


@cache
def _patterns() -> _Patterns:
    """Read `small_talk.yaml`, once."""
    content = yaml.safe_load(resources.files("citewell.server").joinpath("small_talk.yaml").read_text("utf-8"))
    read = content["kinds"] | {_FILLER: content["fillers"], INSTRUCTION: content["instructions"]}
    sources = {}
    for kind, phrases in read.items():
        source = "|".join(phrases)
        for _ in content["parts"]:  # a part may hold others
            for name, part in content["parts"].items():
                source = source.replace(f"{{{name}}}", part)
        sources[kind] = source
    words = words_in(sources.values())
    instruction = re.compile(rf"(?<!\w)(?:{sources.pop(INSTRUCTION)})")
    return _Patterns({kind: re.compile(source) for kind, source in sources.items()}, instruction, words)
