"""What a publisher states, and whom people are told to call."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.errors import CitewellError
from citewell.corpus.links import web_address
from citewell.server.brand import MAX_LOGO, Logo, check_accent, contrast, theme
from citewell.server.settings import (
    Line,
    Publisher,
    Settings,
    _by_country,
    _is_phone,
    contacts,
    load_settings,
    phone_link,
    reach,
)

FULL = """
country: gb
emergency_number: "112"
centre_line: {name: CAR-T unit, number: 020 7946 0000}
crisis_line: {name: Our line, number: +44 20 7946 0001}
care_team: {name: Nurses, number: (020) 7946-0002}
publisher: {name: St. Example Hospital, url: "https://example.org", contact: web@example.org}
"""


def write(folder: Path, text: str) -> Path:
    (folder / "settings.yaml").write_text(text, "utf-8")
    return folder


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(CitewellError) as caught:
        load_settings(write(folder, text))
    said = str(caught.value)
    assert str(folder / "settings.yaml") in said
    assert said.endswith(".")
    assert "\n" not in said
    return said


# Reading


def test_a_library_without_the_file_has_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()
    assert load_settings(write(tmp_path, "# nothing yet\n")) == Settings()


def test_everything_can_be_stated(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, FULL))
    assert settings.country == "GB"
    assert settings.centre_line == Line(name="CAR-T unit", number="020 7946 0000")
    assert settings.publisher
    assert settings.publisher.url == "https://example.org"


def test_numbers_and_countries_are_read_as_they_are_written(tmp_path: Path) -> None:
    """YAML takes 0112 for the octal number 74, 000 for 0 and NO for false."""
    settings = load_settings(
        write(tmp_path, "country: NO\nemergency_number: 0112\ncentre_line: {name: A, number: 000}")
    )
    assert (settings.country, settings.emergency_number) == ("NO", "0112")
    assert settings.centre_line
    assert settings.centre_line.number == "000"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("country: UK", ("country", "'UK'", "GB", "leave it out")),
        ("country: USA", ("country", "'USA'", "US")),
        ("countrey: US", ("countrey", "country", "take it out")),
        ("emergency_number: call me", ("emergency_number", "'call me'", "112")),
        ("emergency_number: '112; DROP'", ("emergency_number", "DROP")),
        ("centre_line: 123", ("centre_line", "'123'", "key: value")),
        ("centre_line: {name: Ward}", ("centre_line.number", "missing", "centre_line")),
        ("centre_line: {name: '', number: 112}", ("centre_line.name", "''")),
        ("centre_line: {name: Ward, number: ''}", ("centre_line.number", "''")),
        ("care_team: {name: " + "x" * 81 + ", number: 112}", ("care_team.name", "80")),
        ("publisher: {name: A, url: 'javascript:alert(1)'}", ("publisher.url", "javascript:", "https://")),
        ("publisher: {name: A, mail: b}", ("publisher.mail", "take it out")),
        ("country: [US]", ("country", "['US']")),
        ("- country", ("the file",)),
        ("just words", ("the file", "just words")),
        ("country: 'US", ("cannot be read as YAML",)),
    ],
)
def test_a_bad_file_is_refused_with_the_key_the_value_and_the_mend(
    tmp_path: Path, text: str, words: tuple[str, ...]
) -> None:
    said = refusal(tmp_path, text)
    for word in words:
        assert word in said, said


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_bytes(b"country: \xff\xfe")
    with pytest.raises(CitewellError, match=r"settings\.yaml cannot be read"):
        load_settings(tmp_path)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().country = "US"


# Whom to call


def test_what_the_publisher_states_goes_first(tmp_path: Path) -> None:
    called = contacts(load_settings(write(tmp_path, FULL)))
    assert called.emergency == called.emergency_number == "112"
    assert called.crisis_line == Line(name="Our line", number="+44 20 7946 0001")
    assert called.centre == "CAR-T unit on 020 7946 0000"
    assert called.team == "Nurses on (020) 7946-0002"


def test_the_country_fills_what_is_left_out() -> None:
    called = contacts(Settings(country="US"))
    assert called.emergency == "911"
    assert called.crisis_line
    assert called.crisis_line.number == "988"
    assert called.centre_line is None


def test_without_a_country_words_stand_for_the_numbers() -> None:
    called = contacts(Settings())
    assert called.emergency_number == ""
    assert all(number in called.emergency for number in ("112", "911", "999"))
    assert "24-hour number" in called.centre
    assert "card" in called.centre
    assert called.team == "your care team"
    assert called.crisis_line is None


def test_a_country_without_a_known_crisis_line_has_none() -> None:
    assert contacts(Settings(country="IT")).crisis_line is None


def test_every_default_number_can_be_called_and_has_its_source() -> None:
    wanted = "US CA GB IE AU NZ DE AT CH FR ES IT PT NL BE SE NO DK FI PL IN ZA MX BR JP IL"
    assert set(_by_country()) == set(wanted.split())
    for country, usual in _by_country().items():
        for found in (usual.emergency, usual.crisis_line):
            if found:
                assert found.number, country
                assert found.source.title, country
                assert found.source.publisher, country
                assert web_address(found.source.url), country
    assert {c: _by_country()[c].emergency.number for c in ("AU", "GB", "NO", "JP")} == {
        "AU": "000", "GB": "999", "NO": "113", "JP": "119",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("number", "url"),
    [
        ("911", "tel:911"),
        ("+44 20 7946 0000", "tel:+442079460000"),
        ("(020) 7946-0002", "tel:02079460002"),
        ("13 11 14", "tel:131114"),
    ],
)
def test_a_link_calls_the_number(number: str, url: str) -> None:
    assert phone_link(number).url == url
    assert number in phone_link(number).text
    assert phone_link(number, "Ward").text == f"Call Ward: {number}"


@given(st.text(max_size=40))
def test_what_passes_for_a_number_makes_a_harmless_link(text: str) -> None:
    try:
        number = _is_phone(text)
    except ValueError:
        return
    if number:
        link = phone_link(number).url
        assert link.startswith("tel:")
        assert set(link.removeprefix("tel:")) <= set("+0123456789")
        assert any(c.isdigit() for c in link)


# The publisher's look and addresses

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'


def with_logo(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return f"publisher: {{name: A, logo: {name}}}"


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("logo.svg", SVG, "image/svg+xml"),
        ("Our logo.PNG", PNG, "image/png"),
        ("l.jpg", b"\xff\xd8\xff\xe0 rest", "image/jpeg"),
        ("l.jpeg", b"\xff\xd8\xff\xe0 rest", "image/jpeg"),
        ("l.webp", b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("l.png", PNG.ljust(MAX_LOGO, b"\0"), "image/png"),
    ],
)
def test_a_logo_is_read_from_the_folder(tmp_path: Path, name: str, content: bytes, media_type: str) -> None:
    publisher = load_settings(write(tmp_path, with_logo(tmp_path, name, content))).publisher
    assert publisher
    assert publisher.logo == Logo(content, media_type)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("logo.gif", b"GIF89a", ("'logo.gif'", ".svg", ".png")),
        ("logo.png", SVG, ("image/png", "name it as what it is")),
        ("logo.svg", PNG, ("image/svg+xml",)),
        ("logo.svg", b"<html/>", ("image/svg+xml",)),
        ("logo.svg", b"<svg/>", ("image/svg+xml",)),
        (
            "logo.svg",
            b'<!DOCTYPE a [<!ENTITY b "c">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>',
            ("image/svg",),
        ),
        ("logo.webp", b"RIFF", ("image/webp",)),
        ("logo.jpg", b"", ("image/jpeg",)),
        ("logo.png", PNG.ljust(MAX_LOGO + 1, b"\0"), ("200,000", "smaller")),
    ],
)
def test_what_is_no_logo_is_refused(tmp_path: Path, name: str, content: bytes, words: tuple[str, ...]) -> None:
    said = refusal(tmp_path, with_logo(tmp_path, name, content))
    for word in ("publisher.logo", *words):
        assert word in said, said


@pytest.mark.parametrize(
    "name", ["none.png", "../logo.png", "/etc/logo.png", ".logo.png", "sub/logo.png", "folder.png"]
)
def test_a_logo_lies_in_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path.parent / "logo.png").write_bytes(PNG)
    (tmp_path / "folder.png").mkdir()
    assert f"“publisher.logo” is '{name}'" in refusal(tmp_path, f"publisher: {{name: A, logo: {name}}}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('accent: "#ffffff"', ("publisher.accent", "'#ffffff'", "1.00 to 1", "4.5 to 1", "darker")),
        ('accent: "#777777"', ("4.48 to 1", "darker")),
        ("accent: teal", ("'teal'", "#0b5d57", "in quotes")),
        ('accent: "#0b5d57; } * { color: red"', ("publisher.accent", "#0b5d57")),
        ("accent: #0b5d57", ("publisher.accent", "''", "in quotes")),  # a remark to YAML, and so nothing
        ("report_to: somebody", ("publisher.report_to", "'somebody'", "e-mail")),
        ("report_to: 'a@example.org?subject=x'", ("publisher.report_to",)),
        ("report_to: 'javascript:alert(1)'", ("publisher.report_to", "https://")),
        ("color: red", ("publisher.color", "accent", "logo")),
        ("editorial_policy: " + "x" * 5001, ("publisher.editorial_policy", "5000")),
    ],
)
def test_a_bad_look_or_address_is_refused(tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    said = refusal(tmp_path, f"publisher:\n  name: A\n  {text}\n")
    for word in words:
        assert word in said, said


@pytest.mark.parametrize(
    ("publisher", "where"),
    [
        ({"report_to": "a@example.org", "contact": "b@example.org"}, "a@example.org"),
        ({"contact": "b@example.org", "url": "https://example.org"}, "b@example.org"),
        ({"contact": "Ward 3, room 5", "url": "https://example.org"}, "https://example.org"),
        ({"contact": "Ward 3, room 5"}, ""),
    ],
)
def test_reports_go_where_somebody_can_be_reached(publisher: dict[str, str], where: str) -> None:
    assert Publisher.model_validate({"name": "A", **publisher}).reports == where


@given(st.text(max_size=60))
def test_only_mail_and_the_web_are_linked_to(text: str) -> None:
    assert reach(text) in {"", text.strip(), f"mailto:{text}"}
    assert re.match(r"$|(?i:https?)://|mailto:[\w.+-]+@", reach(text))


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)  # the best known grey that fails
    assert contrast("#ff0000", "#ffffff") == contrast("#ffffff", "#ff0000") == pytest.approx(3.998, abs=0.001)


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_whatever_colour_is_accepted_can_be_read_on(colour: str) -> None:
    """Against the other colours of style.css: words 4.5 to 1, icons and lines 3 to 1, by day and by night."""
    if contrast(colour, "#ffffff") < 4.5:
        with pytest.raises(ValueError, match="darker"):
            check_accent(colour)
        return
    chosen = theme(check_accent(colour))
    for scheme, (page, card, ink, link, visited) in enumerate(
        (
            ("#faf7f1", "#ffffff", "#1b2a31", "#00567a", "#5b3a8c"),
            ("#11181c", "#1a2328", "#edf1f2", "#93cdf2", "#cdb8f7"),
        )
    ):
        brand, deep, on_brand, wash = (
            chosen[name][scheme] for name in ("--brand", "--brand-deep", "--on-brand", "--brand-wash")
        )
        assert min(contrast(on_brand, brand), contrast(on_brand, deep)) >= 4.5
        assert min(contrast(words, wash) for words in (ink, link, visited)) >= 4.5
        assert min(contrast(brand, ground) for ground in (page, card, wash)) >= 3
