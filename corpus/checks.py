"""May this file be read at all? Looks at its size and first bytes before any parser does."""

import re
import stat
import zipfile
from io import BytesIO
from pathlib import Path

from citewell.corpus.errors import Refused

_SIGNATURES = (
    (b"%PDF-", "a PDF", ".pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or password-protected Office file", ".docx without a password"),
    (b"PK\x03\x04", "a zip or Office file", ".docx if Word made it"),
    (b"PK\x05\x06", "an empty zip file", ".docx if Word made it"),
    (b"\x89PNG\r\n", "a PNG picture", ""),
    (b"\xff\xd8\xff", "a JPEG picture", ""),
    (b"GIF8", "a GIF picture", ""),
    (b"II*\x00", "a TIFF picture", ""),
    (b"MM\x00*", "a TIFF picture", ""),
    (b"RIFF", "a sound, picture or film", ""),
    (b"{\\rtf", "a rich text file", ".docx after saving it so"),
    (b"\x1f\x8b", "a gzip file", ""),
    (b"BZh9", "a bzip2 file", ""),
    (b"\xfd7zXZ\x00", "an xz file", ""),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip file", ""),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file", ""),
    (b"\x7fELF", "a program", ""),
    (b"SQLite format 3\x00", "a database", ""),
)
_WEB_PAGE = re.compile(rb"\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_MAX_ENTRIES = 5_000
_MAX_UNPACKED = 200_000_000
_MAX_RATIO = 200


def load_bytes(path: Path, max_bytes: int) -> bytes:
    """Return the bytes of a regular file that is neither empty nor too large.

    Raises:
        Refused: if it is missing, not a file, unreadable, empty or larger than `max_bytes`.
    """
    name = path.name
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise Refused(f"{name}: is a folder; give the files in it.")
        if not stat.S_ISREG(found.st_mode):
            raise Refused(f"{name}: is not a regular file; give a file that holds an article.")
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except FileNotFoundError:
        broken = path.is_symlink()
        reason = "is a link to a file that does not exist" if broken else "does not exist"
        raise Refused(f"{name}: {reason}; check the path {str(path)!r}.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Refused(f"{name}: cannot be opened ({reason}); make it readable.") from None
    if not data.strip():
        raise Refused(f"{name}: is empty ({len(data)} bytes); save the article in it first.")
    if len(data) > max_bytes:
        size = max(found.st_size, len(data))
        raise Refused(
            f"{name}: has {size:,} bytes, more than the {max_bytes:,} allowed; make it smaller or raise the limit."
        )
    return data


def check_kind(data: bytes, suffix: str, name: str) -> None:
    """Check that the first bytes of a file do not contradict its extension.

    Raises:
        Refused: if they do, or if a text file is binary.
    """
    kind = next(((what, right) for mark, what, right in _SIGNATURES if data.startswith(mark)), None)
    if suffix == ".pdf":
        if b"%PDF-" not in data[:1024]:
            what = kind[0] if kind else "something else"
            raise Refused(f"{name}: is named .pdf but holds {what}; give it the extension of its real type.")
    elif suffix == ".docx":
        if kind is None or not data.startswith(b"PK\x03\x04"):
            what = kind[0] if kind else "something else"
            raise Refused(f"{name}: is named .docx but holds {what}; save it as an unprotected .docx in Word.")
        check_zip(data, name)
    elif kind:
        mend = f"rename it to {kind[1]}" if kind[1] else "give an article instead"
        raise Refused(f"{name}: is named {suffix} but holds {kind[0]}; {mend}.")
    elif b"\x00" in data and not data.startswith(_WIDE):
        raise Refused(f"{name}: is named {suffix} but holds binary data (NUL bytes); give an article instead.")
    elif suffix in {".txt", ".md"} and _WEB_PAGE.match(data[:1024].removeprefix(b"\xef\xbb\xbf")):
        raise Refused(f"{name}: is named {suffix} but holds a web page; rename it to .html.")


def check_zip(data: bytes, name: str) -> None:
    """Check a Word file's zip directory before anything is unpacked.

    Raises:
        Refused: if it is no zip, no Word document, encrypted, or would unpack to too much.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise Refused(f"{name}: is a damaged .docx (its zip cannot be read); save it again in Word.") from None
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > _MAX_ENTRIES:
        raise Refused(
            f"{name}: holds {len(entries):,} parts, more than the {_MAX_ENTRIES:,} allowed; save it again in Word."
        )
    if unpacked > _MAX_UNPACKED or unpacked > _MAX_RATIO * max(len(data), 50_000):
        raise Refused(
            f"{name}: would unpack to {unpacked:,} bytes, too much for its {len(data):,}; save it again in Word."
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(f"{name}: is encrypted; save it without a password.")
    if "word/document.xml" not in {entry.filename for entry in entries}:
        raise Refused(f"{name}: is named .docx but holds no Word document; save it as .docx in Word.")
