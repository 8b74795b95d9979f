"""Escalations: risks that a body was asked to look at."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.models.bodies import Body
from risk_register.models.people import Person, Post
from risk_register.models.risks import Risk


class Escalation(Base):
    """A risk that a body was asked to look at, until it is brought back."""

    __tablename__ = "escalation"

    id: Mapped[int] = mapped_column(primary_key=True)
    risk_id: Mapped[int] = mapped_column(ForeignKey("risk.id"), index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    escalated_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    escalated_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    escalated_at: Mapped[datetime]
    returned_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    returned_at: Mapped[datetime | None]
    return_reason: Mapped[str | None] = mapped_column(Text)

    risk: Mapped[Risk] = relationship()
    body: Mapped[Body] = relationship()
    escalated_by: Mapped[Person] = relationship()
    escalated_as: Mapped[Post | None] = relationship(foreign_keys=[escalated_as_id])
    returned_as: Mapped[Post | None] = relationship(foreign_keys=[returned_as_id])
