"""What has the publisher settled, and whom should people call?

`settings.yaml` in the library's folder: the country, the numbers to call, the care team, who publishes, and which
programs may ask.  All of it is optional.  What the file leaves out comes from `contacts.yaml`, by country; what nobody
knows is said in words.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
)

from citewell.corpus.entries import EntrySource
from citewell.corpus.errors import CitewellError
from citewell.corpus.links import web_address
from citewell.server.access import Access, ApiKey, Rates
from citewell.server.brand import Logo, check_accent, read_logo
from citewell.server.messages import say
from citewell.server.notices import Link

SETTINGS_FILE = "settings.yaml"

_PHONE = re.compile(r"[+(]?[0-9][0-9 ().\-/]{1,29}")

_MAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""All values are text to it: else 0112 would be 74, and Norway (NO) False."""


def _is_country(country: str) -> str:
    country = country.upper()
    if country and country not in _by_country():
        known = ", ".join(_by_country())
        raise ValueError(f"numbers are known for {known}; for another country leave it out and state the numbers")
    return country


def _is_phone(number: str) -> str:
    if number and not _PHONE.fullmatch(number):
        raise ValueError("write a telephone number, such as 112 or +44 20 7946 0000")
    return number


def _is_web(url: str) -> str:
    if url and not web_address(url):
        raise ValueError("write a web address that begins with https://")
    return url


def _is_reachable(address: str) -> str:
    if address and not reach(address):
        raise ValueError("write an e-mail address, or a web address that begins with https://")
    return address


def _is_accent(colour: str) -> str:
    if not _COLOUR.fullmatch(colour):
        raise ValueError(
            "write a colour as # and six digits, such as “#0b5d57”, in quotes: without them it is a remark to YAML"
        )
    return check_accent(colour)


def _read_logo(name: object, info: ValidationInfo) -> object:
    """Read the file that a logo is named by, from the library's folder."""
    if not isinstance(name, str) or not info.context:
        return name
    if not name:
        return None
    if Path(name).name != name or name.startswith("."):
        raise ValueError("name a file that lies in the library's folder, such as logo.svg")
    return read_logo(info.context["folder"] / name)


Phone = Annotated[str, AfterValidator(_is_phone)]
Name = Annotated[str, Field(min_length=1, max_length=80)]


