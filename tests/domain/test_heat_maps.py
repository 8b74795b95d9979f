"""The heat map's rules: every risk counted once, every move told once, both ways alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.heat_maps import (
    FlowKind,
    Group,
    Judged,
    Placed,
    arrange,
    find_direction,
    list_cells,
    tell_flows,
)
from risk_register.domain.schemes import Scheme

SIZES = [(3, 3), (4, 5), (6, 4)]  # likelihood by impact
OPPOSITE = {
    FlowKind.WORSE: FlowKind.BETTER,
    FlowKind.BETTER: FlowKind.WORSE,
    FlowKind.LEVEL: FlowKind.LEVEL,
    FlowKind.RESCALED: FlowKind.RESCALED,
}


def build_document(down, across):
    """Write a scheme of any size: products as scores, a third of them in each band."""
    top = down * across
    low, high = max(1, top // 3), max(2, 2 * top // 3)
    return {
        "key": f"grid-{down}x{across}",
        "version": "1",
        "name": f"{down} by {across}",
        "likelihood": [{"point": n, "name": f"L{n}"} for n in range(1, down + 1)],
        "impact": [{"point": n, "name": f"I{n}"} for n in range(1, across + 1)],
        "domains": [],
        "grid": [[row * column for column in range(1, across + 1)] for row in range(1, down + 1)],
        "bands": [
            band("green", 1, low),
            band("amber", low + 1, high),
            band("red", high + 1, top),
        ],
        "categories": ["capacity"],
    }


def band(key, lowest, highest):
    tones = {"green": "low", "amber": "medium", "red": "very-high"}
    return {
        "key": key,
        "name": key.title(),
        "lowest": lowest,
        "highest": highest,
        "review_days": 30,
        "tone": tones[key],
    }


def build_scheme(size):
    return Scheme.from_mapping(build_document(*size))


SCHEMES = st.sampled_from(SIZES).map(build_scheme)
#: What an earlier scheme may have said: other points, other scores, other bands.
FOREIGN = st.builds(
    Judged,
    st.integers(1, 8),
    st.integers(1, 8),
    st.integers(1, 40),
    st.sampled_from(["green", "amber", "red", "purple"]),
)


def judgements(scheme):
    return st.sampled_from(list_cells(scheme)) | FOREIGN


@st.composite
def registers(draw):
    scheme = draw(SCHEMES)
    judged = st.lists(st.none() | judgements(scheme), max_size=40)
    return scheme, draw(judged)


@st.composite
def moved_registers(draw):
    scheme = draw(SCHEMES)
    one = judgements(scheme)
    return scheme, draw(st.lists(st.tuples(one, one), max_size=40))


def gather(pairs):
    moves = {}
    for number, pair in enumerate(pairs, start=1):
        moves.setdefault(pair, []).append(number)
    return moves


def group(judged):
    every = {one: judged.count(one) for one in judged}
    return [Group(one, count) for one, count in every.items()]


@pytest.mark.parametrize("size", SIZES)
def test_the_map_is_the_schemes_grid_likelihood_falling_and_impact_rising(size):
    heat_map = arrange(build_scheme(size), [])

    points = [[(c.judged.likelihood, c.judged.impact) for c in row.cells] for row in heat_map.rows]
    down, across = size
    assert points == [[(row, col) for col in range(1, across + 1)] for row in range(down, 0, -1)]
    assert all(
        cell.judged.score == cell.judged.likelihood * cell.judged.impact
        for row in heat_map.rows
        for cell in row.cells
    )


@given(registers())
def test_every_risk_is_counted_once(register):
    scheme, judged = register
    heat_map = arrange(scheme, group(judged))

    assert heat_map.total == len(judged)
    assert heat_map.unscored == judged.count(None)
    for row in heat_map.rows:
        for cell in row.cells:
            assert cell.count == judged.count(cell.judged)


@given(registers())
def test_a_cell_says_what_was_said_of_the_risks_in_it(register):
    scheme, judged = register
    heat_map = arrange(scheme, group(judged))

    for cell in heat_map.filled:
        assert scheme.score(cell.judged.likelihood, cell.judged.impact) == cell.judged.score
        assert cell.band.key == cell.judged.band


def test_a_score_of_an_earlier_scheme_is_counted_beside_the_map():
    off_the_grid = Group(Judged(5, 5, 25, "red"), 2)
    other_score = Group(Judged(3, 3, 12, "red"), 1)
    other_band = Group(Judged(1, 1, 1, "amber"), 1)
    heat_map = arrange(build_scheme((3, 3)), [off_the_grid, other_score, other_band])

    assert (heat_map.placed, heat_map.earlier, heat_map.unscored) == (0, 4, 0)


def test_a_cell_shows_the_first_references_and_says_that_there_are_more():
    scheme = build_scheme((3, 3))
    first = (Placed(1, "Too few caseworkers"), Placed(1014, "Therapies"))
    (cell,) = arrange(scheme, [Group(Judged(3, 3, 9, "red"), 214, first)]).filled

    assert [risk.reference for risk in cell.first] == ["R-001", "R-1014"]
    assert cell.is_cut


@given(moved_registers())
def test_every_move_is_told_once(register):
    scheme, pairs = register
    flows = tell_flows(scheme, gather(pairs))

    assert flows.total == sum(start != end for start, end in pairs)
    assert flows.total == sum(flows.count(direction) for direction in FlowKind)
    told = flows.list_between(0, len(pairs))
    assert all(pairs[number - 1] == (flow.start, flow.end) for flow, number in told)
    assert len({number for _, number in told}) == flows.total


@given(registers())
def test_moving_nothing_tells_nothing(register):
    scheme, judged = register
    stayed = gather([(one, one) for one in judged if one])

    assert tell_flows(scheme, stayed).flows == ()


@given(moved_registers())
def test_reversed_dates_turn_every_arrow_round(register):
    scheme, pairs = register
    there = tell_flows(scheme, gather(pairs))
    back = tell_flows(scheme, gather([(end, start) for start, end in pairs]))

    turned = {(flow.end, flow.start, OPPOSITE[flow.direction], flow.numbers) for flow in back.flows}
    assert turned == {(f.start, f.end, f.direction, f.numbers) for f in there.flows}


@given(moved_registers())
def test_the_worst_comes_first_and_what_cannot_be_compared_last(register):
    scheme, pairs = register
    points = [flow.points for flow in tell_flows(scheme, gather(pairs)).flows]

    compared = [point for point in points if point is not None]
    assert points == sorted(compared, reverse=True) + [None] * (len(points) - len(compared))


@given(moved_registers(), st.integers(0, 50), st.integers(0, 50))
def test_pages_of_moves_make_up_the_whole_list(register, first, size):
    scheme, pairs = register
    flows = tell_flows(scheme, gather(pairs))
    whole = flows.list_between(0, flows.total)

    assert flows.list_between(first, first + size) == whole[first : first + size]


@pytest.mark.parametrize(
    ("start", "end", "direction"),
    [
        (Judged(1, 2, 2, "green"), Judged(3, 3, 9, "red"), FlowKind.WORSE),
        (Judged(3, 3, 9, "red"), Judged(1, 2, 2, "green"), FlowKind.BETTER),
        (Judged(1, 2, 2, "green"), Judged(2, 1, 2, "green"), FlowKind.LEVEL),
        (Judged(4, 4, 16, "red"), Judged(3, 3, 9, "red"), FlowKind.RESCALED),
        (None, Judged(3, 3, 9, "red"), FlowKind.FIRST),
    ],
)
def test_a_move_is_worse_better_level_or_not_comparable(start, end, direction):
    assert find_direction(build_scheme((3, 3)), start, end) is direction
