"""Circulations and deliveries: who was sent which pack, and what became of each letter."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base, words
from risk_register.domain.circulation import OWN_SEAT, Capacity
from risk_register.models.agendas import Paper
from risk_register.models.outgoing import Outgoing
from risk_register.models.packs import Pack
from risk_register.models.people import Person, Post

if TYPE_CHECKING:  # a letter, its links and what came back name each other
    from risk_register.models.bounces import Bounce
    from risk_register.models.reading_links import ReadingLink


class Circulation(Base):
    """One decision to send a pack; ``number`` counts those of the same pack from 1."""

    __tablename__ = "circulation"
    __table_args__ = (UniqueConstraint("pack_id", "number"),)
    unrecorded = frozenset({"head"})  # it is the hash of the very event that records the row

    id: Mapped[int] = mapped_column(primary_key=True)
    pack_id: Mapped[int] = mapped_column(ForeignKey("pack.id"))
    number: Mapped[int]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    decided_at: Mapped[datetime]
    note: Mapped[str | None] = mapped_column(Text)  #: printed in the letter
    late_reason: Mapped[str | None] = mapped_column(Text)
    repeat_reason: Mapped[str | None] = mapped_column(Text)
    late_agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))  #: the chair's
    #: Of a circulation that brings papers after the pack, counted within its meeting from 1.
    supplement: Mapped[int | None]

    head: Mapped[str | None] = mapped_column(String(90))  #: of the record, as the letters print it

    pack: Mapped[Pack] = relationship()
    decided_by: Mapped[Person] = relationship()
    decided_as: Mapped[Post | None] = relationship(foreign_keys=[decided_as_id])
    late_agreed_by: Mapped[Post | None] = relationship(foreign_keys=[late_agreed_by_id])
    papers: Mapped[list["CirculatedPaper"]] = relationship(
        back_populates="circulation", order_by="CirculatedPaper.id"
    )
    deliveries: Mapped[list["Delivery"]] = relationship(
        back_populates="circulation", order_by="Delivery.id"
    )


class Delivery(Outgoing, Base):
    """One letter that brings a pack to one reader."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("circulation_id", "address"),
        Index("ix_delivery_waiting", "state", "next_at"),
    )
    unrecorded = Outgoing.machinery

    circulation_id: Mapped[int] = mapped_column(ForeignKey("circulation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))  #: None: a person's own seat
    capacity: Mapped[Capacity] = mapped_column(words(Capacity))
    #: The edition this reader gets; None in letters that were queued before there was a choice.
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("pack.id"))
    by_link: Mapped[bool] = mapped_column(default=False)  #: else the files are attached

    circulation: Mapped[Circulation] = relationship(back_populates="deliveries")
    person: Mapped[Person] = relationship()
    post: Mapped[Post | None] = relationship()
    edition: Mapped[Pack | None] = relationship()
    links: Mapped[list["ReadingLink"]] = relationship(
        back_populates="delivery", order_by="ReadingLink.id"
    )
    bounces: Mapped[list["Bounce"]] = relationship(back_populates="delivery", order_by="Bounce.id")

    @property
    def title(self) -> str:
        """Say as whom the reader got it: by post, or by name where the seat is a person's."""
        return self.post.title if self.post else self.person.name

    @property
    def recorded_title(self) -> str:
        """Say it for the record, which never changes and so names nobody."""
        return self.post.title if self.post else OWN_SEAT


class CirculatedPaper(Base):
    """A paper that travelled with a circulation."""

    __tablename__ = "circulated_paper"
    __table_args__ = (UniqueConstraint("circulation_id", "paper_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    circulation_id: Mapped[int] = mapped_column(ForeignKey("circulation.id"))
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"))

    circulation: Mapped[Circulation] = relationship(back_populates="papers")
    paper: Mapped[Paper] = relationship()
