"""Whether the clock stood still, so that a letter that is late can say so."""

from datetime import datetime, timedelta

from risk_register.services.leases import beat, find_heartbeat

_WATCH, _STOOD = "chases", "chases stood still"
#: Ticks so far apart mean that the service was down.
LONGEST_PAUSE = timedelta(minutes=30)


def note_watch(*, at: datetime) -> None:
    """Note that the clock looks after its letters, and whether it had stood still before."""
    last = find_heartbeat(_WATCH)
    if last is not None and at - last.beat_at >= LONGEST_PAUSE:
        beat(_STOOD, at=at, words=last.beat_at.isoformat())
    if last is None or at > last.beat_at:
        beat(_WATCH, at=at, words="looked for letters that are due")


def find_standstill() -> tuple[datetime, datetime] | None:
    """Find the moments between which the clock last stood still; None if it never did."""
    stood = find_heartbeat(_STOOD)
    return (datetime.fromisoformat(stood.words), stood.beat_at) if stood else None
