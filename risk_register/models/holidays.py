"""Days that a programme knows better than the published bank holidays."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base, words
from risk_register.domain.holidays import HolidayKind
from risk_register.models.bodies import Body
from risk_register.models.people import Person, Post
from risk_register.models.programmes import Programme


class Holiday(Base):
    """A day on which a programme's bodies, or one of them, are shut or open against the rule."""

    __tablename__ = "holiday"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))  #: None: all of them
    day: Mapped[date]
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[HolidayKind] = mapped_column(words(HolidayKind))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    added_at: Mapped[datetime]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]
    remove_reason: Mapped[str | None] = mapped_column(Text)

    programme: Mapped[Programme] = relationship()
    body: Mapped[Body | None] = relationship()
    added_by: Mapped[Person | None] = relationship(foreign_keys=[added_by_id])
    added_as: Mapped[Post | None] = relationship()
