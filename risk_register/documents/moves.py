"""The moves on a heat map as a drawing: an arrow for each pair of cells.

The broader an arrow, the more risks went that way. Arrows bend to their left, so that those
there and back lie side by side; worse is a full line with a triangle up, better a broken one
with a triangle down. The page's table says the same in words.
"""

from dataclasses import dataclass
from math import hypot

from risk_register.documents.drawing import INK, QUIET, box, start_drawing, tone_of, write
from risk_register.domain.heat_maps import Flow, FlowKind, Flows, HeatMap, Judged

_WIDTH, _HEIGHT, _LEFT, _TOP, _FOOT = 116, 84, 30, 4, 48  #: of a cell, and around all of them
_BEND, _MOST_BEND = 0.14, 24  #: how far an arrow leaves the straight line: of its length, at most
_SHORT = 6  #: how far from the middle of a cell an arrow ends
_MOST_ARROWS = 24  #: more could not be told apart; the table says them all

_SHAPES = {FlowKind.WORSE: "▲", FlowKind.BETTER: "▼", FlowKind.LEVEL: "●"}
_INKS = {FlowKind.WORSE: "#7a1a10", FlowKind.BETTER: "#00512b", FlowKind.LEVEL: INK}
_DASHES = {FlowKind.BETTER: ' stroke-dasharray="7 4"', FlowKind.LEVEL: ' stroke-dasharray="2 4"'}


@dataclass(frozen=True)
class _Curve:
    """A bent line by its ends and the point that pulls it aside."""

    start: tuple[float, float]
    pull: tuple[float, float]
    end: tuple[float, float]

    def stand_beside(self, wide: float, high: float) -> tuple[float, float]:
        """Give a place on the outer side of the point half-way along.

        :param wide: how far from it if the line runs up or down
        :param high: how far from it if the line runs across
        """
        (x1, y1), (px, py), (x2, y2) = self.start, self.pull, self.end
        across, down = px - (x1 + x2) / 2, py - (y1 + y2) / 2
        length = hypot(across, down)
        middle_x, middle_y = (x1 + 2 * px + x2) / 4, (y1 + 2 * py + y2) / 4
        return middle_x + wide * across / length, middle_y + high * down / length


def draw_moves(heat_map: HeatMap, flows: Flows) -> str:
    """Draw the grid with an arrow for each way that risks went, at most 24, the fullest first."""
    rows = heat_map.rows
    width = _LEFT + len(rows[0].cells) * _WIDTH + 2
    height = _TOP + len(rows) * _HEIGHT + _FOOT
    shown = sorted(flows.drawn, key=lambda flow: -flow.count)[:_MOST_ARROWS]
    parts = [start_drawing(width, height, _say(flows, shown)), *_draw_grid(heat_map, height)]
    most = max((flow.count for flow in shown), default=1)
    arrows = [(flow, _curve(flow, len(rows))) for flow in shown]
    parts += [_draw_arrow(flow, curve, most) for flow, curve in reversed(arrows)]
    parts += [_draw_count(flow, curve, width, height) for flow, curve in reversed(arrows)]
    return "".join(parts) + "</svg>"


def _draw_grid(heat_map: HeatMap, height: int) -> list[str]:
    parts = []
    for down, row in enumerate(heat_map.rows):
        y = _TOP + down * _HEIGHT
        point = str(row.likelihood.point)
        parts.append(write(_LEFT - 8, y + 48, point, size=17, fill=QUIET, anchor="end"))
        for across, cell in enumerate(row.cells):
            x, tone = _LEFT + across * _WIDTH, tone_of(cell.band.tone)
            parts.append(box(x, y, _WIDTH - 2, _HEIGHT - 2, fill=tone.wash, stroke=QUIET))
            said = f"{cell.judged.score} {cell.band.name}"
            parts.append(write(x + 6, y + 18, said, size=14, fill=QUIET))
    foot = _TOP + len(heat_map.rows) * _HEIGHT
    for across, cell in enumerate(heat_map.rows[0].cells):
        middle, point = _LEFT + (across + 0.5) * _WIDTH, str(cell.judged.impact)
        parts.append(write(middle, foot + 17, point, size=17, fill=QUIET, anchor="middle"))
    legend = "Up: likelihood. Across: impact. ▲ worse, ▼ better, and how many risks."
    parts.append(write(_LEFT, height - 8, legend, size=16, fill=QUIET))
    return parts


def _curve(flow: Flow, rows: int) -> _Curve:
    assert flow.start is not None  # noqa: S101 - only moves between two cells are drawn
    (x1, y1), (x2, y2) = _middle(flow.start, rows), _middle(flow.end, rows)
    across, down = x2 - x1, y2 - y1
    length = hypot(across, down)
    short, bend = _SHORT / length, 2 * min(_BEND, _MOST_BEND / length)
    pull = ((x1 + x2) / 2 + down * bend, (y1 + y2) / 2 - across * bend)
    return _Curve(
        (x1 + across * short, y1 + down * short), pull, (x2 - across * short, y2 - down * short)
    )


def _middle(judged: Judged, rows: int) -> tuple[float, float]:
    x = _LEFT + (judged.impact - 0.5) * _WIDTH
    return (x, _TOP + (rows - judged.likelihood + 0.5) * _HEIGHT + 8)


def _draw_arrow(flow: Flow, curve: _Curve, most: int) -> str:
    (x1, y1), (px, py), (x2, y2) = curve.start, curve.pull, curve.end
    ink, broad = _INKS[flow.direction], 2 + 5 * flow.count / max(most, 5)
    across, down = x2 - px, y2 - py
    length = hypot(across, down)
    ax, ay, tip = across / length, down / length, 9 + broad
    foot_x, foot_y, half = x2 - ax * tip, y2 - ay * tip, 4 + broad * 0.8
    head = (
        f"M{x2:.1f} {y2:.1f}L{foot_x - ay * half:.1f} {foot_y + ax * half:.1f}"
        f"L{foot_x + ay * half:.1f} {foot_y - ax * half:.1f}Z"
    )
    return (
        f'<path d="M{x1:.1f} {y1:.1f}Q{px:.1f} {py:.1f} {foot_x:.1f} {foot_y:.1f}" fill="none" '
        f'stroke="{ink}" stroke-width="{broad:.1f}"{_DASHES.get(flow.direction, "")}/>'
        f'<path d="{head}" fill="{ink}"/>'
    )


def _draw_count(flow: Flow, curve: _Curve, width: int, height: int) -> str:
    said = f"{_SHAPES[flow.direction]} {flow.count}"
    wide = 12 + 9 * len(said)
    x, y = curve.stand_beside(wide / 2 + 5, 15)
    x = min(max(x, _LEFT + wide / 2), width - wide / 2 - 4)  # off the points at the edges
    y = min(max(y, _TOP + 12), height - _FOOT - 14)
    ink = _INKS[flow.direction]
    ground = box(x - wide / 2, y - 11, wide, 22, fill="#ffffff", stroke=ink)
    return ground + write(x, y + 6, said, size=16, fill=ink, anchor="middle")


def _say(flows: Flows, shown: list[Flow]) -> str:
    cut = "" if len(shown) == len(flows.drawn) else f" Drawn: the {len(shown)} fullest."
    said = [
        f"{flow.count} from {_point(flow.start)} to {_point(flow.end)}, {flow.direction.value}"
        for flow in shown
    ]
    return f"How risks moved, likelihood by impact: {'; '.join(said)}.{cut}"


def _point(judged: Judged | None) -> str:
    return f"{judged.likelihood} by {judged.impact}" if judged else "not scored"
