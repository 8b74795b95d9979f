"""The heat map's rows: which risks stand in each cell, which left it, and which aim at it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from risk_register.domain.risks import RiskKind

#: A shape beside a reference says where it has moved; colour never speaks alone.
SHAPES = {"up": "▲", "down": "▼", "same": "●", "new": "+", "unscored": "–", "rescaled": "≠"}
#: Hollow, because of an opportunity the way up is the better one.
OPPORTUNITY_SHAPES = SHAPES | {"up": "△", "down": "▽"}


@dataclass(frozen=True)
class Cell:
    """One cell of the heat map.

    ``standing`` holds the risks in it, ``left`` those that the last pack showed there, ``aimed``
    those whose target it is and ``withheld`` those that a public edition only counts.
    """

    score: int
    band: Mapping[str, Any]
    impact: int
    standing: tuple[Mapping[str, Any], ...] = ()
    left: tuple[Mapping[str, Any], ...] = ()
    aimed: tuple[Mapping[str, Any], ...] = ()
    withheld: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """Count what stands in it, shown or withheld."""
        return len(self.standing) + len(self.withheld)

    @property
    def is_told(self) -> bool:
        """Tell whether anything is to be said about it."""
        return bool(self.count or self.left or self.aimed)


@dataclass(frozen=True)
class Row:
    """One row of the heat map: a point of likelihood and its cells, impact rising."""

    likelihood: Mapping[str, Any]
    cells: tuple[Cell, ...]


def arrange_heat_map(
    scheme: Mapping[str, Any],
    risks: Sequence[Mapping[str, Any]],
    withheld: Sequence[Mapping[str, Any]] = (),
) -> tuple[Row, ...]:
    """Put each scored threat into the one cell of its current score, likelihood falling.

    Opportunities are left out: the same cell would mean the opposite. So are scores of an earlier
    scheme that this one would give otherwise.

    :param scheme: the snapshot's scheme; points count from 1, its grid from 0
    :param withheld: what a public edition leaves out; those with a score are counted in its cell
    """
    places = _Places()
    for risk in risks:
        if is_threat(risk):
            places.put(risk)
    for kept in withheld:
        if kept["current"]:
            places.withheld[_place(kept["current"])].append(kept["reference"])
    return tuple(
        Row(
            likelihood=likelihood,
            cells=tuple(
                Cell(
                    score=score,
                    band=band_at(scheme, likelihood["point"], impact),
                    impact=impact,
                    standing=tuple(places.standing[likelihood["point"], impact]),
                    left=tuple(places.left[likelihood["point"], impact]),
                    aimed=tuple(places.aimed[likelihood["point"], impact]),
                    withheld=tuple(places.withheld[likelihood["point"], impact]),
                )
                for impact, score in enumerate(scheme["grid"][likelihood["point"] - 1], start=1)
            ),
        )
        for likelihood in reversed(scheme["likelihood"])
    )


class _Places:
    """What belongs into each cell, by its likelihood and impact."""

    def __init__(self) -> None:
        self.standing: dict[tuple[int, int], list[Mapping[str, Any]]] = defaultdict(list)
        self.left: dict[tuple[int, int], list[Mapping[str, Any]]] = defaultdict(list)
        self.aimed: dict[tuple[int, int], list[Mapping[str, Any]]] = defaultdict(list)
        self.withheld: dict[tuple[int, int], list[str]] = defaultdict(list)

    def put(self, risk: Mapping[str, Any]) -> None:
        current, target = risk["current"], risk["target"]
        if target and not target.get("earlier_scheme"):
            self.aimed[_place(target)].append(risk)
        if current is None or current.get("earlier_scheme"):
            return
        self.standing[_place(current)].append(risk)
        before = risk["movement"]["before"]
        moved = before and risk["movement"]["kind"] != "rescaled"
        if moved and _place(before) != _place(current):
            self.left[_place(before)].append(risk)


def _place(judgement: Mapping[str, Any]) -> tuple[int, int]:
    return judgement["likelihood"], judgement["impact"]


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
