"""Does any request that the OpenAPI document allows, or forbids, find a fault in the endpoint?

schemathesis makes requests from the document, valid and invalid, and checks every answer against it: no fault of the
server, no status, type or body that is not described, nothing valid refused and nothing invalid taken.  The program
is called in-process, with the starter library and the embedder that needs no model, so no socket is opened.

    python benchmarks/schemathesis_run.py --requests 10000
"""

import argparse
import tempfile
import time
from pathlib import Path

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings

from citewell.index.build import build
from citewell.index.embedder import load_embedder
from citewell.index.library import create_library
from citewell.index.release import live_id
from citewell.server.app import create_app
from citewell.server.archive import Archive
from citewell.server.live import open_release

STARTER = Path(__file__).resolve().parents[1] / "corpus" / "starter"


def serve_starter(folder: Path) -> Flask:
    """Make the app that serves the starter library, built into an empty folder."""
    library = create_library(folder)
    list(library.ingest(sorted(STARTER.glob("*"))))
    build(library, load_embedder("hashing"))
    snapshot = open_release(library, live_id(library.releases), load_embedder)
    return create_app(lambda: snapshot, Archive(library.releases))


def run(app: Flask, requests: int) -> tuple[int, dict[str, str]]:
    """Send about so many requests, shared out over the operations; return how many were sent, and what failed."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations()]
    sent, failed = 0, {}
    for number, operation in enumerate(operations):
        # Some have few distinct requests: the others take what is left.
        share = max(1, (requests - sent) // (len(operations) - number))

        @settings(
            max_examples=share,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        @given(case=operation.as_strategy())
        def send(case: schemathesis.Case) -> None:
            nonlocal sent
            sent += 1
            case.call_and_validate(headers={"Accept-Encoding": "identity"})

        try:
            send()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
            failed[operation.label] = str(error)
    return sent, failed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=10_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = serve_starter(Path(folder))
        began = time.perf_counter()
        sent, failed = run(app, arguments.requests)
    print(f"{sent} requests in {time.perf_counter() - began:.0f} s, {len(failed)} operations with failures")
    for label, what in failed.items():
        print(f"\n{label}\n{what}")
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
