"""How does a request get to a Citewell that runs elsewhere, and its answer back?

Over httpx2: it is typed, and alive where httpx has had no stable release since 2024; sentence-transformers and the MCP
SDK bring it along, so it costs no install.
"""

import copy
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import quote

import httpx2
from pydantic import BaseModel, TypeAdapter, ValidationError

from citewell.corpus.errors import CitewellError
from citewell.server.client.bodies import MISMATCH, UNCHECKED, Answered, Batch, Found, GoneBody, ProblemBody
from citewell.server.client.holdings import (
    ArticleBody,
    Articles,
    Coverage,
    Glossary,
    PassageBody,
    ReleaseBody,
    Suggestions,
    Verified,
)

_API = "/api/v1"

_TRIES = 3
"""Once, and twice more where the server says when to come again."""

_LONGEST_WAIT_S = 60.0
"""Seconds; the server counts requests by the minute. Who is told to wait longer is told so at once."""

_COME_AGAIN = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)

_PROBLEM: TypeAdapter[GoneBody | ProblemBody] = TypeAdapter(GoneBody | ProblemBody)

_B = TypeVar("_B", bound=BaseModel)


class EndpointError(CitewellError):
    """The endpoint did not answer as asked: `problem` (RFC 9457) says why, and `str(error)` is its `detail`.

    A problem whose `type` is `about:blank` is none of Citewell's: status 502 where there was no answer, or one that
    cannot be read or trusted, 504 where it took too long, and else what another server said.
    """

    def __init__(self, problem: ProblemBody) -> None:
        super().__init__(problem.detail)
        self.problem = problem


