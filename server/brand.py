"""How does the publisher's own look come in? Its logo and its colour, checked before a reader sees them."""

from dataclasses import dataclass, field
from pathlib import Path

from defusedxml import ElementTree

MAX_LOGO = 200_000
"""Bytes of a logo: it comes with every first visit, often over a phone's network."""

_LEAST_CONTRAST = 4.5
"""What WCAG 2.2 asks of text at level AA (1.4.3)."""

_WHITE = "#ffffff"
_BLACK = "#000000"
_NIGHT = "#11181c"
"""The page in the dark, and the words on the colour there; see `style.css`."""
_NIGHT_CARD = "#1a2328"

_STEPS = 50


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture as it is served."""

    content: bytes = field(repr=False)
    media_type: str


def read_logo(path: Path) -> Logo:
    """Read a logo: an SVG, PNG, WebP or JPEG image that is what its name says.

    Raises:
        ValueError: it is not there, too large, or no such image; the message says what mends it.
    """
    media_type = _MEDIA_TYPES.get(path.suffix.lower())
    if media_type is None:
        raise ValueError(f"its name must end in {', '.join(_MEDIA_TYPES)}")
    try:
        with path.open("rb") as file:
            content = file.read(MAX_LOGO + 1)
    except OSError as error:
        raise ValueError(f"it cannot be read ({error.strerror}); put the file into {path.parent}") from error
    if len(content) > MAX_LOGO:
        raise ValueError(f"the file is larger than {MAX_LOGO:,} bytes; make the picture smaller")
    if not _is(media_type, content):
        raise ValueError(f"the file holds no {media_type} image; save the picture anew, or name it as what it is")
    return Logo(content, media_type)


_MEDIA_TYPES = {
    ".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
}  # fmt: skip


def _is(media_type: str, content: bytes) -> bool:
    match media_type:
        case "image/png":
            return content.startswith(b"\x89PNG\r\n\x1a\n")
        case "image/jpeg":
            return content.startswith(b"\xff\xd8\xff")
        case "image/webp":
            return content[:4] == b"RIFF" and content[8:12] == b"WEBP"
        case _:
            try:
                root = ElementTree.fromstring(content)
            except (ElementTree.ParseError, ValueError):  # ValueError: entities, which could grow without end
                return False
            return root.tag == "{http://www.w3.org/2000/svg}svg"


def check_accent(colour: str) -> str:
    """Return a colour (`#rrggbb`) in lower case if white words on it can be read.

    Raises:
        ValueError: its contrast with white is less than 4.5 : 1.
    """
    found = contrast(colour, _WHITE)
    if found < _LEAST_CONTRAST:
        raise ValueError(
            f"its contrast with white is {found:.2f} to 1, and readers need 4.5 to 1; take a darker colour"
        )
    return colour.lower()


def luminance(colour: str) -> float:
    """Compute the relative luminance of a colour (`#rrggbb`), 0 to 1, as WCAG 2.2 defines it."""
    channels = (value / 255 for value in _channels(colour))
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Compute the contrast of two colours, 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def theme(accent: str) -> dict[str, tuple[str, str]]:
    """Choose the brand colours of `style.css`, each for light and for dark: all follow from one colour.

    Args:
        accent: a colour that `check_accent` accepts.  In the dark it is made lighter until it can be read.
    """
    lighter = (_mix(accent, _WHITE, step / _STEPS) for step in range(_STEPS + 1))
    glow = next(colour for colour in lighter if contrast(colour, _NIGHT_CARD) >= _LEAST_CONTRAST)
    return {
        "--brand": (accent, glow),
        "--brand-deep": (_mix(accent, _BLACK, 0.3), _mix(glow, _WHITE, 0.3)),
        "--on-brand": (_WHITE, _NIGHT),
        "--brand-wash": (_mix(accent, _WHITE, 0.9), _mix(glow, _NIGHT_CARD, 0.85)),
    }


def theme_css(accent: str) -> str:
    """Write the style sheet that brings a colour in; a browser that is too old for it keeps Citewell's own colours."""
    rules = "".join(f"    {name}: light-dark({day}, {night});\n" for name, (day, night) in theme(accent).items())
    return f"@supports (color: light-dark(#000, #fff)) {{\n  :root {{\n{rules}  }}\n}}\n"


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(colour: str, other: str, share: float) -> str:
    """Mix a colour with a share of another, 0 to 1."""
    mixed = (round(one + (two - one) * share) for one, two in zip(_channels(colour), _channels(other), strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)
