"""Which passages of a release answer a query, best first?

The nearest passages by vector and the best by words are candidates; their signals (`citewell.index.signals`) are added
up by the learnt weights (`citewell.index.ranker`).  The questions of one message are searched each on its own and take
turns.  Passages that repeat a better one are folded into it.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

import numpy as np
from numpy.typing import NDArray

from citewell.corpus.types import Passage, Span
from citewell.index.answerability import FEATURES, JUDGED, MARGIN_OVER, judge, measure_features
from citewell.index.answering import choose_answering
from citewell.index.contents import Contents
from citewell.index.embedder import Embedder, Embeddings, Rescorer
from citewell.index.question_kind import find_form, form_bit
from citewell.index.ranker import learnt_weights, rank, standardise
from citewell.index.repeats import Repeats
from citewell.index.signals import SIGNALS, Asked, ask, encoded_text, lexical_scores, measure_signals
from citewell.index.types import FIRST_RANK, Chance, Hit, Query, Ranking, Repeat

_CANDIDATES = 100
"""How many passages each of the two retrievers proposes, whatever k: signals are standardised over this pool."""

_LOOKED_PAST = 5
"""How many passages after the k-th are looked at for repeats of those shown."""

_FREE = frozenset({"", "full"})
"""Rights under which all of an article may be shown."""

_MESSAGE_SHARE = 1.0
"""What a whole letter counts beside the question in it: it may name what the question leans on."""

_RESCORED = 20
"""How many of the best candidates a rescorer reads; each costs it as much as encoding the passage again."""

_RESCORER_WEIGHT = 1.0
"""What the rescorer's score counts beside ours, both standardised over the candidates that it reads."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that may answer one question, as sorted positions, with their signals and their sentences' cosines."""

    asked: Asked
    positions: NDArray[np.int64]
    signals: NDArray[np.float32]
    cosines: tuple[NDArray[np.float32], ...]


def search(
    contents: Contents,
    embedder: Embedder,
    query: Query,
    k: int = 5,
    weights: Mapping[str, float] | None = None,
    rescorer: Rescorer | None = None,
    without: Set[str] = frozenset(),
) -> Ranking:
    """Rank the passages of a release for a query and return the best k, repeats folded in.

    `weights` are those of the signals; the learnt ones, unless told otherwise.  A `rescorer` has a say in the order of
    the best candidates of each question.  Articles whose ids are in `without` are not searched.

    Raises:
        ValueError: k is less than 1.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    found, judged, vectors = [], [], []
    withheld: dict[str, None] = {}
    for every in find_candidates(contents, embedder, query.parts, query.message):
        scores_of_every = rank(every.signals, weights or learnt_weights())
        withheld |= dict.fromkeys(_named_first(contents, every, scores_of_every, without, embedder.fingerprint))
        candidates, scores = _leave_out(contents, every, scores_of_every, without)
        judged.append(_chance(contents, candidates, scores, embedder.fingerprint))
        vectors.append(every.asked.vector)
        if rescorer and len(scores):
            scores = _rescore(contents, candidates, scores, rescorer)
        found.append(_hits(contents, candidates, scores, k + _LOOKED_PAST))
    in_turn = [found_hit for found_hit in chain.from_iterable(zip_longest(*found)) if found_hit]
    best = _fold(contents, in_turn)[:k]
    hits = tuple(replace(hit, rank=rank) for rank, hit in enumerate(best, FIRST_RANK))
    return Ranking(query, hits, tuple(judged), np.stack(vectors), tuple(withheld))


def find_candidates(
    contents: Contents, embedder: Embedder, questions: Sequence[str], message: str = ""
) -> Iterator[Candidates]:
    """Find the candidates for each of some questions, and measure their signals.

    `message` is the letter that they stand in, if it says more: it counts a little in the vector of each.
    """
    names = [contents.vocabulary.expand(question) for question in questions]
    texts = [encoded_text(*asked) for asked in zip(questions, names, strict=True)]
    vectors = embedder.encode([*texts, message] if message else texts)
    if message:
        vectors = _unit(vectors[:-1] + _MESSAGE_SHARE * vectors[-1])
    for question, found, vector in zip(questions, names, vectors, strict=True):
        asked = ask(contents, question, found, vector, embedder.fingerprint)
        lexical, other_names = lexical_scores(contents, asked)
        nearest = contents.vectors.search(asked.turned, _CANDIDATES)
        positions = np.union1d(nearest, _best(lexical + other_names))
        signals, cosines = measure_signals(contents, asked, positions, lexical, other_names, embedder.fingerprint)
        counts = contents.sentence_offsets[positions + 1] - contents.sentence_offsets[positions]
        yield Candidates(asked, positions, signals, tuple(np.split(cosines, np.cumsum(counts)[:-1])))


def _unit(vectors: Embeddings) -> Embeddings:
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return vectors


