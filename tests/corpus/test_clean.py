import pytest

from citewell.corpus.clean import clean
from citewell.corpus.draft import Block, Draft, Metadata
from citewell.corpus.references import parse_reference

PROSE = (
    "Your care team watches you closely for several weeks after the infusion and tells you what to look for at home."
)
MORE = "Most people go home after about two weeks, and they stay near the hospital for at least four weeks after that."


def page(*lines: str | Block, **stated: str) -> Draft:
    blocks = tuple(line if isinstance(line, Block) else Block("paragraph", line) for line in lines)
    return clean(Draft(blocks, Metadata(**stated)))  # type: ignore[arg-type]


def texts(draft: Draft) -> list[str]:
    return [block.text for block in draft.blocks]


@pytest.mark.parametrize(
    "line",
    [
        "Skip to main content",
        "Home > Health > Cancer",
        "Advertisement",
        "ADVERTISEMENT",
        "Sign up for our newsletter",
        "Follow us on Twitter and Facebook",
        "Read more: Five foods to eat",
        "Share on Facebook",
        "Share this article",
        "4 min read",
        "We use cookies to give you the best experience. Accept all",
        "This site uses cookies.",
        "Accept all cookies",
        "© 2024 Some Trust. All rights reserved.",
        "Copyright 2024 Some Trust",
        "All rights reserved.",
        "Photo by Jane Doe",
        "Credit: Getty Images",
        "Image: A hospital ward",
        "Getty Images",
        "We respect your privacy. Unsubscribe at any time.",
        "Privacy Policy | Terms of Use",
        "Last updated: 3 March 2024",
    ],
)
def test_page_furniture_goes_wherever_it_stands(line: str) -> None:
    assert texts(page("A title", line, PROSE, line, MORE, line)) == ["A title", PROSE, MORE]


@pytest.mark.parametrize("label", ["Print", "Comments", "scout", "Image", "Menu", "Facebook", "12 Comments"])
def test_labels_go_only_outside_the_prose(label: str) -> None:
    assert texts(page(label, PROSE, label, MORE, label)) == [PROSE, label, MORE]


@pytest.mark.parametrize(
    "heading",
    ["You may also like", "Recommended", "Related Articles", "Related stories", "Latest CME", "More from Health"],
)
def test_a_tail_of_other_pages_is_cut(heading: str) -> None:
    blurb = "A short blurb about something else entirely that was found by researchers."
    assert texts(page("A title", PROSE, MORE, heading, "Foods To Eat", blurb, "Walks To Take", blurb + " Yes.")) == [
        "A title",
        PROSE,
        MORE,
    ]


def test_a_section_of_prose_under_such_a_heading_stays() -> None:
    long = " ".join([MORE] * 4)
    newsletter = Block("heading", "Newsletter", 2)
    about = (
        "The hospital newsletter began in 1980 as a single sheet and it has since helped many thousands of families."
    )
    assert about + " " + long in texts(page(PROSE, newsletter, about + " " + long))
    related = Block("heading", "Related topics", 2)
    assert long in texts(page(PROSE, MORE, related, long))


def test_an_article_about_newsletters_is_not_gutted() -> None:
    lines = [
        "A newsletter can help you to keep up with research, and it costs you nothing but a few minutes in a week.",
        "Subscribe only to letters of hospitals that you know, because others may sell what they learn about you.",
        "Stay up to date with your vaccinations.",
    ]
    assert texts(page("Newsletters for patients", *lines)) == ["Newsletters for patients", *lines]


def test_newsletter_box_goes_with_its_lines() -> None:
    box = ["Newsletter", "Stay up to date with us.", "Subscribe to get it by e-mail every week."]
    assert texts(page("A title", PROSE, *box, MORE)) == ["A title", PROSE, MORE]


def test_article_that_holds_itself_twice_is_kept_once() -> None:
    assert texts(page("A title", PROSE, MORE, "A title", PROSE, MORE)) == ["A title", PROSE, MORE]
    assert texts(page(PROSE, MORE, PROSE, MORE, "One more sentence.")) == [PROSE, MORE, "One more sentence."]


def test_repeated_warning_under_two_headings_stays() -> None:
    warning = "Call your team at once if your temperature is 38 degrees or more at any time of day or night."
    a, b = Block("heading", "At home", 2), Block("heading", "At work", 2)
    draft = page(PROSE, a, warning, b, warning, MORE)
    assert texts(draft) == [PROSE, "At home", warning, "At work", warning, MORE]


def test_title_lines_are_kept_once() -> None:
    assert texts(page("A title", "A title", "A  Title!", PROSE)) == ["A title", PROSE]


def test_reference_list_becomes_metadata() -> None:
    draft = page(
        PROSE,
        "References",
        "1. Doe J, Roe R, et al. A trial of cells. Blood Adv. November 5, 2025. doi:10.1182/abc.2025",
        "2. A page about cells. Some Trust. Updated 2024. Accessed March 3, 2025. https://example.org/cells.",
        "Acknowledgements were made to all who took part in this long study of cells and of those who gave them.",
    )
    assert texts(draft)[0] == PROSE
    assert len(texts(draft)) == 2
    first, second = draft.metadata.references
    assert (first.title, first.publisher, first.published, first.doi) == (
        "A trial of cells",
        "Blood Adv",
        "2025-11-05",
        "10.1182/abc.2025",
    )
    assert (second.title, second.publisher, second.url) == (
        "A page about cells",
        "Some Trust",
        "https://example.org/cells",
    )


def test_a_section_called_more_information_is_no_reference_list() -> None:
    lines = ["More information", "Visit https://example.org or call 0800 123 456 to talk to a nurse about this."]
    assert texts(page(PROSE, *lines)) == [PROSE, *lines]


def test_prose_that_names_a_study_is_no_reference() -> None:
    lines = ["Sources", "In 2020 Doe et al found that most people went home after two weeks of care on the ward."]
    assert texts(page(PROSE, *lines, MORE)) == [PROSE, *lines, MORE]


def test_reference_without_structure_keeps_its_words() -> None:
    assert parse_reference("7. Something odd").title == "Something odd"


def test_removed_lines_fill_only_what_was_not_stated() -> None:
    lines = ["A title", "By Jane Doe and John Roe", "Published: 3 March 2024", "Last reviewed: May 2024", PROSE]
    draft = page(*lines)
    assert draft.metadata.authors == ("Jane Doe", "John Roe")
    assert draft.metadata.published == "2024-03-03"
    assert draft.metadata.reviewed == "Last reviewed: May 2024"
    assert page(*lines, published="2020").metadata.published == "2020"


def test_citation_footer_states_title_date_and_address() -> None:
    draft = page(
        PROSE,
        "Citation:",
        "A page title (2023, May 4)",
        "retrieved 9 May 2023",
        "from https://www.example.org/page.html",
    )
    assert texts(draft) == [PROSE]
    found = draft.metadata
    assert (found.title, found.published, found.url) == (
        "A page title",
        "2023-05-04",
        "https://www.example.org/page.html",
    )


def test_cleaning_twice_changes_nothing() -> None:
    once = page("A title", "Share this article", PROSE, MORE, "Related Articles", "Foods To Eat")
    assert clean(once) == once
