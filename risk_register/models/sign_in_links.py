"""Links in letters that let one person do what is due from them, and nothing else."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from risk_register.database import Base
from risk_register.models.people import Person


class SignInLink(Base):
    """A mailed link; its secret is signed from ``nonce`` and is kept nowhere."""

    __tablename__ = "sign_in_link"
    unrecorded = frozenset({"nonce", "opened_at"})

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    post_ids: Mapped[list[int]] = mapped_column(JSON)  #: held when it was made; others gain nothing
    nonce: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]  #: first
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revoke_reason: Mapped[str | None] = mapped_column(Text)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    revoked_by: Mapped[Person | None] = relationship(foreign_keys=[revoked_by_id])


class LinkAnswer(Base):
    """What a link was used to write about; once each."""

    __tablename__ = "link_answer"
    __table_args__ = (UniqueConstraint("link_id", "matter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("sign_in_link.id"))
    matter: Mapped[str] = mapped_column(String(80))  #: like "risk 12" or "action 3"
    answered_at: Mapped[datetime]

    link: Mapped[SignInLink] = relationship()
