"""What an article or a question says is text: no payload runs, wherever it stands."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from citewell.corpus.store import StoredArticle
from citewell.corpus.types import Article, EditorNote, Heading, Reference
from citewell.index.build import build
from citewell.index.embedder import load_embedder
from citewell.index.library import create_library
from citewell.index.release import live_id
from citewell.server.app import create_app
from citewell.server.live import open_release

pytestmark = pytest.mark.browser

_RUN = "window.__xss=1"

PAYLOADS = (
    f"<script>{_RUN}</script>",
    f"<ScRiPt>{_RUN}</sCrIpT>",
    f"<script >{_RUN}</script >",
    f"<scr<script>ipt>{_RUN}</scr</script>ipt>",
    f"</title><script>{_RUN}</script>",
    f"</textarea><script>{_RUN}</script>",
    f"</style><script>{_RUN}</script>",
    f"</blockquote></article><script>{_RUN}</script>",
    f"--><script>{_RUN}</script>",
    f"]]><script>{_RUN}</script>",
    f"<!--><script>{_RUN}</script>-->",
    f"<![CDATA[<script>{_RUN}</script>]]>",
    f'"><script>{_RUN}</script>',
    f"'><script>{_RUN}</script>",
    f'" onmouseover="{_RUN}" autofocus onfocus="{_RUN}',
    f"' onmouseover='{_RUN}' autofocus onfocus='{_RUN}",
    f'x" onclick={_RUN} y="',
    f"<img src=x onerror={_RUN}>",
    f'<img src="x" onerror="{_RUN}">',
    f"<img src=x:x onerror={_RUN}//",
    f"<IMG SRC=`x` ONERROR={_RUN}>",
    f'<img """><script>{_RUN}</script>">',
    f"<img src=1 href=1 onerror='{_RUN}'></img>",
    f"<image src=x onerror={_RUN}>",
    f"<svg onload={_RUN}>",
    f"<svg/onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f"<svg><a xlink:href='javascript:{_RUN}'><text y=20>x</text></a></svg>",
    f"<svg><foreignObject><iframe onload={_RUN}></iframe></foreignObject></svg>",
    f"<svg><style>*{{background:url(javascript:{_RUN})}}</style></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={_RUN}></style></table>",
    f"<body onload={_RUN}>",
    f"<body onpageshow={_RUN}>",
    f"<input autofocus onfocus={_RUN}>",
    f"<select autofocus onfocus={_RUN}>",
    f"<textarea autofocus onfocus={_RUN}>",
    f"<details open ontoggle={_RUN}>",
    f"<video src=x onerror={_RUN}></video>",
    f"<video><source onerror={_RUN}></video>",
    f"<audio src=x onerror={_RUN}></audio>",
    f"<marquee onstart={_RUN}>x</marquee>",
    f"<iframe src=javascript:{_RUN}></iframe>",
    f"<iframe srcdoc='<script>parent.{_RUN}</script>'></iframe>",
    f"<object data='javascript:{_RUN}'></object>",
    f"<embed src='javascript:{_RUN}'>",
    f"<a href='javascript:{_RUN}'>link</a>",
    f"<a href='java&#x73;cript:{_RUN}'>link</a>",
    f"<form action='javascript:{_RUN}'><button>x</button></form>",
    f"<button form=ask formaction='javascript:{_RUN}'>x</button>",
    f"<base href='javascript:{_RUN}//'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{_RUN}'>",
    f"<link rel=stylesheet href='data:text/css,x' onerror={_RUN} onload={_RUN}>",
    f"<style>@import 'javascript:{_RUN}';</style>",
    f"<div style=\"width:expression({_RUN});background:url('javascript:{_RUN}')\">x</div>",
    f"&lt;script&gt;{_RUN}&lt;/script&gt;",
    f"&#60;script&#62;{_RUN}&#60;/script&#62;",
    f"\\u003cscript\\u003e{_RUN}\\u003c/script\\u003e",
    f"%3Cscript%3E{_RUN}%3C/script%3E",
    f"{{{{ ''.__class__ }}}}{{% set x = 1 %}}<script>{_RUN}</script>",
    f"{{{{constructor.constructor('{_RUN}')()}}}}",
    f"${{{_RUN}}}`<script>{_RUN}</script>`",
    f"<script\u2028>{_RUN}</script>",
    f"＜script＞{_RUN}＜/script＞",
    f"<noscript><p title='</noscript><img src=x onerror={_RUN}>'>",
    f"<template><script>{_RUN}</script></template>",
    f"<xss id=x tabindex=1 onfocus={_RUN}></xss>",
    f"javascript:{_RUN}",
    f"data:text/html,<script>{_RUN}</script>",
)  # fmt: skip


