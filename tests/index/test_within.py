"""Searching a part of a release: what is wanted is found, nothing else is nearer, and nothing is computed anew."""

import numpy as np

from citewell.index.question import understand
from citewell.index.search import search
from citewell.index.within import within
from citewell.server.answer import Snapshot


def test_only_passages_of_wanted_articles_are_found_by_their_vectors(snapshot: Snapshot) -> None:
    contents = snapshot.contents
    (vector,) = snapshot.embedder.encode(["fever"])
    everywhere = contents.vectors.search(vector, len(contents.passages))
    for wanted in ({"driving"}, {"press-one", "awkward"}, set(), set(contents.articles)):
        narrowed = within(contents, wanted)
        found = narrowed.vectors.search(vector, 100)
        assert list(found) == [p for p in everywhere if contents.passages[p].article_id in wanted]
        assert list(narrowed.vectors.search(vector, 1)) == list(found[:1])
        assert narrowed.vectors.size == contents.vectors.size
    positions = np.arange(3)
    assert np.array_equal(narrowed.vectors.rows(positions), contents.vectors.rows(positions))


def test_all_of_it_is_searched_as_the_whole_is(snapshot: Snapshot) -> None:
    contents = snapshot.contents
    contents.prepare()
    narrowed = within(contents, contents.articles.keys())
    assert narrowed.speller is contents.speller
    assert narrowed.lengths is contents.lengths
    query = understand("Is fever common?", contents.speller)
    assert search(narrowed, snapshot.embedder, query) == search(contents, snapshot.embedder, query)
    assert contents.vectors.search(snapshot.embedder.encode(["x"])[0], 5).size == 5, "the whole is as it was"
