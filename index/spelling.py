"""Which word did they mean?

A word that is not in the library, the vocabularies or an English dictionary is taken for a misspelling of
the likeliest word near it: few edits, the same sound, a word in use (Kernighan, Church & Gale 1990, "A spelling
correction program based on a noisy channel model").  Only words that the library holds are ever put in its place.  All
other known words stand against them: where one is likelier, the typed word stays as it is.  Above all no name of a
medicine becomes another, and what may be the name of one that the library lacks stays.
"""

import math
import re
from collections import ChainMap, Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from citewell.corpus.entries import Names
from citewell.index.neighbours import Neighbours, count_edits
from citewell.index.words import stems, stopwords, words

_TYPED = re.compile(r"(?<![\w@/-])[^\W\d_]{4,}(?![\w@/-]|\.(?:com|edu|gov|net|org)\b)")
"""What may be repaired: no code ("cilta-cel", "COVID19"), no address, nothing short."""

_SENTENCE = re.compile(r"(?:[^.!?\n]|[.!?](?=\S))+")
_LETTERS = re.compile(r"[a-z]+")
_VOWEL = re.compile(r"[aeiouy]")

_SOUNDS = [
    (re.compile(letters), sound)
    for letters, sound in [
        ("^p(?=[nst])|^[kg](?=n)|^w(?=r)", ""), ("ph", "f"), ("[ao]e", "e"), ("rh", "r"), ("s?c(?=[eiy])", "s"),
        ("ch(?=[rl])|ck|[cq]", "k"), ("x", "ks"), ("z", "s"), ("th", "t"), ("(?<!^)(?:[aeiouyw]|(?<![cs])h)+", ""),
        (r"(.)\1+", r"\1"),
    ]
]  # fmt: skip
"""How letters sound in English and in the Greek of medicine; vowels count only at the beginning, as in Soundex."""

_OPPOSITES = [("hypo", "hyper"), ("intra", "inter"), ("ectomy", "otomy"), ("ectomy", "ostomy"), ("otomy", "ostomy"),
              ("kal", "calc")]  # fmt: skip
"""Parts of medical words that are an edit or three apart, and mean something else."""

_EDIT, _SOUND, _SPACE = 2.0, 1.0, 2.5
"""Costs, in decimal logarithms of how unlikely something is: a wrong letter, a wrong sound, a space left out; a word's
own cost is added.  Chosen on messages 300 to 999 of MeQSum (Ben Abacha & Demner-Fushman 2019), as are the ceilings."""

_CAPITAL = 1.0  # so much likelier must be what has a capital in the middle of a sentence: it may be somebody's name

_NAME, _MEDICINE, _HELD = 1e-4, 1e-3, 1e-2
"""How likely a word is at least: one of the vocabularies, of a medicine, of a medicine in the library."""

_FEW = 2000
"""A library of fewer passages tells little about how usual a word is; one of more has misspellings of its own."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A word as it was typed, and the library's word (or two) that it was taken for."""

    typed: str
    meant: str


@dataclass(frozen=True, slots=True, order=True)
class _Candidate:
    cost: float
    word: str
    edits: int
    sounds_alike: bool


