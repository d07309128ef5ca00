"""What speaks for a passage as an answer to a question?

Each signal is one number a passage, computed for all candidates at once; none of them reads text at question time.
The question is searched with the other names of what it names (`citewell.index.names`): the encoder reads them behind
the question, and BM25 counts the best of them where it is worth more than the name that was typed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from citewell.index.adapter import adapt
from citewell.index.contents import Contents
from citewell.index.follow_up import as_ones_own
from citewell.index.lexical import LexicalIndex
from citewell.index.names import Expansion
from citewell.index.question_kind import find_form, find_kind, form_bit, kind_scores
from citewell.index.words import stems

SIGNALS = (
    "dense",           # cosine of the passage to the question as an article would put it (`adapter`)
    "sentence",        # the same of its best sentence
    "sentences",       # mean of that of its best three
    "lexical",         # BM25 of the passage with its title and heading
    "other_names",     # BM25 of other names, as far as it exceeds that of the names typed
    "title",           # cosine of the title and heading
    "title_coverage",  # share of the question's words, by rarity, in the title and heading
    "article",         # cosine of the whole article: the mean of its passages
    "length",          # logarithm of its words: a fuller passage answers more of a question
    "opening",         # 1 for the first passage of an article
    "form",            # cosine of the best sentence of the form asked for ("how long": a span of time)
    "kind",            # log probability that the passage is about the aspect asked for (symptoms, causes)
    "exact",           # share of the numbers and codes in the question that stand in the passage
    "source",          # weight of its kind of source: a guideline before a retelling
    "date",            # year in which it was reviewed or published
)  # fmt: skip

_NAMES_ENCODED = 2
"""How many other names the encoder reads for each name found; formal ones come first."""

_NAMES_COUNTED = 6
"""How many other names BM25 tries for each."""

_COVERED = 0.6
"""What a narrower thing counts beside the name itself ("blood count": platelets)."""

_AMBIGUOUS = 0.5
"""What other names count where the name typed may mean another thing."""

_BEST = 3
"""How many sentences tell how much of a passage is to the point."""

_LACKING = 0.1
"""How much further than its worst sentence a passage without the form asked for stands."""

_MOST_STEMS = 60
"""Stems searched for at most, the rarest first: a letter of 300 words costs no more than a long question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, made ready: its distinct stems, the names found in it, and its vector.

    `turned` is the vector as articles would put the question: passages and sentences are compared with that.
    """

    text: str
    stems: tuple[str, ...]
    names: tuple[Expansion, ...]
    vector: NDArray[np.float32]
    turned: NDArray[np.float32]


def encoded_text(text: str, names: Sequence[Expansion]) -> str:
    """Write out what the encoder reads: the question as one's own, and other names of what it names.

    Who asks for a relative asks about the same: "my wife's pills" are no more about contraception than "my pills".
    """
    text = as_ones_own(text)
    others = dict.fromkeys(name for found in names if not found.ambiguous for name in found.others[:_NAMES_ENCODED])
    return f"{text} ({', '.join(others)})" if others else text


def ask(
    contents: Contents,
    text: str,
    names: Sequence[Expansion],
    vector: NDArray[np.float32],
    embedder_fingerprint: str,
) -> Asked:
    """Make a question ready; `vector` is that of its `encoded_text`."""
    distinct = list(dict.fromkeys(stems(text)))
    if len(distinct) > _MOST_STEMS:
        rarest = np.argsort(-contents.lexical.rarity(distinct), kind="stable")[:_MOST_STEMS]
        distinct = [distinct[i] for i in sorted(rarest)]
    return Asked(text, tuple(distinct), tuple(names), vector, adapt(vector, embedder_fingerprint))


def lexical_scores(contents: Contents, asked: Asked) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Score every passage by its words: BM25 of the question, and what other names add; two of shape (passages,)."""
    return contents.lexical.stem_scores(asked.stems).sum(axis=0), _other_names(contents.lexical, asked.names)


