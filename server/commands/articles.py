"""How do articles come into a library, and go?"""

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import get_args

import click

from citewell.corpus.errors import CitewellError
from citewell.corpus.ingest import MAX_BYTES, Outcome, Status, find_files
from citewell.index.library import create_library, open_library
from citewell.server.commands.shared import Group, json_option, library_option, print_json, printable, progress_bar

_STATUSES = get_args(Status)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@library_option
@click.option(
    "--max-bytes", type=click.IntRange(min=1), default=MAX_BYTES, show_default=True, help="Largest file read."
)
@json_option
def ingest(paths: tuple[Path, ...], library_path: Path, max_bytes: int, as_json: bool) -> None:
    """Read files, or folders of files, into the library.

    Reads .md .txt .html .pdf .docx and .xml (JATS), and glossary.yaml, must_cover.yaml and questions.yaml. Tells for
    each file whether it was added, updated, unchanged or refused, and why. Ends with exit code 1 if any was refused.
    Run `citewell build` afterwards.

    \b
    Example:
      citewell ingest leaflets/ news/today.html --library library
    """
    library = create_library(library_path)
    own = (library.articles.path, *library.list_paths, library.embeddings.path, library.releases)
    files = find_files(paths, leave_out=own)
    if not files:
        raise CitewellError(f"There is no file in {', '.join(map(str, paths))}. Name files, or a folder with some.")
    advance = progress_bar(len(files), "Reading")
    outcomes: list[Outcome] = []
    for outcome in library.ingest(files, max_bytes):
        outcomes.append(outcome)
        advance(1)
        if not as_json:
            _print_outcome(outcome)
    counts = Counter(outcome.status for outcome in outcomes)
    if as_json:
        print_json(
            {
                "outcomes": [asdict(outcome) | {"path": str(outcome.path)} for outcome in outcomes],
                "counts": {status: counts[status] for status in _STATUSES},
            }
        )
    else:
        click.echo(", ".join(f"{counts[status]} {status}" for status in _STATUSES) + ".")
        if counts["added"] or counts["updated"]:
            click.echo(f"Next: citewell build --library {library_path}")
    if counts["refused"]:
        click.get_current_context().exit(1)


def _print_outcome(outcome: Outcome) -> None:
    detail = f": {outcome.detail}" if outcome.detail else ""
    named = f" as {outcome.article_id}" if outcome.article_id else ""
    click.echo(printable(f"{outcome.status:9} {outcome.path}{named}{detail}"))
    for warning in outcome.warnings:
        click.echo(f"          warning: {warning}")


@click.group(cls=Group)
def articles() -> None:
    """List, show or remove the articles of a library.

    \b
    Example:
      citewell articles list --library library
    """


@articles.command("list")
@library_option
@json_option
def list_articles(library_path: Path, as_json: bool) -> None:
    """List the articles.

    \b
    Example:
      citewell articles list --library library --json
    """
    stored = open_library(library_path).articles.all()
    if as_json:
        print_json([asdict(one.article) | {"source": one.source} for one in stored])
        return
    for one in stored:
        article = one.article
        facts = ", ".join(fact for fact in (article.publisher, article.published) if fact)
        click.echo(f"{article.article_id}\n    {article.title}" + (f" ({facts})" if facts else ""))
    click.echo(f"{len(stored)} articles.")


@articles.command()
@click.argument("article_id")
@library_option
@json_option
def show(article_id: str, library_path: Path, as_json: bool) -> None:
    """Show one article as it is stored.

    \b
    Example:
      citewell articles show car-t-step-by-step --library library
    """
    stored = open_library(library_path).articles.get(article_id)
    if stored is None:
        raise _no_article(article_id, library_path)
    if as_json:
        print_json(asdict(stored.article) | {"source": stored.source, "source_sha256": stored.source_sha256})
        return
    for name, value in asdict(stored.article).items():
        if value and name not in {"text", "headings", "tables", "references", "editor_notes"}:
            click.echo(f"{name}: {', '.join(value) if isinstance(value, tuple) else value}")
    click.echo(f"source: {stored.source}\n\n{stored.article.text}")


@articles.command()
@click.argument("article_id")
@library_option
def remove(article_id: str, library_path: Path) -> None:
    """Remove one article from the library; it is served until the next `citewell build`.

    \b
    Example:
      citewell articles remove car-t-step-by-step --library library
    """
    if not open_library(library_path).articles.remove(article_id):
        raise _no_article(article_id, library_path)
    click.echo(f"Removed {article_id}. It is still served until you run: citewell build --library {library_path}")


def _no_article(article_id: str, library_path: Path) -> CitewellError:
    return CitewellError(
        f"The library holds no article “{article_id}”. `citewell articles list --library {library_path}` lists them."
    )
