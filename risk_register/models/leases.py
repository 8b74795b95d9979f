"""Who runs the clock, when it last ticked, and where the service's time began."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from risk_register.database import Base


class Lease(Base):
    """The right to do something alone for a while; times are the database's own seconds."""

    __tablename__ = "lease"
    is_recorded = False

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    until: Mapped[float]


class Heartbeat(Base):
    """When something last ran and what it said; ``beat_at`` is on the service's clock."""

    __tablename__ = "heartbeat"
    is_recorded = False

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    beat_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(Text)


class ClockStart(Base):
    """The instant the service's clock was set to, and the machine's moment it was set at."""

    __tablename__ = "clock_start"
    is_recorded = False

    id: Mapped[int] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime]
    anchored_at: Mapped[datetime]
