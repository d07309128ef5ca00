"""Is this library fit to be asked? What is wrong in it, what is missing, and what has changed."""

from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import click

from citewell.corpus.entries import load_glossary, load_must_cover, load_questions
from citewell.corpus.errors import CitewellError
from citewell.corpus.ingest import MUST_COVER, QUESTIONS
from citewell.index.coverage import FOUND_WITHIN
from citewell.index.coverage import check as check_questions
from citewell.index.coverage import cover as cover_items
from citewell.index.embedder import load_embedder
from citewell.index.library import open_library
from citewell.index.lint import RULES
from citewell.index.lint import lint as lint_articles
from citewell.index.release import list_releases, live_id
from citewell.server.commands.shared import json_option, library_option, print_json, progress_bar
from citewell.server.live import open_release

_T = TypeVar("_T")
_YAML = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@library_option
@click.option("--glossary", "glossary_path", type=_YAML, help="The glossary whose terms need no explanation.")
@json_option
def lint(library_path: Path, glossary_path: Path | None, as_json: bool) -> None:
    """Check the articles of a library: dates, rights, repeats, damage, reading level, jargon, disagreeing numbers.

    Ends with exit code 1 if anything was found, for CI.

    \b
    Example:
      citewell lint --library library --glossary glossary.yaml
    """
    articles = [stored.article for stored in open_library(library_path).articles.all()]
    glossary = load_glossary(glossary_path) if glossary_path else ()
    findings = lint_articles(articles, glossary, datetime.now(UTC).date())
    if as_json:
        print_json({"ok": not findings, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            words = f": {finding.words}" if finding.words else ""
            click.echo(f"{finding.article_id}  {finding.rule}{words}")
            if finding.other:
                click.echo(f"    against {finding.other}")
        counts = Counter(finding.rule for finding in findings)
        for rule in (rule for rule in RULES if counts[rule]):
            click.echo(f"{counts[rule]:5} {rule}: {RULES[rule]}")
        click.echo(f"{len(articles)} articles checked, {len(findings)} findings.")
    if findings:
        click.get_current_context().exit(1)


@click.command()
@click.argument("must_cover", type=_YAML, required=False)
@library_option
@json_option
def coverage(must_cover: Path | None, library_path: Path, as_json: bool) -> None:
    """Show for each item of a MUST_COVER list the passage of the live release that covers it, or red.

    The list is the library's own, which was ingested, if none is named. Ends with exit code 1 if any item is red.

    \b
    Example:
      citewell coverage --library library
    """
    library = open_library(library_path)
    items = load_must_cover(must_cover) if must_cover else _own(library.must_cover, "coverage", MUST_COVER)
    live = open_release(library, live_id(library.releases), load_embedder)
    covered = list(cover_items(live.contents, live.embedder, items))
    texts = {passage.passage_id: live.contents.text(passage) for passage in live.contents.passages}
    red = [one for one in covered if not one.is_covered]
    if as_json:
        print_json(
            {
                "release": live.release_id,
                "items": [
                    {"id": one.item.id, "topic": one.item.topic, "covered": one.is_covered,
                     "passage_id": one.passage_id, "text": texts.get(one.passage_id, "")}
                    for one in covered
                ],
            }
        )  # fmt: skip
    else:
        for one in covered:
            mark = click.style("green", fg="green") if one.is_covered else click.style("red  ", fg="red", bold=True)
            click.echo(f"{mark} {one.item.topic}: {one.passage_id or one.item.why}")
        click.echo(f"{len(covered) - len(red)} of {len(covered)} items are covered.")
    if red:
        click.get_current_context().exit(1)


@click.command()
@click.argument("questions", type=_YAML, required=False)
@library_option
@click.option("--against", default="", help="The release to compare with; the one before the live one if not given.")
@json_option
def check(questions: Path | None, library_path: Path, against: str, as_json: bool) -> None:
    """Ask a list of QUESTIONS and show whose answer is not among the first three, and whose first answer has changed.

    The list is the library's own, which was ingested, if none is named. Changes are against the release before the live
    one, or the one named. Ends with exit code 1 if an answer was not found or a first answer has changed.

    \b
    Example:
      citewell check --library library
    """
    library = open_library(library_path)
    asked = load_questions(questions) if questions else _own(library.questions, "check", QUESTIONS)
    live = open_release(library, live_id(library.releases), load_embedder)
    earlier = against or next((r for r in reversed(list_releases(library.releases)) if r < live.release_id), "")
    before = open_release(library, earlier, load_embedder, held=live.embedder).contents if earlier else None
    advance = progress_bar(len(asked), "Asking")
    checked = []
    for one in check_questions(live.contents, live.embedder, asked, before):
        checked.append(one)
        advance(1)
    missed = [one for one in checked if not one.rank]
    changed = [one for one in checked if one.has_changed]
    found = {f"top {k}": sum(0 < one.rank <= k for one in checked) for k in (1, FOUND_WITHIN)}
    if as_json:
        print_json(
            {
                "release": live.release_id,
                "against": earlier,
                "found": found,
                "questions": [
                    {"question": one.question.question, "answer": one.question.answer, "rank": one.rank,
                     "first": one.first, "before": one.before, "changed": one.has_changed}
                    for one in checked
                ],
            }
        )  # fmt: skip
    else:
        for one in missed:
            click.echo(f"not found  {one.question.question}\n    wanted: {one.question.answer}")
        for one in changed:
            click.echo(
                f"changed    {one.question.question}\n    before: {one.before[:200]}\n    now:    {one.first[:200]}"
            )
        click.echo(
            f"{len(checked)} questions: answer first for {found['top 1']}, among the first {FOUND_WITHIN} for "
            f"{found[f'top {FOUND_WITHIN}']}; first answer changed for {len(changed)}"
            + (f" against {earlier}." if earlier else " (no earlier release to compare with).")
        )
    if missed or changed:
        click.get_current_context().exit(1)


def _own(entries: tuple[_T, ...], command: str, file_name: str) -> tuple[_T, ...]:
    """Take the library's own list, or say how to get one."""
    if not entries:
        raise CitewellError(
            f"The library has no {file_name}. Name a file, as in `citewell {command} {file_name}`, or ingest a folder "
            "with one at its top."
        )
    return entries
