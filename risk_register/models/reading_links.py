"""Personal links by which a reader gets a pack, and what they did with them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base, words
from risk_register.domain.circulation import Opening
from risk_register.models.circulations import Delivery
from risk_register.models.people import Person


class ReadingLink(Base):
    """A link to what one letter brings; its secret is signed from ``nonce`` and is kept nowhere."""

    __tablename__ = "reading_link"
    unrecorded = frozenset({"nonce"})

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    delivery: Mapped[Delivery] = relationship(back_populates="links")
    revoked_by: Mapped[Person | None] = relationship()
    openings: Mapped[list["LinkOpening"]] = relationship(
        back_populates="link", order_by="LinkOpening.id"
    )


class LinkOpening(Base):
    """Something a reader did with a link, and when; ``what`` is the file, if it was one."""

    __tablename__ = "link_opening"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("reading_link.id"), index=True)
    kind: Mapped[Opening] = mapped_column(words(Opening))
    what: Mapped[str | None] = mapped_column(String(200))
    opened_at: Mapped[datetime]

    link: Mapped[ReadingLink] = relationship(back_populates="openings")
