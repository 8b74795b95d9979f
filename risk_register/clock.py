"""The service's one clock.

Outside production it can be told to start at another instant
(``RISK_REGISTER_CLOCK_START``) and flows on from there at the usual speed. The
pair of instants is kept in the database, so a restart does not turn it back.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_ahead = timedelta(0)  # the service's time less the machine's


def now() -> datetime:
    """Tell the moment, in UTC."""
    return machine_now() + _ahead


def today() -> date:
    """Tell the London date."""
    return london_day(now())


def london_day(moment: datetime) -> date:
    """Give the London date of a moment."""
    return moment.astimezone(LONDON).date()


def machine_now() -> datetime:
    """Tell the machine's own time; for the clock's setting, leases and phones' codes."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that asks the machine


def flow_from(start: datetime, *, anchored_at: datetime) -> None:
    """Make the service's clock show ``start`` at the machine's moment ``anchored_at``."""
    global _ahead  # noqa: PLW0603 - there is one clock in a process
    _ahead = start - anchored_at


def flow_with_machine() -> None:
    """Make the service's clock the machine's."""
    global _ahead  # noqa: PLW0603 - there is one clock in a process
    _ahead = timedelta(0)
