"""What is a notice? Fixed words from the catalogue that stand before the quotes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go on to."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Fixed words from the catalogue that stand before the quotes."""

    kind: str
    text: str
    links: tuple[Link, ...] = ()
