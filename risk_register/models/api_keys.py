"""Keys by which programs come, and what was answered to them."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.models.people import Person


class ApiKey(Base):
    """A program that acts for a person, as far as ``scopes`` go; its secret is kept as a hash."""

    __tablename__ = "api_key"
    unrecorded = frozenset({"secret_hash", "used_at"})
    is_settled = True

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))  #: of the program, as its person calls it
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    ending: Mapped[str] = mapped_column(String(4))  #: of the secret, by which people tell keys
    scopes: Mapped[list[str]] = mapped_column(JSON)  #: like ``risks:read``; set, never appended to
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]  #: to ten minutes

    person: Mapped[Person] = relationship()


class RepeatedRequest(Base):
    """What a program was answered under its ``Idempotency-Key``, in case it asks again."""

    __tablename__ = "repeated_request"
    __table_args__ = (Index("ix_repeated_request_answered_at", "answered_at"),)
    is_recorded = False

    api_key_id: Mapped[int] = mapped_column(ForeignKey("api_key.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(100), primary_key=True)  #: as the program chose it
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    headers: Mapped[dict[str, str]] = mapped_column(JSON)
    body: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime]
