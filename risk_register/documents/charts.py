"""Charts as SVG: the step line of a score, and how many risks each band holds.

Each carries a text that says the same, and the pack sets a table or a list beside it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from risk_register.documents.drawing import (
    HAIRLINE,
    INK,
    QUIET,
    box,
    lines,
    start_drawing,
    tone_of,
    write,
)

SHORTEST_DAYS = 92  # a line of one week would look like a year's
LONGEST_DAYS = 366
MONITORED_DAYS = 549  # 18 months

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WIDTH, _HEIGHT = 264, 80
_LEFT, _RIGHT, _TOP, _BOTTOM = 54, 238, 8, 60  # the field the line is drawn in
_SMALL = 10.5  #: letters; a drawing is 82 mm broad on paper, so this is 9 pt
_BARS, _BAR_LEFT, _BAR_RIGHT, _ROW = 206, 62, 124, 28  # 50 mm broad on paper


def draw_trend(
    trend: Sequence[Mapping[str, Any]],
    *,
    scale_top: int,
    bands: Sequence[Mapping[str, Any]],
    until: str,
    most_days: int = LONGEST_DAYS,
) -> str:
    """Draw a score over at most the last 12 months, or so many days, as a line of steps.

    :param trend: oldest first; each with ``on`` (ISO date), ``score`` and ``band_name``
    :param scale_top: highest score of the scheme
    :param bands: each with ``name``, ``lowest``, ``highest`` and ``tone``, lowest first
    :param until: ISO date at the right edge
    """
    last_day = date.fromisoformat(until)
    first_day = _first_day(trend, last_day, most_days)
    parts = [start_drawing(_WIDTH, _HEIGHT, _say_trend(trend, until))]
    parts += _draw_bands_behind(bands, scale_top)
    parts += _draw_months(first_day, last_day)
    if trend:
        points = [
            (_across(point["on"], first_day, last_day), _up(point["score"], scale_top))
            for point in trend
        ]
        parts += _draw_steps(points, [point["score"] for point in trend])
    return "".join(parts) + "</svg>"


def draw_bands(bands: Sequence[Mapping[str, Any]]) -> str:
    """Draw how many risks each band holds now, and held in the last pack, as bars.

    :param bands: each with ``name``, ``tone``, ``count`` and ``before`` (None in a first pack)
    """
    most = max([1, *(max(band["count"], band["before"] or 0) for band in bands)])
    parts = [start_drawing(_BARS, _ROW * len(bands) + 4, _say_bands(bands))]
    for row, band in enumerate(bands):
        parts += _draw_band(band, top=row * _ROW + 2, most=most)
    return "".join(parts) + "</svg>"


def _first_day(trend: Sequence[Mapping[str, Any]], last_day: date, most_days: int) -> date:
    begun = date.fromisoformat(trend[0]["on"]) if trend else last_day
    earliest = last_day - timedelta(days=most_days)
    return max(earliest, min(begun, last_day - timedelta(days=SHORTEST_DAYS)))


def _across(day: str, first_day: date, last_day: date) -> float:
    gone = max(0, (date.fromisoformat(day) - first_day).days)
    return _LEFT + (_RIGHT - _LEFT) * min(1.0, gone / (last_day - first_day).days)


def _up(score: int, scale_top: int) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * min(1.0, score / scale_top)


def _draw_bands_behind(bands: Sequence[Mapping[str, Any]], scale_top: int) -> list[str]:
    parts, roofs, names = [], [], []
    floor = float(_BOTTOM)
    for place, band in enumerate(bands):
        # Scores between two bands do not occur; the border is drawn half way.
        following = bands[place + 1]["lowest"] if place + 1 < len(bands) else None
        reach = (band["highest"] + following) / 2 if following else float(scale_top)
        roof = _BOTTOM - (_BOTTOM - _TOP) * min(1.0, reach / scale_top)
        parts.append(
            box(_LEFT, roof, _RIGHT - _LEFT, floor - roof, fill=tone_of(band["tone"]).wash)
        )
        roofs.append((_LEFT, roof, _RIGHT, roof))
        middle = (roof + floor) / 2 + 3
        names.append(write(_LEFT - 6, middle, band["name"], size=_SMALL, fill=QUIET, anchor="end"))
        floor = roof
    return [*parts, lines(roofs), *names]


def _draw_months(first_day: date, last_day: date) -> list[str]:
    starts = []
    month = date(first_day.year, first_day.month, 1)
    while month <= last_day:
        if month >= first_day:
            starts.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    every = 2 if len(starts) <= 7 else 3
    names = []
    marks: list[tuple[float, float, float, float]] = [(_LEFT, _BOTTOM, _RIGHT, _BOTTOM)]
    for place, start in enumerate(starts):
        x = _across(start.isoformat(), first_day, last_day)
        marks.append((x, _BOTTOM, x, _BOTTOM + 3))
        if place % every == 0 and x < _RIGHT - 12:
            year = f" {start.year}" if place == 0 or start.month == 1 else ""
            name = f"{_MONTHS[start.month - 1]}{year}"
            names.append(write(x, _BOTTOM + 15, name, size=_SMALL, fill=QUIET))
    return [lines(marks, stroke=QUIET), *names]


def _draw_steps(points: Sequence[tuple[float, float]], scores: Sequence[int]) -> list[str]:
    x, y = points[0]
    way = f"M{x:.1f} {y:.1f}"
    for x, y in points[1:]:
        way += f"H{x:.1f}V{y:.1f}"
    way += f"H{_RIGHT}"
    parts = [f'<path d="{way}" fill="none" stroke="{INK}" stroke-width="1.8"/>']
    for (x, y), score in zip(points, scores, strict=True):
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.8" fill="{INK}"/>')
        if (x, y) != points[-1]:
            parts.append(write(x + 1, y - 5 if y > _TOP else y + 13, str(score), size=_SMALL))
    # Where the line ends is the score of today, whenever it was given.
    parts.append(write(_RIGHT + 5, points[-1][1] + 4, str(scores[-1]), size=12))
    return parts


def _draw_band(band: Mapping[str, Any], *, top: float, most: int) -> list[str]:
    unit = (_BAR_RIGHT - _BAR_LEFT) / most
    now, before = band["count"], band["before"]
    parts = [
        write(_BAR_LEFT - 8, top + 12, band["name"], size=13.2, anchor="end"),
        box(
            _BAR_LEFT,
            top + 2,
            max(now * unit, 0.8),
            11,
            fill=tone_of(band["tone"]).fill,
            stroke=INK,
        ),
        write(_BAR_LEFT + now * unit + 6, top + 11.5, f"{now} now", size=13.2),
    ]
    if before is not None:
        parts.append(
            box(
                _BAR_LEFT, top + 15.5, max(before * unit, 0.8), 6.5, fill="#ffffff", stroke=HAIRLINE
            )
        )
        parts.append(
            write(
                _BAR_LEFT + before * unit + 6,
                top + 23.5,
                f"{before} before",
                size=13.2,
                fill=QUIET,
            )
        )
    return parts


def _say_trend(trend: Sequence[Mapping[str, Any]], until: str) -> str:
    if not trend:
        return "There is no score to draw."
    steps = "; ".join(
        f"{point['score']} {point['band_name']} from {_say_day(point['on'])}" for point in trend
    )
    return f"Score over time: {steps}; drawn to {_say_day(until)}."


def _say_bands(bands: Sequence[Mapping[str, Any]]) -> str:
    said = []
    for band in bands:
        before = "" if band["before"] is None else f", {band['before']} in the last pack"
        said.append(f"{band['name']}: {band['count']} now{before}")
    return "Risks in each band. " + "; ".join(said) + "."


def _say_day(day: str) -> str:
    when = date.fromisoformat(day)
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"
