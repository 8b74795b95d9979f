"""Agendas: the items of a meeting, and the papers that come with them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base, words
from risk_register.domain.evidence import LONGEST_NAME, FileKind
from risk_register.domain.meetings import ItemKind, Purpose
from risk_register.models.meetings import Meeting
from risk_register.models.people import Person, Post


class AgendaItem(Base):
    """One item of an agenda, and what the minutes say about it."""

    __tablename__ = "agenda_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    number: Mapped[int]  #: its place on the agenda, from 1
    kind: Mapped[ItemKind] = mapped_column(words(ItemKind))
    title: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[Purpose] = mapped_column(words(Purpose))
    presenter_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    minutes_long: Mapped[int | None]  #: time allotted, in minutes
    reference: Mapped[str | None] = mapped_column(String(40))  #: of its paper
    is_exempt: Mapped[bool] = mapped_column(default=False)
    exempt_paragraph: Mapped[int | None]  #: of Schedule 12A, Local Government Act 1972
    late_reason: Mapped[str | None] = mapped_column(Text)  #: special circumstances, if it is late
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))  #: the chair, if late
    minute: Mapped[str | None] = mapped_column(Text)  #: what was said, for the minutes
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship()
    presenter: Mapped[Post | None] = relationship(foreign_keys=[presenter_id])
    agreed_by: Mapped[Post | None] = relationship(foreign_keys=[agreed_by_id])
    papers: Mapped[list["Paper"]] = relationship(order_by="Paper.id", back_populates="item")


class Paper(Base):
    """A file that comes with an item; it may be withdrawn once, and is never changed."""

    __tablename__ = "paper"
    __table_args__ = (CheckConstraint("size > 0", name="is_not_empty"),)
    unrecorded = frozenset({"content"})  # its hash is recorded

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    kind: Mapped[FileKind] = mapped_column(words(FileKind))
    size: Mapped[int]  #: bytes
    sha256: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    added_at: Mapped[datetime]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str | None] = mapped_column(Text)
    # Last, because SQLite reads its way through a file to what stands behind it in a row.
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    item: Mapped[AgendaItem] = relationship(back_populates="papers")
    added_by: Mapped[Person] = relationship(foreign_keys=[added_by_id])
    added_as: Mapped[Post | None] = relationship(foreign_keys=[added_as_id])
    withdrawn_by: Mapped[Person | None] = relationship(foreign_keys=[withdrawn_by_id])
    withdrawn_as: Mapped[Post | None] = relationship(foreign_keys=[withdrawn_as_id])
