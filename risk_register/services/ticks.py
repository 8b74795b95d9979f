"""The clock's ticks: when it last did its round, whether it is late, and when it stood still."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from risk_register.database import db
from risk_register.models import Heartbeat
from risk_register.services.leases import beat, find_heartbeat

CLOCK = "clock"  #: name of the lease and of the heartbeat
_STANDSTILL = "clock stood still"
#: So far apart may the clocks of two hosts be that take turns.
_MOST_APART = timedelta(hours=1)
#: The clock is late when it has missed so many ticks.
MISSED_TICKS = 5


@dataclass(frozen=True)
class Standstill:
    """A time in which the clock did not tick."""

    from_at: datetime
    until_at: datetime


@dataclass(frozen=True)
class Ticking:
    """How the clock ticks."""

    ticked_at: datetime | None  #: the moment of the newest round; None if there was none
    words: str
    is_late: bool
    standstill: Standstill | None  #: the last one


def note_tick(*, at: datetime, every: int) -> None:
    """Note that a round begins, and whether the clock stood still before it.

    :param every: seconds from one tick to the next
    """
    last = find_heartbeat(CLOCK)
    if last is not None and at - last.beat_at >= _patience(every):
        beat(_STANDSTILL, at=at, words=last.beat_at.isoformat())
    _beat(at=at, words="a round has begun")


def note_round(*, at: datetime, words: str) -> None:
    """Note what a round did."""
    _beat(at=at, words=words)


def _beat(*, at: datetime, words: str) -> None:
    """Beat, and let no clock that is a little behind another turn the heartbeat back."""
    last = find_heartbeat(CLOCK)
    is_behind = last is not None and at < last.beat_at < at + _MOST_APART
    beat(CLOCK, at=last.beat_at if last and is_behind else at, words=words)


def find_standstill() -> Standstill | None:
    """Find the last time in which the clock did not tick; None if it always did."""
    still = find_heartbeat(_STANDSTILL)
    return Standstill(datetime.fromisoformat(still.words), still.beat_at) if still else None


def read_ticking(*, at: datetime, every: int) -> Ticking:
    """Read how the clock ticks.

    :param every: seconds from one tick to the next
    """
    names = (CLOCK, _STANDSTILL)
    rows = db.session.scalars(select(Heartbeat).where(Heartbeat.name.in_(names)))
    beats = {row.name: row for row in rows}
    last, still = beats.get(CLOCK), beats.get(_STANDSTILL)
    return Ticking(
        ticked_at=last.beat_at if last else None,
        words=last.words if last else "",
        is_late=last is None or at - last.beat_at >= _patience(every),
        standstill=Standstill(datetime.fromisoformat(still.words), still.beat_at)
        if still
        else None,
    )


def _patience(every: int) -> timedelta:
    return timedelta(seconds=MISSED_TICKS * every)
