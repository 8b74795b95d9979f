"""Openings: an administrator reads a programme in need, for some hours."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.models.people import Person
from risk_register.models.programmes import Programme


class Opening(Base):
    """One administrator may read one programme until a moment; it ends by itself, or before."""

    __tablename__ = "opening"
    __table_args__ = (
        CheckConstraint("until_at > opened_at", name="lasts"),
        Index("ix_opening_until", "programme_id", "until_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]
    until_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  #: before its time

    programme: Mapped[Programme] = relationship()
    person: Mapped[Person] = relationship()
