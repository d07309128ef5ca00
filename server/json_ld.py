"""What do the pages say of themselves to search engines and other programs (schema.org, https://schema.org/docs/datamodel.html)?

As data blocks of JSON-LD: a browser does not run them, so the policy against scripts inside pages lets them be.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for

from citewell.corpus.dates import is_iso_date
from citewell.corpus.links import bare_doi, web_address
from citewell.corpus.types import Article, Citation, Reference
from citewell.server.csl import csl_item, formatted
from citewell.server.messages import say
from citewell.server.quotes import Quote
from citewell.server.settings import Publisher, reach

_CONTEXT = "https://schema.org"


def quotations(quotes: Iterable[Quote]) -> dict[str, Any]:
    """Describe the quotes on a page, each as a `Quotation` with its source."""
    return {"@context": _CONTEXT, "@graph": [_quotation(quote) for quote in quotes]}


def medical_page(article: Article, shown: int, retracted: bool = False) -> dict[str, Any]:
    """Describe the page of an article as a `MedicalWebPage`.

    Args:
        article: that stands on it.
        shown: how many of its code points may be shown; where none may, its list of sources is not told either.
        retracted: whether it was retracted.
    """
    return _stated(
        {
            "@context": _CONTEXT,
            "@type": "MedicalWebPage",
            "name": article.title,
            "url": page_address(article.article_id),
            "inLanguage": article.language,
            "author": list(article.authors),  # names as they stand: nobody says which are of people
            "publisher": _organization(article.publisher),
            "datePublished": _date(article.published),
            "lastReviewed": _date(article.reviewed),
            "identifier": _doi_address(article.doi),
            "isBasedOn": web_address(article.url),
            "creativeWorkStatus": "Retracted" if retracted else "",
            "citation": [_work(reference) for reference in article.references] if shown else [],
            "isPartOf": {"@type": "WebSite", "url": url_for("page.chat", _external=True, lang=None)},
        }
    )


def website(publisher: Publisher | None) -> dict[str, Any]:
    """Describe the whole as a `WebSite`, and who publishes it as an `Organization`."""
    whose = publisher and _stated(
        {
            "@type": "Organization",
            "name": publisher.name,
            "url": publisher.url,
            "email": publisher.contact if reach(publisher.contact).startswith("mailto:") else "",
            "logo": url_for("around.logo", _external=True, lang=None) if publisher.logo else "",
            "publishingPrinciples": web_address(publisher.editorial_policy),
        }
    )
    return _stated(
        {
            "@context": _CONTEXT,
            "@type": "WebSite",
            "name": say("page.title"),
            "url": url_for("page.chat", _external=True, lang=None),
            "publisher": whose,
        }
    )


def page_address(article_id: str) -> str:
    """Return the address of the library's page with an article."""
    return url_for("page.article", article_id=article_id, _external=True, lang=None)


def quote_address(article_id: str, start: int, end: int) -> str:
    """Return the address of the library's page with an article, at the place from `start` to `end` on it."""
    return f"{page_address(article_id)}?start={start}&end={end}#quote"


def _quotation(quote: Quote) -> dict[str, Any]:
    cited = quote.citation
    return _stated(
        {
            "@type": "Quotation",
            "text": quote.text,
            "inLanguage": cited.language,
            "url": quote_address(cited.article_id, cited.start, cited.end),
            "citation": formatted(csl_item(cited), "vancouver"),
            "isPartOf": _source(cited),
        }
    )


def _source(cited: Citation) -> dict[str, Any]:
    return _stated(
        {
            "@type": "MedicalWebPage",
            "name": cited.title,
            "url": page_address(cited.article_id),
            "publisher": _organization(cited.publisher),
            "datePublished": _date(cited.published),
            "lastReviewed": _date(cited.reviewed),
            "isBasedOn": web_address(cited.url),
        }
    )


def _work(reference: Reference) -> dict[str, Any]:
    return _stated(
        {
            "@type": "CreativeWork",
            "name": reference.title,
            "publisher": _organization(reference.publisher),
            "datePublished": _date(reference.published),
            "identifier": _doi_address(reference.doi),
            "url": web_address(reference.url),
        }
    )


def _organization(name: str) -> dict[str, Any]:
    return {"@type": "Organization", "name": name} if name else {}


def _date(stated: str) -> str:
    """Return a date; nothing for words in its place, such as “not clinically reviewed”."""
    return stated if is_iso_date(stated) else ""


def _doi_address(doi: str) -> str:
    return f"https://doi.org/{bare_doi(doi)}" if bare_doi(doi) else ""


def _stated(described: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what nobody stated."""
    return {name: value for name, value in described.items() if value}
