"""The record: one line for everything that was done."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.models.people import Person
from risk_register.models.programmes import Programme


class Event(Base):
    """One line of a chain: ``hash`` covers the sequence, the hash before it and the body.

    ``body`` is the truth, exactly as hashed. The other columns repeat parts of
    it so that lines can be found; ``history verify`` compares them.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_subject", "chain", "subject", "sequence"),
        Index("ix_event_kind", "chain", "kind", "sequence"),
        Index("ix_event_newest", "chain", "sequence", "kind", "subject"),
        Index("ix_event_moment", "chain", "at", "sequence"),
    )
    is_recorded = False

    chain: Mapped[str] = mapped_column(String(40), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    body: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"))

    person: Mapped[Person | None] = relationship()
    programme: Mapped[Programme | None] = relationship()
