"""How are questions asked: once, on the command line, or by everyone, through a server?"""

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import waitress
from flask import Flask

from citewell.corpus.errors import CitewellError
from citewell.index.embedder import load_embedder, load_rescorer
from citewell.index.library import open_library
from citewell.index.question import clean_question
from citewell.index.release import live_id
from citewell.server import busy
from citewell.server.answer import answer
from citewell.server.app import create_app
from citewell.server.archive import Archive
from citewell.server.commands.shared import cross_encoder_option, json_option, library_option, print_json
from citewell.server.limits import open_counter
from citewell.server.live import LiveRelease, open_release
from citewell.server.messages import say
from citewell.server.notices import Notice
from citewell.server.quotes import Quote
from citewell.server.request_id import RequestIds
from citewell.server.schemas import MAX_K, MAX_QUESTION

_THREADS = 4
"""Encoding takes the time and holds a core; more threads than cores only share it out (two for the rest)."""

_BUFFERED = 500_000
"""Bytes of a request that waitress reads at most. It would write more than 512 KB to a file, and no question may stand
on the disk; the app itself refuses what is over `MAX_BODY`, with a problem that says so."""


@click.command()
@click.argument("question")
@library_option
@click.option("-k", default=5, show_default=True, type=click.IntRange(1, MAX_K), help="How many quotes at most.")
@cross_encoder_option
@json_option
def ask(question: str, library_path: Path, k: int, cross_encoder: str | None, as_json: bool) -> None:
    """Ask the live release a QUESTION.

    \b
    Example:
      citewell ask "How long does the infusion take?" --library library -k 3
    """
    if not clean_question(question):
        raise CitewellError(say("problem.empty_question"))
    if len(question) > MAX_QUESTION:
        raise CitewellError(say("problem.long_question", length=len(question), limit=MAX_QUESTION))
    library = open_library(library_path)
    live, rescorer = live_id(library.releases), load_rescorer(cross_encoder)
    answered = answer(open_release(library, live, load_embedder, rescorer=rescorer), question, k)
    if as_json:
        print_json({"ok": True} | asdict(answered))
        return
    for notice in answered.notices:
        if notice.kind == answered.status:
            click.echo(say(f"status.{answered.status}"))
        _print_notice(notice)
    if answered.status == "answered":
        click.echo(say("status.answered"))
    for quote in answered.quotes:
        _print_quote(quote)
    for disagreement in answered.disagreements:
        click.echo(f"\n{disagreement.text}")
        for side in disagreement.sides:
            click.echo(f"   {side.rank}. {side.text}")


def _print_notice(notice: Notice) -> None:
    click.secho(notice.text, bold=notice.kind == "urgent")
    for link in notice.links:
        click.secho(f"   {link.text}  {link.url}", dim=True)


def _print_quote(quote: Quote) -> None:
    cited = quote.citation
    click.echo(f"\n{quote.rank}. {cited.title}")
    facts = [cited.publisher, *cited.authors, cited.published or say("quote.undated"), cited.url or cited.doi]
    click.secho("   " + ", ".join(fact for fact in facts if fact), dim=True)
    click.secho(f"   {quote.passage_id}", dim=True)
    at = 0
    click.echo()
    for span in quote.highlights:
        click.echo(quote.text[at : span.start], nl=False)
        click.secho(quote.text[span.start : span.end], bold=True, nl=False)
        at = span.end
    click.echo(quote.text[at:])
    for note in quote.editor_notes:
        click.echo(f"   {say('quote.note')} {note}")
    for other in quote.also_in:
        click.echo(f"   {say('quote.also_in')}: {other.title}, {other.publisher}")


@click.command()
@library_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 for any free."
)
@cross_encoder_option
def serve(library_path: Path, host: str, port: int, cross_encoder: str | None) -> None:
    """Serve the chat page and the JSON endpoint; take new releases over as they are published.

    \b
    Example:
      citewell serve --library library --port 8000
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s [%(request_id)s]")
    for handler in logging.getLogger().handlers:
        handler.addFilter(RequestIds())
    logging.getLogger("citewell").setLevel(logging.INFO)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it warns of every request that waits for a thread
    with _ended_by_sigterm():
        library = open_library(library_path)
        live = LiveRelease(library, load_embedder, load_rescorer(cross_encoder))
        access = live.snapshot.settings.api
        app = create_app(lambda: live.snapshot, Archive(library.releases), open_counter(access.counted_in))
        server = _listen(app, host, port, access.proxy)
        busy.watch(app, lambda: len(server.task_dispatcher.queue))
        # One of several addresses (localhost may be two) is told, and the name that was asked for.
        at = server.effective_port if hasattr(server, "effective_port") else server.effective_listen[0][1]
        count = len(live.snapshot.contents.articles)
        named = f"[{host}]" if ":" in host else host
        click.echo(f"Citewell answers from {count} articles at http://{named}:{at} (Ctrl-C stops it).")
        live.watch()
        try:
            server.run()
        finally:
            live.stop()
            server.close()


def _listen(app: Flask, host: str, port: int, proxy: str) -> Any:
    """Open the port; the server runs when it is told to. Whom a `proxy` asks for is believed, and nobody else's word.

    Raises:
        CitewellError: the port is taken, or there is no such host.
    """
    headers = "x-forwarded-for x-forwarded-proto x-forwarded-host"
    trust = {"trusted_proxy": proxy, "trusted_proxy_headers": headers} if proxy else {}
    try:
        return waitress.create_server(
            app, host=host, port=port, threads=_THREADS, ident=None, max_request_body_size=_BUFFERED, **trust
        )
    except OSError as error:
        raise CitewellError(
            f"Port {port} of {host} cannot be used ({error.strerror}). Choose another with --port."
        ) from error
    except ValueError as error:
        raise CitewellError(f"There is no host “{host}” to listen on. Choose another with --host.") from error


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does, so that the requests that are being answered are answered."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