def _article(number: int, payload: str) -> Article:
    """Write the payload wherever an article has words."""
    body = f"{payload}\n\nZebra {number} says {payload} to the herd. Then it goes home.\n- {payload}"
    return Article(
        article_id=f"xss-{number}",
        title=payload,
        text=body,
        url=payload,
        doi=payload,
        publisher=payload,
        authors=(payload, payload),
        published=payload,
        reviewed=payload,
        review_by=payload,
        studies=(payload, f"NCT1{payload}"),
        language=payload,
        headings=(Heading(0, len(payload)),),
        references=(Reference(payload, payload, payload, payload, payload), Reference(payload, url=payload)),
        editor_notes=(EditorNote(0, len(payload), "lost_exponent"),),
    )


FOREIGN = (
    "script:not([src^='/static/']):not([type='application/ld+json']), iframe, object, embed, img, style, base, "
    "[onerror], [onload]"
)
"""What no page of ours holds: a script of our own is a file, or a description that does nothing."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., Any]) -> Iterator[str]:
    library = create_library(tmp_path_factory.mktemp("hostile"))
    articles = [_article(number, payload) for number, payload in enumerate(PAYLOADS)]
    library.articles.put_all([StoredArticle(article, article.article_id, article.article_id) for article in articles])
    build(library, load_embedder("hashing"))
    snapshot = open_release(library, live_id(library.releases), load_embedder)
    with serving(create_app(lambda: snapshot)) as address:
        yield address


def test_there_are_many_payloads() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 50


def test_nothing_runs_wherever_it_stands(hostile: str, watched: Callable[..., Any]) -> None:
    """`watched` fails on dialogs, on anything on the console (a blocked script would say so) and on other hosts."""
    page = watched(hostile, reduced_motion="reduce").new_page()
    page.goto(f"{hostile}/articles/")
    assert page.evaluate("window.__xss") is None
    assert page.locator(".shelf a").evaluate_all("links => links.map(link => link.textContent)") == sorted(
        PAYLOADS, key=str.lower
    )
    for number, payload in enumerate(PAYLOADS):
        page.goto(f"{hostile}/articles/xss-{number}?start=1&end={len(payload) + 9}#quote")
        assert page.evaluate("window.__xss") is None, payload
        stored = _article(number, payload).text
        assert page.locator(".article-text").evaluate("element => element.textContent") == stored
        assert page.locator(FOREIGN).count() == 0


def test_nothing_runs_that_is_asked(hostile: str, watched: Callable[..., Any]) -> None:
    page = watched(hostile, reduced_motion="reduce").new_page()
    page.goto(f"{hostile}/")
    quotes = 0
    for number, payload in enumerate(PAYLOADS):
        page.goto(f"{hostile}/")
        page.fill("#q", f"Zebra {number} says {payload}")
        page.click("#ask button")
        page.locator(".turn").wait_for()
        assert page.evaluate("window.__xss") is None, payload
        assert " ".join(page.locator(".question").inner_text().split()) == " ".join(
            f"Zebra {number} says {payload}".split()
        )
        assert page.locator(FOREIGN).count() == 0
        quotes += page.locator(".quote-text").count()
        for link in page.locator("[href]").evaluate_all("links => links.map(link => link.href)"):
            assert link.startswith((hostile, "https://")), link
    assert quotes > len(PAYLOADS)