def measure_signals(
    contents: Contents,
    asked: Asked,
    candidates: NDArray[np.int64],
    lexical: NDArray[np.float32],
    other_names: NDArray[np.float32],
    embedder_fingerprint: str,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Measure the `SIGNALS` of candidates.

    Returns:
        float32 of shape (candidates, signals), and the cosines of all their sentences to the question as an article
        would put it, one after another.
    """
    embeddings = contents.vectors.rows(candidates)
    starts, ends = contents.sentence_offsets[candidates], contents.sentence_offsets[candidates + 1]
    rows = np.concatenate([np.arange(start, end) for start, end in zip(starts, ends, strict=True)])
    cosines = contents.sentences[rows].astype(np.float32) @ asked.turned
    is_of_form = (contents.forms[rows] & form_bit(find_form(asked.text))) > 0
    best, best_three, of_form = _sentence_signals(cosines, ends - starts, is_of_form)
    titles = contents.titles_of[candidates]
    by_name = {
        "dense": embeddings @ asked.turned,
        "sentence": best,
        "sentences": best_three,
        "lexical": lexical[candidates],
        "other_names": other_names[candidates],
        "title": contents.titles[titles].astype(np.float32) @ asked.vector,
        "title_coverage": _coverage(contents, asked, titles),
        "article": contents.article_vectors[contents.articles_of[candidates]].astype(np.float32) @ asked.vector,
        "length": contents.lengths[candidates],
        "opening": contents.openings[candidates],
        "form": of_form,
        "kind": kind_scores(find_kind(asked.text), embeddings, embedder_fingerprint),
        "exact": _exact(contents.lexical, asked, candidates),
        "source": contents.source_weights[contents.articles_of[candidates]],
        "date": contents.years[contents.articles_of[candidates]],
    }
    return np.stack([by_name[name] for name in SIGNALS], axis=1).astype(np.float32), cosines


def _other_names(lexical: LexicalIndex, names: Sequence[Expansion]) -> NDArray[np.float32]:
    """Add up, over the names found, what the best other name scores beyond the one that was typed."""
    total = np.zeros(lexical.size, dtype=np.float32)
    for found in names:
        best = np.zeros(lexical.size, dtype=np.float32)
        for others, weight in ((found.others[:_NAMES_COUNTED], 1.0), (found.covers[:_NAMES_COUNTED], _COVERED)):
            for name in others:
                positions, scores = lexical.scores_together(list(dict.fromkeys(stems(name))))
                best[positions] = np.maximum(best[positions], weight * scores)
        typed = lexical.stem_scores(list(dict.fromkeys(stems(found.found)))).sum(axis=0)
        total += np.maximum(best - typed, 0) * (_AMBIGUOUS if found.ambiguous else 1.0)
    return total


def _exact(lexical: LexicalIndex, asked: Asked, candidates: NDArray[np.int64]) -> NDArray[np.float32]:
    """Count which share of the question's numbers and codes ("CARTITUDE-4", "97") stands in each candidate."""
    exact = [stem for stem in asked.stems if any(letter.isdigit() for letter in stem)]
    held = lexical.stem_scores(exact)[:, candidates] > 0
    shares: NDArray[np.float32] = held.sum(axis=0) / np.float32(max(1, len(exact)))
    return shares


def _coverage(contents: Contents, asked: Asked, titles: NDArray[np.int32]) -> NDArray[np.float32]:
    """Weigh how many of the question's words stand in each title, by how rare they are in the library."""
    rarity = contents.lexical.rarity(asked.stems)
    held = contents.title_words.stem_scores(asked.stems)[:, titles] > 0
    return (rarity @ held) / max(float(rarity.sum()), 1e-9)


def _sentence_signals(
    cosines: NDArray[np.float32], counts: NDArray[np.int64], is_of_form: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Reduce the cosines of the sentences, `counts` of them a passage, to three numbers a passage.

    The best; the mean of the best three; and the best among sentences of the form asked for, which is less than the
    worst where a passage has none, and the same for every passage where no form is asked for.  A passage without
    sentences (headings alone) is taken for one sentence that has nothing to do with the question.
    """
    is_there = np.arange(max(int(counts.max(initial=0)), _BEST)) < counts[:, None]
    padded = np.full(is_there.shape, -1.0, dtype=np.float32)
    padded[is_there] = cosines
    fits = np.zeros(is_there.shape, dtype=np.bool_)
    fits[is_there] = is_of_form
    padded[counts == 0, 0], is_there[counts == 0, 0] = 0, True
    best = np.sort(padded, axis=1)[:, ::-1][:, :_BEST]
    of_form = np.where(fits, padded, -1.0).max(axis=1)
    lacking = np.where(is_there, padded, 1.0).min(axis=1) - _LACKING
    form = np.where(fits.any(axis=1), of_form, lacking) if is_of_form.any() else np.zeros(len(counts))
    best_three = np.where(is_there[:, :_BEST], best, 0).sum(axis=1) / np.maximum(np.minimum(counts, _BEST), 1)
    return best[:, 0], best_three.astype(np.float32), form.astype(np.float32)