class Client:
    """A connection to one Citewell. Every method raises `EndpointError`, and nothing else, where it gets no answer.

    The words of every quote are compared with their SHA-256 as they are read, and others are refused.  A request that
    the server puts off (429 or 503 with `Retry-After`, of a minute at most) is sent again, twice at most.
    """

    def __init__(
        self,
        base_url: str,
        *,
        api_key: str = "",
        language: str = "en",
        timeout_s: float = 30.0,
        checks_hashes: bool = True,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """Make a connection; nothing is sent yet.

        Args:
            base_url: where Citewell's pages are, such as `https://library.example.org`.
            api_key: as `citewell key` makes one, where the server wants it.
            language: of the fixed words (`en`, `es`); quotes stay in the language of their article.
            timeout_s: seconds that one step of a request may take.
            checks_hashes: whether words are compared with their hash.
            transport: how requests are sent, if other than over the network.
        """
        keys = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        try:
            self._http = httpx2.Client(base_url=base_url, headers=keys, timeout=timeout_s, transport=transport)
        except (httpx2.InvalidURL, ValueError) as error:
            detail = f"“{base_url}” is no web address, or the key no key ({error}). Correct it."
            raise _failure(HTTPStatus.BAD_GATEWAY, detail) from error
        self.language = language
        self._context = None if checks_hashes else UNCHECKED

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def in_language(self, language: str) -> "Client":
        """Return a client that is told its fixed words in another language, over the same connection."""
        other = copy.copy(self)
        other.language = language
        return other

    def ask(self, question: str, *, k: int = 5, history: Sequence[str] = ()) -> Answered:
        """Ask a question; `history` are the questions asked before, the oldest first. It is sent in no address."""
        return self._post("ask", Answered, {"question": question, "k": k, "history": list(history)})

    def ask_many(self, questions: Sequence[str], *, k: int = 5) -> tuple[Answered | ProblemBody, ...]:
        """Ask up to 100 questions; each gets its answer, or its problem, in its place."""
        asked = [{"question": question, "k": k} for question in questions]
        return self._post("ask/batch", Batch, {"questions": asked}).answers

    def search(
        self,
        q: str,
        *,
        limit: int = 10,
        offset: int = 0,
        article_id: str = "",
        source_type: str = "",
        study: str = "",
        published_from: str = "",
        published_to: str = "",
        language: str = "",
    ) -> Found:
        """Rank passages, without deciding whether they answer. What is searched for stands in the address.

        The filters are those of the OpenAPI document; `language` is that of the articles.
        """
        return self._get(
            "search", Found, q=q, limit=limit, offset=offset, article_id=article_id, source_type=source_type,
            study=study, published_from=published_from, published_to=published_to, language=language,
        )  # fmt: skip

    def articles(
        self,
        *,
        limit: int = 20,
        offset: int = 0,
        title: str = "",
        publisher: str = "",
        source_type: str = "",
        study: str = "",
        published_from: str = "",
        published_to: str = "",
        language: str = "",
    ) -> Articles:
        """List articles by title, with filters as `search` has them."""
        return self._get(
            "articles", Articles, limit=limit, offset=offset, title=title, publisher=publisher,
            source_type=source_type, study=study, published_from=published_from, published_to=published_to,
            language=language,
        )  # fmt: skip

    def article(self, article_id: str) -> ArticleBody:
        """Read an article, as far as its rights allow."""
        return self._get(f"articles/{_segment(article_id)}", ArticleBody)

    def passage(self, passage_id: str, sha256: str = "") -> PassageBody:
        """Read a passage; with `sha256` only these words, else the problem (410) says where they stand now."""
        body = self._get(f"passages/{_segment(passage_id)}", PassageBody, sha256=sha256)
        if sha256 and body.sha256 != sha256:
            raise _not_as_sent(self._http.base_url)
        return body

    def verify(self, passage_id: str, sha256: str = "") -> Verified:
        """Tell what stands at a place (`<article_id>#<start>-<end>`), and whether it has this hash."""
        return self._post("verify", Verified, {"passage_id": passage_id} | ({"sha256": sha256} if sha256 else {}))

    def glossary(self, *, limit: int = 20, offset: int = 0) -> Glossary:
        """List the terms of the glossary."""
        return self._get("glossary", Glossary, limit=limit, offset=offset)

    def coverage(self) -> Coverage:
        """Tell which must-cover topics are covered."""
        return self._get("coverage", Coverage)

    def suggestions(self, *, limit: int = 20, offset: int = 0) -> Suggestions:
        """List questions that the library answers."""
        return self._get("suggestions", Suggestions, limit=limit, offset=offset)

    def release(self) -> ReleaseBody:
        """Tell what is being served."""
        return self._get("release", ReleaseBody)

    def _get(self, path: str, kind: type[_B], **query: str | int) -> _B:
        return self._read(kind, "GET", path, params={name: value for name, value in query.items() if value != ""})

    def _post(self, path: str, kind: type[_B], body: Mapping[str, Any]) -> _B:
        return self._read(kind, "POST", path, json=body)

    def _read(self, kind: type[_B], method: str, path: str, **sent: Any) -> _B:
        response = self._send(method, f"{_API}/{path}", sent)
        if not response.is_success:
            raise EndpointError(_problem(response))
        try:
            return kind.model_validate_json(response.content, context=self._context)
        except ValidationError as error:
            if any(fault["type"] == MISMATCH for fault in error.errors()):
                raise _not_as_sent(response.url) from None
            detail = f"The answer of {response.url.host} cannot be read ({error.error_count()} faults). Is it Citewell?"
            raise _failure(HTTPStatus.BAD_GATEWAY, detail) from error

    def _send(self, method: str, path: str, sent: Mapping[str, Any]) -> httpx2.Response:
        """Send a request, again where the server says when."""
        tries = _TRIES
        while True:
            try:
                response = self._http.request(method, path, headers={"Accept-Language": self.language}, **sent)
            except httpx2.TimeoutException as error:
                detail = f"{self._http.base_url} took too long. Try again, or allow more with timeout_s."
                raise _failure(HTTPStatus.GATEWAY_TIMEOUT, detail) from error
            except (httpx2.RequestError, UnicodeError) as error:
                detail = f"{self._http.base_url} cannot be asked ({error}). Check the address, and that it runs."
                raise _failure(HTTPStatus.BAD_GATEWAY, detail) from error
            tries -= 1
            wait_s = _wait_s(response) if tries else None
            if wait_s is None:
                return response
            time.sleep(wait_s)


def _segment(name: str) -> str:
    """Write a name as one part of a path."""
    return quote(name, safe="", errors="replace")


def _wait_s(response: httpx2.Response) -> float | None:
    """Return after how many seconds to come again; None if the server does not say, or it is too long."""
    told = response.headers.get("Retry-After", "")
    if response.status_code not in _COME_AGAIN or not told:
        return None
    try:
        wait_s = float(told) if told.isdecimal() else (_date(told) - datetime.now(UTC)).total_seconds()
    except ValueError:
        return None
    return max(0.0, wait_s) if wait_s <= _LONGEST_WAIT_S else None


def _date(http_date: str) -> datetime:
    stated = parsedate_to_datetime(http_date)
    return stated if stated.tzinfo else stated.replace(tzinfo=UTC)


def _problem(response: httpx2.Response) -> ProblemBody:
    """Read the problem of a response; where it is none of ours, say what came instead."""
    try:
        return _PROBLEM.validate_json(response.content)
    except ValidationError:
        detail = f"{response.url.host} answered {response.status_code} {response.reason_phrase}. Check the address."
        return _failure(response.status_code, detail).problem


def _not_as_sent(url: httpx2.URL) -> EndpointError:
    detail = f"Words that {url.host} sent are not those of their SHA-256, so they are not quoted. Tell who runs it."
    return _failure(HTTPStatus.BAD_GATEWAY, detail)


def _failure(status: int, detail: str) -> EndpointError:
    """Make a problem of what was found on this side, with the phrase of its status as its title (RFC 9457, 4.2.1)."""
    phrases = {known.value: known.phrase for known in HTTPStatus}
    title = phrases.get(status, str(status))
    return EndpointError(ProblemBody(ok=False, type="about:blank", title=title, status=int(status), detail=detail))
