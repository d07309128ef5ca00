"""Does the notice of partial coverage come with the questions that it is meant for, and with no others?

    python benchmarks/red_topics.py LIBRARY

LIBRARY is the starter library with a release. The questions are those of red_topics.yaml; the starter's own questions
and those of its green must-cover items must not have the notice.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

import yaml

from citewell.index.contents import Contents
from citewell.index.coverage import question_vectors, red_topics
from citewell.index.embedder import Embedder, load_embedder
from citewell.index.library import open_library
from citewell.index.question import understand
from citewell.index.release import live_id
from citewell.server.live import open_release

QUESTIONS = Path(__file__).with_suffix(".yaml")
NONE = "none"


def topics_of(contents: Contents, embedder: Embedder, question: str) -> set[str]:
    """Name the red items that any part of a question is about."""
    query = understand(question, contents.speller)
    vectors = question_vectors(contents, embedder.encode, query.parts)
    asked = zip(query.parts, vectors, strict=True)
    found = (red_topics(contents, query.message or part, vector) for part, vector in asked)
    return {covered.item.id for topics in found for covered in topics}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library", type=Path)
    parser.add_argument("--show", action="store_true", help="Show every question with a wrong or missing notice.")
    arguments = parser.parse_args()
    library = open_library(arguments.library)
    opened = open_release(library, live_id(library.releases), load_embedder)

    def with_notice(questions: Iterable[str], topic: str = "") -> tuple[int, int]:
        """Count the questions with any notice, and those with that of their topic."""
        some = right = 0
        for question in questions:
            found = topics_of(opened.contents, opened.embedder, question)
            some += bool(found)
            right += topic in found
            if arguments.show and bool(found) != bool(topic):
                print(f"{topic or NONE}: {question} → {', '.join(sorted(found)) or NONE}")
        return some, right

    green = [covered.item.question for covered in opened.contents.coverage if covered.is_covered]
    own = [one.question for one in library.questions]
    asked: dict[str, dict[str, list[str]]] = yaml.safe_load(QUESTIONS.read_text("utf-8"))
    rows = []
    for half, lists in asked.items():
        meant = wrong = 0
        for topic, questions in lists.items():
            some, right = with_notice(questions, "" if topic == NONE else topic)
            rows.append(f"| {half}: {topic} | {len(questions)} | {some} | {'' if topic == NONE else right} |")
            meant, wrong = (meant, wrong + some) if topic == NONE else (meant + some, wrong)
        total = sum(len(questions) for topic, questions in lists.items() if topic != NONE)
        rows.append(f"| {half}: all three | {total} | {meant} (recall {meant / total:.2f}) | |")
        rows.append(f"| {half}: precision against {NONE} | | {meant / (meant + wrong):.2f} | |")
    for name, questions in (("the starter's own", own), ("of the green items", green)):
        rows.append(f"| {name} | {len(questions)} | {with_notice(questions)[0]} | |")
    print("\n".join(["| questions | n | with a notice | with that of their topic |", "|---|---|---|---|", *rows]))


if __name__ == "__main__":
    main()
