"""Data cut-offs and follow-up: the author's words, found where they speak of a study and nowhere else."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.corpus.data_cut import data_cut_within, find_data_cuts
from citewell.corpus.types import Article


def found(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find_data_cuts(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Of 97 patients, 32 were alive after a [median follow-up of 61.3 months].",
        "At a [median follow-up of 33.6 months], survival was longer.",
        "No new parkinsonism was seen ([median follow-up 61.3 months]).",
        "None had relapsed. The [Median Follow-Up was 28 months]; see below.",
        "MEDIAN FOLLOW UP: THE FIGURES. The [MEDIAN FOLLOW UP WAS 2.5 YEARS].",
        "[Median follow\u2011up: 12\u201318 mo].",
        "The [median duration of follow-up was just over five years].",
        "The [median follow-up in CARTITUDE-4 was 33.6 months].",
        "The [median follow-up period of approximately five years] was long.",
        "[Median follow-up was 61.3 (range, 2\u201372) months].",
        "Response lasted ([median follow-up, 2 years and 3 months]).",
        "In studies with a [median follow-up of 9 years or more], few relapsed.",
        "After a [median of 18 months of follow-up], most responded.",
        "The [mean follow-up was twenty-eight weeks].",
        "All 97 were [followed for a median of 61.3 months].",
        "Patients were [followed for at least five years].",
        "[With 27.7 months of follow-up], 97.9% had responded.",
        "[After two and a half years' follow-up], half were alive.",
        "[At a follow-up of 12 months], 80% were alive.",
        "We report 40 deaths ([data cutoff: May 1, 2024]).",
        "The [data cut-off date was 1 May 2024].",
        "At the [clinical cutoff (1 May 2024)], 45 were alive.",
        "At the [May 1, 2024, data cutoff], 45 were alive.",
        "These are [data as of 1 May 2024].",
        "The registry holds [data collected through December 2023].",
        "[As of 1 May 2024], 45 patients had died.",
        "[As of December 31, 2023], 22 reports of T-cell cancers had come in.",
    ],
)
def test_statements_are_found_word_for_word(text: str) -> None:
    plain = text.replace("[", "").replace("]", "")
    assert found(plain) == [text[text.index("[") + 1 : text.index("]")]]


@pytest.mark.parametrize(
    "text",
    [
        # no statement at all
        "Our source gives no follow-up time, and the median follow-up was not stated.",
        "Long follow-up matters, and follow-up should last 10 years or more.",
        "At the time of data cutoff, 2024 patients were enrolled.",
        "These findings are the longest reported follow-up for CAR-T therapy to date.",
        "The first 2-year follow-up analysis was shown at a congress.",
        "Patients received cilta-cel between July 2018 and October 2019.",
        "Median follow-up was 33.6 and 32.1 months, respectively.",
        "Median follow-up of patients aged 65 years was not given.",
        # care, not evidence
        "You will be followed for 15 years.",
        "People from the trial can be followed for up to 15 years.",
        "People are followed for five years after the infusion.",
        "After five years of follow-up, you may be discharged by your doctor.",
        "After six months of follow-up visits, he went home.",
        "Chemotherapy was followed for two years by tablets.",
        # plans, questions, conditions
        "The FDA requires 15 years of follow-up.",
        "The trial has a planned median follow-up of 5 years.",
        "There is no study with a median follow-up of 10 years.",
        "Was the median follow-up 61.3 months?",
        "It would take a median follow-up of 10 years to know.",
        "The data cutoff will be 1 May 2027.",
        # dates of other things
        "As of 1 May 2024, visitors must wear a mask.",
        "As of May 2024, the clinic is in a new building.",
        "As of May 2024, our ward has 30 patients.",
        "As of 2024, 45 patients had died.",
        "The cut-off date for applications is 1 May 2024.",
        "The data cutoff was 31 February 2024.",
        "The article was published on 1 May 2024.",
    ],
)
def test_nothing_is_found_where_nothing_is_stated(text: str) -> None:
    assert found(text) == []


def test_several_are_found_in_order_and_only_once() -> None:
    text = "At a median follow-up of 18 months, 97% responded. The data cutoff was 1 May 2024."
    text += "\n\nMedian follow-up: 2 years."
    assert found(text) == ["median follow-up of 18 months", "data cutoff was 1 May 2024", "Median follow-up: 2 years"]


def test_within_a_passage_only_one_statement_is_offered() -> None:
    first = "Early, at a median follow-up of 18 months, 97% responded."
    second = "Later, at a median follow-up of 61.3 months, 33% were in remission."
    third = "Fever is common."
    text = f"{first}\n\n{second}\n\n{third}"
    start = text.index(second)
    span = data_cut_within(text, start, start + len(second))
    assert span is not None
    assert text[span.start : span.end] == "median follow-up of 61.3 months"
    assert data_cut_within(text, 0, len(text)) is None, "two that differ: neither"
    assert data_cut_within(text, text.index(third), len(text)) is None, "nothing from elsewhere in the article"
    repeated = f"{first} Again, the Median follow-up of 18 months is short."
    assert data_cut_within(repeated, 0, len(repeated)) is not None


PARTS = st.sampled_from(
    ["median", "follow-up", "of", "was", "61.3", "months", "data", "cutoff", ":", "1 May 2024", "as of", "followed for",
     "five", "years", "(", ")", "?", ". The", "\n\n", "45 patients", "and", "you"]
)  # fmt: skip


@given(st.lists(PARTS, max_size=25).map(" ".join) | st.text(max_size=80))
def test_spans_are_apart_in_order_and_no_wider_than_a_sentence(text: str) -> None:
    end = 0
    for span in find_data_cuts(text):
        assert end <= span.start < span.end <= len(text)
        assert "\n" not in text[span.start : span.end]
        assert any(character.isalpha() for character in text[span.start : span.end])
        end = span.end


def test_the_starter_articles_state_only_follow_up_in_months_or_years(starter: dict[Path, Article]) -> None:
    spans = [article.text[s.start : s.end] for article in starter.values() for s in find_data_cuts(article.text)]
    assert len(spans) >= 50
    assert all("follow" in words.lower() and words.split()[-1] in {"months", "years", "more"} for words in spans)
    assert "median follow-up of 9 years or more" in spans
