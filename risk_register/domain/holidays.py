"""Bank holidays: whose a body keeps, and what a programme adds to the published ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class HolidaySet(StrEnum):
    """Whose published bank holidays a body keeps."""

    ENGLAND_AND_WALES = "england_and_wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"
    NONE = "none"

    @property
    def division(self) -> str:
        """Give the key under which GOV.UK publishes them."""
        return self.value.replace("_", "-")

    @property
    def label(self) -> str:
        """Say whose they are: England and Wales; "none" if none are kept."""
        return _LABELS[self]


_LABELS = {
    HolidaySet.ENGLAND_AND_WALES: "England and Wales",
    HolidaySet.SCOTLAND: "Scotland",
    HolidaySet.NORTHERN_IRELAND: "Northern Ireland",
    HolidaySet.NONE: "none",
}


class HolidayKind(StrEnum):
    """What a programme says of a day itself."""

    CLOSED = "closed"  #: offices are shut though nothing is published
    OPEN = "open"  #: they work on it though a holiday is published


@dataclass(frozen=True)
class OwnDay:
    """A day on which a programme differs from the published holidays."""

    day: date
    name: str
    kind: HolidayKind


def merge_holidays(published: Mapping[date, str], added: Iterable[OwnDay]) -> dict[date, str]:
    """Give the names of the days on which offices are shut, the earliest first.

    Of two words about one day the later holds, and both outweigh what is
    published. Weekends are shut anyway: no word opens one.
    """
    names = dict(published)
    for own in added:
        if own.kind is HolidayKind.CLOSED:
            names[own.day] = own.name
        else:
            names.pop(own.day, None)
    return dict(sorted(names.items()))
