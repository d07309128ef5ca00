"""Which study does a passage report, and which passages retell one study?

A study is known by the names of its trial ("CARTITUDE-1"), its registry number (NCT03548207) and the DOIs of its
reports.  Which of them mean the same is learnt from the library, and only where it is said beyond doubt: a number in
brackets behind a name, the title of a reference, the metadata of an article.  Two names of trials are never joined.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from citewell.corpus.links import find_doi
from citewell.corpus.types import Article, Reference
from citewell.index.contents import SOURCE_WEIGHTS

_EXPLAINING = frozenset({"patient_information", "guideline"})
_DOI_MARK = "doi:"
_NCT = re.compile(r"\bNCT\d{8}\b")
_WORD = re.compile(r"[^\W_]+")
_JOINTS = frozenset(" \u00a0-\u2010\u2011\u2013")
_NUMBERED = re.compile(r"(?P<stem>.*\D)(?P<number>\d+[A-Za-z]?)", re.DOTALL)
_AND_MORE = re.compile(
    r"\s?(?:/|(?:,|and|&|or|to)\s(?=[-\u2010\u2011\u2013]))\s?[-\u2010\u2011\u2013]?(\d{1,3}[A-Z]?)\b"
)
"""The rest of "CARTITUDE-1 and -4", "CARTITUDE-1/4"."""

_BEFORE_NUMBER = re.compile(
    r"(?:\s+(?:trial|study))?\s*[(\[,;:]\s*(?:ClinicalTrials\.gov\s*)?(?:(?:identifier|number|ID|no\.)\s*)?[,:]?\s*"
)
"""What stands between the name of a trial and its own registry number."""


@dataclass(frozen=True, slots=True)
class Studies:
    """The studies that a library knows.

    `trials` holds the name to show for each key of a trial's name (see `_key`); `exact` the spellings of those names
    that are found only as they are spelled, for without a number they look like words ("CARTinue"); `longest` the
    number of words of the longest name; `same` the trial for each number and DOI (as `doi:10.…`, lower case) that is
    known to be its own.
    """

    trials: Mapping[str, str]
    exact: frozenset[str]
    longest: int
    same: Mapping[str, str]

    def named(self, text: str) -> tuple[str, ...]:
        """List the studies that a text names, each once, in order: by trial where it is known, else number or DOI."""
        found = [(start, name) for start, _, name in self.trials_in(text)]
        found += [(match.start(), self._name(match.group())) for match in _NCT.finditer(text)]
        found += [(start, self._name(f"{_DOI_MARK}{doi}")) for start, doi in _dois(text)]
        return tuple(dict.fromkeys(name for _, name in sorted(found)))

    def reported(self, article: Article, start: int, end: int) -> tuple[str, ...]:
        """Tell which studies the words `[start, end)` of an article are about.

        Those named in the words; else in the headings above them, the nearest first; else in the title; else the
        article itself where it is research with a DOI; else the only study that a report names and refers to.  A
        leaflet or a guideline is about a subject, and not every passage about the one study that it happens to name.

        Returns:
            Names to show; empty where nothing tells, and never a guess among several.
        """
        above = [heading for heading in article.headings if heading.start <= start]
        level = max((heading.level for heading in above), default=0) + 1
        lines = [article.text[start:end]]
        for heading in reversed(above):
            if heading.level < level:
                lines.append(article.text[heading.start : heading.end])
                level = heading.level
        for line in [*lines, article.title]:
            if named := self.named(line):
                return named
        if article.source_type == "research" and article.doi:
            return (self._name(f"{_DOI_MARK}{article.doi}"),)
        only = tuple({self._name(study) for study in article.studies})
        reports = article.source_type not in _EXPLAINING and len(only) == 1
        return only if reports and all(only == self._referred(work) for work in article.references) else ()

    def _referred(self, work: Reference) -> tuple[str, ...]:
        return self.named(f"{work.title} {work.url} {_DOI_MARK}{work.doi}")

    def _name(self, study: str) -> str:
        return self.same.get(study.lower()) or self.trials.get(_key(study), study)

    def trials_in(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Find the names of trials in a text, the longest first where one begins as another: start, end and name."""
        tokens = list(_WORD.finditer(text))
        here = 0
        while here < len(tokens):
            last = here + 1
            while last < min(len(tokens), here + self.longest) and _joined(text, tokens[last - 1], tokens[last]):
                last += 1
            for stop in range(last, here, -1):
                start, end = tokens[here].start(), tokens[stop - 1].end()
                key = _key(text[start:end])
                if key in self.trials and (_has_number(key) or text[start:end] in self.exact):
                    yield start, end, self.trials[key]
                    yield from self._more(text, end, self.trials[key])
                    here = stop - 1
                    break
            here += 1

    def _more(self, text: str, end: int, name: str) -> Iterator[tuple[int, int, str]]:
        numbered = _NUMBERED.fullmatch(name)
        while numbered and (match := _AND_MORE.match(text, end)):
            other = numbered["stem"] + match[1]
            yield match.start(1), match.end(1), self.trials.get(_key(other), other)
            end = match.end()


