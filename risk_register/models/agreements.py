"""Agreements: changed scores that the programme manager looked at and let stand."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.models.assessments import Assessment
from risk_register.models.people import Person, Post


class Agreement(Base):
    """The programme manager lets a judgement stand for the next pack; rows are only ever added."""

    __tablename__ = "agreement"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), unique=True)
    agreed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agreed_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    agreed_at: Mapped[datetime]

    assessment: Mapped[Assessment] = relationship()
    agreed_by: Mapped[Person] = relationship()
    agreed_as: Mapped[Post | None] = relationship()
