"""How does an assistant quote a library?

Through the Model Context Protocol (https://modelcontextprotocol.io), with its official Python SDK.  All is asked of the
JSON endpoint by our own client, be it that of a website or, with no network between, that of a library on this machine;
so an assistant is told what everyone is told, and every hash has been compared.
"""

from collections.abc import Callable
from http import HTTPStatus
from importlib.metadata import version
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import quote

from anyio.to_thread import run_sync
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError, ToolError
from mcp.shared.exceptions import MCPError
from mcp_types import INTERNAL_ERROR, Resource, ToolAnnotations
from pydantic import Field

from citewell.corpus.types import sha256_text
from citewell.server import mcp_replies as replies
from citewell.server.client import Client, EndpointError
from citewell.server.client.bodies import GoneBody
from citewell.server.client.holdings import ArticleSummary, Verified
from citewell.server.languages import speaking
from citewell.server.mcp_replies import ARTICLES, LOCAL, Check, Passages, Reply, Words
from citewell.server.messages import say
from citewell.server.schemas import Asked, History, Quotes

_PAGE = 100
_JSON = "application/json"
_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

_T = TypeVar("_T")

Limit = Annotated[int, Field(ge=1, le=50, description="How many passages at most.")]
ArticleId = Annotated[str, Field(description="Search this article only.")]
PassageId = Annotated[str, Field(description="The `passage_id` of a quote: `<article_id>#<start>-<end>`.")]
Text = Annotated[str, Field(description="The quoted words, exactly as they were quoted.")]
Language = Annotated[
    Literal["en", "es"] | None, Field(description="The language of the fixed words: that of the person.")
]


class LibraryServer(MCPServer[None]):
    """Serves a library to an assistant."""

    def __init__(self, client: Client, site: str) -> None:
        """Make a server.

        Args:
            client: asks the library; its language is that of the descriptions, and of fixed words where none is asked.
            site: the address of the library's website, or `LOCAL` if it is on none.
        """
        self._client = client
        self._site = site
        with speaking(client.language):
            super().__init__(
                "citewell",
                title=say("page.title"),
                description=say("page.tagline"),
                instructions=_told("does", "verbatim", "notices", "no_answer", "data"),
                website_url=None if site == LOCAL else site,
                version=version("citewell"),
                log_level="WARNING",  # at INFO it would log what goes wrong with a question
            )
            self._add(self.ask, "ask", "notices", "verbatim")
            self._add(self.search, "search", "search_ask", "verbatim")
            self._add(self.get_passage, "get_passage", "verbatim")
            self._add(self.verify_quote, "verify_quote", "verify_quote_all")
            article = self.resource(
                f"{ARTICLES}{{article_id}}", name="article", description=_told("article", "verbatim"), mime_type=_JSON
            )
            article(self.read_article)

    def _add(self, tool: Callable[..., Any], *told: str) -> None:
        self.add_tool(tool, title=say(f"mcp.title.{tool.__name__}"), description=_told(*told), annotations=_READS)

    def ask(self, question: Asked, k: Quotes = 5, history: History | None = None, language: Language = None) -> Reply:
        """Answer a question in the words of the library."""
        return self._asked(
            language, lambda client: replies.reply(client.ask(question, k=k, history=history or ()), self._site)
        )

    def search(
        self, question: Asked, limit: Limit = 10, article_id: ArticleId = "", language: Language = None
    ) -> Passages:
        """Find passages, without deciding whether they answer."""
        return self._asked(
            language,
            lambda client: replies.passages(client.search(question, limit=limit, article_id=article_id), self._site),
        )

    def get_passage(self, passage_id: PassageId, language: Language = None) -> Words:
        """Read a passage."""
        return self._asked(language, lambda client: replies.words(client.passage(passage_id), self._site))

    def verify_quote(self, passage_id: PassageId, text: Text, language: Language = None) -> Check:
        """Tell whether words are all of a passage, or stand in it."""
        return self._asked(language, lambda client: replies.check(_verify(client, passage_id, text)))

    def read_article(self, article_id: str) -> str:
        """Read an article, with all that is known of it."""
        try:
            return self._client.article(article_id).model_dump_json()
        except EndpointError as error:
            kind = ResourceNotFoundError if error.problem.status == HTTPStatus.NOT_FOUND else ResourceError
            raise kind(str(error)) from error

    async def list_resources(self) -> list[Resource]:
        """List the articles of the release that is live now."""
        try:
            articles = await run_sync(self._articles)
        except EndpointError as error:
            raise MCPError(INTERNAL_ERROR, str(error)) from error
        return [
            Resource(
                uri=ARTICLES + quote(article.article_id, safe=""),
                name=article.article_id,
                title=article.title,
                description=article.publisher,
                mime_type=_JSON,
            )
            for article in articles
        ]

    def _articles(self) -> list[ArticleSummary]:
        found: list[ArticleSummary] = []
        while True:
            page = self._client.articles(limit=_PAGE, offset=len(found))
            found += page.articles
            if not (page.next and page.articles):
                return found

    def _asked(self, language: str | None, ask: Callable[[Client], _T]) -> _T:
        """Ask in the language of the person; a problem is told in its own words."""
        client = self._client.in_language(language) if language else self._client
        try:
            with speaking(client.language):
                return ask(client)
        except EndpointError as error:
            problem = error.problem
            successor = replies.successor(problem.successor) if isinstance(problem, GoneBody) else ""
            raise ToolError(f"{problem.detail} {successor}".rstrip()) from error


def _verify(client: Client, passage_id: str, text: str) -> Verified:
    """Verify words as all of a passage, else as a part of it."""
    sha256 = sha256_text(text)
    verified = client.verify(passage_id, sha256)
    at = -1 if verified.matches else verified.text.find(text)
    if at < 0:
        return verified
    start = verified.citation.start + at
    return client.verify(f"{verified.citation.article_id}#{start}-{start + len(text)}", sha256)


def _told(*keys: str) -> str:
    """Say several sentences to an assistant."""
    return " ".join(say(f"mcp.{key}") for key in keys)
