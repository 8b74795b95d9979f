"""Long tables are drawn in stretches that read as one: no row lost, no page left short."""

import io
from xml.etree import ElementTree as ET

import pypdfium2
from hypothesis import given
from hypothesis import strategies as some

from risk_register.documents.layouts import Layout
from risk_register.documents.packs import Manuscript, draw_part
from risk_register.documents.parts import Part, find_places
from risk_register.documents.stretches import ROWS, begin_with, cut_stretch, find_next
from tests.documents.june_pack import build_order

MANY = ROWS + ROWS // 2  # rows that make two stretches


def _section(name, count, row="Words"):
    rows = "".join(
        f'<tr>\n<th scope="row" id="{name}-{number}">{number}</th><td>{row}</td></tr>'
        for number in range(count)
    )
    return (
        f'<section class="fresh wide" id="{name}"><h2>{name}</h2><table class="plan">'
        '<caption>All</caption><thead><tr><th scope="col">No.</th><th scope="col">What</th></tr>'
        f"</thead><tbody>{rows}</tbody></table></section>"
    )


@given(some.integers(1, 40), some.integers(1, 40), some.data())
def test_the_rest_holds_every_place_from_the_one_it_begins_with(first, second, data):
    text = _section("row", first) + _section("action", second)
    places = find_places(text)
    at = data.draw(some.integers(0, len(places) - 1))

    rest = begin_with(text, places[at])

    assert find_places(rest) == places[at:]
    ET.fromstring(f"<body>{rest}</body>")  # noqa: S314 - our own text


@given(some.integers(0, 3 * ROWS), some.integers(0, 3 * ROWS))
def test_a_stretch_is_whole_and_leaves_rows_for_the_next(first, second):
    text = _section("row", first) + _section("action", second)

    stretch = cut_stretch(text, ROWS)

    if first + second < MANY:
        assert stretch is None
    else:
        held = find_places(stretch)
        assert held == find_places(text)[: len(held)]
        assert ROWS <= len(held) - stretch.count("<section") <= first + second - 1
        ET.fromstring(f"<body>{stretch}</body>")  # noqa: S314 - our own text


def test_a_row_that_goes_on_from_the_page_before_begins_nothing():
    text = _section("row", 5)

    assert find_next(text, {"row", "row-1", "row-2"}, {"row", "row-2", "row-3"}) is None
    assert find_next(text, {"row", "row-1", "row-2"}, {"row", "row-3", "row-4"}) == "row-3"


def test_pages_drawn_in_stretches_say_what_pages_drawn_at_once_say():
    manuscript = Manuscript(build_order())
    layout = Layout(manuscript.write_style())
    text = _section("row", ROWS // 2) + _section("action", MANY)
    row = f'<tr>\n<th scope="row" id="action-{ROWS // 2 - 3}">'  # where the first stretch ends
    text = text.replace(row, row.replace("<tr>", '<tr class="long">') + "Long " * 1200)

    stretches = draw_part(manuscript, layout, Part("Tables", text, flows=True))

    assert len(stretches) > 1
    at_once = _read(layout.draw(manuscript.write_part(text)))
    assert [page for stretch in stretches for page in _read(stretch)] == at_once
    assert [name for stretch in stretches for name in stretch.places] == find_places(text)


def _read(drawn):
    with pypdfium2.PdfDocument(io.BytesIO(drawn.pdf)) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return [text.replace("All, continued\r\n", "").replace("All\r\n", "") for text in texts]
