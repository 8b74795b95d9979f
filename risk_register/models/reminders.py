"""Reminders: the ledger of chases, so that none is sent twice and none is lost."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base, words
from risk_register.domain.chases import Stage
from risk_register.models.notices import Notice
from risk_register.models.people import Person
from risk_register.models.programmes import Programme


class Reminder(Base):
    """A person was chased about a matter, at a stage, for a due date: once.

    Several reminders may have gone in one letter.
    """

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("person_id", "matter", "stage", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    matter: Mapped[str] = mapped_column(String(80))  #: like "meeting 4" or "acceptance 3"
    stage: Mapped[Stage] = mapped_column(words(Stage))
    due_on: Mapped[date]  #: London date the chase is about
    noted_at: Mapped[datetime]
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"), index=True)

    programme: Mapped[Programme] = relationship()
    person: Mapped[Person] = relationship()
    notice: Mapped[Notice | None] = relationship()
