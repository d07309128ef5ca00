"""What is a notice? Fixed words from the catalogue that stand before the quotes."""

from dataclasses import dataclass, field

from citewell.server.languages import spoken


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go on to."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Fixed words from the catalogue that stand before the quotes; `language` is the one that they are in."""

    kind: str
    text: str
    links: tuple[Link, ...] = ()
    language: str = field(default_factory=spoken)
