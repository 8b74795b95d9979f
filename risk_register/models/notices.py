"""Notices: letters to one person that bring no pack."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from risk_register.database import Base, words
from risk_register.domain.chases import NoticeKind
from risk_register.models.mailed_keys import MailedKey
from risk_register.models.outgoing import Outgoing
from risk_register.models.people import Person
from risk_register.models.programmes import Programme
from risk_register.models.sign_in_links import SignInLink


class Notice(Outgoing, Base):
    """One letter that tells or asks a person something.

    ``content`` holds plain values that the letter's template draws when it is
    sent; the link's secret is signed then, and stands in no table.
    """

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_waiting", "state", "next_at"),)
    unrecorded = Outgoing.machinery | {"content"}

    #: None: of all the programmes its reader works in
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[NoticeKind] = mapped_column(words(NoticeKind))
    subject: Mapped[str] = mapped_column(String(300))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("sign_in_link.id"))
    key_id: Mapped[int | None] = mapped_column(ForeignKey("mailed_key.id"))
    queued_at: Mapped[datetime]  #: from when on it may go

    programme: Mapped[Programme | None] = relationship()
    person: Mapped[Person] = relationship()
    link: Mapped[SignInLink | None] = relationship()
    key: Mapped[MailedKey | None] = relationship()
