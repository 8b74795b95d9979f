"""Bank holidays: whose a body keeps, and what a programme adds to the published ones."""

from enum import StrEnum


class HolidaySet(StrEnum):
    """Whose published bank holidays a body keeps."""

    ENGLAND_AND_WALES = "england_and_wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"
    NONE = "none"


class HolidayKind(StrEnum):
    """What a programme says of a day itself."""

    CLOSED = "closed"  #: offices are shut though nothing is published
    OPEN = "open"  #: they work on it though a holiday is published
