"""Indicators for tests: begin to measure one, record values of it."""

from datetime import date, timedelta
from decimal import Decimal

from risk_register.database import db, write_transaction
from risk_register.domain.indicators import Aim, Direction, Sector
from risk_register.domain.periods import PeriodKind, read_period
from risk_register.models import Post
from risk_register.services.indicators import (
    IndicatorWords,
    Measured,
    add_indicator,
    get_indicator,
)
from risk_register.services.readings import Entry, find_reading, record_reading
from tests.conftest import NOW

#: From 36.0 at the end of 2017 to 60 at the end of 2018; more than 5 behind is off track.
AIM = Aim(
    Direction.HIGHER,
    Decimal("36.0"),
    date(2017, 12, 31),
    Decimal(60),
    date(2018, 12, 31),
    Decimal(5),
)
MEASURED = Measured("%", Direction.HIGHER, PeriodKind.MONTH)
WHY = "The agency corrected its own return."


def words(title="New plans issued within 20 weeks", owner="Head of Casework", **changes):
    """Say what is measured; Tom holds the post."""
    said = {
        "title": title,
        "definition": "Including exceptions.",
        "sector": Sector.EDUCATION,
        "source": "Casework system",
        "owner_id": db.session.scalars(db.select(Post.id).where(Post.title == owner)).one(),
        "due_days": 30,
        **changes,
    }
    return IndicatorWords(**said)


def measure(by, measured=MEASURED, aim=AIM, at=NOW, **changes):
    """Begin to measure, and give the reference."""
    with write_transaction():
        return add_indicator(words(**changes), measured, aim, by=by, at=at).reference


def record(by, reference, period, number, at=NOW, known=None, **said):
    """Record a value, as from a form drawn a moment ago."""
    with write_transaction():
        indicator = get_indicator(by, reference)
        found = read_period(indicator.period_kind, period)
        before = find_reading(indicator, found)
        entry = Entry(found, Decimal(str(number)), **said)
        stands = (before.id if before else 0) if known is None else known
        return record_reading(indicator, entry, by=by, at=at, known=stands).id


def days_before(count):
    """Give the moment so many days before the tests' own."""
    return NOW - timedelta(days=count)
