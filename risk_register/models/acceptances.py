"""Acceptances: risks that are borne knowingly, for a while."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.models.people import Person, Post
from risk_register.models.risks import Risk


class Acceptance(Base):
    """Somebody decided to bear a risk at a score until a London date, that day included."""

    __tablename__ = "acceptance"

    id: Mapped[int] = mapped_column(primary_key=True)
    risk_id: Mapped[int] = mapped_column(ForeignKey("risk.id"), index=True)
    score: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    expires_on: Mapped[date]
    accepted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    accepted_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    accepted_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str | None] = mapped_column(Text)

    risk: Mapped[Risk] = relationship()
    accepted_by: Mapped[Person] = relationship()
    accepted_as: Mapped[Post | None] = relationship()
