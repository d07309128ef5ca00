"""What do we know about web pages, as data? Loads `boilerplate.yaml`, once, when it is first asked for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from citewell.corpus.dates import DATE


@dataclass(frozen=True, slots=True)
class Rule:
    """A line that is not the article. `edge` lines go only outside its prose; `lines` blocks may make one line."""

    pattern: re.Pattern[str]
    edge: bool
    lines: int
    reason: str


@dataclass(frozen=True, slots=True)
class Box:
    """A heading that goes together with the short lines under it that read like it."""

    heading: re.Pattern[str]
    body: re.Pattern[str]
    reason: str


@dataclass(frozen=True, slots=True)
class Site:
    """A publisher known by its domains or by lines that its pages always hold."""

    name: str
    domains: tuple[str, ...]
    source_type: str
    signature: tuple[re.Pattern[str], ...]
    lines: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """All of `boilerplate.yaml`, its patterns compiled."""

    rules: tuple[Rule, ...]
    boxes: tuple[Box, ...]
    tails: tuple[re.Pattern[str], ...]
    sites: tuple[Site, ...]
    not_trials: frozenset[str]


@cache
def boilerplate() -> Boilerplate:
    """Load the rules that ship with Citewell."""
    raw = yaml.safe_load(files("citewell.corpus").joinpath("boilerplate.yaml").read_text("utf-8"))
    return Boilerplate(
        rules=tuple(_rule(entry) for entry in raw["rules"]),
        boxes=tuple(Box(_compiled(e["heading"]), _compiled(e["body"]), e["reason"]) for e in raw["boxes"]),
        tails=tuple(_compiled(entry["pattern"]) for entry in raw["tails"]),
        sites=tuple(_site(entry) for entry in raw["sites"]),
        not_trials=frozenset(raw["not_trials"]),
    )


def site_named(name: str) -> Site | None:
    """Return the site of that name, if it is known."""
    return next((site for site in boilerplate().sites if site.name.casefold() == name.casefold()), None)


def site_at(host: str) -> Site | None:
    """Return the site that owns a host or the domain above it, if it is known."""
    known = ((site, domain) for site in boilerplate().sites for domain in site.domains)
    return next((site for site, domain in known if host == domain or host.endswith("." + domain)), None)


def _rule(entry: Mapping[str, Any]) -> Rule:
    return Rule(_compiled(entry["pattern"]), entry.get("where") == "edge", entry.get("lines", 1), entry["reason"])


def _site(entry: Mapping[str, Any]) -> Site:
    return Site(
        name=entry["name"],
        domains=tuple(entry.get("domains", ())),
        source_type=entry.get("source_type", ""),
        signature=tuple(_compiled(line) for line in entry.get("signature", ())),
        lines=tuple(_compiled(line) for line in entry.get("lines", ())),
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("{date}", DATE), re.IGNORECASE)
