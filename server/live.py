"""Which release answers right now?

A running server holds one opened release and looks every second whether another has been published.  A new one is
verified and opened beside the old one, then takes its place in one step: a request keeps the release it began with.
One that is damaged is reported and never served; the old one goes on.
"""

import logging
import threading
from collections.abc import Callable

from citewell.corpus.errors import CitewellError
from citewell.index.contents import load_contents
from citewell.index.embedder import Embedder, Rescorer
from citewell.index.library import Library
from citewell.index.release import live_id, read_manifest
from citewell.server.answer import Snapshot, make_snapshot
from citewell.server.danger import find_danger
from citewell.server.danger_words import load_weights
from citewell.server.settings import load_settings

_LOOK_EVERY_S = 1.0

_log = logging.getLogger(__name__)


def open_release(
    library: Library,
    release_id: str,
    load_embedder: Callable[[str], Embedder],
    held: Embedder | None = None,
    rescorer: Rescorer | None = None,
) -> Snapshot:
    """Verify a release and open it for answering, with the embedder that is held if it fits, and a rescorer if any.

    Raises:
        DamagedRelease: a file of it is not as it was written.
        CitewellError: its embedder is not there, or no longer the same, or the library's settings cannot be read.
    """
    folder = library.releases / release_id
    manifest = read_manifest(folder)
    embedder = held if held and held.name == manifest.embedder else load_embedder(manifest.embedder)
    if embedder.fingerprint != manifest.embedder_fingerprint:
        raise CitewellError(
            f"Release {release_id} was built with other weights of the encoder “{manifest.embedder}” than those "
            f"installed. Run `citewell build --library {library.root}`."
        )
    contents, settings = load_contents(folder), load_settings(library.root)
    return make_snapshot(release_id, manifest.built, contents, embedder, settings, rescorer)


def _prepared(snapshot: Snapshot) -> Snapshot:
    """Compute what the first question would else wait for."""
    snapshot.contents.prepare()
    find_danger("I have a fever")
    load_weights()
    return snapshot


class LiveRelease:
    """The opened release that answers, replaced when another is published."""

    def __init__(
        self, library: Library, load_embedder: Callable[[str], Embedder], rescorer: Rescorer | None = None
    ) -> None:
        """Open the live release.

        Raises:
            CitewellError: there is none, or it cannot be served.
        """
        self._library = library
        self._load_embedder = load_embedder
        self._snapshot = _prepared(open_release(library, live_id(library.releases), load_embedder, rescorer=rescorer))
        self._refused = ""
        self._reported = ""
        self._stopped = threading.Event()

    @property
    def snapshot(self) -> Snapshot:
        """The release that answers at this moment."""
        return self._snapshot

    def refresh(self) -> bool:
        """Take a newly published release over; tell whether there was one that can be served."""
        try:
            release_id = live_id(self._library.releases)
            if release_id == self._refused:
                return False
            if release_id == self._snapshot.release_id:
                self._refused = self._reported = ""
                return False
            self._refused = release_id  # tried once; another release, or this one after a restart, is tried again
            held = self._snapshot
            opened = open_release(self._library, release_id, self._load_embedder, held.embedder, held.rescorer)
            self._snapshot = _prepared(opened)
        except CitewellError as error:
            self._report(str(error))
            return False
        except OSError as error:  # too many open files, a disk that is away: it may pass, so it is tried again
            self._refused = ""
            self._report(f"The releases cannot be read ({error}).")
            return False
        self._refused = self._reported = ""
        _log.info("Release %s answers from now on.", release_id)
        return True

    def _report(self, what: str) -> None:
        """Log why a release was not taken over, once."""
        if what != self._reported:
            self._reported = what
            _log.error("%s Release %s goes on answering.", what, self._snapshot.release_id)

    def watch(self) -> None:
        """Look for new releases in the background until `stop`."""
        threading.Thread(target=self._watch, name="release-watch", daemon=True).start()

    def stop(self) -> None:
        """Stop looking."""
        self._stopped.set()

    def _watch(self) -> None:
        while not self._stopped.wait(_LOOK_EVERY_S):
            self.refresh()
