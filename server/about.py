"""What does this library cover?

Told by what is there: how many articles, some of their titles word for word, and questions that it answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode

from citewell.corpus.types import Article
from citewell.server.messages import say
from citewell.server.notices import Link, Notice

_TITLES = 5
_QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class About:
    """What there is to say about a library.

    `built` is when its release was built (ISO 8601), `topics` are titles of articles, word for word, with their
    addresses, and `questions` are some that it answers.
    """

    article_count: int
    built: str
    topics: tuple[Link, ...]
    questions: tuple[str, ...]


def about(articles: Sequence[Article], built: str, questions: Sequence[str] = ()) -> About:
    """Tell about a library.

    Args:
        articles: those that may answer; the titles are taken at even steps of their list, so that they differ.
        built: when the release was built, ISO 8601.
        questions: some that the library answers; the first three are kept.
    """
    titles = {article.title: article.article_id for article in articles if article.title}
    listed = sorted(titles)
    shown = min(_TITLES, len(listed))
    topics = tuple(listed[number * len(listed) // shown] for number in range(shown))
    return About(
        article_count=len(articles),
        built=built,
        topics=tuple(Link(title, f"/articles/{quote_plus(titles[title])}") for title in topics),
        questions=tuple(questions[:_QUESTIONS]),
    )


def covers_notice(library: About) -> Notice:
    """Say how many articles there are, and name some; fits beside `not_in_library` in a library of any size."""
    count = library.article_count
    size = "none" if not count else "one" if count == 1 else "all" if count == len(library.topics) else "some"
    text = say(f"covers.{size}", count=f"{count:,}")
    every = (Link(say("page.all_articles"), "/articles/"),) if size == "some" else ()
    return Notice("covers", text, library.topics + every)


def question_links(library: About) -> tuple[Link, ...]:
    """Link to the questions to try."""
    return tuple(Link(question, f"/?{urlencode({'q': question})}") for question in library.questions)
