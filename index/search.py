"""Which passages of a release answer a query, best first?

Three signals: the cosine of the passage, the cosine of its best sentence, and BM25.  Each is standardised over the
candidates (the nearest by vector and the best by words, pooled) and they are added: score fusion, which keeps the
margins that rank fusion throws away (Bruch et al. 2023, doi 10.1145/3596512).  Passages that repeat a better one are
folded into it.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from citewell.index.answering import choose_answering
from citewell.index.contents import Contents
from citewell.index.embedder import Embedder
from citewell.index.repeats import Repeats
from citewell.index.types import FIRST_RANK, Hit, Query, Ranking, Repeat

WEIGHTS = {"dense": 0.6, "sentence": 0.4, "lexical": 0.6}
"""What each standardised signal counts; chosen on mediqa-val and the starter library (benchmarks/ranking.md)."""

_CANDIDATES = 100
"""How many passages each of the two retrievers proposes, whatever k: signals are standardised over this pool."""

_LOOKED_PAST = 20
"""How many passages after the k-th are looked at for repeats of those shown."""


def search(contents: Contents, embedder: Embedder, query: Query, k: int = 5) -> Ranking:
    """Rank the passages of a release for a query and return the best k, repeats folded in.

    Raises:
        ValueError: k is less than 1.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    vector = embedder.encode([query.text])[0]
    lexical = contents.lexical.scores(query.text)
    candidates = _candidates(contents, vector, lexical)
    sentences = [_sentence_cosines(contents, vector, position) for position in candidates]
    signals = {
        "dense": contents.vectors.cosines(vector, candidates),
        "sentence": np.array([cosines.max(initial=-1.0) for cosines in sentences]),
        "lexical": lexical[candidates],
    }
    scores = np.sum([weight * _standardise(signals[name]) for name, weight in WEIGHTS.items()], axis=0)
    hits: list[Hit] = []
    repeats = Repeats()
    for i in np.lexsort((candidates, -scores))[: k + _LOOKED_PAST]:
        passage = contents.passages[candidates[i]]
        text = contents.articles[passage.article_id].text
        answering = choose_answering(query.text, text, passage.sentences, sentences[i])
        said = " ".join(text[span.start : span.end] for span in answering)
        repeated = repeats.find_or_keep(text[passage.start : passage.end], said)
        if repeated is not None:
            hits[repeated] = replace(
                hits[repeated], also_in=(*hits[repeated].also_in, Repeat(passage, float(scores[i])))
            )
        else:
            hits.append(
                Hit(
                    rank=len(hits) + FIRST_RANK,
                    score=float(scores[i]),
                    passage=passage,
                    dense=float(signals["dense"][i]),
                    sentence=float(signals["sentence"][i]),
                    lexical=float(signals["lexical"][i]),
                    answering=answering,
                )
            )
    return Ranking(query, tuple(hits[:k]))


def _candidates(contents: Contents, vector: NDArray[np.float32], lexical: NDArray[np.float32]) -> NDArray[np.int64]:
    """Pool the passages nearest by vector and the best by words, as sorted positions."""
    sharing = np.flatnonzero(lexical > 0)
    best = sharing[np.lexsort((sharing, -lexical[sharing]))[:_CANDIDATES]]
    return np.union1d(contents.vectors.search(vector, _CANDIDATES), best)


def _sentence_cosines(contents: Contents, vector: NDArray[np.float32], position: int) -> NDArray[np.float32]:
    start, end = contents.sentence_offsets[position : position + 2]
    return contents.sentences[start:end].astype(np.float32) @ vector


def _standardise(signal: NDArray[np.floating]) -> NDArray[np.floating]:
    """Give a signal mean 0 and standard deviation 1 over the candidates; a constant one says nothing."""
    spread = signal.std()
    return (signal - signal.mean()) / spread if spread > 1e-9 else np.zeros_like(signal)
