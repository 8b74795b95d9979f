"""Addresses of programs that are told what happens in a programme."""

from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.models.programmes import Programme


class Webhook(Base):
    """One address, what it is told of, and how far it has been told.

    No event waits in a queue: ``told_up_to`` is the newest line that the address has got, and what
    follows it in the record is what it gets next. Its secret is derived from ``nonce``.
    """

    __tablename__ = "webhook"
    unrecorded = frozenset(
        {
            *("address", "nonce", "told_up_to", "trying_up_to", "attempts"),
            *("failing_since", "next_at", "answered_at", "answer"),
        }
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    address: Mapped[str] = mapped_column(String(500))  #: it may hold a secret of the program's own
    matters: Mapped[list[str]] = mapped_column(JSON)  #: set, never appended to
    nonce: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    told_up_to: Mapped[int]  #: sequence in the programme's chain
    trying_up_to: Mapped[int | None]  #: where the message ends that was not taken yet
    attempts: Mapped[int]  #: failed ones since the last good answer
    failing_since: Mapped[datetime | None]
    next_at: Mapped[datetime]  #: not before it is anything sent
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(String(200))  #: the last one, in our own words

    programme: Mapped[Programme] = relationship()

    @property
    def host(self) -> str:
        """Say whom it tells, without what else the address holds."""
        return urlsplit(self.address).hostname or ""
