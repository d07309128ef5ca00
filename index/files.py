"""How is a file written so that a crash leaves the old one or the new one, never a half?

Write beside, fsync, rename, fsync the folder (Pillai et al., OSDI 2014, "All File Systems Are Not Created Equal").
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from citewell.corpus.errors import CitewellError


def write_synced(path: Path, data: bytes) -> None:
    """Write a new file and wait until it is on the disk."""
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Wait until every file below a folder, and every folder, is on the disk."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
    sync_folder(folder)


def replace_file(path: Path, data: bytes) -> None:
    """Replace a small file in one step."""
    beside = path.with_name(f".{path.name}.new")
    write_synced(beside, data)
    beside.replace(path)
    sync_folder(path.parent)


def sha256_file(path: Path) -> str:
    """Hash a file without holding it in memory."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def lock(path: Path, busy: str) -> Iterator[None]:
    """Hold a lock that the system lets go when the process ends, however it ends.

    Raises:
        CitewellError: another process holds it; the sentence is `busy`.
    """
    with path.open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CitewellError(busy) from error
        yield
