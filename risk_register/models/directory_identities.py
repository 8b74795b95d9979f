"""Who somebody is at their organisation's directory."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.models.people import Person


class DirectoryIdentity(Base):
    """A directory's own name for somebody, which stays when their address changes."""

    __tablename__ = "directory_identity"
    __table_args__ = (
        UniqueConstraint("issuer", "subject"),
        UniqueConstraint("person_id", "issuer"),
    )
    is_recorded = False

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    issuer: Mapped[str] = mapped_column(String(500))
    subject: Mapped[str] = mapped_column(String(255))
    linked_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class SpentState(Base):
    """A visit to a directory that has ended, or a passkey's challenge that is answered; once."""

    __tablename__ = "spent_state"
    is_recorded = False

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    spent_at: Mapped[datetime]
