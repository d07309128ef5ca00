"""What do all commands have in common? The library option, the JSON option, progress, and one-sentence errors."""

import errno
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from citewell.corpus.errors import CitewellError


class Group(click.Group):
    """A group whose commands end in one clear sentence, not a trace, when something can be mended."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn a `CitewellError`, or what the system refuses, into a message and exit code 1."""
        try:
            return super().invoke(ctx)
        except CitewellError as error:
            raise click.ClickException(printable(str(error))) from error
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever read our output has gone; click ends quietly
                raise
            about = f"“{error.filename}” " if error.filename else ""
            message = f"{about}cannot be used ({error.strerror or error}). Mend its rights, make room, or name another."
            raise click.ClickException(printable(message)) from error


def library_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--library DIR`."""
    return click.option(
        "--library",
        "library_path",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path("library"),
        show_default=True,
        envvar="CITEWELL_LIBRARY",
        help="The folder of the library.",
    )(command)


def cross_encoder_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--cross-encoder FOLDER-OR-NAME`."""
    return click.option(
        "--cross-encoder",
        metavar="FOLDER-OR-NAME",
        help="A sentence-transformers cross-encoder that reads the best 20 passages once more. None by default.",
    )(command)


def json_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")(command)


def print_json(value: object) -> None:
    """Print a value as indented JSON."""
    click.echo(printable(json.dumps(value, ensure_ascii=False, indent=2)))


def printable(text: str) -> str:
    """Put a question mark for what cannot be printed: a byte of a file's name that is not UTF-8."""
    return text.encode("utf-8", "replace").decode()


def progress_bar(total: int, label: str) -> Callable[[int], None]:
    """Start a progress bar on standard error and return the function that moves it on; silent where nobody looks."""
    bar = click.progressbar(length=total, label=label, file=sys.stderr, hidden=not total or not sys.stderr.isatty())
    bar.render_progress()

    def advance(n: int) -> None:
        bar.update(n)
        if bar.pos >= total:
            bar.render_finish()

    return advance
