"""The heat map's rules: which cell a risk stands in, and from where to where risks have moved.

A judgement stands in a cell only if the grid in force gives its points the score and the band
that were given then. What an earlier scheme said otherwise is counted beside the map: a cell of
the grid in force would say something else about it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from risk_register.domain.schemes import Band, Point, Scheme
from risk_register.domain.scoring import Basis


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement's points, from 1, with the score and the key of the band it was given."""

    likelihood: int
    impact: int
    score: int
    band: str


@dataclass(frozen=True, slots=True)
class Placed:
    """As much of a risk as a cell shows."""

    number: int
    title: str

    @property
    def reference(self) -> str:
        """Print the number as people say it: R-014."""
        return f"R-{self.number:03}"


@dataclass(frozen=True, slots=True)
class Group:
    """All risks that were judged alike (None: not judged), and the first of them by reference."""

    judged: Judged | None
    count: int
    first: tuple[Placed, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the grid in force with the risks in it."""

    judged: Judged
    band: Band
    count: int
    first: tuple[Placed, ...]  #: by reference; not more than a cell can show

    @property
    def is_cut(self) -> bool:
        """Say whether more risks stand here than are shown."""
        return self.count > len(self.first)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the map: a point of likelihood and its cells, impact rising."""

    likelihood: Point
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Where the open risks stand, likelihood falling; every one is counted exactly once."""

    rows: tuple[Row, ...]
    earlier: int  #: scored under an earlier scheme, whose points say something else today
    unscored: int

    @property
    def placed(self) -> int:
        """Count the risks in the cells."""
        return sum(cell.count for row in self.rows for cell in row.cells)

    @property
    def total(self) -> int:
        """Count all open risks."""
        return self.placed + self.earlier + self.unscored

    @property
    def filled(self) -> list[Cell]:
        """List the cells that hold a risk, the highest score first, then the highest impact."""
        cells = [cell for row in self.rows for cell in row.cells if cell.count]
        return sorted(cells, key=lambda cell: (-cell.judged.score, -cell.judged.impact))


class Beside(StrEnum):
    """Where a risk stands that has no cell."""

    EARLIER = "earlier"  #: scored under an earlier scheme
    UNSCORED = "unscored"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where on a heat map to look for risks: in some cells, or beside all of them."""

    basis: Basis
    cells: tuple[Judged, ...]  #: for EARLIER, all that the grid in force has
    beside: Beside | None = None


class FlowKind(StrEnum):
    """What a move means."""

    WORSE = "worse"
    BETTER = "better"
    LEVEL = "level"  #: another cell of the same score
    RESCALED = "rescaled"  #: one of the two was scored under an earlier scheme: not comparable
    FIRST = "first"  #: nobody had scored it before

    @property
    def is_drawn(self) -> bool:
        """Say whether both ends are cells of the grid in force."""
        return self in {FlowKind.WORSE, FlowKind.BETTER, FlowKind.LEVEL}


@dataclass(frozen=True, slots=True)
class Flow:
    """The risks, by number, that moved from one judgement to another."""

    start: Judged | None
    end: Judged
    direction: FlowKind
    numbers: tuple[int, ...]

    @property
    def count(self) -> int:
        """Count the risks."""
        return len(self.numbers)

    @property
    def points(self) -> int | None:
        """Count how far each of them moved; positive is worse, None if that cannot be said."""
        if self.start is None or not self.direction.is_drawn:
            return None
        return self.end.score - self.start.score


@dataclass(frozen=True, slots=True)
class Flows:
    """All moves together, the worst first."""

    flows: tuple[Flow, ...]

    @property
    def drawn(self) -> list[Flow]:
        """List those between two cells of the grid in force."""
        return [flow for flow in self.flows if flow.direction.is_drawn]

    @property
    def total(self) -> int:
        """Count the risks that moved."""
        return sum(flow.count for flow in self.flows)

    def count(self, direction: FlowKind) -> int:
        """Count the risks that moved in a direction."""
        return sum(flow.count for flow in self.flows if flow.direction is direction)

    def list_between(self, first: int, last: int) -> list[tuple[Flow, int]]:
        """List some of the moved risks, each with its flow.

        :param first: place in the whole list, from 0
        :param last: the place behind the last one wanted
        """
        every = ((flow, number) for flow in self.flows for number in flow.numbers)
        return list(islice(every, first, last))


def list_cells(
    scheme: Scheme, *, likelihood: int | None = None, impact: int | None = None
) -> list[Judged]:
    """List what the grid in force says, likelihood falling and impact rising.

    :param likelihood: only this row; a point that is not on the scale has no cells
    :param impact: only this column
    """
    return [
        Judged(down.point, across.point, score, scheme.band_at(down.point, across.point).key)
        for down in reversed(scheme.likelihood)
        for across in scheme.impact
        if likelihood in {None, down.point} and impact in {None, across.point}
        for score in [scheme.score(down.point, across.point)]
    ]


def arrange(scheme: Scheme, groups: Iterable[Group]) -> HeatMap:
    """Put each group into the one cell it belongs to, or count it beside the map."""
    found = {group.judged: group for group in groups}
    unscored = found.pop(None, Group(None, 0))
    rows = tuple(
        Row(
            likelihood,
            tuple(
                _fill(scheme, judged, found.pop(judged, Group(judged, 0)))
                for judged in list_cells(scheme, likelihood=likelihood.point)
            ),
        )
        for likelihood in reversed(scheme.likelihood)
    )
    return HeatMap(rows, sum(group.count for group in found.values()), unscored.count)


def tell_flows(
    scheme: Scheme, moves: Mapping[tuple[Judged | None, Judged], Iterable[int]]
) -> Flows:
    """Say in which directions risks moved, and between which cells.

    :param moves: the numbers of the risks that went from the first judgement to the second
    """
    flows = [
        Flow(start, end, find_direction(scheme, start, end), tuple(sorted(numbers)))
        for (start, end), numbers in moves.items()
        if start != end
    ]
    return Flows(tuple(sorted(flows, key=_rank)))


def find_direction(scheme: Scheme, start: Judged | None, end: Judged) -> FlowKind:
    """Say whether a risk that is judged otherwise than before stands worse."""
    if start is None:
        return FlowKind.FIRST
    if not (_stands_in(scheme, start) and _stands_in(scheme, end)):
        return FlowKind.RESCALED
    if end.score == start.score:
        return FlowKind.LEVEL
    return FlowKind.WORSE if end.score > start.score else FlowKind.BETTER


def _stands_in(scheme: Scheme, judged: Judged) -> bool:
    return scheme.gives(judged.likelihood, judged.impact, judged.score, judged.band)


def _fill(scheme: Scheme, judged: Judged, group: Group) -> Cell:
    band = scheme.band_at(judged.likelihood, judged.impact)
    return Cell(judged, band, group.count, group.first)


def _rank(flow: Flow) -> tuple[int, ...]:
    """Put the worst first; what cannot be compared comes after what can."""
    kind = {FlowKind.RESCALED: 1, FlowKind.FIRST: 2}.get(flow.direction, 0)
    start, end = flow.start, flow.end
    return (
        kind,
        -(flow.points or 0),
        -end.score,
        -end.impact,
        -end.likelihood,
        -(start.impact if start else 0),
    )
