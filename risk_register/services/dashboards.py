"""The dashboard: everything that is measured, by area or by sector, as it was known at a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from risk_register.domain.day_words import say_short_day
from risk_register.domain.indicators import Sector, Standing
from risk_register.domain.permissions import Permission
from risk_register.domain.readings import Currency
from risk_register.models import Programme
from risk_register.services.area_indicators import find_area_keys
from risk_register.services.indicators import list_areas, list_indicators
from risk_register.services.measures import Measure, read_measures
from risk_register.services.programmes import Member
from risk_register.services.told_packs import Told


class Grouping(StrEnum):
    """By what the dashboard is put together."""

    AREA = "area"
    SECTOR = "sector"


@dataclass(frozen=True)
class Group:
    """What belongs together, in the order of references."""

    name: str
    measures: Sequence[Measure]


@dataclass(frozen=True)
class Dashboard:
    """What was known at a moment of everything that was measured then."""

    groups: Sequence[Group]
    measures: Sequence[Measure]
    known_at: datetime
    told_in: str  #: the pack that readers had then, in words; empty before the first

    @property
    def off_track(self) -> list[Measure]:
        """List what is off track, by reference."""
        return [each for each in self.measures if each.standing is Standing.OFF_TRACK]

    @property
    def behind(self) -> list[Measure]:
        """List what is not as new as it should be, by reference."""
        return [each for each in self.measures if each.currency is not Currency.CURRENT]

    def count(self, standing: Standing) -> int:
        """Count what stands so."""
        return sum(each.standing is standing for each in self.measures)


def read_dashboard(
    member: Member, *, known_at: datetime, by: Grouping, packs: Sequence[Told]
) -> Dashboard:
    """Read what was known at a moment, in a fixed number of queries.

    :param packs: all that readers hold, as ``list_told`` gives them
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    programme = member.programme
    told = next(
        (each for each in packs if each.circulated_at <= known_at and each.taken_at < known_at),
        None,
    )
    measures = read_measures(
        list_indicators(programme, at=known_at),
        known_at=known_at,
        told_at=told.taken_at if told else None,
    )
    group = _by_area if by is Grouping.AREA else _by_sector
    return Dashboard(
        groups=[each for each in group(programme, measures, known_at) if each.measures],
        measures=measures,
        known_at=known_at,
        told_in=f"the pack for {say_short_day(told.held_on)} {told.held_on.year}" if told else "",
    )


def _by_sector(
    _programme: Programme, measures: Sequence[Measure], _known_at: datetime
) -> list[Group]:
    return [
        Group(sector.label, [each for each in measures if each.indicator.sector is sector])
        for sector in Sector
    ]


def _by_area(programme: Programme, measures: Sequence[Measure], known_at: datetime) -> list[Group]:
    """Put each into every area it shows; what shows none comes last."""
    keys = find_area_keys(programme, known_at)
    groups = [
        Group(
            f"{area.key} {area.short}",
            [each for each in measures if area.key in keys.get(each.indicator.id, ())],
        )
        for area in list_areas(programme)
    ]
    return [*groups, Group("No area", [each for each in measures if each.indicator.id not in keys])]
