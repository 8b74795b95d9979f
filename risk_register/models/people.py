"""People, the posts they hold, and how they are signed in."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from risk_register.database import Base, words
from risk_register.domain.sign_ins import Way
from risk_register.models.agencies import Agency


class Person(Base):
    """Someone who signs in. The record holds only the id, so that a leaver can be forgotten."""

    __tablename__ = "person"
    unrecorded = frozenset({"email", "name", "password_hash", "signed_in_at"})
    is_settled = True

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  #: in lower case
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    is_active: Mapped[bool] = mapped_column(default=True)
    #: Weekdays on which chasing letters may come, Monday is 0; None: every working day.
    digest_days: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    keeps_agency: Mapped[bool] = mapped_column(default=False)  #: looks after its agency's people
    left_on: Mapped[date | None]  #: last London date of their work here, which may be to come
    signed_in_at: Mapped[datetime | None]  #: the last time, by whatever way
    anonymised_at: Mapped[datetime | None]  #: since when name and address are gone
    version: Mapped[int] = mapped_column(default=1)  #: of name and address

    agency: Mapped[Agency] = relationship()


class Invitation(Base):
    """Somebody was asked to sign in; of one person's, the newest counts."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    invited_at: Mapped[datetime]
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    invited_by: Mapped[Person | None] = relationship(foreign_keys=[invited_by_id])


class Post(Base):
    """A job title at an agency. Risks and actions are owned by posts, not by people."""

    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("agency_id", "title"),)
    is_settled = True

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    leads_agency: Mapped[bool] = mapped_column(default=False)  #: hears when its people stay silent
    retired_on: Mapped[date | None]  #: London date from which nobody takes it up any more
    version: Mapped[int] = mapped_column(default=1)  #: of its title and whether it leads

    agency: Mapped[Agency] = relationship()


class Holding(Base):
    """Who held a post from when to when, both London dates included."""

    __tablename__ = "holding"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]

    post: Mapped[Post] = relationship()
    person: Mapped[Person] = relationship()


class SignInSession(Base):
    """One signed-in browser; the cookie holds a secret of which only the hash is kept."""

    __tablename__ = "session"
    is_recorded = False

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    #: None: the person signed in for everything; else only for what this link's letter asked
    link_id: Mapped[int | None] = mapped_column(ForeignKey("sign_in_link.id"))

    way: Mapped[Way | None] = mapped_column(words(Way))  #: None: by the link
    browser: Mapped[str | None] = mapped_column(String(80))  #: like "Firefox on Windows"
    #: it opens only the pages on which a second factor is set up
    needs_factor: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship()


class SignInTry(Base):
    """How often an account, a network or everybody has tried to sign in within a window."""

    __tablename__ = "sign_in_try"
    is_recorded = False

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    count: Mapped[int]
    #: how many windows before this one were used up, one after the other
    rounds: Mapped[int] = mapped_column(default=0)
    window_started_at: Mapped[datetime]
