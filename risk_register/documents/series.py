"""Charts of indicators as SVG: the values, where they should be, and what others reach.

The same rows make the table that stands beside each chart. A missing value
breaks the line; the shape of a mark says how its value stands.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any

from risk_register.documents.drawing import HAIRLINE, INK, QUIET, lines, start_drawing, write

WIDTH, HEIGHT = 340, 170
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 268, 14, 134
_SMALL = 11
_WAY = "#1d70b8"  # the trajectory
_OTHERS = ("#53606b", "#8a6d3b", "#4c6272")
_FILLS = {"on_track": "#00703c", "at_risk": "#f47738", "off_track": "#d4351c", "unjudged": INK}
_STEPS = (1, 2, 2.5, 5, 10)
_NEXT_CELL = '</td><td class="govuk-table__cell">'

Row = Mapping[str, Any]


def draw_series(
    title: str, rows: Sequence[Row], *, names: Sequence[str], unit: str, target: str | None
) -> str:
    """Draw an indicator over time.

    :param rows: the oldest first; each with ``on`` (ISO date), ``period``, ``short``, ``value``,
        ``expected``, ``standing`` and ``others`` by name; numbers as text, None for nothing
    :param names: the comparators
    """
    alt = _say_title(title, rows, unit)
    parts = [
        start_drawing(WIDTH, HEIGHT, alt),
        f"<desc>{escape(_say_rows(rows, names, unit))}</desc>",
    ]
    if not rows:
        return "".join(parts) + "</svg>"
    field = _Field(rows, names, target)
    parts += field.draw_scale()
    parts += field.draw_periods()
    ends: list[tuple[float, str, str]] = []
    if (points := field.find("expected")) and any(row["expected"] for row in rows):
        parts.append(_draw_line(points, stroke=_WAY, dash="5 3"))
        ends.append((points[-1][-1][1], "should be", _WAY))
    for name, stroke in zip(names, _OTHERS * len(names), strict=False):
        if points := field.find_other(name):
            parts.append(_draw_line(points, stroke=stroke, dash="1.5 2.5"))
            ends.append((points[-1][-1][1], name, stroke))
    own = field.find("value")
    parts.append(_draw_line(own, stroke=INK, width=1.8))
    parts += field.draw_marks()
    parts += _draw_names(ends)
    return "".join(parts) + "</svg>"


def write_rows(rows: Sequence[Row], *, names: Sequence[str]) -> str:
    """Write the rows of the table beside a chart, the newest first.

    By hand, because a dashboard has thousands of them.
    """
    return "".join(_write_row(row, names) for row in reversed(rows))


def _write_row(row: Row, names: Sequence[str]) -> str:
    period, *cells = escape("\n".join(_list_cells(row, names))).split("\n")
    return (
        '<tr class="govuk-table__row">'
        f'<th scope="row" class="govuk-table__header">{period}</th>'
        f'<td class="govuk-table__cell">{_NEXT_CELL.join(cells)}</td></tr>'
    )


def _list_cells(row: Row, names: Sequence[str]) -> list[str]:
    provisional = " (provisional)" if row["is_provisional"] else ""
    value = f"{row['said']}{provisional}" if row["said"] else "no value"
    others = row["others"]
    return [
        row["period"],
        value,
        row["expected"] or "–",
        *[others.get(name, "–") for name in names],
    ]


class _Field:
    """Where rows and numbers stand in the drawing."""

    def __init__(self, rows: Sequence[Row], names: Sequence[str], target: str | None) -> None:
        self.rows = rows
        self.numbers = {
            key: [float(row[key]) if row[key] else None for row in rows]
            for key in ("value", "expected")
        }
        self.others = {
            name: [float(row["others"][name]) if name in row["others"] else None for row in rows]
            for name in names
        }
        every = [*self.numbers.values(), *self.others.values(), [float(target) if target else None]]
        self.bottom, self.top, self.step = _find_scale(
            [number for numbers in every for number in numbers if number is not None]
        )
        self.rise = (_BOTTOM - _TOP) / (self.top - self.bottom)
        days = [_count_days(row["on"]) for row in rows]
        first, span = days[0], max(1, days[-1] - days[0])
        self.is_one = len(set(days)) == 1
        width = _RIGHT - _LEFT - 12
        self.places = [
            (_LEFT + _RIGHT) / 2 if self.is_one else _LEFT + 6 + width * (day - first) / span
            for day in days
        ]

    def y(self, number: float) -> float:
        return _BOTTOM - self.rise * (number - self.bottom)

    def find(self, key: str) -> list[list[tuple[float, float]]]:
        """Give the stretches of a line without a gap."""
        stretches: list[list[tuple[float, float]]] = [[]]
        for x, number in zip(self.places, self.numbers[key], strict=True):
            if number is not None:
                stretches[-1].append((x, self.y(number)))
            elif stretches[-1]:
                stretches.append([])
        return [stretch for stretch in stretches if stretch]

    def find_other(self, name: str) -> list[list[tuple[float, float]]]:
        """Give a comparator's line; what it lacks does not break it."""
        points = [
            (x, self.y(number))
            for x, number in zip(self.places, self.others[name], strict=True)
            if number is not None
        ]
        return [points] if points else []

    def draw_scale(self) -> list[str]:
        parts, marks, number = [], [], self.bottom
        while number <= self.top + self.step / 2:
            y = self.y(number)
            marks.append((float(_LEFT), y, float(_RIGHT), y))
            parts.append(
                write(_LEFT - 6, y + 4, f"{number:,g}", size=_SMALL, fill=QUIET, anchor="end")
            )
            number += self.step
        return [lines(marks, stroke=HAIRLINE), *parts]

    def draw_periods(self) -> list[str]:
        """Name the first and the last period, and one between if there is room."""
        chosen = sorted({0, len(self.rows) // 2, len(self.rows) - 1})
        if len(self.rows) < 5:
            chosen = sorted({0, len(self.rows) - 1})
        parts = []
        for place in chosen:
            x = self.places[place]
            anchor = "middle" if self.is_one or 0 < place < len(self.rows) - 1 else ""
            anchor = anchor or ("start" if place == 0 else "end")
            at = {"start": max(4.0, x - 14), "end": x + 14}.get(anchor, x)
            text = self.rows[place]["short"]
            parts.append(write(at, _BOTTOM + 18, text, size=_SMALL, fill=QUIET, anchor=anchor))
        return parts

    def draw_marks(self) -> list[str]:
        parts = []
        newest = max((i for i, row in enumerate(self.rows) if row["value"] is not None), default=-1)
        found = zip(self.places, self.numbers["value"], self.rows, strict=True)
        for place, (x, number, row) in enumerate(found):
            if number is None:
                continue
            y = self.y(number)
            parts.append(_draw_mark(x, y, row["standing"], is_hollow=row["is_provisional"]))
            if place == newest:
                above = y - 8 if y > _TOP + 12 else y + 17
                parts.append(write(x, above, row["said"], size=12, anchor="middle"))
        return parts


@lru_cache(maxsize=4096)
def _count_days(on: str) -> int:
    return date.fromisoformat(on).toordinal()


def _find_scale(numbers: Sequence[float]) -> tuple[float, float, float]:
    """Find a bottom, a top and a round step between, so that all numbers lie inside."""
    if not numbers:
        return 0.0, 1.0, 1.0
    low, high = min(numbers), max(numbers)
    if low > 0 and low < high / 2:
        low = 0.0
    reach = max(high - low, abs(high) / 10, 1e-6)
    rough = reach / 4
    size = 1.0
    while size * 10 <= rough:
        size *= 10
    while size > rough:
        size /= 10
    step = next(size * each for each in _STEPS if size * each >= rough)
    bottom = (low // step) * step
    top = bottom
    while top < high:
        top += step
    return bottom, max(top, bottom + step), step


def _draw_line(
    stretches: Sequence[Sequence[tuple[float, float]]],
    *,
    stroke: str,
    width: float = 1.4,
    dash: str = "",
) -> str:
    way = "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in stretch)
        for stretch in stretches
        if len(stretch) > 1
    )
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{way}" fill="none" stroke="{stroke}" stroke-width="{width}"{dashes}/>'
        if way
        else ""
    )


def _draw_mark(x: float, y: float, standing: str, *, is_hollow: bool) -> str:
    colour = _FILLS.get(standing, INK)
    fill = "#ffffff" if is_hollow or standing == "unjudged" else colour
    looks = f'fill="{fill}" stroke="{colour}" stroke-width="1.4"'
    if standing == "at_risk":
        return f'<path d="M{x:.1f} {y - 4.4:.1f}l4.2 7.4h-8.4z" {looks}/>'
    if standing == "off_track":
        return f'<path d="M{x:.1f} {y - 4.6:.1f}l4.6 4.6l-4.6 4.6l-4.6 -4.6z" {looks}/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" {looks}/>'


def _draw_names(ends: Sequence[tuple[float, str, str]]) -> list[str]:
    """Name the lines at the right edge, each at least a line of letters below the one above."""
    parts, last = [], -100.0
    for y, name, colour in sorted(ends):
        last = max(y + 4, last + 13)
        parts.append(write(_RIGHT + 4, last, name, size=_SMALL, fill=colour))
    return parts


def _say_title(title: str, rows: Sequence[Row], unit: str) -> str:
    newest = next((row for row in reversed(rows) if row["said"]), None)
    if newest is None:
        return f"{title}: there is no value to draw."
    word = f", {newest['word'].lower()}" if newest["word"] else ""
    return f"{title}: {_with_unit(newest['said'], unit)} for {newest['period']}{word}."


def _say_rows(rows: Sequence[Row], names: Sequence[str], unit: str) -> str:
    said = []
    for row in rows:
        parts = [f"{row['period']}: {row['said'] or 'no value'}"]
        parts += [f"should be {row['expected']}"] if row["expected"] else []
        parts += [f"{name} {row['others'][name]}" for name in names if name in row["others"]]
        said.append(", ".join(parts))
    return f"In {unit}. {'; '.join(said)}." if said else ""


def _with_unit(said: str, unit: str) -> str:
    return f"{said}{'' if unit.startswith('%') else ' '}{unit}"