@dataclass(frozen=True, slots=True)
class Reported:
    """A passage to be grouped: where it is from, what it is about (`Studies.reported`), and whether it answers."""

    article_id: str
    studies: tuple[str, ...]
    source_type: str
    answers: bool = True


@dataclass(frozen=True, slots=True)
class StudyGroup:
    """Passages about one study: `members` are their places in what was grouped, `articles` from how many they are.

    `study` is empty for a passage about no study or several, which stands alone.
    """

    study: str
    members: tuple[int, ...]
    articles: int


def studies_of(articles: Iterable[Article]) -> Studies:
    """Gather the studies of a library, and learn which names, numbers and DOIs mean the same one."""
    library = list(articles)
    spelled = Counter(name for article in library for name in article.studies if _is_trial(name))
    trials: dict[str, str] = {}
    for name, _ in spelled.most_common():
        trials.setdefault(_key(name), name)
    exact = frozenset(name for name in spelled if not _has_number(_key(name)))
    longest = max((len(re.findall(r"[^\W\d_]+|\d+[^\W_]*", name)) for name in spelled), default=0)
    known = Studies(trials, exact, longest, {})
    same = _one_to_one(tie for article in library for tie in _said(known, article))
    taken = {name for number, name in same.items() if _NCT.fullmatch(number.upper())}
    stated = _one_to_one(tie for article in library for tie in _stated(known, article))
    same |= {number: name for number, name in stated.items() if number not in same and name not in taken}
    return replace(known, same=same)


def group_by_study(items: Sequence[Reported]) -> tuple[StudyGroup, ...]:
    """Group passages that are about one and the same study, so that retelling does not look like corroboration.

    Args:
        items: the passages in their order, best first.

    Returns:
        The groups, in the order of their best passage.  In each, passages that answer come first, then the better
        sources, then the better ranks.
    """
    members: dict[str | int, list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        members[item.studies[0] if len(item.studies) == 1 else place].append(place)
    return tuple(
        StudyGroup(
            study if isinstance(study, str) else "",
            tuple(sorted(places, key=lambda n: (not items[n].answers, -SOURCE_WEIGHTS[items[n].source_type], n))),
            len({items[n].article_id for n in places}),
        )
        for study, places in members.items()
    )


def _said(known: Studies, article: Article) -> Iterator[tuple[str, str]]:
    """List what an article says beyond doubt: numbers and DOIs, each with the trial that it belongs to."""
    for text in (article.title, article.text, *(work.title for work in article.references)):
        if "NCT" in text:
            named = [(end, name) for _, end, name in known.trials_in(text)]
            for number in _NCT.finditer(text):
                yield from (
                    (number.group().lower(), name)
                    for end, name in named
                    if end < number.start() and _BEFORE_NUMBER.fullmatch(text, end, number.start())
                )
    titled = [(work.title, work.doi, work.url) for work in article.references]
    for title, doi, url in [*titled, (article.title, article.doi, "")]:
        names = {name for _, _, name in known.trials_in(title)}
        if len(names) == 1:
            numbers = {number.lower() for number in _NCT.findall(url)}
            yield from ((study, *names) for study in (*numbers, *([_DOI_MARK + doi.lower()] if doi else [])))


def _stated(known: Studies, article: Article) -> Iterator[tuple[str, str]]:
    """Tie the only number among an article's studies to the only trial among them."""
    names = {known.trials[_key(study)] for study in article.studies if _is_trial(study)}
    numbers = {study.lower() for study in article.studies if _NCT.fullmatch(study)}
    if len(names) == len(numbers) == 1:
        yield numbers.pop(), names.pop()


def _one_to_one(ties: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Keep the ties of which nothing contradicts: a number or DOI of one trial, and a number that is its only one.

    A trial has several reports, so several DOIs are no contradiction.
    """
    distinct = set(ties)
    trials_of = Counter(study for study, _ in distinct)
    numbers_of = Counter(name for study, name in distinct if not study.startswith(_DOI_MARK))
    return {
        study: name
        for study, name in distinct
        if trials_of[study] == 1 and (study.startswith(_DOI_MARK) or numbers_of[name] == 1)
    }


def _is_trial(study: str) -> bool:
    return not (_NCT.fullmatch(study) or study.startswith(_DOI_MARK)) and any(map(str.isalpha, study))


def _key(name: str) -> str:
    """Reduce a name to what all its spellings share: "CARTITUDE 1", "Cartitude-1" and "CARTITUDE1" are one."""
    return "".join(_WORD.findall(name)).casefold()


def _has_number(key: str) -> bool:
    return any(map(str.isdigit, key))


def _joined(text: str, before: re.Match[str], after: re.Match[str]) -> bool:
    return after.start() - before.end() == 1 and text[before.end()] in _JOINTS


def _dois(text: str) -> Iterator[tuple[int, str]]:
    for match in re.finditer(r"\S*10\.\d{4}\S*", text):
        if doi := find_doi(match.group()):
            yield match.start(), doi
