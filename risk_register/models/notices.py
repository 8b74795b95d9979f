"""Notices: letters to one person that bring no pack."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from risk_register.database import Base, words
from risk_register.domain.chases import NoticeKind
from risk_register.domain.circulation import DeliveryState
from risk_register.models.people import Person
from risk_register.models.programmes import Programme
from risk_register.models.sign_in_links import SignInLink


class Notice(Base):
    """One letter, with an address and a Message-ID fixed when it was queued.

    ``content`` holds plain values that the letter's template draws when it is
    sent; the link's secret is signed then, and stands in no table. ``holder`` is
    the fence of whoever sends it.
    """

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_waiting", "state", "next_at"),)
    # The record knows the reader by person; addresses can be forgotten.
    unrecorded = frozenset(
        {"address", "answer", "attempts", "next_at", "holder", "lease_until", "content"}
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: None: of all the programmes its reader works in
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[NoticeKind] = mapped_column(words(NoticeKind))
    subject: Mapped[str] = mapped_column(String(300))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("sign_in_link.id"))
    queued_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(254))
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    state: Mapped[DeliveryState] = mapped_column(words(DeliveryState))
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    holder: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[float | None]  #: seconds by the database's own clock
    answer: Mapped[str | None] = mapped_column(Text)  #: the mail server's words
    sent_at: Mapped[datetime | None]

    programme: Mapped[Programme | None] = relationship()
    person: Mapped[Person] = relationship()
    link: Mapped[SignInLink | None] = relationship()
