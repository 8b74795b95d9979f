"""Bodies, who sits on them, their meetings and what they decided."""

from datetime import date, datetime, time

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base, words
from risk_register.domain.circulation import Capacity
from risk_register.models.people import Post
from risk_register.models.programmes import Programme
from risk_register.models.risks import Risk


class Body(Base):
    """A board or committee with its own rules; days are working days."""

    __tablename__ = "body"
    __table_args__ = (UniqueConstraint("programme_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    key: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(100))
    is_public: Mapped[bool]
    has_packs: Mapped[bool]  #: whether the clock makes a pack for its meetings
    call_days: Mapped[int]
    updates_due_days: Mapped[int]
    moderation_days: Mapped[int]
    lock_days: Mapped[int]
    circulate_clear_days: Mapped[int]
    minutes_days: Mapped[int]
    lock_time: Mapped[time]  #: London civil time
    reports_to_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))

    programme: Mapped[Programme] = relationship()
    reports_to: Mapped["Body | None"] = relationship(remote_side="Body.id")


class Seat(Base):
    """A post's place on a body from one London date to another, both included."""

    __tablename__ = "seat"

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    capacity: Mapped[Capacity] = mapped_column(words(Capacity))
    deputy_for_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    is_entitled_to_exempt: Mapped[bool]
    from_on: Mapped[date]
    until_on: Mapped[date | None]

    body: Mapped[Body] = relationship()
    post: Mapped[Post] = relationship(foreign_keys=[post_id])


class Meeting(Base):
    """A dated meeting of a body; its deadlines are counted from the body's rules."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("body_id", "held_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    held_on: Mapped[date]
    starts_at: Mapped[time]  #: London civil time
    place: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime]

    body: Mapped[Body] = relationship()


class Decision(Base):
    """What a body decided about a risk at a meeting."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    risk_id: Mapped[int] = mapped_column(ForeignKey("risk.id"), index=True)
    text: Mapped[str] = mapped_column(Text)

    meeting: Mapped[Meeting] = relationship()
    risk: Mapped[Risk] = relationship()
