"""How good are the answers? Measured on test collections."""

import json
import tempfile
from contextlib import ExitStack
from pathlib import Path

import click

from citewell.corpus.errors import CitewellError
from citewell.index.build import build as build_release
from citewell.index.collection import Collection, read_collection
from citewell.index.embedder import DEFAULT_EMBEDDER, load_embedder, load_rescorer
from citewell.index.evaluate import judged_only, measure, measure_each, run_collection, store_collection, to_trec
from citewell.index.library import Library, create_library
from citewell.server.commands.shared import cross_encoder_option, json_option, print_json, progress_bar
from citewell.server.live import open_release


@click.command()
@click.argument("collection", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--run", "run_path", type=click.Path(dir_okay=False, path_type=Path), help="Write the TREC run here.")
@click.option(
    "--per-query",
    "each_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the measures of each judged query here, as JSON lines.",
)
@click.option("--judged-only", "only_judged", is_flag=True, help="Leave out what nobody judged for a query.")
@click.option("--query-field", default="text", show_default=True, help="The field of queries.jsonl to search with.")
@click.option("-k", default=100, show_default=True, type=click.IntRange(1, 1000), help="Documents ranked per query.")
@click.option(
    "--library",
    "library_path",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the library here, so that another run encodes nothing again; else it is thrown away.",
)
@click.option("--encoder", default=DEFAULT_EMBEDDER, show_default=True, help="As for `citewell build`.")
@cross_encoder_option
@json_option
def evaluate(
    collection: Path, run_path: Path | None, each_path: Path | None, only_judged: bool, query_field: str, k: int,
    library_path: Path | None, encoder: str, cross_encoder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Measure the ranking on a COLLECTION: a BEIR-style folder with corpus.jsonl, queries.jsonl and qrels.tsv.

    Every document becomes an article and is searched exactly as `citewell ask` searches. Prints nDCG@10, MAP, RR@10,
    R@10 and Judged@10. Without qrels.tsv it only makes the run. With --judged-only it re-ranks: of the k documents
    ranked, only those judged for the query count.

    \b
    Example:
      citewell evaluate scifact --run scifact.trec
    """
    read = read_collection(collection, query_field)
    for path in filter(None, (run_path, each_path)):
        if not path.parent.is_dir():
            raise CitewellError(f"There is no folder {path.parent} to write {path.name} in. Make it or choose another.")
    if (each_path or only_judged) and not read.qrels:
        raise CitewellError(f"{collection / 'qrels.tsv'} has no judgements, which --per-query and --judged-only need.")
    with ExitStack() as stack:
        root = library_path or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="citewell-")))
        library = create_library(root)
        _check_apart(library, read)
        store_collection(read, library)
        embedder, rescorer = load_embedder(encoder), load_rescorer(cross_encoder)
        built = build_release(library, embedder, lambda total: progress_bar(total, "Encoding"))
        contents = open_release(library, built.release_id, load_embedder, held=embedder).contents
        run = run_collection(read, contents, embedder, k, progress_bar(len(read.queries), "Searching"), rescorer)
    qrels = read.qrels or {}
    if only_judged:
        run = judged_only(qrels, run)
    if run_path:
        run_path.write_text(to_trec(run, f"citewell-{embedder.name.rpartition('/')[2]}"), "utf-8")
    if each_path:
        each = measure_each(qrels, run, read.rel_threshold).items()
        lines = (json.dumps({"query": query_id} | measures, ensure_ascii=False) + "\n" for query_id, measures in each)
        each_path.write_text("".join(lines), "utf-8")
    measures = measure(qrels, run, read.rel_threshold) if qrels else {}
    facts = {"collection": collection.name, "queries": len(read.queries), "articles": built.manifest.articles}
    if as_json:
        print_json(facts | {"passages": built.manifest.passages, "encoder": embedder.name, "measures": measures})
    else:
        click.echo(f"{collection.name}: {len(read.queries)} queries, {len(read.articles)} documents")
        click.echo("  ".join(f"{name} {value:.4f}" for name, value in measures.items()) or "No qrels.tsv: no measures.")


def _check_apart(library: Library, collection: Collection) -> None:
    """See that a test collection is never mixed with articles that are shown to people, or with another collection.

    Raises:
        CitewellError: the library holds other articles.
    """
    ours = {article.article_id for article in collection.articles}
    others = [stored.article.article_id for stored in library.articles.all() if stored.article.article_id not in ours]
    if others:
        raise CitewellError(
            f"The library {library.root} holds articles that are not of this collection (“{others[0]}”). Name a folder "
            "of its own with --library."
        )
