"""Which characters do these bytes stand for?

A wrong guess would put wrong words before a patient, so a guess counts only if it is a safe one.
"""

import codecs

import charset_normalizer

from citewell.corpus.errors import Refused

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000


def decode(data: bytes, name: str, declared: str = "") -> str:
    """Decode the bytes of a text file.

    A byte order mark decides, then UTF-8, then the encoding that the file declares, then Windows-1252 if
    charset-normalizer independently reads the same words.

    Args:
        data: the bytes.
        name: the file's name, for the message.
        declared: the encoding that the file itself names, if any.

    Returns:
        The text.

    Raises:
        Refused: if no encoding can be told safely.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = _strictly(data, encoding)
            break
    else:
        text = _strictly(data, "utf-8")
        if text is None and declared:
            text = _strictly(data, declared)
        if text is None:
            text = _guessed(data)
    if text is None:
        raise Refused(
            f"{name}: its bytes are neither UTF-8 nor any encoding that can be told safely; save it as UTF-8."
        )
    if "\x00" in text:
        raise Refused(f"{name}: holds NUL characters, so it is not text; give the file the extension of its real type.")
    return text


def _strictly(data: bytes, encoding: str) -> str | None:
    """Decode without replacing anything, or return None."""
    try:
        return str(data, encoding)
    except (ValueError, LookupError):
        return None


def _guessed(data: bytes) -> str | None:
    """Decode as Windows-1252 if detection comes to the same words."""
    text = _strictly(data, "cp1252")
    if text is None:
        return None
    guess = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
    return text if guess is not None and str(guess) == text[:_SAMPLE] else None
