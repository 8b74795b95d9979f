"""Evidence: files that show what became of an action."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base, words
from risk_register.domain.evidence import LONGEST_NAME, FileKind
from risk_register.models.actions import Action
from risk_register.models.people import Person, Post


class Evidence(Base):
    """A file as it was added; it may be withdrawn once, and is never changed or taken away."""

    __tablename__ = "evidence"
    __table_args__ = (CheckConstraint("size > 0", name="is_not_empty"),)
    unrecorded = frozenset({"content"})  # its hash is recorded

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    kind: Mapped[FileKind] = mapped_column(words(FileKind))
    size: Mapped[int]  #: bytes
    sha256: Mapped[str] = mapped_column(String(64))
    shows: Mapped[str] = mapped_column(Text)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    added_at: Mapped[datetime]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str | None] = mapped_column(Text)
    # Last, because SQLite reads its way through a file to what stands behind it in a row.
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    action: Mapped[Action] = relationship()
    added_by: Mapped[Person] = relationship(foreign_keys=[added_by_id])
    added_as: Mapped[Post | None] = relationship(foreign_keys=[added_as_id])
    withdrawn_by: Mapped[Person | None] = relationship(foreign_keys=[withdrawn_by_id])
    withdrawn_as: Mapped[Post | None] = relationship(foreign_keys=[withdrawn_as_id])
