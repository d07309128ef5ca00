"""W3C Web Annotations: the selectors of a quote find the same words again, and tell none that may not be shown."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from citewell.corpus.types import Article
from citewell.server.selectors import CONTEXT, CssSelector, TextQuoteSelector, annotate

TEXT = "Fever is common. Call at once. Fever is common. 😀 Café, naïve: 38 °C.\n\n- حمى\n"
ALPHABET = st.text(st.sampled_from("ab \n.😀é\u0301مح"), min_size=1, max_size=120)
"""Few letters, so that the same words often stand in several places, and some that take two code units or a mark."""


@st.composite
def places(draw: st.DrawFn) -> tuple[str, int, int, int]:
    """Draw a text, a quote in it, and how much of it may be shown."""
    text = draw(st.one_of(st.just(TEXT), ALPHABET))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return text, start, end, draw(st.integers(end, len(text)))


def selectors(text: str, start: int, end: int, shown: int) -> tuple[CssSelector, TextQuoteSelector]:
    article = Article("a", "A", text)
    (target,) = annotate(article, start, end, shown, "https://x.example/c", "https://x.example/articles/a").target
    by_place, by_words = target.selector
    assert isinstance(by_place, CssSelector)
    assert isinstance(by_words, TextQuoteSelector)
    return by_place, by_words


def found_by_words(text: str, selector: TextQuoteSelector) -> list[int]:
    """Find where the exact words stand between the prefix and the suffix, as the model describes it."""
    around = (re.escape(selector.prefix), re.escape(selector.exact + selector.suffix))
    return [found.start() for found in re.finditer(f"(?<={around[0]})(?={around[1]})", text)]


@given(places())
def test_each_selector_gives_back_the_slice(place: tuple[str, int, int, int]) -> None:
    text, start, end, shown = place
    by_place, by_words = selectors(*place)
    position = by_place.refined_by
    assert text[position.start : position.end] == text[start:end] == by_words.exact
    found = found_by_words(text, by_words)
    assert start in found
    assert {text[at : at + len(by_words.exact)] for at in found} == {text[start:end]}
    assert len(by_words.prefix) == min(CONTEXT, start)
    assert len(by_words.suffix) == min(CONTEXT, shown - end)


@given(places())
def test_no_selector_tells_what_may_not_be_shown(place: tuple[str, int, int, int]) -> None:
    text, *_, shown = place
    _, by_words = selectors(*place)
    assert (by_words.prefix + by_words.exact + by_words.suffix) in text[:shown]
    assert text[:shown].endswith(by_words.suffix) or len(by_words.suffix) == CONTEXT


@given(st.text(max_size=40), st.integers(-2, 42), st.integers(-2, 42), st.integers(0, 40))
def test_a_place_that_is_empty_or_not_shown_is_refused(text: str, start: int, end: int, shown: int) -> None:
    assume(not 0 <= start < end <= shown)
    with pytest.raises(ValueError, match=f"shows no characters {start} to {end}"):
        annotate(Article("a", "A", text), start, end, shown, "https://x.example/c", "https://x.example/a")


def test_an_annotation_says_where_the_quote_can_be_read() -> None:
    article = Article("fever", "Fever", TEXT, url="https://example.org/fever")
    address = "https://x.example/api/v1/citations/fever/17-30.jsonld"
    by_words = {
        "type": "TextQuoteSelector",
        "exact": "Call at once.",
        "prefix": "Fever is common. ",
        "suffix": " Fever is common. 😀 Café, naïve:",
    }
    by_place = {
        "type": "CssSelector",
        "value": ".article-text",
        "refinedBy": {"type": "TextPositionSelector", "start": 17, "end": 30},
    }
    made = annotate(article, 17, 30, len(TEXT), address, "https://x.example/articles/fever")
    assert made.model_dump(by_alias=True) == {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": address,
        "type": "Annotation",
        "motivation": "highlighting",
        "target": [
            {
                "type": "SpecificResource",
                "source": "https://x.example/articles/fever",
                "selector": [by_place, by_words],
            },
            {"type": "SpecificResource", "source": "https://example.org/fever", "selector": [by_words]},
        ],
    }
