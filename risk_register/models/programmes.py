"""Programmes, who works in them, and the schemes they score by."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from risk_register.database import Base, words
from risk_register.domain.permissions import Role
from risk_register.models.people import Person


class SchemeVersion(Base):
    """Scales, grid and bands in force from a date; never rewritten, old scores keep theirs."""

    __tablename__ = "scheme"
    __table_args__ = (UniqueConstraint("key", "version"),)
    is_settled = True

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    document: Mapped[str] = mapped_column(Text)  #: canonical JSON of the TOML file


class Programme(Base):
    """Joint work of several agencies with one register of risks.

    ``scheme`` is the one it began with; what it adopted later stands in ``adoptions``.
    """

    __tablename__ = "programme"
    is_settled = True
    unrecorded = frozenset({"look"})  # the hash of its logo is recorded

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    notice: Mapped[str | None] = mapped_column(Text)  #: a quiet line on every page and pack
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    scheme_from_on: Mapped[date]
    #: Accent and logo of its documents, as a snapshot holds them; read only where they are drawn.
    look: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    contact: Mapped[str | None] = mapped_column(Text)  #: whom to ask for another format
    glossary: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  #: term and meaning

    scheme: Mapped[SchemeVersion] = relationship(lazy="joined")
    adoptions: Mapped[list["Adoption"]] = relationship(
        order_by="(Adoption.from_on, Adoption.id)", lazy="selectin"
    )


class Adoption(Base):
    """From this London date on the programme scores by this scheme."""

    __tablename__ = "adoption"
    is_settled = True

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    from_on: Mapped[date]
    adopted_at: Mapped[datetime]

    scheme: Mapped[SchemeVersion] = relationship(lazy="joined")


class Membership(Base):
    """A person's role in a programme; a person may hold several."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("programme_id", "person_id", "role"),)
    unrecorded = frozenset({"given_at"})  # the line that gives it is its moment

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(words(Role))
    given_at: Mapped[datetime | None]  #: None: before the register kept it

    programme: Mapped[Programme] = relationship()
    person: Mapped[Person] = relationship()
