"""What the programme manager writes for a meeting's pack."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from risk_register.database import Base
from risk_register.models.meetings import Meeting
from risk_register.models.people import Person, Post


class Briefing(Base):
    """A meeting's commentary, and what the board is asked besides what the figures ask."""

    __tablename__ = "briefing"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    commentary: Mapped[str] = mapped_column(Text)  #: empty if there is none
    asks: Mapped[list[str]] = mapped_column(JSON)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    written_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship()
    written_by: Mapped[Person] = relationship()
    written_as: Mapped[Post | None] = relationship()
