"""What exactly is being served, and is it whole?

A release is an immutable folder whose name ends in the hash of its manifest, and whose manifest holds the hash of every
other file, so one flipped bit anywhere is found.  `publish` makes a release live by replacing one small file;
`load_release` verifies every hash before it reads anything.
"""

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from citewell.corpus.errors import CitewellError
from citewell.index.files import lock, replace_file, sha256_file, sync_folder, sync_tree, write_synced

FORMAT = 3
KEPT_RELEASES = 5
"""How many releases stay on the disk to roll back to."""

_ID = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{16}")
_MANIFEST = "manifest.json"
_POINTER = "current"


class DamagedRelease(CitewellError):  # noqa: N818 - reads as the state it reports
    """A file of a release is missing, changed or too many; nothing of the release may be served."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a release says of itself. `files` maps each file's name to its SHA-256."""

    built: str
    embedder: str
    embedder_fingerprint: str
    corpus_digest: str
    settings: dict[str, float]
    articles: int
    passages: int
    sentences: int
    files: dict[str, str]
    format: int = FORMAT

    def makes_same(self, other: "Manifest") -> bool:
        """Tell whether two releases would answer alike: same words, same encoder, same settings."""
        return (self.format, self.embedder_fingerprint, self.corpus_digest, self.settings) == (
            other.format, other.embedder_fingerprint, other.corpus_digest, other.settings,
        )  # fmt: skip


def write_release(releases: Path, manifest: Manifest, write_files: Callable[[Path], None]) -> str:
    """Write a release and make it live; return its id.

    `write_files` fills an empty folder; `manifest.files` is made here. Until the last step, one rename, the release
    that was live stays so. Whatever fails, no half release keeps a name.
    """
    folder = Path(tempfile.mkdtemp(prefix=".new-", dir=releases))
    try:
        folder.chmod(0o755)
        write_files(folder)
        files = {name: sha256_file(folder / name) for name in _file_names(folder)}
        data = json.dumps(asdict(manifest) | {"files": files}, indent=1, sort_keys=True).encode()
        write_synced(folder / _MANIFEST, data)
        sync_tree(folder)
        stamp = datetime.fromisoformat(manifest.built).astimezone(UTC)
        release_id = f"{stamp:%Y%m%dT%H%M%S%fZ}-{_digest(data)}"
        folder.replace(releases / release_id)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise CitewellError(
            f"The release could not be written to {releases} ({error.strerror or error}). The live release is as it "
            "was; make room or mend the folder's rights, then run `citewell build` again."
        ) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    sync_folder(releases)
    publish(releases, release_id)
    return release_id


def publish(releases: Path, release_id: str) -> None:
    """Make a release live: one small file is replaced in one step."""
    replace_file(releases / _POINTER, f"{release_id}\n".encode())


@contextmanager
def building(releases: Path) -> Iterator[None]:
    """Hold the right to write releases, and sweep what a killed build left behind.

    Raises:
        CitewellError: another build is running.
    """
    releases.mkdir(parents=True, exist_ok=True)
    busy = f"Another build is writing to {releases.parent}. Wait until it ends, then try again."
    with lock(releases / ".lock", busy):
        for leftover in [*releases.glob(".new-*"), *releases.glob(".old-*")]:
            shutil.rmtree(leftover)
        yield


def live_id(releases: Path) -> str:
    """Read the id of the live release.

    Raises:
        CitewellError: no release has been built.
        DamagedRelease: there are releases, but the pointer names none of them or is lost.
    """
    pointer = releases / _POINTER
    try:
        release_id = pointer.read_text("ascii").removesuffix("\n")
    except FileNotFoundError as error:
        if not list_releases(releases):
            raise CitewellError(
                f"No release has been built in {releases.parent}. Run `citewell build --library {releases.parent}`."
            ) from error
        release_id = ""
    except ValueError:
        release_id = ""
    if not _ID.fullmatch(release_id) or not (releases / release_id).is_dir():
        raise DamagedRelease(
            f"{pointer} names no release that exists. Run `citewell rollback --library {releases.parent}` to make the "
            "newest whole release live."
        )
    return release_id


def list_releases(releases: Path) -> list[str]:
    """List the ids of all releases on the disk, oldest first."""
    return sorted(path.name for path in releases.glob("*") if _ID.fullmatch(path.name)) if releases.is_dir() else []


def find_damage(folder: Path) -> list[str]:
    """Check every file of a release against its manifest; return what is wrong, as `<file>: <what>`, or nothing."""
    path = folder / _MANIFEST
    try:
        data = path.read_bytes()
    except OSError as error:
        return [f"{path}: {error.strerror}"]
    if _digest(data) != folder.name.rpartition("-")[2]:
        return [f"{path}: changed since it was written"]
    expected: dict[str, str] = json.loads(data)["files"]
    found = set(_file_names(folder)) - {_MANIFEST}
    damage = [f"{folder / name}: missing" for name in sorted(expected.keys() - found)]
    damage += [f"{folder / name}: does not belong to the release" for name in sorted(found - expected.keys())]
    damage += [
        f"{folder / name}: changed since it was written"
        for name in sorted(found & expected.keys())
        if sha256_file(folder / name) != expected[name]
    ]
    return damage


def read_manifest(folder: Path) -> Manifest:
    """Verify a release and read its manifest.

    Raises:
        DamagedRelease: some file is not as it was written; the sentence names it.
    """
    damage = find_damage(folder)
    if damage:
        raise DamagedRelease(
            f"Release {folder.name} is damaged and will not be served ({damage[0]}). Run `citewell rollback --library "
            f"{folder.parent.parent}` for an older release, or `citewell build` to make it again."
        )
    manifest = Manifest(**json.loads((folder / _MANIFEST).read_bytes()))
    if manifest.format != FORMAT:
        raise CitewellError(
            f"Release {folder.name} has format {manifest.format}; this Citewell reads format {FORMAT}. Run "
            "`citewell build` again."
        )
    return manifest


def rollback(releases: Path, release_id: str = "") -> str:
    """Make an older release live: the one named, or the newest whole one before the live one; return its id.

    Raises:
        CitewellError: there is no such release.
        DamagedRelease: the release named is not whole.
    """
    have = list_releases(releases)
    if release_id:
        if release_id not in have:
            raise CitewellError(
                f"There is no release {release_id}. `citewell releases` lists those there are ({len(have)})."
            )
        read_manifest(releases / release_id)
        chosen = release_id
    else:
        try:
            live = live_id(releases)
            older = [other for other in have if other < live]
        except DamagedRelease:
            older = have
        chosen = next((other for other in reversed(older) if not find_damage(releases / other)), "")
        if not chosen:
            raise CitewellError("There is no whole older release. Run `citewell build` to make a new one.")
    publish(releases, chosen)
    return chosen


def prune(releases: Path) -> None:
    """Delete the oldest releases, keeping `KEPT_RELEASES` and always the live one."""
    live = live_id(releases)
    for release_id in list_releases(releases)[:-KEPT_RELEASES]:
        if release_id != live:
            # Renamed first, so that a kill in between leaves no half release under a release's name.
            shutil.rmtree((releases / release_id).replace(releases / f".old-{release_id}"))


def _file_names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def _digest(manifest: bytes) -> str:
    return hashlib.sha256(manifest).hexdigest()[:16]
