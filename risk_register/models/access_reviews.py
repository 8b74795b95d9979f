"""Access reviews: somebody has looked at who has what part in a programme."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.models.people import Person, Post


class AccessReview(Base):
    """One look, in one quarter; a later one of the same quarter stands beside it."""

    __tablename__ = "access_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    quarter: Mapped[str] = mapped_column(String(7))  #: like ``2018-Q2``
    note: Mapped[str] = mapped_column(Text)
    reviewed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reviewed_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    reviewed_at: Mapped[datetime]

    reviewed_by: Mapped[Person] = relationship()
    reviewed_as: Mapped[Post | None] = relationship()
