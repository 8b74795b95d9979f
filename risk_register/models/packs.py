"""Snapshots, packs and their files: what a board was told, frozen."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base, words
from risk_register.domain.packs import FIRST_LAYOUT, Edition, Form, PackState
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
    """One edition and version of one snapshot; once approved and drawn, its bytes never change.

    Whoever approves it has it drawn once more, with the approval on its cover.
    The full edition leads: whatever happens to it happens to the others of its
    meeting and version. ``attempts`` is the fence: whoever draws may publish
    only while it still has the value it had when the drawing began.
    """

    __tablename__ = "pack"
    __table_args__ = (UniqueConstraint("meeting_id", "edition", "version"),)
    unrecorded = frozenset({"pdf", "holder", "lease_until", "retry_at", "failures", "progress"})

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
    returned_at: Mapped[datetime | None]
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    returned_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    return_reason: Mapped[str | None] = mapped_column(Text)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    withdraw_reason: Mapped[str | None] = mapped_column(Text)
    layout: Mapped[int] = mapped_column(default=FIRST_LAYOUT)  #: of the pages, from 1
    manifest: Mapped[str | None] = mapped_column(Text)  #: what was drawn and left out, as JSON
    failures: Mapped[int] = mapped_column(default=0)  #: of drawing, since it was made or asked for
    progress: Mapped[str | None] = mapped_column(String(200))  #: how far the drawing is, in words

    meeting: Mapped[Meeting] = relationship()
    snapshot: Mapped[Snapshot | None] = relationship()
    asked_by: Mapped[Person | None] = relationship(foreign_keys=[asked_by_id])
    asked_as: Mapped[Post | None] = relationship(foreign_keys=[asked_as_id])
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])
    approved_as: Mapped[Post | None] = relationship(foreign_keys=[approved_as_id])
    returned_by: Mapped[Person | None] = relationship(foreign_keys=[returned_by_id])
    returned_as: Mapped[Post | None] = relationship(foreign_keys=[returned_as_id])
    withdrawn_by: Mapped[Person | None] = relationship(foreign_keys=[withdrawn_by_id])
    withdrawn_as: Mapped[Post | None] = relationship(foreign_keys=[withdrawn_as_id])


class PackFile(Base):
    """A pack in another form than PDF; kept as the PDF is, and changed only with it."""

    __tablename__ = "pack_file"
    __table_args__ = (UniqueConstraint("pack_id", "form"),)
    unrecorded = frozenset({"content"})  # its hash is recorded

    id: Mapped[int] = mapped_column(primary_key=True)
    pack_id: Mapped[int] = mapped_column(ForeignKey("pack.id"))
    form: Mapped[Form] = mapped_column(words(Form))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]  #: bytes
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    pack: Mapped[Pack] = relationship()