class Speller:
    """Repairs questions with the words of one library."""

    def __init__(
        self, words: Mapping[str, int], names: Iterable[str] = (), medicines: Mapping[str, str] | None = None
    ) -> None:
        """Gather the known words.

        Args:
            words: The library's words, as `library_words` counts them.
            names: Correct words that the library may lack: those of the vocabularies.
            medicines: Words that name a medicine, as `medicine_words` finds them, with the medicine.  The library holds
                it if it has any of its names.
        """
        self._medicines = dict(medicines or {})
        held = {self._medicines[word] for word in words.keys() & self._medicines.keys()}
        passages = max(words.values(), default=1)
        english = _english()
        named = dict.fromkeys(names, _NAME) | dict.fromkeys(self._medicines, _MEDICINE)
        own = {word: likelihood for word, likelihood in named.items() if word not in english}
        usual = {
            word for word, count in words.items() if count > 1 or passages < _FEW or word in own or word in english
        }
        self._known = ChainMap(own, english, dict.fromkeys([*words, *stopwords()], 0.0))
        own |= {word: words[word] / max(passages, _FEW) for word in usual}
        for word, medicine in self._medicines.items():
            own[word] = max(self._known[word], _HELD if medicine in held else _MEDICINE)
        targets = usual | {word for word, medicine in self._medicines.items() if medicine in held}
        own_costs = _costs(own)
        self._costs = ChainMap(own_costs, _english_costs())
        self._targets = {word for word in targets if word in self._costs}
        self._halves = {w for w in self._targets if w in english and (len(w) > 2 or w in stopwords())}
        self._near = (_near_english(), Neighbours(own_costs.keys() - _english_costs().keys()))
        self._near_medicines = Neighbours(word for word in self._medicines if word in self._costs)
        self._sounding: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._targets):
            self._sounding[_sound(word)].append(word)

    def repair(self, question: str) -> tuple[str, tuple[Repair, ...]]:
        """Put the words meant in the place of those misspelled; all else in a (cleaned) question stays as it is."""
        repairs: dict[int, Repair] = {}
        for sentence in _SENTENCE.finditer(question):
            repairs |= self._repairs_in(sentence)
        for start, repair in reversed(repairs.items()):
            question = question[:start] + repair.meant + question[start + len(repair.typed) :]
        return question, tuple(dict.fromkeys(repairs.values()))

    def _repairs_in(self, sentence: re.Match[str]) -> dict[int, Repair]:
        """Find the repairs of a sentence, by where they begin; none if it is in another language."""
        found = _TYPED.finditer(sentence.string, *sentence.span())
        unknown = [typed for typed in found if self._is_unknown(typed.group())]
        repairs = {typed.start(): Repair(typed.group(), meant) for typed in unknown if (meant := self._meant(typed))}
        left = len(unknown) - len(repairs)
        is_foreign = left > max(2, len(repairs)) and 3 * len(unknown) > len(sentence.group().split())
        return {} if is_foreign else repairs

    def _is_unknown(self, typed: str) -> bool:
        """Tell whether a word is none that is known, nor an abbreviation, nor in other letters than English."""
        word = "".join(words(typed))
        is_abbreviation = (typed.isupper() and len(typed) < 6) or not _VOWEL.search(word)
        return word not in self._known and not is_abbreviation and _LETTERS.fullmatch(word) is not None

    def _meant(self, match: re.Match[str]) -> str:
        """Choose what an unknown word was meant to be; empty if nobody can tell."""
        typed = match.group()
        word = "".join(words(typed))
        candidates = sorted([*self._candidates(word), *self._splits(word)])
        if not candidates:
            return ""
        best = candidates[0]
        ceiling = min(len(word), 6 + len(word) / 8) - _CAPITAL * _is_name(match)
        is_held = self._targets.issuperset(best.word.split())
        if not is_held or best.cost > ceiling or self._may_be_medicine(word, candidates):
            return ""
        return best.word.upper() if typed.isupper() else best.word.capitalize() if typed[0].isupper() else best.word

    def _candidates(self, word: str) -> list[_Candidate]:
        """Find the words that may be meant, with their costs: a few edits away, and one more if they sound alike."""
        sound = _sound(word)
        limit = _limit(word)
        near = {other: edits for known in self._near for other, edits in known.find(word, limit).items()}
        for other in self._sounding.get(sound, ()):
            edits = count_edits(word, other)
            if len(word) > 4 and edits <= limit + 1:
                near[other] = edits
        found = []
        for other, edits in near.items():
            heard = count_edits(sound, _sound(other))
            if (heard == 0 or _begin_alike(word, other)) and not _are_opposites(word, other):
                found.append(_Candidate(_EDIT * edits + _SOUND * heard + self._costs[other], other, edits, heard == 0))
        return found

    def _may_be_medicine(self, word: str, candidates: list[_Candidate]) -> bool:
        """Tell whether a word may be another medicine than the best candidate, or one where that is none.

        Another with one edit more stands against it too, unless only the best sounds like the word and begins like it.
        """
        best = candidates[0]
        own = self._medicines.get(best.word)
        if any(c.cost < best.cost + 1 and self._medicines.get(c.word) != own for c in candidates):
            return True
        reach = best.edits + 1 if own else min(best.edits + 1, _limit(word))
        others = {
            self._medicines[name]
            for name, edits in self._near_medicines.find(word, reach).items()
            if edits <= best.edits or not best.sounds_alike or name[:2] == word[:2]
            if own or _begin_alike(word, name)
        } - {own}
        return len(others) > (0 if own or " " in best.word else 1)

    def _splits(self, word: str) -> Iterator[_Candidate]:
        """Take a word apart that two usual ones may have been run together in."""
        for at in range(2, len(word) - 1):
            halves = (word[:at], word[at:])
            if self._halves.issuperset(halves):
                cost = _SPACE + sum(self._costs[half] for half in halves)
                yield _Candidate(cost, " ".join(halves), edits=1, sounds_alike=False)


