"""Where does a quote stand, said so that programs find it again (W3C Web Annotation, https://www.w3.org/TR/annotation-model)?

The article as the library shows it is selected by place and by words; the publisher's page, whose text may be laid out
in another way, by words alone.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from citewell.corpus.links import web_address
from citewell.corpus.types import Article

CONTEXT = 32
"""Code points before and after a quote that help to find it, where the same words stand in several places."""

TEXT_ELEMENT = ".article-text"
"""The element of an article's page whose text is that of the article; offsets count from its beginning."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True)


class TextQuoteSelector(_Part):
    """A quote by its words, and the words around it."""

    type: Literal["TextQuoteSelector"] = "TextQuoteSelector"
    exact: str
    prefix: str
    suffix: str


class TextPositionSelector(_Part):
    """A quote by its place: half-open offsets in code points."""

    type: Literal["TextPositionSelector"] = "TextPositionSelector"
    start: int
    end: int


class CssSelector(_Part):
    """An element of a page, and the place of the quote in its text."""

    type: Literal["CssSelector"] = "CssSelector"
    value: str
    refined_by: Annotated[TextPositionSelector, Field(alias="refinedBy")]


class Target(_Part):
    """A page, and what selects the quote on it; each selector alone selects it."""

    type: Literal["SpecificResource"] = "SpecificResource"
    source: str
    selector: list[CssSelector | TextQuoteSelector]


class Annotation(_Part):
    """A W3C annotation that points at a quote, at each place where it can be read."""

    context: Annotated[Literal["http://www.w3.org/ns/anno.jsonld"], Field(alias="@context")] = (
        "http://www.w3.org/ns/anno.jsonld"
    )
    id: str
    type: Literal["Annotation"] = "Annotation"
    motivation: Literal["highlighting"] = "highlighting"
    target: list[Target]


def annotate(article: Article, start: int, end: int, shown: int, address: str, page: str) -> Annotation:
    """Point at the quote `[start, end)` of an article.

    Args:
        article: which holds it.
        start: offset of its first code point.
        end: offset after its last one.
        shown: offset up to which the article's words may be shown; nothing after it is in the annotation.
        address: of the annotation itself.
        page: address of the library's page with the article.

    Raises:
        ValueError: the quote is empty, or not all of it may be shown.
    """
    if not 0 <= start < end <= shown:
        raise ValueError(f"{article.article_id} shows no characters {start} to {end}; it ends at {shown}.")
    by_words = quote_selector(article.text[:shown], start, end)
    by_place = CssSelector(value=TEXT_ELEMENT, refined_by=TextPositionSelector(start=start, end=end))
    targets = [Target(source=page, selector=[by_place, by_words])]
    if publishers := web_address(article.url):
        targets.append(Target(source=publishers, selector=[by_words]))
    return Annotation(id=address, target=targets)


def quote_selector(text: str, start: int, end: int) -> TextQuoteSelector:
    """Select `text[start:end]` by its words and those around it."""
    return TextQuoteSelector(
        exact=text[start:end], prefix=text[max(0, start - CONTEXT) : start], suffix=text[end : end + CONTEXT]
    )
