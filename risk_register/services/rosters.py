"""Who works in the register: their posts, their roles and how they stand."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.people import PersonFacts, PersonState, judge_person
from risk_register.domain.permissions import Role
from risk_register.models import Agency, Holding, Invitation, Membership, Person, Post, Programme
from risk_register.services.keepers import Keeper, name_roles
from risk_register.services.programmes import is_current

PAGE_LENGTH = 50

_OPEN = (Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))


@dataclass(frozen=True)
class Part:
    """What a person is in a programme."""

    programme: Programme
    memberships: tuple[Membership, ...]

    @property
    def words(self) -> str:
        """Say the roles."""
        return ", ".join(name_roles(each.role for each in self.memberships))


@dataclass(frozen=True)
class RosterLine:
    """A person with what they hold on a day and how they stand."""

    person: Person
    posts: tuple[Post, ...]
    parts: tuple[Part, ...]
    state: PersonState
    invitation: Invitation | None  #: the open one


@dataclass(frozen=True)
class RosterFilter:
    """What a list of people is narrowed to; empty for all."""

    words: str = ""  #: in the name, the address or a post's title
    agency: str = ""  #: its key
    programme: str = ""  #: its key
    role: str = ""
    state: str = ""


@dataclass(frozen=True)
class RosterPage:
    """One page of a list of people."""

    lines: list[RosterLine]
    number: int
    pages: int
    total: int


def list_roster(keeper: Keeper, asked: RosterFilter, *, on: date, number: int = 1) -> RosterPage:
    """List the people a keeper sees, those who sign in first, by name.

    :param on: the London date whose posts count
    """
    chosen = and_(keeper.sees(), *_conditions(asked, keeper, on))
    total = db.session.scalar(select(func.count()).select_from(Person).where(chosen)) or 0
    people = db.session.scalars(
        select(Person)
        .where(chosen)
        .options(joinedload(Person.agency))
        .order_by(Person.is_active.desc(), Person.name, Person.id)
        .limit(PAGE_LENGTH)
        .offset((number - 1) * PAGE_LENGTH)
    ).all()
    pages = max(1, -(-total // PAGE_LENGTH))
    return RosterPage(describe_people(people, keeper, on=on), number, pages, total)


def describe_people(people: Sequence[Person], keeper: Keeper, *, on: date) -> list[RosterLine]:
    """Say of people what they hold on a London date, as far as a keeper sees it."""
    ids = [person.id for person in people]
    posts: dict[int, list[Post]] = defaultdict(list)
    held = (
        select(Holding)
        .where(Holding.person_id.in_(ids), *is_current(Holding, on=on))
        .options(joinedload(Holding.post).joinedload(Post.agency))
        .order_by(Holding.from_on, Holding.id)
    )
    for holding in db.session.scalars(held):
        posts[holding.person_id].append(holding.post)
    parts: dict[int, dict[int, list[Membership]]] = defaultdict(lambda: defaultdict(list))
    memberships = (
        select(Membership)
        .where(Membership.person_id.in_(ids))
        .options(joinedload(Membership.programme))
        .order_by(Membership.programme_id, Membership.id)
    )
    for each in db.session.scalars(memberships):
        parts[each.person_id][each.programme_id].append(each)
    open_ones = {
        each.person_id: each
        for each in db.session.scalars(
            select(Invitation).where(Invitation.person_id.in_(ids), *_OPEN).order_by(Invitation.id)
        )
    }
    return [
        RosterLine(
            person,
            tuple(posts[person.id]),
            tuple(
                Part(found[0].programme, tuple(found))
                for programme_id, found in parts[person.id].items()
                if keeper.sees_part(person, programme_id)
            ),
            judge_person(
                PersonFacts(
                    person.is_active,
                    person.signed_in_at,
                    person.left_on,
                    person.id in open_ones,
                    person.anonymised_at,
                )
            ),
            open_ones.get(person.id),
        )
        for person in people
    ]


def list_holdings_of(person: Person) -> Sequence[Holding]:
    """List which posts somebody has held and holds, the newest first."""
    return db.session.scalars(
        select(Holding)
        .where(Holding.person_id == person.id)
        .options(joinedload(Holding.post).joinedload(Post.agency))
        .order_by(Holding.from_on.desc(), Holding.id.desc())
    ).all()


def list_invitations_of(person: Person) -> Sequence[Invitation]:
    """List how often somebody was invited, the newest first."""
    return db.session.scalars(
        select(Invitation).where(Invitation.person_id == person.id).order_by(Invitation.id.desc())
    ).all()


def list_seen_agencies(keeper: Keeper) -> Sequence[Agency]:
    """List the agencies of which a keeper sees somebody, by name."""
    within = select(Person.agency_id).where(keeper.sees())
    return db.session.scalars(
        select(Agency).where(Agency.id.in_(within)).order_by(Agency.name)
    ).all()


def _conditions(asked: RosterFilter, keeper: Keeper, on: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.words:
        titled = (
            select(Holding.person_id)
            .join(Holding.post)
            .where(Post.title.icontains(asked.words, autoescape=True), *is_current(Holding, on=on))
        )
        found.append(
            or_(
                Person.name.icontains(asked.words, autoescape=True),
                Person.email.icontains(asked.words, autoescape=True),
                Person.id.in_(titled),
            )
        )
    if asked.agency:
        found.append(Person.agency_id.in_(select(Agency.id).where(Agency.key == asked.agency)))
    if asked.programme or asked.role:
        found.append(Person.id.in_(_within(asked, keeper)))
    if asked.state:
        found.append(_is_state(PersonState(asked.state)))
    return found


def _within(asked: RosterFilter, keeper: Keeper) -> Select[int]:
    query = select(Membership.person_id).join(Membership.programme)
    if not keeper.is_administrator:
        seen = [Membership.programme_id.in_([each.id for each in keeper.programmes])]
        if keeper.own_agency_id is not None:
            own = select(Person.id).where(Person.agency_id == keeper.own_agency_id)
            seen.append(Membership.person_id.in_(own))
        query = query.where(or_(*seen))
    if asked.programme:
        query = query.where(Programme.key == asked.programme)
    if asked.role:
        query = query.where(Membership.role == Role(asked.role))
    return query


def _is_state(state: PersonState) -> ColumnElement[bool]:
    is_open = Person.id.in_(select(Invitation.person_id).where(*_OPEN))
    invited = and_(Person.signed_in_at.is_(None), is_open)
    conditions = {
        PersonState.ANONYMISED: Person.anonymised_at.is_not(None),
        PersonState.LEFT: and_(
            ~Person.is_active, Person.left_on.is_not(None), Person.anonymised_at.is_(None)
        ),
        PersonState.BARRED: and_(~Person.is_active, Person.left_on.is_(None)),
        PersonState.LEAVING: and_(Person.is_active, Person.left_on.is_not(None)),
        PersonState.INVITED: and_(Person.is_active, Person.left_on.is_(None), invited),
        PersonState.ACTIVE: and_(Person.is_active, Person.left_on.is_(None), ~invited),
    }
    return conditions[state]
