"""The heat map: where the risks stand, as a table's rows and as a small drawing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from risk_register.documents.drawing import QUIET, box, start_drawing, tone_of, write
from risk_register.domain.risks import RiskKind

_CELL_WIDTH, _CELL_HEIGHT, _LEFT, _TOP = 52, 27, 26, 4

#: A shape beside a reference says where it has moved; colour never speaks alone.
SHAPES = {"up": "▲", "down": "▼", "same": "●", "new": "+", "unscored": "–", "rescaled": "≠"}
#: Hollow, because of an opportunity the way up is the better one.
OPPORTUNITY_SHAPES = SHAPES | {"up": "△", "down": "▽"}


@dataclass(frozen=True)
class Cell:
    """One cell of the heat map.

    ``standing`` holds the risks in it, ``left`` those that the last pack showed there.
    """

    score: int
    band: Mapping[str, Any]
    standing: tuple[Mapping[str, Any], ...]
    left: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Row:
    """One row of the heat map: a point of likelihood and its cells, impact rising."""

    likelihood: Mapping[str, Any]
    cells: tuple[Cell, ...]


def arrange_heat_map(
    scheme: Mapping[str, Any], risks: Sequence[Mapping[str, Any]]
) -> tuple[Row, ...]:
    """Put each scored threat into the one cell of its current score, likelihood falling.

    Opportunities are left out: the same cell would mean the opposite. So are scores of an earlier
    scheme that this one would give otherwise.

    :param scheme: the snapshot's scheme; points count from 1, its grid from 0
    """
    standing: dict[tuple[int, int], list[Mapping[str, Any]]] = defaultdict(list)
    left: dict[tuple[int, int], list[Mapping[str, Any]]] = defaultdict(list)
    for risk in risks:
        current, before = risk["current"], risk["movement"]["before"]
        if current is None or not is_threat(risk) or current.get("earlier_scheme"):
            continue
        place = (current["likelihood"], current["impact"])
        standing[place].append(risk)
        moved = before and risk["movement"]["kind"] != "rescaled"
        if moved and (before["likelihood"], before["impact"]) != place:
            left[before["likelihood"], before["impact"]].append(risk)
    return tuple(
        Row(
            likelihood=likelihood,
            cells=tuple(
                Cell(
                    score=score,
                    band=band_at(scheme, likelihood["point"], impact),
                    standing=tuple(standing[likelihood["point"], impact]),
                    left=tuple(left[likelihood["point"], impact]),
                )
                for impact, score in enumerate(scheme["grid"][likelihood["point"] - 1], start=1)
            ),
        )
        for likelihood in reversed(scheme["likelihood"])
    )


def is_threat(risk: Mapping[str, Any]) -> bool:
    """Tell a threat from an opportunity; snapshots knew no opportunities at first."""
    return bool(risk.get("kind", RiskKind.THREAT) == RiskKind.THREAT)


def band_at(scheme: Mapping[str, Any], likelihood: int, impact: int) -> Mapping[str, Any]:
    """Find the band of a cell in the snapshot's scheme; the last one if none covers its score."""
    bands: Sequence[Mapping[str, Any]] = scheme["bands"]
    if "band_grid" in scheme:
        key = scheme["band_grid"][likelihood - 1][impact - 1]
        return next(band for band in bands if band["key"] == key)
    score = scheme["grid"][likelihood - 1][impact - 1]
    return next((band for band in bands if band["lowest"] <= score <= band["highest"]), bands[-1])


def draw_heat_map(rows: Sequence[Row]) -> str:
    """Draw the heat map small: in each cell how many risks stand there."""
    columns = len(rows[0].cells)
    width = _LEFT + columns * _CELL_WIDTH + 2
    height = _TOP + len(rows) * _CELL_HEIGHT + 34
    parts = [start_drawing(width, height, _say(rows))]
    for down, row in enumerate(rows):
        y = _TOP + down * _CELL_HEIGHT
        point = str(row.likelihood["point"])
        parts.append(write(_LEFT - 8, y + 17, point, size=10, fill=QUIET, anchor="end"))
        for across, cell in enumerate(row.cells):
            parts += _draw_cell(cell, _LEFT + across * _CELL_WIDTH, y)
    foot = _TOP + len(rows) * _CELL_HEIGHT
    for across in range(columns):
        x = _LEFT + (across + 0.5) * _CELL_WIDTH
        parts.append(write(x, foot + 13, str(across + 1), size=10, fill=QUIET, anchor="middle"))
    legend = "Up: likelihood. Across: impact. In each cell: how many risks."
    parts.append(write(_LEFT, foot + 29, legend, size=9.5, fill=QUIET))
    return "".join(parts) + "</svg>"


def _draw_cell(cell: Cell, x: float, y: float) -> list[str]:
    tone = tone_of(cell.band["tone"])
    parts = [box(x, y, _CELL_WIDTH - 2, _CELL_HEIGHT - 2, fill=tone.fill)]
    if cell.standing:
        middle = x + _CELL_WIDTH / 2 - 1
        number = str(len(cell.standing))
        parts.append(write(middle, y + 18, number, size=15, fill=tone.ink, anchor="middle"))
    return parts


def _say(rows: Sequence[Row]) -> str:
    said = [
        f"{len(cell.standing)} at likelihood {row.likelihood['point']} and impact {impact}, "
        f"{cell.score} {cell.band['name']}"
        for row in rows
        for impact, cell in enumerate(row.cells, start=1)
        if cell.standing
    ]
    return "Heat map of current scores. " + ("; ".join(said) or "No risk is scored") + "."
