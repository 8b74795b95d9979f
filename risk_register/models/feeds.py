"""Calendar feeds under a private address that can be taken back."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.models.bodies import Body
from risk_register.models.people import Person


class Feed(Base):
    """One person's calendar of a body, or of all they may read; its secret is kept nowhere."""

    __tablename__ = "feed"
    unrecorded = frozenset({"nonce"})

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))  #: None: all bodies
    nonce: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    body: Mapped[Body | None] = relationship()