def _best(scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the positions of the best scores above 0."""
    sharing = np.flatnonzero(scores > 0)
    return sharing[np.lexsort((sharing, -scores[sharing]))[:_CANDIDATES]]


def _rescore(
    contents: Contents, candidates: Candidates, scores: NDArray[np.float32], rescorer: Rescorer
) -> NDArray[np.float32]:
    """Add what a rescorer says of the best candidates to their scores; the others keep their order behind them."""
    best = np.lexsort((candidates.positions, -scores))[:_RESCORED]
    texts = [_read_text(contents, contents.passages[position]) for position in candidates.positions[best]]
    both = np.stack([scores[best], rescorer.scores(candidates.asked.text, texts)], axis=1)
    rescored = standardise(both) @ np.array([1, _RESCORER_WEIGHT], dtype=np.float32)
    behind: NDArray[np.float32] = scores - scores[best[-1]] + rescored.min() - 1
    behind[best] = rescored
    return behind


def _read_text(contents: Contents, passage: Passage) -> str:
    """Write out what a rescorer reads: the passage under its title and heading."""
    above = (contents.articles[passage.article_id].title, passage.heading)
    return "\n".join([*filter(None, above), contents.text(passage)])


def _named_first(
    contents: Contents, candidates: Candidates, scores: NDArray[np.float32], without: Set[str], fingerprint: str
) -> Iterator[str]:
    """Name the article of the best passage if it is left out, and the passage has anything to do with the question."""
    if without and len(scores):
        best = candidates.positions[np.lexsort((candidates.positions, -scores))[0]]
        article_id = contents.passages[best].article_id
        if article_id in without and _chance(contents, candidates, scores, fingerprint).status != "not_in_library":
            yield article_id


def _leave_out(
    contents: Contents, candidates: Candidates, scores: NDArray[np.float32], without: Set[str]
) -> tuple[Candidates, NDArray[np.float32]]:
    """Leave out the passages of some articles."""
    if not without:
        return candidates, scores
    kept = [row for row, p in enumerate(candidates.positions) if contents.passages[p].article_id not in without]
    left = replace(
        candidates,
        positions=candidates.positions[kept],
        signals=candidates.signals[kept],
        cosines=tuple(candidates.cosines[row] for row in kept),
    )
    return left, scores[kept]


def measure_best(
    contents: Contents, candidates: Candidates, scores: NDArray[np.float32], embedder_fingerprint: str
) -> NDArray[np.float32]:
    """Measure the features of the `JUDGED` candidates with the best scores: of shape (at most `JUDGED`, `FEATURES`)."""
    best_first = np.lexsort((candidates.positions, -scores))
    over = scores[best_first[: MARGIN_OVER + 1]][-1:]
    rows = [
        measure_features(
            contents,
            candidates.asked,
            int(candidates.positions[row]),
            candidates.signals[row],
            float(scores[row] - over[0]),
            embedder_fingerprint,
        )
        for row in best_first[:JUDGED]
    ]
    return np.array(rows, dtype=np.float32).reshape(-1, len(FEATURES))


def _chance(
    contents: Contents, candidates: Candidates, scores: NDArray[np.float32], embedder_fingerprint: str
) -> Chance:
    """Judge how likely a question is answered, by its best candidates."""
    part = candidates.asked.text
    return judge(part, measure_best(contents, candidates, scores, embedder_fingerprint), embedder_fingerprint)


def _hits(contents: Contents, candidates: Candidates, scores: NDArray[np.float32], n: int) -> list[Hit]:
    """Make hits of the n candidates with the best scores, best first."""
    bit = form_bit(find_form(candidates.asked.text))
    hits: list[Hit] = []
    for i in np.lexsort((candidates.positions, -scores))[:n]:
        position = candidates.positions[i]
        passage = contents.passages[position]
        forms = contents.forms[contents.sentence_offsets[position] : contents.sentence_offsets[position + 1]]
        answering = choose_answering(
            candidates.asked.text,
            contents.articles[passage.article_id].text,
            passage.sentences,
            candidates.cosines[i],
            (forms & bit) > 0,
        )
        signals = dict(zip(SIGNALS, map(float, candidates.signals[i]), strict=True))
        hit = Hit(
            rank=len(hits) + FIRST_RANK,
            score=float(scores[i]),
            passage=passage,
            dense=signals["dense"],
            sentence=signals["sentence"],
            lexical=signals["lexical"],
            part=candidates.asked.text,
            answering=answering,
        )
        hits.append(hit)
    return hits


def _fold(contents: Contents, hits: Sequence[Hit]) -> list[Hit]:
    """Fold hits that say again what a better one says into it; a passage found for two questions is one hit.

    The same words from an article whose rights allow all of them go before those from one that must keep some back.
    """
    kept: list[Hit] = []
    numbers: dict[str, int] = {}
    repeats = Repeats()
    for hit in hits:
        passage = hit.passage
        article = contents.articles[passage.article_id]
        if passage.passage_id in numbers:
            number = numbers[passage.passage_id]
            better = kept[number]
            if better.part != hit.part:
                answering = (
                    _together(better.answering, hit.answering) if better.passage == passage else better.answering
                )
                kept[number] = replace(better, answering=answering, also_for=(*better.also_for, hit.part))
            continue
        said = " ".join(article.text[span.start : span.end] for span in hit.answering)
        repeated = repeats.find_or_keep(article.text[passage.start : passage.end], said)
        numbers[passage.passage_id] = len(kept) if repeated is None else repeated
        if repeated is None:
            kept.append(hit)
            continue
        first = kept[repeated]
        is_freer = article.rights in _FREE and contents.articles[first.passage.article_id].rights not in _FREE
        shown, other = (hit, first) if is_freer else (first, hit)
        also_for = tuple(dict.fromkeys(part for part in (*first.also_for, other.part) if part != shown.part))
        also_in = (*first.also_in, Repeat(other.passage, other.score))
        kept[repeated] = replace(shown, also_in=also_in, also_for=also_for)
    return kept


def _together(*answering: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(sorted(set(chain(*answering)), key=lambda span: span.start))