def library_words(texts: Iterable[str]) -> dict[str, int]:
    """Count in how many texts each word of letters occurs, as `words` finds them."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({word for word in words(text) if word.isalpha()})
    return dict(sorted(counts.items()))


def medicine_words(entries: Iterable[Names]) -> dict[str, str]:
    """Find the words that name one medicine each ("sodium" names none), with the medicine's term."""
    terms: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.brand or entry.generic or entry.codes:
            for name in (entry.term, *entry.brand, *entry.generic):
                found = [word for word in words(name) if word.isalpha()]
                for word in found:
                    if len(found) == 1 or word not in _english():
                        terms[word].add(entry.term)
    return {word: named.pop() for word, named in sorted(terms.items()) if len(named) == 1}


@cache
def english_counts() -> dict[str, int]:
    """Read the English words with their counts: SymSpell's dictionary (Garbe), the words of SCOWL in Google Books."""
    text = resources.files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text("utf-8-sig")
    return {word: int(count) for word, count in (line.split() for line in text.splitlines())}


@cache
def _english() -> dict[str, float]:
    """Tell how likely a passage of 100 words has each English word.

    Contractions are also known as they are typed in a hurry ("dont") and as they are split ("couldn").
    """
    counts = english_counts()
    total = sum(counts.values())
    likelihoods: dict[str, float] = {}
    for word, count in counts.items():
        for form in {word, word.replace("'", ""), word.partition("'")[0]}:
            likelihoods[form] = max(likelihoods.get(form, 0.0), min(1.0, 100 * count / total))
    return likelihoods


@cache
def english_stems() -> dict[str, float]:
    """Add up how likely the words of each stem are; once."""
    likelihoods: dict[str, float] = {}
    for word, likelihood in _english().items():
        for stem in stems(word):
            likelihoods[stem] = likelihoods.get(stem, 0.0) + likelihood
    return likelihoods


def _costs(likelihoods: Mapping[str, float]) -> dict[str, float]:
    return {word: -math.log10(max(p, 1e-6)) for word, p in likelihoods.items() if _LETTERS.fullmatch(word)}


@cache
def _english_costs() -> dict[str, float]:
    return _costs(_english())


@cache
def _near_english() -> Neighbours:
    return Neighbours(_english_costs())


@lru_cache(maxsize=100_000)
def _sound(word: str) -> str:
    for letters, sound in _SOUNDS:
        word = letters.sub(sound, word)
    return word


def _limit(word: str) -> int:
    """Tell how many edits a word may be away from the one meant."""
    return 1 if len(word) < 7 else 2


def _begin_alike(word: str, other: str) -> bool:
    """Tell whether two words begin with the same letter, or with two letters swapped: few miss the first one."""
    return word[0] == other[0] or word[:2] == other[1::-1]


def _are_opposites(word: str, other: str) -> bool:
    return any((a in word and b in other) or (b in word and a in other) for a, b in _OPPOSITES)


def _is_name(match: re.Match[str]) -> bool:
    """Tell whether a word has a capital in the middle of a sentence."""
    before = match.string[: match.start()].rstrip(" \"'“‘(*[")
    return match.group()[0].isupper() and not match.group().isupper() and before != "" and before[-1] not in ".!?:\n"
