"""How a meeting's pack would look if it were made now: no pack, and kept for a day at most."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base, words
from risk_register.domain.packs import PackState
from risk_register.models.meetings import Meeting
from risk_register.models.people import Person, Post


class Preview(Base):
    """The one preview of a meeting's pack; a new one takes its place.

    ``attempts`` is the fence, as in a pack: whoever draws may store only while it still has the
    value it had when the drawing began.
    """

    __tablename__ = "preview"
    is_recorded = False  # it changes nothing that anybody is told

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    state: Mapped[PackState] = mapped_column(words(PackState))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    asked_at: Mapped[datetime]
    attempts: Mapped[int]
    lease_until: Mapped[float | None]  #: seconds by the database's own clock
    progress: Mapped[str | None] = mapped_column(Text)
    failure: Mapped[str | None] = mapped_column(Text)  #: if made: why the pack would not be
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    html: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    meeting: Mapped[Meeting] = relationship()
    asked_by: Mapped[Person] = relationship()
    asked_as: Mapped[Post | None] = relationship()
