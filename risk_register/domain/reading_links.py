"""Personal links by which readers get a pack: until when they work, and what is noted of their use.

A link works for whoever has it, so what it gives is asked anew each time: a reader who is no
longer entitled to exempt items gets none by a link of an earlier day.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from risk_register.domain.circulation import Opening

_LONDON = ZoneInfo("Europe/London")

#: The same use within so short a time is one use: browsers ask for a file more than once.
SAME_USE = timedelta(minutes=1)

#: What the record calls each use of a link.
OPENING_EVENTS: Mapping[Opening, str] = {
    Opening.OPENED: "letter's link opened",
    Opening.READ: "pack read by link",
    Opening.ACKNOWLEDGED: "pack acknowledged",
}


class LinkState(StrEnum):
    """Whether a personal link still works."""

    WORKS = "works"
    EXPIRED = "expired"
    REVOKED = "revoked"  #: by a person, or because its reader has left

    @property
    def label(self) -> str:
        """Say it in words."""
        return self.value.capitalize()


def reckon_end(held_on: date, *, given_at: datetime, days: int) -> datetime:
    """Reckon from when on a link no longer works: whole London days after meeting or sending.

    :param held_on: London date of the meeting
    :param given_at: when the letter was put into the outbox, with a time zone
    :param days: after the meeting, or after sending if that is later
    """
    last = max(held_on, given_at.astimezone(_LONDON).date()) + timedelta(days=days)
    return datetime.combine(last + timedelta(days=1), time(), _LONDON)


def find_link_state(
    *, expires_at: datetime, revoked_at: datetime | None, is_active: bool, at: datetime
) -> LinkState:
    """Say whether a link works at a moment.

    :param is_active: whether its reader may still sign in
    """
    if revoked_at is not None or not is_active:
        return LinkState.REVOKED
    return LinkState.WORKS if at < expires_at else LinkState.EXPIRED
