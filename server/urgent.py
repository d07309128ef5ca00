"""Whom should somebody in danger call now?

One fixed notice, which is not triage: it names the numbers that the dangers found ask for, and says that Citewell
cannot judge.
"""

from collections.abc import Sequence

from citewell.server.danger import Danger
from citewell.server.messages import say
from citewell.server.notices import Link, Notice
from citewell.server.settings import Contacts, Settings, contacts, phone_link

FIND_A_LINE = "https://findahelpline.com"
"""ThroughLine's list of crisis lines in 130 countries (LifeLine International, "From Idea to Impact: How ThroughLine is
Bridging the Gap in Global Crisis Support", April 2024, lifeline-international.com)."""


def urgent_notice(dangers: Sequence[Danger], settings: Settings) -> Notice | None:
    """Say whom to call: the emergency number if a danger asks for it, then the crisis line, then the centre's line.

    Where somebody may harm themselves, words of care stand first.  The emergency number stands last where no danger
    asks for it.  The centre is also named in an emergency if the publisher states its line: it knows the treatment.

    Returns:
        The notice, or None where there is no danger.
    """
    if not dangers:
        return None
    called = contacts(settings)
    actions = {danger.action for danger in dangers}
    is_emergency = "emergency" in actions
    is_crisis = any(danger.action == "crisis_line" or danger.kind == "self_harm" for danger in dangers)
    said = [say("urgent.care")] if is_crisis else []
    links: list[Link] = []
    if is_emergency:
        said.append(say("urgent.emergency", emergency=called.emergency))
        links += _emergency_link(called)
    if is_crisis:
        said.append(_crisis(called))
        links.append(_crisis_link(called))
    if "centre_line" in actions or (is_emergency and called.centre_line):
        first = not is_emergency and not is_crisis
        said.append(say("urgent.centre" if first else "urgent.then_centre", centre=called.centre))
        links += [phone_link(line.number, line.name) for line in (called.centre_line,) if line]
    if not is_emergency:
        said.append(say("urgent.in_danger" if is_crisis else "urgent.no_answer", emergency=called.emergency))
        links += _emergency_link(called)
    return Notice("urgent", " ".join([*said, say("urgent.cannot_judge")]), tuple(links))


def _emergency_link(called: Contacts) -> list[Link]:
    return [phone_link(called.emergency_number)] if called.emergency_number else []


def _crisis(called: Contacts) -> str:
    line = called.crisis_line
    if line is None:
        return say("urgent.crisis_unknown")
    return say("urgent.crisis", line=say("contact.line", name=line.name, number=line.number))


def _crisis_link(called: Contacts) -> Link:
    line = called.crisis_line
    return phone_link(line.number, line.name) if line else Link(say("urgent.find_line"), FIND_A_LINE)
