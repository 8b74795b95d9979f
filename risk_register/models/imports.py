"""What came from which spreadsheet: files on their way in, runs, and their rows."""

import json
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.models.actions import Action
from risk_register.models.people import Person, Post
from risk_register.models.programmes import Programme
from risk_register.models.risks import Risk


class ImportDraft(Base):
    """The file somebody is bringing in; a new one takes its place, and it goes when applied."""

    __tablename__ = "import_draft"
    __table_args__ = (UniqueConstraint("programme_id", "person_id"),)
    is_recorded = False  # nothing of it stands in the register yet

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    file_name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    cells: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)  #: what was read, packed
    mapping: Mapped[str] = mapped_column(Text)  #: JSON; empty for a working copy
    read_at: Mapped[datetime]

    @property
    def is_working_copy(self) -> bool:
        """Say whether it is this register coming back, which needs no mapping."""
        return not self.mapping


class ImportRun(Base):
    """One file that was taken in, all of it at once."""

    __tablename__ = "import_run"
    unrecorded = frozenset({"mapping"})  # it holds what the source calls its owners

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    source: Mapped[str] = mapped_column(String(60))  #: whose register it is; empty for our own
    file_name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    sheet: Mapped[str] = mapped_column(String(120))
    headings: Mapped[str] = mapped_column(String(64))  #: a mark of its columns' names
    mapping: Mapped[str] = mapped_column(Text)  #: JSON
    added: Mapped[int]
    changed: Mapped[int]
    left_out: Mapped[int]
    applied_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    applied_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    applied_at: Mapped[datetime]

    programme: Mapped[Programme] = relationship()
    applied_by: Mapped[Person] = relationship()
    applied_as: Mapped[Post | None] = relationship()


class ImportedRow(Base):
    """What one row of a file became, beside what it says itself; rows are only ever added."""

    __tablename__ = "imported_row"
    __table_args__ = (Index("ix_imported_row_key", "key", "risk_id"),)
    unrecorded = frozenset({"said", "content"})  # a source names people

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
    risk_id: Mapped[int] = mapped_column(ForeignKey("risk.id"), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    row: Mapped[int]  #: as the spreadsheet shows it
    source_id: Mapped[str] = mapped_column(String(120))  #: the reference there; empty if none
    key: Mapped[str] = mapped_column(String(120))  #: by which it is known again
    mark: Mapped[str] = mapped_column(String(64))  #: of what was stored of it
    content: Mapped[str] = mapped_column(Text)  #: what was stored, as JSON
    said: Mapped[str] = mapped_column(Text)  #: what the source says, by field, as JSON

    run: Mapped[ImportRun] = relationship()
    risk: Mapped[Risk] = relationship()
    action: Mapped[Action | None] = relationship()

    @property
    def scored_there(self) -> str:
        """Say what the source scores it with, in its own figures and words."""
        told: dict[str, str] = json.loads(self.said)
        points = [told.get(name, "") for name in ("likelihood", "impact")]
        parts = [told.get("score", ""), told.get("rating", ""), " × ".join(filter(None, points))]
        return ", ".join(filter(None, parts))
