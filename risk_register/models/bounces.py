"""Bounces: letters that a mail server took and that came back (RFC 3464)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.models.circulations import Delivery
from risk_register.models.notices import Notice
from risk_register.models.people import Person
from risk_register.models.publications import PublicationLetter


class Bounce(Base):
    """One report that one letter did not arrive; the same report is kept once."""

    __tablename__ = "bounce"
    __table_args__ = (
        CheckConstraint(
            "CASE WHEN delivery_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN notice_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN publication_letter_id IS NULL THEN 0 ELSE 1 END = 1",
            name="of_one_letter",
        ),
    )
    unrecorded = frozenset({"answer"})  # mail servers name the reader's address

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"), index=True)
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"), index=True)
    publication_letter_id: Mapped[int | None] = mapped_column(
        ForeignKey("publication_letter.id"), index=True
    )
    sha256: Mapped[str] = mapped_column(String(64), unique=True)  #: of the report as it came
    source: Mapped[str] = mapped_column(String(40))  #: "mailbox file", "IMAP" or "pasted"
    is_permanent: Mapped[bool]
    status: Mapped[str | None] = mapped_column(String(20))  #: like 5.1.1 (RFC 3463)
    answer: Mapped[str | None] = mapped_column(Text)  #: the mail server's words
    reported_at: Mapped[datetime | None]  #: as the report says
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  #: None: the clock

    delivery: Mapped[Delivery | None] = relationship(back_populates="bounces")
    notice: Mapped[Notice | None] = relationship()
    publication_letter: Mapped[PublicationLetter | None] = relationship(back_populates="bounces")
    recorded_by: Mapped[Person | None] = relationship()
