"""How does a program get a key for the JSON endpoint?"""

import json

import click

from citewell.server.access import hash_key, make_key
from citewell.server.commands.shared import json_option, print_json


@click.command()
@click.argument("name")
@json_option
def key(name: str, as_json: bool) -> None:
    """Make a key for the program called NAME, and print the line that `settings.yaml` needs.

    The key itself is printed once and kept nowhere: give it to the program. The line holds its SHA-256.

    \b
    Example:
      citewell key "Patient portal"
    """
    secret = make_key()
    if as_json:
        print_json({"name": name, "key": secret, "sha256": hash_key(secret)})
        return
    click.echo(f"{secret}\n")
    click.echo("Add to settings.yaml, and build a release or start the server again:\n")
    click.echo(f"api:\n  keys:\n    - {{name: {json.dumps(name, ensure_ascii=False)}, sha256: {hash_key(secret)}}}")
