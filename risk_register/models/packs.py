"""Snapshots and packs: what a board was told, frozen."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base, words
from risk_register.domain.packs import Edition, PackState
from risk_register.models.meetings import Meeting
from risk_register.models.people import Person, Post


class Snapshot(Base):
    """Everything a pack says, as canonical JSON, frozen at one moment."""

    __tablename__ = "snapshot"
    unrecorded = frozenset({"body"})  # its fingerprint is recorded

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    body: Mapped[str] = mapped_column(Text, deferred=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    taken_at: Mapped[datetime]
    last_assessment_id: Mapped[int]  #: newest judgement the snapshot knows; 0 if none

    meeting: Mapped[Meeting] = relationship()


class Pack(Base):
    """One edition and version of one snapshot; once made, its bytes never change.

    ``attempts`` is the fence: whoever draws may publish only while it still
    has the value it had when the drawing began.
    """

    __tablename__ = "pack"
    __table_args__ = (UniqueConstraint("meeting_id", "edition", "version"),)
    unrecorded = frozenset({"pdf", "holder", "lease_until", "retry_at"})

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    edition: Mapped[Edition] = mapped_column(words(Edition))
    version: Mapped[int]
    state: Mapped[PackState] = mapped_column(words(PackState))
    due_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  #: None: the clock
    asked_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    correction: Mapped[str | None] = mapped_column(Text)  #: what a later version changes
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"))
    holder: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[float | None]  #: seconds by the database's own clock
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(Text)
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]  #: bytes
    made_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))

    meeting: Mapped[Meeting] = relationship()
    snapshot: Mapped[Snapshot | None] = relationship()
    asked_by: Mapped[Person | None] = relationship(foreign_keys=[asked_by_id])
    asked_as: Mapped[Post | None] = relationship(foreign_keys=[asked_as_id])
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])
    approved_as: Mapped[Post | None] = relationship(foreign_keys=[approved_as_id])
