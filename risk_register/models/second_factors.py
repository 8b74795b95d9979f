"""What somebody shows besides their password: codes of a phone, codes on paper, a known browser."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.models.people import Person


class SecondFactor(Base):
    """A phone that makes codes; its secret is made from ``nonce`` and is kept nowhere."""

    __tablename__ = "second_factor"
    is_recorded = False

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]  #: from when on it is asked for
    is_demanded: Mapped[bool] = mapped_column(default=False)  #: by who looks after its person
    last_step: Mapped[int] = mapped_column(default=0)  #: of the newest code used; none works twice

    person: Mapped[Person] = relationship()


class RecoveryCode(Base):
    """A code on paper for when the phone is lost; it works once."""

    __tablename__ = "recovery_code"
    is_recorded = False

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    used_at: Mapped[datetime | None]


class Device(Base):
    """A browser that is not asked for a code; this is the hash of its cookie's secret."""

    __tablename__ = "device"
    is_recorded = False

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    browser: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
