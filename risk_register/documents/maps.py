"""The heat map as a drawing: where risks stand, whence they came, and where they shall go.

References stand in their cells as long as they fit, then their number does. An arrow leads from
the cell of the last pack to that of this one; a hollow ring marks a target.
"""

from collections import Counter
from collections.abc import Sequence
from math import hypot

from risk_register.documents.drawing import INK, QUIET, box, start_drawing, tone_of, write
from risk_register.documents.heatmaps import Cell, Row

_LEFT, _TOP, _WIDTH, _HEIGHT, _GAP = 112, 2, 114, 68, 2  #: of the grid, a cell, and between cells
_FOOT = 44
_PER_LINE, _LINES = 2, 2  #: references in a cell; of more, only the number is written
_MOST_AIMED = 2  #: references of targets in a cell
_SMALL, _MIDDLE = 12.8, 14  #: letters; the map is 170 mm broad on paper, so these are 9 and 10 pt
_MOST_ARROWS = 16  #: more could not be told apart; the table says them all
_BEND = 0.12  #: how far an arrow leaves the straight line, of its length

_Way = tuple[tuple[int, int], tuple[int, int]]


def draw_heat_map(rows: Sequence[Row]) -> str:
    """Draw the whole map, with a text that says which risks stand where."""
    width = _LEFT + len(rows[0].cells) * _WIDTH
    height = _TOP + len(rows) * _HEIGHT + _FOOT
    parts = [start_drawing(width, height, _say(rows))]
    for down, row in enumerate(rows):
        y = _TOP + down * _HEIGHT
        point = f"{row.likelihood['point']} {row.likelihood['name']}"
        parts.append(write(_LEFT - 8, y + 38, _cut(point), size=_SMALL, anchor="end"))
        for cell in row.cells:
            parts += _draw_cell(cell, _LEFT + (cell.impact - 1) * _WIDTH, y)
    parts += [_draw_arrow(way, count, len(rows)) for way, count in _ways(rows)]
    return "".join(parts) + _draw_foot(rows) + "</svg>"


def _draw_cell(cell: Cell, x: float, y: float) -> list[str]:
    tone = tone_of(cell.band["tone"])
    parts = [box(x, y, _WIDTH - _GAP, _HEIGHT - _GAP, fill=tone.fill)]
    said = f"{cell.score} {cell.band['name']}"
    parts.append(write(x + 6, y + 15, said, size=_SMALL, fill=tone.ink))
    names = [risk["reference"] for risk in cell.standing]
    lines = [names[at : at + _PER_LINE] for at in range(0, len(names), _PER_LINE)]
    if cell.withheld or len(lines) > _LINES:
        said = str(cell.count) + (f", {len(cell.withheld)} withheld" if cell.withheld else "")
        parts.append(write(x + 6, y + 38, said, size=16, fill=tone.ink))
    else:
        for place, line in enumerate(lines):
            height = y + 32 + 15 * place
            parts.append(write(x + 6, height, " ".join(line), size=_MIDDLE, fill=tone.ink))
    return parts + _draw_aims(cell, x, y, tone.ink)


def _draw_aims(cell: Cell, x: float, y: float, ink: str) -> list[str]:
    if not cell.aimed:
        return []
    names = [risk["reference"] for risk in cell.aimed]
    said = " ".join(names) if len(names) <= _MOST_AIMED else f"target of {len(names)}"
    return [
        _ring(x + 10, y + 57, ink),
        write(x + 18, y + 61.5, said, size=_SMALL, fill=ink),
    ]


def _ring(x: float, y: float, ink: str = INK) -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="none" stroke="{ink}" stroke-width="1.3"/>'
    )


def _ways(rows: Sequence[Row]) -> list[tuple[_Way, int]]:
    ends = {
        risk["reference"]: (row.likelihood["point"], cell.impact)
        for row in rows
        for cell in row.cells
        for risk in cell.standing
    }
    gone = Counter(
        ((row.likelihood["point"], cell.impact), ends[risk["reference"]])
        for row in rows
        for cell in row.cells
        for risk in cell.left
    )
    return sorted(gone.items(), key=lambda item: (-item[1], item[0]))[:_MOST_ARROWS]


