"""Programmes, and what a person is in one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.errors import NotAllowedError, NotFoundError
from risk_register.domain.permissions import Permission, Role, check_allowed, may
from risk_register.domain.schemes import Scheme
from risk_register.models import (
    Action,
    Holding,
    ImprovementArea,
    Indicator,
    Membership,
    Opening,
    Person,
    Post,
    Programme,
    Risk,
    Seat,
)
from risk_register.services.schemes import find_scheme
from risk_register.services.sights import SEES_ALL, list_restricted, narrow_sight

#: What can be somebody's own.
Matter = Risk | Action | Indicator | ImprovementArea


@dataclass(frozen=True)
class Mandate:
    """What a body has decided, so that whoever records it may do this one thing on its behalf.

    Only ``services/rulings.py`` gives one, after it has checked who records.
    """

    authority: str  #: whose decision it is: "SEND Programme Board, 10 May 2018"
    permission: Permission


@dataclass(frozen=True)
class Member:
    """A person in a programme, with the roles and the posts they hold on a day."""

    person: Person
    programme: Programme
    roles: frozenset[Role]
    posts: tuple[Post, ...]
    on: date  #: the London date whose posts and scheme count
    mandate: Mandate | None = None  #: on whose behalf this one act is done
    openings: tuple[Opening, ...] = ()  #: in need, that stand at present, whoever opened it

    @cached_property
    def scheme(self) -> Scheme:
        """Give the scheme the programme scores by."""
        return find_scheme(self.programme, on=self.on)

    @property
    def post(self) -> Post | None:
        """Give the post the person acts from; the first one if they hold several."""
        return self.posts[0] if self.posts else None

    @property
    def title(self) -> str:
        """Say who this is, as others should read it."""
        return self.post.title if self.post else self.person.name

    @property
    def authority(self) -> dict[str, str]:
        """Give the fact by which the record says on whose behalf an act was done, if on any."""
        return {"by decision of": self.mandate.authority} if self.mandate else {}

    def owns(self, matter: Matter) -> bool:
        """Say whether the member owns the risk or indicator, or leads the action or the area.

        Whoever owns a risk owns the actions that serve it.
        """
        held = {post.id for post in self.posts}
        if isinstance(matter, ImprovementArea):
            return matter.lead_id in held
        if isinstance(matter, Risk | Indicator):
            return matter.owner_id in held
        if matter.lead_id in held:
            return True
        return any(mitigation.risk.owner_id in held for mitigation in matter.mitigations)

    def sees(self, risk: Risk) -> bool:
        """Say whether the member may read a risk, be it restricted."""
        if risk.restricted_at is None or self.may(Permission.SEE_RESTRICTED):
            return True
        agencies = {self.person.agency_id, *(post.agency_id for post in self.posts)}
        return (
            risk.owner_id in {post.id for post in self.posts}
            or self.person.id in risk.open_to_people
            or not agencies.isdisjoint(risk.open_to_agencies)
        )

    def may(self, permission: Permission, matter: Matter | None = None) -> bool:
        """Say whether the member may do this, to this."""
        if self.mandate is not None:
            return permission is self.mandate.permission
        return may(self.roles, permission, owns=matter is not None and self.owns(matter))

    def check(self, permission: Permission, matter: Matter | None = None) -> None:
        """Let a permitted act pass.

        :raises NotAllowedError: if no role of the member holds the permission
        """
        if self.mandate is None:
            check_allowed(self.roles, permission, owns=matter is not None and self.owns(matter))
        elif permission is not self.mandate.permission:
            raise NotAllowedError


def get_member(
    person: Person, programme_key: str, *, on: date, at: datetime | None = None
) -> Member:
    """Find what a person is in a programme, and read it from now on with their eyes.

    :param on: the London date whose posts count
    :param at: moment at which openings in need count, with a time zone; None: none does
    :raises NotFoundError: if there is no such programme, or the person has no part in it
    """
    is_restricted = (Risk.programme_id == Programme.id, Risk.restricted_at.is_not(None))
    rows = db.session.execute(
        select(
            Membership.role,
            Programme,
            select(Risk.id).where(*is_restricted).exists().label("has_restricted"),
            select(Opening.id).where(*_is_open(at)).exists().label("is_opened"),
        )
        .join(Membership.programme)
        .where(Programme.key == programme_key, Membership.person_id == person.id)
        .execution_options(**SEES_ALL)
    ).all()
    if not rows:
        raise NotFoundError
    programme, roles = rows[0].Programme, frozenset(row.role for row in rows)
    openings = _list_openings(programme, at) if rows[0].is_opened else ()
    if Role.ADMINISTRATOR in roles and any(each.person_id == person.id for each in openings):
        roles |= {Role.AUDITOR}
    member = Member(
        person=person,
        programme=programme,
        roles=roles,
        posts=tuple(list_posts_of(person, on=on)),
        on=on,
        openings=openings,
    )
    restricted = list_restricted(member.programme) if rows[0].has_restricted else ()
    hidden = [risk for risk in restricted if not member.sees(risk)]
    narrow_sight(member.programme, hidden, posts=member.posts)
    return member


def list_hidden_from(person: Person, programme: Programme, *, on: date) -> list[Risk]:
    """List the restricted risks of a programme that somebody may not read, whoever asks.

    It narrows nobody's sight, and the person need have no part in the programme.

    :param on: the London date whose posts count
    """
    restricted = list_restricted(programme)
    if not restricted:
        return []
    roles = db.session.scalars(
        select(Membership.role).where(
            Membership.programme_id == programme.id, Membership.person_id == person.id
        )
    )
    posts = tuple(list_posts_of(person, on=on))
    reader = Member(person, programme, frozenset(roles), posts, on)
    return [risk for risk in restricted if not reader.sees(risk)]


def _is_open(at: datetime | None) -> tuple[ColumnElement[bool], ...]:
    if at is None:
        return (false(),)
    return (
        Opening.programme_id == Programme.id,
        Opening.until_at > at,
        Opening.closed_at.is_(None),
    )


def _list_openings(programme: Programme, at: datetime | None) -> tuple[Opening, ...]:
    """List by whom a programme is opened in need at a moment, the first opened first."""
    opened = (
        select(Opening)
        .join(Opening.programme)
        .where(Programme.id == programme.id, *_is_open(at))
        .options(joinedload(Opening.person).joinedload(Person.agency))
        .order_by(Opening.id)
    )
    return tuple(db.session.scalars(opened))


def list_posts_of(person: Person, *, on: date) -> Sequence[Post]:
    """List the posts a person holds on a London date, the longest held first."""
    return db.session.scalars(
        select(Post)
        .join(Holding)
        .where(Holding.person_id == person.id, *is_current(Holding, on=on))
        .order_by(Holding.from_on, Holding.id)
    ).all()


def list_posts(programme: Programme) -> Sequence[Post]:
    """List the posts in use held by anybody with a part in the programme, by title."""
    return db.session.scalars(
        select(Post)
        .where(
            Post.retired_on.is_(None),
            Post.id.in_(
                select(Holding.post_id)
                .join(Membership, Membership.person_id == Holding.person_id)
                .where(Membership.programme_id == programme.id)
            ),
        )
        .order_by(Post.title)
    ).all()


def list_programmes_of(person: Person) -> Sequence[Programme]:
    """List the programmes a person has a part in, by name."""
    return db.session.scalars(
        select(Programme)
        .where(
            Programme.id.in_(
                select(Membership.programme_id).where(Membership.person_id == person.id)
            )
        )
        .order_by(Programme.name)
    ).all()


def list_programmes() -> Sequence[Programme]:
    """List all programmes by key; for the clock and the command line."""
    return db.session.scalars(select(Programme).order_by(Programme.key)).all()


def get_programme(key: str) -> Programme:
    """Find a programme by its key, for the command line.

    :raises NotFoundError: if there is none
    """
    programme = db.session.scalar(select(Programme).where(Programme.key == key))
    if programme is None:
        raise NotFoundError(f"There is no programme {key!r}.")
    return programme


def is_current(table: type[Holding | Seat], *, on: date) -> tuple[ColumnElement[bool], ...]:
    """Build the conditions under which a dated row counts on a day, both ends included."""
    return (table.from_on <= on, or_(table.until_on.is_(None), table.until_on >= on))
