"""Standing: retracted, superseded and stale articles are told apart from current ones; circles hide nothing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.dates import is_past
from citewell.corpus.standing import Standing, Unknown, circles, corrections, standings, unknown_names
from citewell.corpus.types import UNDATED, Article

TODAY = date(2026, 11, 21)


def article(article_id: str, *supersedes: str, **stated: object) -> Article:
    return Article(article_id, article_id.title(), "Words.", supersedes=supersedes, **stated)  # type: ignore[arg-type]


def replaced(*articles: Article) -> dict[str, str]:
    """Map what is superseded to what replaces it."""
    return {name: one.by for name, one in standings(articles, TODAY).items() if one.kind == "superseded"}


def test_articles_are_current_unless_something_is_stated() -> None:
    assert standings([article("a"), article("b", stale_after="2026-11-21", review_by="2020")], TODAY) == {}
    assert standings([], TODAY) == {}


def test_each_standing_says_why_and_since_when() -> None:
    told = [
        article("a", retracted="2026-01"),
        article("b", retracted=UNDATED),
        article("c"),
        article("d", "c", published="2025-03"),
        article("e", stale_after="2026-10"),
    ]
    assert standings(told, TODAY) == {
        "a": Standing("retracted", since="2026-01"),
        "b": Standing("retracted"),
        "c": Standing("superseded", by="d", since="2025-03"),
        "e": Standing("stale", since="2026-10"),
    }


def test_retracted_beats_superseded_beats_stale() -> None:
    old = article("old", retracted="2026", stale_after="2020")
    new = article("new", "old")
    assert standings([old, new], TODAY)["old"] == Standing("retracted", by="new", since="2026")
    late = article("old", stale_after="2020")
    assert standings([late, new], TODAY)["old"].kind == "superseded"
    assert standings([late], TODAY)["old"].kind == "stale"


def test_a_retraction_with_a_date_to_come_counts_at_once() -> None:
    assert standings([article("a", retracted="2030")], TODAY)["a"].kind == "retracted"


@pytest.mark.parametrize(
    "name",
    [
        "old",
        "https://example.org/Fever",
        "http://www.example.org/Fever/",
        "HTTPS://EXAMPLE.ORG/Fever#top",
        "10.1000/ABC",
        "doi:10.1000/abc",
        "https://doi.org/10.1000/abc",
    ],
)
def test_an_article_is_named_by_id_address_or_doi(name: str) -> None:
    old = article("old", url="https://example.org/Fever/", doi="10.1000/abc")
    assert replaced(old, article("new", name)) == {"old": "new"}
    assert corrections([old, article("new", corrects=(name,))]) == {"old": ("new",)}


@pytest.mark.parametrize(
    "name", ["OLD", "Old Title", "https://example.org/fever", "https://example.org/Fever?v=2", "10.1000/abcd", "", "//"]
)
def test_other_names_name_nothing(name: str) -> None:
    told = [article("old", url="https://example.org/Fever/", doi="10.1000/abc"), article("bare"), article("new", name)]
    assert standings(told, TODAY) == {}
    assert unknown_names(told) == (Unknown("new", "supersedes", name),)


def test_a_doi_is_found_where_it_stands_as_address() -> None:
    assert replaced(article("old", url="https://doi.org/10.1000/abc"), article("new", "10.1000/abc")) == {"old": "new"}


def test_a_new_edition_at_the_same_address_replaces_the_old_one() -> None:
    url = "https://example.org/fever"
    assert replaced(article("old", url=url), article("new", url, url=url)) == {"old": "new"}
    assert circles([article("old", url=url), article("new", url, url=url)]) == ()


def test_the_last_of_a_chain_replaces_all_before_it() -> None:
    assert replaced(article("c", "b"), article("a"), article("b", "a")) == {"a": "c", "b": "c"}


def test_of_two_that_replace_one_the_later_is_named() -> None:
    new, newer = article("z", "old", published="2024"), article("b", "old", published="2025-06")
    assert replaced(article("old"), newer, new) == {"old": "b"}


def test_a_retracted_article_replaces_nothing_but_passes_on() -> None:
    retracted = article("b", "a", retracted=UNDATED)
    assert replaced(article("a"), retracted) == {}
    assert replaced(article("a"), retracted, article("c", "b")) == {"a": "c"}
    assert replaced(article("a"), article("b", "a"), article("c", "b", retracted=UNDATED)) == {"a": "b"}
    assert corrections([article("a"), article("b", retracted="2025", corrects=("a",))]) == {}


def test_a_stale_article_still_replaces() -> None:
    assert replaced(article("a"), article("b", "a", stale_after="2020")) == {"a": "b"}


def test_circles_hide_nothing_and_are_reported() -> None:
    one, two, three = article("one", "three"), article("two", "one"), article("three", "two")
    assert standings([one, two, three], TODAY) == {}
    assert circles([one, two, three]) == ("one", "two", "three")
    before, after = article("before"), article("after", "two")
    told = [before, article("one", "three", "before"), two, three, after]
    assert replaced(*told) == {"before": "one", "two": "after"}, "links that lead in and out of a circle count"
    assert circles(told) == ("one", "two", "three")


@pytest.mark.parametrize("name", ["a", "https://example.org/a/", "10.1000/a"])
def test_an_article_does_not_supersede_or_correct_itself(name: str) -> None:
    itself = article("a", name, url="http://example.org/a", doi="10.1000/A", corrects=(name,))
    assert standings([itself], TODAY) == {}
    assert corrections([itself]) == {}
    assert circles([itself]) == ("a",)
    assert unknown_names([itself]) == ()


def test_corrections_are_listed_oldest_first() -> None:
    told = [
        article("a"),
        article("c", corrects=("a", "nowhere"), published="2025"),
        article("b", corrects=("a",), published="2026"),
        article("d", corrects=("a", "c"), published="2024-12"),
    ]
    assert corrections(told) == {"a": ("d", "c", "b"), "c": ("d",)}
    assert unknown_names(told) == (Unknown("c", "corrects", "nowhere"),)


IDS = st.sampled_from("abcdef")
LIBRARIES = st.dictionaries(
    IDS, st.tuples(st.lists(IDS, max_size=3), st.sampled_from(["", UNDATED]), st.sampled_from(["", "2020"])), min_size=1
).map(lambda told: [article(name, *s, retracted=r, stale_after=t) for name, (s, r, t) in told.items()])


@given(LIBRARIES)
def test_what_replaces_stands_itself(told: list[Article]) -> None:
    """It is never retracted or superseded, and never the article itself; something is left of every circle."""
    by_id = {one.article_id: one for one in told}
    found = standings(told, TODAY)
    for name, standing in found.items():
        assert (standing.kind == "retracted") == bool(by_id[name].retracted)
        if standing.by:
            assert standing.by != name
            assert found.get(standing.by, Standing("stale")).kind == "stale"
    unretracted = [one.article_id for one in told if not one.retracted]
    superseded = {name for name, standing in found.items() if standing.kind == "superseded"}
    assert not unretracted or set(unretracted) - superseded, "superseding alone never empties a library"
    assert standings(reversed(told), TODAY) == found


def test_a_long_chain_is_followed_to_its_end() -> None:
    chain = [article("n0"), *(article(f"n{number}", f"n{number - 1}") for number in range(1, 5000))]
    assert set(replaced(*chain).values()) == {"n4999"}
    assert standings([*chain, article("n0", "n4999")], TODAY) == {}


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)), st.integers(-800, 800))
def test_a_date_is_past_once_all_of_it_is_over(stated: date, days: int) -> None:
    today = stated + timedelta(days=days)
    assert is_past(stated.isoformat(), today) == (today > stated)
    assert is_past(stated.isoformat()[:7], today) == ((today.year, today.month) > (stated.year, stated.month))
    assert is_past(stated.isoformat()[:4], today) == (today.year > stated.year)
    assert not is_past("", today)
