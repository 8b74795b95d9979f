"""Publications: public editions that were put where everybody can read them."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base, words
from risk_register.domain.publications import Asking
from risk_register.models.outgoing import Outgoing
from risk_register.models.packs import Pack
from risk_register.models.people import Person, Post

if TYPE_CHECKING:  # a letter and what came back of it name each other
    from risk_register.models.bounces import Bounce


class Publication(Base):
    """One decision to publish a public edition; it may be taken back once.

    The page that everybody may open holds from ``decided_at`` on; the clock puts the files
    into the folder, and writes to the address, afterwards.
    """

    __tablename__ = "publication"
    unrecorded = frozenset({"attempts", "next_at", "failure"})

    id: Mapped[int] = mapped_column(primary_key=True)
    pack_id: Mapped[int] = mapped_column(ForeignKey("pack.id"), index=True)  #: the public edition
    sha256: Mapped[str] = mapped_column(String(64))  #: of its PDF
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    decided_at: Mapped[datetime]
    late_reason: Mapped[str | None] = mapped_column(Text)
    folder: Mapped[str | None] = mapped_column(
        String(300)
    )  #: under PUBLISH_FOLDER; None: no folder
    filed_at: Mapped[datetime | None]  #: the files stood in the folder
    address: Mapped[str | None] = mapped_column(String(254))  #: that gets a copy; None: nobody
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(Text)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    withdraw_reason: Mapped[str | None] = mapped_column(Text)

    pack: Mapped[Pack] = relationship()
    decided_by: Mapped[Person] = relationship(foreign_keys=[decided_by_id])
    decided_as: Mapped[Post | None] = relationship(foreign_keys=[decided_as_id])
    withdrawn_by: Mapped[Person | None] = relationship(foreign_keys=[withdrawn_by_id])
    withdrawn_as: Mapped[Post | None] = relationship(foreign_keys=[withdrawn_as_id])
    letters: Mapped[list["PublicationLetter"]] = relationship(
        back_populates="publication", order_by="PublicationLetter.id"
    )


class PublicationLetter(Outgoing, Base):
    """One letter to the address that publishes: it brings an edition, or asks to take it down."""

    __tablename__ = "publication_letter"
    __table_args__ = (
        UniqueConstraint("publication_id", "asks"),
        Index("ix_publication_letter_waiting", "state", "next_at"),
    )
    unrecorded = Outgoing.machinery

    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    asks: Mapped[Asking] = mapped_column(words(Asking))
    queued_at: Mapped[datetime]
    repeat_reason: Mapped[str | None] = mapped_column(Text)  #: why it was last sent again

    publication: Mapped[Publication] = relationship(back_populates="letters")
    bounces: Mapped[list["Bounce"]] = relationship(
        back_populates="publication_letter", order_by="Bounce.id"
    )
