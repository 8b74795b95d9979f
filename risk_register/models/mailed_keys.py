"""Keys in letters that open one thing once: a new password, or signing in."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base, words
from risk_register.domain.sign_ins import Purpose
from risk_register.models.people import Person


class MailedKey(Base):
    """A mailed key; its secret is signed from ``nonce`` and is kept nowhere."""

    __tablename__ = "mailed_key"
    is_recorded = False

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[Purpose] = mapped_column(words(Purpose))
    nonce: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  #: when it was used, or something made it needless

    person: Mapped[Person] = relationship()
