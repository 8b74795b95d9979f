"""Meetings, what became of their dates, and who came."""

from datetime import date, datetime, time

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base, words
from risk_register.domain.meetings import Presence
from risk_register.models.bodies import Body, Seat
from risk_register.models.people import Person, Post


class Meeting(Base):
    """A dated meeting of a body; its deadlines are counted from the body's rules."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("body_id", "held_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    held_on: Mapped[date]
    starts_at: Mapped[time]  #: London civil time
    ends_at: Mapped[time | None]  #: London civil time
    place: Mapped[str] = mapped_column(String(200))
    quorum: Mapped[int | None]  #: seats that have to be present
    recorded_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cancelled_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    cancel_reason: Mapped[str | None] = mapped_column(Text)
    rolled_at: Mapped[datetime | None]  #: when its month was closed and the next one opened
    version: Mapped[int] = mapped_column(default=1)

    body: Mapped[Body] = relationship()
    cancelled_by: Mapped[Person | None] = relationship()
    cancelled_as: Mapped[Post | None] = relationship()
    moves: Mapped[list["MeetingMove"]] = relationship(order_by="MeetingMove.id")


class MeetingMove(Base):
    """A meeting was moved from one London date to another."""

    __tablename__ = "meeting_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    moved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    moved_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    moved_at: Mapped[datetime]

    moved_by: Mapped[Person] = relationship()
    moved_as: Mapped[Post | None] = relationship()


class Attendance(Base):
    """Whether a seat's holder comes, or came, to a meeting, and who sits there instead."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "seat_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    presence: Mapped[Presence] = mapped_column(words(Presence))
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))  #: who comes instead
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    noted_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    noted_at: Mapped[datetime]

    meeting: Mapped[Meeting] = relationship()
    seat: Mapped[Seat] = relationship(foreign_keys=[seat_id])
    deputy: Mapped[Seat | None] = relationship(foreign_keys=[deputy_id])
    noted_by: Mapped[Person] = relationship()
    noted_as: Mapped[Post | None] = relationship()
