"""What every letter of the outbox has, whatever it says, and when letters were last tried."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from risk_register.database import Base, words
from risk_register.domain.circulation import DeliveryState


class Outgoing:
    """Columns of a letter whose address and Message-ID were fixed when it was queued.

    Whoever sends it holds it for a while; ``holder`` is the fence.
    """

    #: The record knows the reader; addresses can be forgotten.
    machinery = frozenset({"address", "answer", "attempts", "next_at", "holder", "lease_until"})

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    state: Mapped[DeliveryState] = mapped_column(words(DeliveryState))
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    holder: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[float | None]  #: seconds by the database's own clock
    answer: Mapped[str | None] = mapped_column(Text)  #: the mail server's words
    sent_at: Mapped[datetime | None]


class LetterTry(Base):
    """One try to send a letter within the last minute, whichever process made it."""

    __tablename__ = "letter_try"
    is_recorded = False

    id: Mapped[int] = mapped_column(primary_key=True)
    tried_at: Mapped[float]  #: the database's own seconds
