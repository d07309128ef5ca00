"""How do articles go live, back, and prove whole?"""

from dataclasses import asdict
from pathlib import Path

import click

from citewell.corpus.errors import CitewellError
from citewell.index.build import build as build_release
from citewell.index.embedder import DEFAULT_EMBEDDER, load_embedder
from citewell.index.library import open_library
from citewell.index.release import DamagedRelease, find_damage, list_releases, live_id, read_manifest
from citewell.index.release import rollback as rollback_release
from citewell.server.commands.shared import json_option, library_option, print_json, progress_bar


@click.command()
@library_option
@click.option(
    "--encoder",
    default=DEFAULT_EMBEDDER,
    show_default=True,
    help="A sentence-transformers model, by folder or hub name; or “hashing”, which knows words but no meaning.",
)
@json_option
def build(library_path: Path, encoder: str, as_json: bool) -> None:
    """Encode what is new, build the index and make it live.

    A server that runs takes the new release over within seconds.

    \b
    Example:
      citewell build --library library
    """
    library = open_library(library_path)
    built = build_release(library, load_embedder(encoder), lambda total: progress_bar(total, "Encoding"))
    manifest = built.manifest
    if as_json:
        print_json(asdict(built))
    elif built.is_new:
        click.echo(
            f"Release {built.release_id} is live: {manifest.articles} articles, {manifest.passages} passages "
            f"({built.encoded} texts newly encoded)."
        )
        for topic in built.red:
            click.echo(f"not covered  {topic}")
        for question in built.not_offered:
            click.echo(f"not offered, as its answer is not found  {question}")
    else:
        click.echo(f"Nothing has changed; release {built.release_id} stays live.")


@click.command()
@library_option
@json_option
def releases(library_path: Path, as_json: bool) -> None:
    """List the releases, oldest first; the live one is marked.

    \b
    Example:
      citewell releases --library library
    """
    folder = open_library(library_path).releases
    listed: list[dict[str, object]] = []
    live = _live_or_none(folder)
    for release_id in list_releases(folder):
        try:
            manifest = read_manifest(folder / release_id)
            facts = {"built": manifest.built, "articles": manifest.articles, "passages": manifest.passages}
            listed.append({"release": release_id, "live": release_id == live, "whole": True, **facts})
        except CitewellError:
            listed.append({"release": release_id, "live": release_id == live, "whole": False})
    if as_json:
        print_json(listed)
        return
    for one in listed:
        state = "live" if one["live"] else "    "
        summary = f"{one['articles']} articles, {one['passages']} passages" if one["whole"] else "damaged"
        click.echo(f"{state} {one['release']} {summary}")
    click.echo(f"{len(listed)} releases.")


@click.command()
@click.argument("release_id", required=False, default="")
@library_option
def rollback(release_id: str, library_path: Path) -> None:
    """Make an older release live: RELEASE_ID, or the newest whole one before the live one.

    \b
    Example:
      citewell rollback --library library
    """
    chosen = rollback_release(open_library(library_path).releases, release_id)
    click.echo(f"Release {chosen} is live.")


@click.command()
@library_option
@json_option
def verify(library_path: Path, as_json: bool) -> None:
    """Check every file of every release against its hash, and the pointer to the live one; name what is damaged.

    \b
    Example:
      citewell verify --library library
    """
    folder = open_library(library_path).releases
    damage = []
    live = ""
    try:
        live = live_id(folder)
    except DamagedRelease as error:
        damage.append(str(error))
    checked = list_releases(folder)
    damage += [line for release_id in checked for line in find_damage(folder / release_id)]
    if as_json:
        print_json({"ok": not damage, "live": live, "releases": checked, "damage": damage})
    else:
        for line in damage:
            click.echo(f"damaged  {line}")
        click.echo(f"{len(checked)} releases checked, " + (f"{len(damage)} faults." if damage else "all whole."))
    if damage:
        click.get_current_context().exit(1)


def _live_or_none(folder: Path) -> str:
    try:
        return live_id(folder)
    except CitewellError:
        return ""
