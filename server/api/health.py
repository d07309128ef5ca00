"""Is the server well?"""

from citewell.server.api.bodies import Health, Ready
from citewell.server.api.endpoint import endpoint
from citewell.server.schemas import Nothing
from citewell.server.snapshot import current_snapshot

_TAG = "Health"


@endpoint("GET", "/healthz", Health, tag=_TAG, counts_as=None)
def health(_: Nothing) -> Health:
    """Tell that the process runs."""
    return Health()


@endpoint("GET", "/readyz", Ready, tag=_TAG, counts_as=None)
def ready(_: Nothing) -> Ready:
    """Tell that questions can be answered, and from which release."""
    return Ready(release=current_snapshot().release_id)
