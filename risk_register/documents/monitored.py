"""What a pack for monitoring says area by area: each risk and indicator told once, in its first.

Where another area has it too, that one says where it is told. What bears on no area stands last,
so that the areas together hold all that the snapshot holds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from risk_register.documents.heatmaps import is_threat

Line = Mapping[str, Any]

ELSEWHERE = "No area"  #: is the name of the last part, which has none


class Placed(NamedTuple):
    """A line of the snapshot in one area; ``place`` is its number in the snapshot, from 1."""

    line: Line
    place: int
    told_in: str | None  #: key of the area that told it before; None if it is told here


@dataclass(frozen=True)
class Monitored:
    """An area with all that belongs to it; without an area, what belongs to none."""

    area: Line | None
    place: int  #: from 1
    risks: Sequence[Placed]  #: threats first
    indicators: Sequence[Placed]

    @property
    def name(self) -> str:
        """Say what it is called in a table of contents."""
        return f"{self.area['key']} {self.area['short']}" if self.area else ELSEWHERE

    @property
    def anchor(self) -> str:
        """Give the name that links to it lead to."""
        return f"area-{self.place}" if self.area else "no-area"

    @property
    def off_track(self) -> int:
        """Count its indicators that are not where they should be by now."""
        return sum(bool(each.line["off_track"]) for each in self.indicators)


def list_monitored(snapshot: Line) -> list[Monitored]:
    """List the areas in the snapshot's order, then what belongs to none, if anything does."""
    areas = snapshot["improvement_areas"]
    told_risks: dict[int, str] = {}
    told_indicators: dict[int, str] = {}
    found = [
        Monitored(
            area,
            number,
            _place_risks(snapshot, area, told_risks),
            _place_indicators(snapshot, area, told_indicators),
        )
        for number, area in enumerate(areas, start=1)
    ]
    rest = Monitored(
        None,
        len(areas) + 1,
        _list_rest(snapshot["risks"], told_risks),
        _list_rest(snapshot["indicators"], told_indicators),
    )
    return [*found, rest] if rest.risks or rest.indicators else found


def _place_risks(snapshot: Line, area: Line, told: dict[int, str]) -> list[Placed]:
    placed = _place(
        snapshot["risks"],
        area["key"],
        told,
        belongs=lambda line: line["reference"] in area["risks"],
    )
    return sorted(placed, key=lambda each: not is_threat(each.line))


def _place_indicators(snapshot: Line, area: Line, told: dict[int, str]) -> list[Placed]:
    return _place(
        snapshot["indicators"],
        area["key"],
        told,
        belongs=lambda line: area["key"] in line["areas"],
    )


def _place(
    lines: Sequence[Line], key: str, told: dict[int, str], *, belongs: Callable[[Line], bool]
) -> list[Placed]:
    placed = []
    for place, line in enumerate(lines, start=1):
        if belongs(line):
            placed.append(Placed(line, place, told.get(place)))
            told.setdefault(place, key)
    return placed


def _list_rest(lines: Sequence[Line], told: Mapping[int, str]) -> list[Placed]:
    return [
        Placed(line, place, None) for place, line in enumerate(lines, start=1) if place not in told
    ]
