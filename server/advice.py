"""Does a message ask for advice about somebody's own health or treatment?

Citewell quotes articles and cannot advise, so such a message gets a notice that says so, before the passages if there
are any.  Told by the patterns of `advice.yaml`, each with its reason.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from citewell.server.messages import say
from citewell.server.notices import Notice
from citewell.server.settings import Settings, contacts, phone_link
from citewell.server.slips import mend, words_in


@dataclass(frozen=True, slots=True)
class _Patterns:
    advice: re.Pattern[str]
    not_advice: re.Pattern[str]
    words: frozenset[str]


def asks_for_advice(message: str) -> bool:
    """Tell whether a message asks what one person should do, may do, or is well enough to do."""
    patterns = _patterns()
    asked = patterns.not_advice.sub(" ", mend(message, patterns.words))
    return patterns.advice.search(asked) is not None


def advice_notice(settings: Settings) -> Notice:
    """Say that Citewell cannot advise, and whom to ask."""
    called = contacts(settings)
    links = (phone_link(called.care_team.number, called.care_team.name),) if called.care_team else ()
    return Notice("personal_advice", f"{say('advice.cannot')} {say('advice.ask', care_team=called.team)}", links)


@cache
def _patterns() -> _Patterns:
    """Read `advice.yaml`, once."""
    content = yaml.safe_load(resources.files("citewell.server").joinpath("advice.yaml").read_text("utf-8"))
    joined = {}
    for name in ("advice", "not_advice"):
        pattern = "|".join(rf"(?:{entry['pattern']})" for entry in content[name])
        for part in ("who", "whom", "kin"):
            pattern = pattern.replace(f"{{{part}}}", content["parts"][part])
        joined[name] = rf"(?<!\w)(?:{pattern})"
    return _Patterns(re.compile(joined["advice"]), re.compile(joined["not_advice"]), words_in(joined.values()))
