"""The drawing of moves: every arrow said, within its frame, and letters that cannot break it."""

import re

import pytest

from risk_register.documents.moves import draw_moves
from risk_register.domain.heat_maps import arrange, list_cells, tell_flows
from tests.domain.test_heat_maps import SIZES, build_scheme


def draw(size, pairs):
    scheme = build_scheme(size)
    cells = {(cell.likelihood, cell.impact): cell for cell in list_cells(scheme)}
    moves = {(cells[start], cells[end]): numbers for (start, end), numbers in pairs.items()}
    return draw_moves(arrange(scheme, []), tell_flows(scheme, moves))


def title_of(drawing):
    return re.search("<title>(.*?)</title>", drawing)[1]


def arrows_of(drawing):
    return re.findall(r'<path d="M[^"]*Q[^"]*" fill="none"[^>]*>', drawing)


def test_each_way_that_risks_went_is_an_arrow_with_a_number_and_a_word():
    drawing = draw((3, 3), {((1, 1), (3, 3)): [1, 2], ((3, 2), (1, 2)): [3]})

    assert len(arrows_of(drawing)) == 2
    assert title_of(drawing) == (
        "How risks moved, likelihood by impact: 2 from 1 by 1 to 3 by 3, worse; "
        "1 from 3 by 2 to 1 by 2, better."
    )
    assert "▲ 2" in drawing
    assert "▼ 1" in drawing


def test_better_differs_from_worse_without_colour():
    worse, better = (
        arrows_of(draw((3, 3), {pair: [1]}))[0] for pair in (((1, 1), (2, 2)), ((2, 2), (1, 1)))
    )

    assert "stroke-dasharray" in better
    assert "stroke-dasharray" not in worse


def test_the_more_risks_went_a_way_the_broader_its_arrow():
    drawing = draw((3, 3), {((1, 1), (3, 3)): range(1, 40), ((3, 2), (1, 2)): [99]})

    broad, thin = sorted(
        (
            float(width)
            for width in re.findall(r'stroke-width="([\d.]+)"', "".join(arrows_of(drawing)))
        ),
        reverse=True,
    )
    assert broad > 2 * thin


def test_there_and_back_lie_side_by_side():
    there, back = (
        re.search(r"Q(\S+ \S+) ", arrows_of(draw((3, 3), {pair: [1]}))[0])[1]
        for pair in (((1, 1), (3, 3)), ((3, 3), (1, 1)))
    )

    assert there != back


@pytest.mark.parametrize("size", SIZES)
def test_arrows_stay_within_the_drawing(size):
    down, across = size
    corners = [(1, 1), (1, across), (down, across), (down, 1)]
    pairs = {(a, b): [1] for a in corners for b in corners if a != b}
    drawing = draw(size, pairs)

    width, height = map(float, re.search(r'viewBox="0 0 (\d+) (\d+)"', drawing).groups())
    for x, y, wide, high in re.findall(
        r'<rect x="(\S+)" y="(\S+)" width="(\S+)" height="(\S+)"', drawing
    ):
        assert 0 <= float(x) <= float(x) + float(wide) <= width
        assert 0 <= float(y) <= float(y) + float(high) <= height


def test_only_the_fullest_arrows_are_drawn_and_the_title_says_so():
    cells = [(down, across) for down in range(1, 7) for across in range(1, 5)]
    pairs = {((1, 1), cell): [1] for cell in cells[1:]} | {
        ((6, 4), cell): [2] for cell in cells[:9]
    }
    drawing = draw((6, 4), pairs)

    assert len(arrows_of(drawing)) == 24
    assert "Drawn: the 24 fullest." in title_of(drawing)