def _draw_arrow(way: _Way, count: int, rows: int) -> str:
    (x1, y1), (x2, y2) = (_port(place, rows) for place in way)
    across, down = x2 - x1, y2 - y1
    px, py = (x1 + x2) / 2 + down * _BEND, (y1 + y2) / 2 - across * _BEND
    length = hypot(x2 - px, y2 - py)
    ax, ay = (x2 - px) / length, (y2 - py) / length
    foot_x, foot_y = x2 - ax * 9, y2 - ay * 9
    broad = 1.6 if count == 1 else 2.4
    curve = f"M{x1:.1f} {y1:.1f}Q{px:.1f} {py:.1f} {foot_x:.1f} {foot_y:.1f}"
    head = (
        f"M{x2:.1f} {y2:.1f}L{foot_x - ay * 4.5:.1f} {foot_y + ax * 4.5:.1f}"
        f"L{foot_x + ay * 4.5:.1f} {foot_y - ax * 4.5:.1f}Z"
    )
    # A white edge keeps the arrow apart from dark cells, on paper without colours too.
    return (
        f'<path d="{curve}" fill="none" stroke="#ffffff" stroke-width="{broad + 2.4:.1f}"/>'
        f'<path d="{head}" fill="{INK}" stroke="#ffffff" stroke-width="1.2"/>'
        f'<path d="{curve}" fill="none" stroke="{INK}" stroke-width="{broad:.1f}"/>'
        f'<circle cx="{x1:.1f}" cy="{y1:.1f}" r="3" fill="{INK}" stroke="#ffffff" '
        'stroke-width="1"/>'
        + (write(px, py - 4, str(count), size=_SMALL, anchor="middle") if count > 1 else "")
    )


def _port(place: tuple[int, int], rows: int) -> tuple[float, float]:
    # The right side of a cell, where no reference is written.
    likelihood, impact = place
    return (
        _LEFT + impact * _WIDTH - 16,
        _TOP + (rows - likelihood + 0.5) * _HEIGHT,
    )


def _draw_foot(rows: Sequence[Row]) -> str:
    foot = _TOP + len(rows) * _HEIGHT
    parts = [
        write(
            _LEFT + (cell.impact - 0.5) * _WIDTH,
            foot + 15,
            str(cell.impact),
            size=_SMALL,
            anchor="middle",
        )
        for cell in rows[0].cells
    ]
    parts.append(
        write(_LEFT, foot + 37, "Up: likelihood. Across: impact.", size=_SMALL, fill=QUIET)
    )
    parts.append(_draw_legend(_LEFT + 214, foot + 33))
    return "".join(parts)


def _draw_legend(x: float, y: float) -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{INK}"/>'
        f'<path d="M{x:.1f} {y:.1f}L{x + 18:.1f} {y:.1f}" stroke="{INK}" stroke-width="1.6"/>'
        f'<path d="M{x + 26:.1f} {y:.1f}L{x + 17:.1f} {y - 4.5:.1f}L{x + 17:.1f} {y + 4.5:.1f}Z" '
        f'fill="{INK}"/>'
        + write(x + 32, y + 4, "moved since the last pack", size=_SMALL, fill=QUIET)
        + _ring(x + 208, y)
        + write(x + 217, y + 4, "target", size=_SMALL, fill=QUIET)
    )


def _cut(name: str) -> str:
    return name if len(name) <= 17 else name[:16] + "…"


def _say(rows: Sequence[Row]) -> str:
    told = [
        f"{cell.count} at likelihood {row.likelihood['point']} and impact {cell.impact}, "
        f"{cell.score} {cell.band['name']}{_name(cell)}"
        for row in rows
        for cell in row.cells
        if cell.count
    ]
    return "Heat map of current scores. " + ("; ".join(told) or "No risk is scored") + "."


def _name(cell: Cell) -> str:
    names = [risk["reference"] for risk in cell.standing]
    return f" ({', '.join(names)})" if 0 < len(names) <= _PER_LINE * _LINES else ""
