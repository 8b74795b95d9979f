"""What the programme manager asked about a risk, and what was answered."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.models.people import Person, Post
from risk_register.models.risks import Risk


class ModerationNote(Base):
    """A question about a risk and its answer; each is written once and never changed."""

    __tablename__ = "moderation_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    risk_id: Mapped[int] = mapped_column(ForeignKey("risk.id"), index=True)
    question: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    answered_at: Mapped[datetime | None]

    risk: Mapped[Risk] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    asked_as: Mapped[Post | None] = relationship(foreign_keys=[asked_as_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])
    answered_as: Mapped[Post | None] = relationship(foreign_keys=[answered_as_id])
