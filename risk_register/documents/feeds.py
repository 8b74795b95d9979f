"""Calendars as other programs read them: RFC 5545 text of meetings and of their deadlines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vText

from risk_register.clock import LONDON

PRODUCT = "-//Risk register//Meetings//EN"
#: When London's clocks change, as every year since 1996: in its own time just before.
_CHANGES = (
    (TimezoneDaylight, "BST", datetime(1996, 3, 31, 1), timedelta(0), timedelta(hours=1), 3),  # noqa: DTZ001 - a zone cannot be told in itself
    (TimezoneStandard, "GMT", datetime(1996, 10, 27, 2), timedelta(hours=1), timedelta(0), 10),  # noqa: DTZ001
)


@dataclass(frozen=True)
class Entry:
    """Something on a day, or from one moment to another.

    ``mark`` names it for good among all calendars of the world; ``edition`` counts its changes.
    """

    mark: str
    edition: int
    title: str
    starts: date | datetime  #: a date, or a moment in London time
    ends: datetime | None
    place: str | None
    address: str  #: of its page
    changed_at: datetime  #: in UTC
    is_cancelled: bool = False


def draw_feed(name: str, entries: Iterable[Entry]) -> bytes:
    """Write a calendar; the same entries give the same bytes."""
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", name)
    calendar.add("X-WR-TIMEZONE", LONDON.key)
    calendar.add_component(_draw_zone())
    for entry in entries:
        calendar.add_component(_draw(entry))
    return bytes(calendar.to_ical())


def _draw(entry: Entry) -> Event:
    event = Event()
    event.add("UID", entry.mark)
    event.add("SEQUENCE", entry.edition)
    event.add("DTSTAMP", entry.changed_at)
    event.add("LAST-MODIFIED", entry.changed_at)
    event.add("SUMMARY", entry.title)
    event.add("DTSTART", entry.starts)
    if entry.ends is not None:
        event.add("DTEND", entry.ends)
    elif not isinstance(entry.starts, datetime):
        event.add("DTEND", entry.starts + timedelta(days=1))
        event.add("TRANSP", vText("TRANSPARENT"))
    if entry.place:
        event.add("LOCATION", entry.place)
    event.add("URL", entry.address)
    event.add("STATUS", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    return event


def _draw_zone() -> Timezone:
    """Write Europe/London by its rule, so that no date lies outside it."""
    zone = Timezone()
    zone.add("TZID", LONDON.key)
    for kind, name, first, before, after, month in _CHANGES:
        change = kind()
        change.add("DTSTART", first)
        change.add("TZNAME", name)
        change.add("TZOFFSETFROM", before)
        change.add("TZOFFSETTO", after)
        change.add("RRULE", {"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"})
        zone.add_component(change)
    return zone
