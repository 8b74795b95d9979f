"""A part is read strictly and styled by our own sheet, and looks as a browser would have it."""

from xml.etree import ElementTree as ET

import pytest
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from risk_register.documents.layouts import OPTIONS
from risk_register.documents.packs import Manuscript
from risk_register.documents.pages import ClosedFetcher
from risk_register.documents.sources import Source
from tests.documents.full_pack import build_full_snapshot
from tests.documents.june_pack import build_order

EVERY_ELEMENT = """
<section class="cover"><h1>One</h1></section>
<section class="fresh"><h2>Two</h2><h3>Three</h3><h4>Four</h4>
<p>A text<br>in <strong>two</strong> lines, <a href="#x">a link</a> and a <span>span</span></p>
<ul><li>A</li><li>B</li></ul><ol><li>D</li><li>E</li></ol>
<nav><ol><li>F</li></ol></nav><article id="x"><div>G</div></article>
<figure><figcaption>H</figcaption><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"
 role="img" aria-label="I"><rect width="5" height="5"/></svg></figure>
<table><caption>J</caption><colgroup><col class="w40"><col></colgroup>
<thead><tr><th scope="col">K</th><th scope="col">L</th></tr></thead>
<tbody><tr><th scope="row">M</th><td>N<p>O</p></td></tr></tbody></table></section>
"""


@pytest.fixture(scope="module")
def manuscript():
    return Manuscript(build_order(build_full_snapshot()))


def test_a_part_is_read_as_a_browser_reads_it(manuscript):
    text = manuscript.write_part("".join(part.text for part in manuscript.parts))

    read = Source(text, ClosedFetcher()).etree_element

    browsed = HTML(string=text, url_fetcher=ClosedFetcher()).etree_element
    assert _list_words(read) == _list_words(browsed)


def test_every_element_looks_as_under_the_style_of_a_browser(manuscript):
    text, style = manuscript.write_part(EVERY_ELEMENT), manuscript.write_edged_style()

    ours = _draw(Source(text, ClosedFetcher()), style)

    assert ours == _draw(HTML(string=text, url_fetcher=ClosedFetcher()), style)


def test_a_part_that_is_not_well_formed_is_refused():
    with pytest.raises(ET.ParseError):
        Source("<html><body><p>Never closed</body></html>", ClosedFetcher())


def _list_words(root):
    """List elements, what they hold, and what follows them; a space may be longer at the end."""
    return [
        (each.tag, {k: v for k, v in each.items() if "xmlns" not in k}, each.text, _end(each.tail))
        for part in root
        for each in part.iter()
        if each.tag not in {"head", "body"}
    ]


def _end(text):
    return text and text.rstrip() + " " * text[-1:].isspace()


def _draw(source, style):
    fonts = FontConfiguration()
    sheet = CSS(string=style, url_fetcher=ClosedFetcher(), font_config=fonts)
    document = source.render(stylesheets=[sheet], font_config=fonts, **OPTIONS)
    return document.write_pdf(**OPTIONS)
