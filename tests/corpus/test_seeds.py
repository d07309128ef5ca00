"""The five real texts that the project was asked to read."""

from pathlib import Path

import pytest

from citewell.corpus.read import read_article
from citewell.corpus.types import Article

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"

NEVER = [
    "Newsletter",
    "Stay Updated with",
    "Stay informed on drug updates",
    "Stay up to date",
    "Get the latest health",
    "How often would you like",
    "We respect your privacy",
    "Related Articles",
    "Gut Microbes Could",
    "Two Hearts",
    "Lung Capacity Declines",
    "Latest CME",
    "Share this article",
    "min read",
    "News|Articles",
    "Author(s)",
    "Fact checked by",
    "11 Articles",
    "Coverage Details",
    "Bias Distribution",
    "To view factuality data",
    "To view ownership data",
    "Ownership",
    "100% of the sources",
    "Science X Network",
    "Citation:",
    "retrieved 7 June",
    "subject to copyright",
    "provided for information purposes",
    "More information:",
    "Medical News & Research",
    "Accessed November",
    "tinyurl",
]


def seed(number: int) -> Article:
    found = sorted(SEEDS.glob(f"{number:03}_*.txt"))
    if not found:
        pytest.skip(f"seed {number:03} is not there: the shared folder of the project is needed for this test")
    return read_article(found[0])


@pytest.mark.parametrize("number", range(5))
def test_no_page_furniture_is_left(number: int) -> None:
    article = seed(number)
    assert [words for words in NEVER if words in article.text] == []
    assert article.title not in article.text
    assert len(article.text) > 1500
    for heading in article.headings:
        assert "\n" not in article.text[heading.start : heading.end]


def test_000_pharmacy_times() -> None:
    article = seed(0)
    assert article.title == "Immune Synergy May Explain Why Some Patients Achieve Durable Remission With Cilta-Cel"
    assert article.publisher == "Pharmacy Times"
    assert article.published == ""
    assert article.studies[:2] == ("CARTITUDE-1", "NCT03548207")
    assert "doi:10.1182/bloodadvances.2025018078" in article.studies
    assert len(article.references) == 4
    assert article.references[1].title == "Can cilta-cel redefine outcomes in multiple myeloma?"
    assert "senior author of the study.1" in article.text
    assert "A study of JNJ-68284528" not in article.text
    assert [article.text[h.start : h.end] for h in article.headings] == ["Key Takeaways"]
    assert article.text.startswith("Key Takeaways\n\n- Prolonged remission")


def test_001_medical_xpress() -> None:
    article = seed(1)
    assert article.title == "Single-dose CAR-T therapy potentially curative in multiple myeloma"
    assert article.publisher == "Medical Xpress"
    assert article.published == "2025-06-07"
    assert article.url == "https://medicalxpress.com/news/2025-06-dose-car-therapy-potentially-curative.html"
    assert article.text.count("Safety remained consistent") == 1
    assert article.doi == ""
    assert article.references[0].doi == "10.1200/JCO-25-00760"
    assert "doi:10.1200/JCO-25-00760" in article.studies
    assert article.text.endswith("long-term, treatment-free survival to more patients.")


def test_002_ground_news() -> None:
    article = seed(2)
    assert article.title == "Long-Term Outcomes Following CAR T Cell Therapy: What We Know so Far"
    assert article.publisher == "Ground News"
    assert article.source_type == "aggregator"
    assert article.text.count("\n- ") == 4
    assert article.text.startswith("- In the CARTITUDE-1 trial")


def test_003_cancer_network() -> None:
    article = seed(3)
    assert article.title == "Cilta-cel Boosts Survival in Lenalidomide-Refractory Multiple Myeloma"
    assert article.published == "2026-01-18"
    assert article.authors == ("Russ Conroy",)
    assert article.publisher == ""
    assert article.studies[:2] == ("CARTITUDE-4", "NCT04181827")
    marked = [article.text[note.start : note.end] for note in article.editor_notes]
    assert marked == ["10–5", "10–6", "0.75 x 106", "0.71 x 106"]
    assert article.references[0].publisher == "Lancet Oncol"
    assert article.references[0].doi == "10.1016/S1470-2045(25)00653-9"


def test_004_mias_feed() -> None:
    article = seed(4)
    assert article.title == (
        "Breakthrough in Multiple Myeloma Treatment: Single-Dose CAR-T Therapy Shows Long-Term Promise"
    )
    assert article.publisher == "Mia's Feed"
    assert article.text.startswith("A recent study demonstrates")
    assert article.text.endswith("make such treatments more broadly available.")
