import pytest

from citewell.corpus.errors import Refused
from citewell.corpus.readers.jats import read_jats

ARTICLE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving DTD v1.2 20190208//EN" "JATS-archivearticle1.dtd">
<article article-type="research-article" xml:lang="en" xmlns:xlink="http://www.w3.org/1999/xlink">
<front><journal-meta><journal-title-group><journal-title>Blood Adv</journal-title></journal-title-group></journal-meta>
<article-meta><article-id pub-id-type="doi">10.1182/x.1</article-id>
<title-group><article-title>The <italic>T</italic> cells</article-title></title-group>
<contrib-group>
<contrib contrib-type="author"><name><surname>Doe</surname><given-names>Jane</given-names></name></contrib>
<contrib contrib-type="editor"><name><surname>Roe</surname><given-names>R</given-names></name></contrib></contrib-group>
<pub-date pub-type="collection"><year>2025</year></pub-date>
<pub-date pub-type="epub"><day>5</day><month>11</month><year>2025</year></pub-date>
<abstract><p>Negative at 10<sup>-5</sup>.</p></abstract></article-meta></front>
<body><sec><title>Methods</title>
<p>In NCT03548207 [<xref ref-type="bibr" rid="r1">1</xref>, <xref ref-type="bibr" rid="r2">2</xref>], a
therapy.<sup><xref ref-type="bibr" rid="r1">1</xref></sup> It had:<list><list-item><p>one</p></list-item></list></p>
<fig><caption><p>A caption</p></caption></fig>
<sec><title>Doses</title>
<list list-type="order"><list-item><p>first</p></list-item><list-item><p>second</p></list-item></list>
<table-wrap><label>Table 1</label><caption><title>Events</title></caption><table>
<thead><tr><th rowspan="2">Event</th><th colspan="2">Grade</th></tr><tr><th>Any</th><th>3</th></tr></thead>
<tbody><tr><td>Fever</td><td>95%</td><td rowspan="2">5%</td></tr><tr><td>Chills</td><td>20%</td></tr></tbody>
</table></table-wrap></sec>
</sec></body>
<back><ref-list><ref><mixed-citation><article-title>Title A</article-title>. <source>J</source> <year>2020</year>
<pub-id pub-id-type="doi">10.1000/abc</pub-id></mixed-citation></ref></ref-list></back></article>"""


def test_article_of_a_journal() -> None:
    draft = read_jats(ARTICLE.encode(), "a.xml")
    assert [(block.kind, block.text) for block in draft.blocks] == [
        ("heading", "Abstract"),
        ("paragraph", "Negative at 10⁻⁵."),
        ("heading", "Methods"),
        ("paragraph", "In NCT03548207, a therapy. It had:"),
        ("bullet", "one"),
        ("heading", "Doses"),
        ("bullet", "first"),
        ("bullet", "second"),
        ("paragraph", "Events"),
        ("columns", "Event | Grade |"),
        ("columns", "| Any | 3"),
        ("row", "Fever | 95% | 5%"),
        ("row", "Chills | 20% |"),
    ]
    assert [block.number for block in draft.blocks if block.kind == "bullet"] == [None, 1, 2]
    found = draft.metadata
    assert (found.title, found.publisher, found.doi) == ("The T cells", "Blood Adv", "10.1182/x.1")
    assert (found.authors, found.published, found.source_type) == (("Jane Doe",), "2025-11-05", "research")
    assert (found.references[0].title, found.references[0].doi) == ("Title A", "10.1000/abc")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ('<!DOCTYPE a [<!ENTITY x "y">]><article>&x;</article>', "entities"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><article>&x;</article>', "entities"),
        ('<!DOCTYPE a [<!ENTITY % x SYSTEM "http://x/y">%x;]><article/>', "entities"),
        ("<article><p>", "not well-formed"),
        ("<rss><channel/></rss>", "not a JATS article (its root is <rss>)"),
        ("<article><body/></article>", "not a JATS article"),
    ],
)
def test_other_xml_is_refused(data: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        read_jats(data.encode(), "a.xml")
    assert words in str(refused.value)
