"""Minutes: how far the record of a meeting has come."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.models.meetings import Meeting
from risk_register.models.people import Post


class Minutes(Base):
    """A meeting's minutes: drafted, agreed with the chair, approved at a later meeting.

    Their words are those of the agenda's items and the decisions.
    """

    __tablename__ = "minutes"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    opening: Mapped[str] = mapped_column(Text)  #: what stands before the items; may be empty
    drafted_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]  #: with the chair
    agreed_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    approved_at: Mapped[datetime | None]
    approved_meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    corrections: Mapped[str | None] = mapped_column(Text)  #: asked for when they were approved
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship(foreign_keys=[meeting_id])
    agreed_as: Mapped[Post | None] = relationship()
    approved_meeting: Mapped[Meeting | None] = relationship(foreign_keys=[approved_meeting_id])
