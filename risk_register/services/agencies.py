"""Agencies of a programme, and where the letters of their people may go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select

from risk_register.database import db
from risk_register.domain.circulation import WAITING
from risk_register.domain.errors import ChangedMeanwhileError, NotFoundError
from risk_register.domain.mail_domains import domain_of
from risk_register.domain.permissions import Permission
from risk_register.models import Agency, Body, Delivery, Membership, Person, Post, Seat
from risk_register.services.mail_domains import choose_mail_domains
from risk_register.services.programmes import Member


@dataclass(frozen=True)
class ShutOut:
    """Whom a choice of domains keeps from getting letters with packs and papers."""

    people: tuple[Person, ...]  #: by name
    waiting: int  #: letters of the agency's people, in the outbox at this moment

    @property
    def is_any(self) -> bool:
        """Say whether anybody or any letter is shut out."""
        return bool(self.people or self.waiting)


def list_agencies(member: Member) -> Sequence[Agency]:
    """List the agencies that have a part in the member's programme, by name.

    :raises NotAllowedError: if the member may not look after people
    """
    member.check(Permission.KEEP_PEOPLE)
    return db.session.scalars(_choose(member).order_by(Agency.name)).all()


def get_agency_of(member: Member, key: str) -> Agency:
    """Find an agency that has a part in the member's programme.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if the member may not look after people
    """
    member.check(Permission.KEEP_PEOPLE)
    agency = db.session.scalar(_choose(member).where(Agency.key == key))
    if agency is None:
        raise NotFoundError("There is no such agency.")
    return agency


def change_domains(
    agency: Agency,
    domains: Sequence[str] | None,
    *,
    before: Sequence[str] | None,
    by: Member,
    at: datetime,
) -> None:
    """Say to which domains the letters of an agency's people may go, in every programme.

    :param domains: None: any
    :param before: what the form showed
    :raises NotAllowedError: if the member may not look after people
    :raises ChangedMeanwhileError: if somebody chose others since the form was drawn
    :raises RuleError: if one is no domain
    """
    by.check(Permission.KEEP_PEOPLE)
    if agency.mail_domains != (None if before is None else list(before)):
        raise ChangedMeanwhileError
    choose_mail_domains(agency.key, domains, by=by.person, at=at)


def find_shut_out(agency: Agency, domains: Sequence[str] | None, *, on: date) -> ShutOut:
    """Find whom a choice of domains keeps from getting letters.

    :param domains: as they are kept; None: any
    :param on: a London date; who has left before it is not counted
    """
    if domains is None:
        return ShutOut((), 0)
    here = or_(Person.left_on.is_(None), Person.left_on >= on)
    people = db.session.scalars(
        select(Person).where(Person.agency_id == agency.id, here).order_by(Person.name, Person.id)
    )
    waiting = db.session.scalars(
        select(Delivery.address)
        .join(Delivery.person)
        .where(Person.agency_id == agency.id, Delivery.state.in_(WAITING))
    )
    return ShutOut(
        tuple(each for each in people if domain_of(each.email) not in domains),
        sum(domain_of(address) not in domains for address in waiting),
    )


def count_people(agencies: Sequence[Agency], *, on: date) -> dict[int, int]:
    """Count the people of some agencies who have not left before a London date, by its id."""
    here = or_(Person.left_on.is_(None), Person.left_on >= on)
    rows = db.session.execute(
        select(Person.agency_id, func.count())
        .where(Person.agency_id.in_([agency.id for agency in agencies]), here)
        .group_by(Person.agency_id)
    )
    return {row[0]: row[1] for row in rows}


def _choose(member: Member) -> Select[Agency]:
    return select(Agency).where(_has_part(member.programme.id))


def _has_part(programme_id: int) -> ColumnElement[bool]:
    seats = (
        select(Seat).join(Body, Seat.body_id == Body.id).where(Body.programme_id == programme_id)
    )
    seated = seats.subquery()
    return or_(
        Agency.id.in_(
            select(Person.agency_id)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.programme_id == programme_id)
        ),
        Agency.id.in_(select(Post.agency_id).join(seated, seated.c.post_id == Post.id)),
        Agency.id.in_(select(Person.agency_id).join(seated, seated.c.person_id == Person.id)),
    )
