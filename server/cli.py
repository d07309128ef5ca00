"""How does a publisher work with Citewell? The `citewell` command."""

import click

from citewell.server.commands.articles import articles, ingest
from citewell.server.commands.checks import check, coverage, lint
from citewell.server.commands.keys import key
from citewell.server.commands.mcp import mcp
from citewell.server.commands.quality import evaluate
from citewell.server.commands.questions import ask, serve
from citewell.server.commands.releases import build, releases, rollback, verify
from citewell.server.commands.shared import Group


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "CITEWELL"})
@click.version_option(package_name="citewell", prog_name="citewell")
def main() -> None:
    """Answer patients' questions in the words of articles you trust, and in no others.

    \b
    Example:
      citewell ingest leaflets/ --library library
      citewell build --library library
      citewell serve --library library
    """


for command in (
    ingest, build, serve, ask, articles, releases, rollback, verify, lint, coverage, check, evaluate, key, mcp,
):  # fmt: skip
    main.add_command(command)