class _Setting(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Line(_Setting):
    """A telephone line and what it is called."""

    name: Name
    number: Annotated[Phone, Field(min_length=1)]


class Publisher(_Setting):
    """Who publishes the library.

    `logo` names a file in the library's folder; `accent` is the colour of buttons and lines, as `#rrggbb`.
    `editorial_policy` tells how articles are chosen and kept right, in words or as an address where it stands;
    `report_to` takes reports of mistakes: an e-mail or web address.
    """

    name: Name
    url: Annotated[str, AfterValidator(_is_web)] = ""
    contact: Annotated[str, Field(max_length=200)] = ""
    logo: Annotated[Logo | None, BeforeValidator(_read_logo)] = None
    accent: Annotated[str, AfterValidator(_is_accent)] = ""
    editorial_policy: Annotated[str, Field(max_length=5000)] = ""
    report_to: Annotated[str, AfterValidator(_is_reachable)] = ""

    @property
    def reports(self) -> str:
        """Where reports of mistakes go: as stated, else the contact, else the website; empty if none is an address."""
        return next((address for address in (self.report_to, self.contact, self.url) if reach(address)), "")


class Settings(_Setting):
    """What a publisher states; every field may be left out.

    `country` is an ISO 3166 code of two letters. `centre_line` is the 24-hour line of the treating centre,
    `crisis_line` one for people who think of suicide, `care_team` whom to ask by day. `api` is about programs that ask.
    """

    country: Annotated[str, AfterValidator(_is_country)] = ""
    emergency_number: Phone = ""
    centre_line: Line | None = None
    crisis_line: Line | None = None
    care_team: Line | None = None
    publisher: Publisher | None = None
    api: Access = Access()


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom to call: as the publisher states, else as is usual in the country; empty or None where nobody knows."""

    emergency_number: str
    centre_line: Line | None
    crisis_line: Line | None
    care_team: Line | None

    @property
    def emergency(self) -> str:
        """The emergency number, or words for it."""
        return self.emergency_number or say("contact.emergency")

    @property
    def centre(self) -> str:
        """The centre's line, or words for it."""
        line = self.centre_line
        return say("contact.line", name=line.name, number=line.number) if line else say("contact.centre")

    @property
    def team(self) -> str:
        """The care team's line, or words for it."""
        line = self.care_team
        return say("contact.line", name=line.name, number=line.number) if line else say("contact.care_team")


def load_settings(folder: Path) -> Settings:
    """Read the settings of the library in a folder; the defaults where it has none.

    Raises:
        CitewellError: the file cannot be read, or a setting is not as it should be.
    """
    path = folder / SETTINGS_FILE
    try:
        content = _Loader(path.read_text("utf-8")).get_single_data() or {}
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise CitewellError(f"{path} cannot be read as YAML ({' '.join(str(error).split())}).") from error
    try:
        return Settings.model_validate(content, context={"folder": folder})
    except ValidationError as error:
        raise CitewellError(f"{path}: {_fault(error)}.") from error


def contacts(settings: Settings) -> Contacts:
    """Tell whom to call: what the publisher states goes before what is usual in the country."""
    usual = _by_country().get(settings.country)
    return Contacts(
        emergency_number=settings.emergency_number or (usual.emergency.number if usual else ""),
        centre_line=settings.centre_line,
        crisis_line=settings.crisis_line or (usual.crisis_line if usual else None),
        care_team=settings.care_team,
    )


def phone_link(number: str, name: str = "") -> Link:
    """Make the link that calls a number."""
    text = say("contact.call_line", name=name, number=number) if name else say("contact.call", number=number)
    return Link(text, "tel:" + re.sub(r"[^+0-9]", "", number))


def reach(address: str) -> str:
    """Return what a link to an e-mail or web address points to; nothing if it is neither."""
    return f"mailto:{address}" if _MAIL.fullmatch(address) else web_address(address)


class _Emergency(_Setting):
    number: Phone
    source: EntrySource


class _Crisis(Line):
    source: EntrySource


class _Usual(_Setting):
    emergency: _Emergency
    crisis_line: _Crisis | None = None


@cache
def _by_country() -> dict[str, _Usual]:
    """Read `contacts.yaml`, once."""
    text = resources.files("citewell.server").joinpath("contacts.yaml").read_text("utf-8")
    return TypeAdapter(dict[str, _Usual]).validate_python(_Loader(text).get_single_data()["countries"])


def _beside(section: int | str, *inner: int | str) -> Collection[str]:
    """Name the settings that there are where an unknown one stands, by its place in the file."""
    kind: type[BaseModel] = Settings
    if inner:
        outer: dict[str, type[BaseModel]] = {"publisher": Publisher, "api": Access}
        nested: dict[str, type[BaseModel]] = {"rates": Rates, "keys": ApiKey}
        kind = outer.get(str(section), Line)
        kind = nested.get(str(inner[0]), kind) if len(inner) > 1 else kind
    return kind.model_fields


def _fault(error: ValidationError) -> str:
    """Say in words which setting is wrong, what it is, and what mends it."""
    fault = error.errors(include_url=False)[0]
    key = ".".join(map(str, fault["loc"]))
    match fault["type"]:
        case "extra_forbidden":
            return f"there is no setting “{key}”; take it out, or use one of {', '.join(_beside(*fault['loc']))}"
        case "missing":
            return f"“{key}” is missing; state it, or take out all of “{fault['loc'][0]}”"
        case "value_error":
            return f"“{key}” is {fault['input']!r}; {fault['ctx']['error']}"
        case "model_type":
            return f"{f'“{key}”' if key else 'the file'} is {fault['input']!r}; write its parts as “key: value” lines"
        case _:
            return f"“{key}” is {fault['input']!r}; {fault['msg'][0].lower()}{fault['msg'][1:]}"
