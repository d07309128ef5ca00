"""How does an assistant reach a library? Over the standard streams of a command that it starts."""

import logging
from dataclasses import replace
from pathlib import Path

import click
import httpx2

from citewell.corpus.errors import CitewellError
from citewell.index.embedder import load_embedder, load_rescorer
from citewell.index.library import open_library
from citewell.server.access import Access
from citewell.server.answer import Snapshot
from citewell.server.app import create_app
from citewell.server.archive import Archive
from citewell.server.client import Client
from citewell.server.commands.shared import cross_encoder_option, library_option
from citewell.server.languages import LANGUAGES
from citewell.server.live import LiveRelease
from citewell.server.mcp_replies import LOCAL

_HERE = "http://localhost"
"""Stands for a website where there is none: requests go to the app itself, and never to a network."""


@click.command()
@library_option
@click.option("--url", metavar="ADDRESS", help="Ask the Citewell at this address, in place of a library.")
@click.option("--api-key", metavar="KEY", default="", help="Its key; better set as CITEWELL_MCP_API_KEY.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True, help="Of fixed words.")
@cross_encoder_option
def mcp(library_path: Path, url: str | None, api_key: str, language: str, cross_encoder: str | None) -> None:
    """Let an assistant quote a library, over the Model Context Protocol on standard input and output.

    The assistant starts this command itself; see docs/clients.md for what to write into its settings.

    \b
    Example:
      citewell mcp --library library
      citewell mcp --url https://library.example.org
    """
    try:
        from citewell.server.mcp_server import LibraryServer  # noqa: PLC0415 - its SDK is an extra
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"mcp", "mcp_types"}:
            raise
        raise CitewellError("The MCP SDK is not installed. Run `pip install 'citewell[mcp]'`.") from error
    logging.basicConfig(level=logging.WARNING)  # on standard error: standard output is the assistant's
    if url:
        with Client(url, api_key=api_key, language=language) as client:
            client.release()  # tells at once if nobody answers there
            LibraryServer(client, url.rstrip("/")).run()
        return
    library = open_library(library_path)
    live = LiveRelease(library, load_embedder, load_rescorer(cross_encoder))
    app = create_app(lambda: _without_keys(live.snapshot), Archive(library.releases))
    with Client(_HERE, language=language, transport=httpx2.WSGITransport(app=app)) as client:
        live.watch()
        try:
            LibraryServer(client, LOCAL).run()
        finally:
            live.stop()


def _without_keys(snapshot: Snapshot) -> Snapshot:
    """Ask for no key: whoever starts this can read the library's files."""
    return replace(snapshot, settings=snapshot.settings.model_copy(update={"api": Access()}))
