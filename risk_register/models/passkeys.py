"""Passkeys: keys that a device keeps and shows instead of a phone's code."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from risk_register.database import Base


class Passkey(Base):
    """The public half of a key; the other half never leaves its device."""

    __tablename__ = "passkey"
    is_recorded = False

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))  #: by which its person knows it again
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)  #: COSE
    sign_count: Mapped[int] = mapped_column(BigInteger)  #: as its device counts, or always 0
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
