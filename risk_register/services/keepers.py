"""Who looks after people, and after whom of them.

Administrators look after everybody. Programme managers see who has a part in
their programmes and give the roles in them. An agency's own administrator looks
after the people and posts of that agency alone. Nobody changes their own part.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import ColumnElement, and_, not_, or_, select, true
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.errors import NotAllowedError, NotFoundError
from risk_register.domain.people import AGENCY_ROLES, list_giveable
from risk_register.domain.permissions import Permission, Role
from risk_register.models import (
    Action,
    Agency,
    Body,
    ImprovementArea,
    Indicator,
    Membership,
    Person,
    Post,
    Programme,
    Risk,
    Seat,
)
from risk_register.services.programmes import Member, list_posts_of

OWN_PART = "Nobody changes their own part. Ask somebody else who looks after people."
ANOTHER_ONE = "Only an administrator changes another one."
ADDRESS = "Only an administrator changes the address of somebody with this part."

#: What posts own, with the programme it stands in.
_OWNERS = (
    (Risk.owner_id, Risk.programme_id),
    (Action.lead_id, Action.programme_id),
    (Indicator.owner_id, Indicator.programme_id),
    (ImprovementArea.lead_id, ImprovementArea.programme_id),
)


@dataclass(frozen=True)
class Keeper:
    """Somebody who may look after people, with what they are in each programme."""

    person: Person | None  #: None for whoever runs the service
    members: tuple[Member, ...]  #: by the programme's name

    @property
    def is_any(self) -> bool:
        """Say whether they look after anybody."""
        return self.is_administrator or self.own_agency_id is not None or bool(self.programmes)

    @cached_property
    def is_administrator(self) -> bool:
        """Say whether they look after everybody."""
        return self.person is None or any(
            Role.ADMINISTRATOR in member.roles for member in self.members
        )

    @property
    def person_id(self) -> int | None:
        """Give the id of their own person, whose part they do not change."""
        return self.person.id if self.person else None

    @cached_property
    def programmes(self) -> tuple[Programme, ...]:
        """Give the programmes in which they give roles by their own role there."""
        return tuple(each.programme for each in self.members if each.may(Permission.KEEP_PEOPLE))

    @property
    def own_agency_id(self) -> int | None:
        """Give the agency whose people they look after as its administrator."""
        return self.person.agency_id if self.person and self.person.keeps_agency else None

    def sees(self) -> ColumnElement[bool]:
        """Build the condition under which they see a person."""
        if self.is_administrator:
            return true()
        within = select(Membership.person_id).where(
            Membership.programme_id.in_([each.id for each in self.programmes])
        )
        chosen: list[ColumnElement[bool]] = [Person.id.in_(within)]
        if self.own_agency_id is not None:
            chosen.append(Person.agency_id == self.own_agency_id)
        return or_(*chosen)

    def keeps(self, person: Person) -> bool:
        """Say whether they may change who somebody is and when they leave."""
        if self.is_administrator:
            return True
        return person.agency_id == self.own_agency_id

    def check_keeps(self, person: Person) -> None:
        """Let pass who may change who somebody is.

        :raises NotAllowedError: if the person is not theirs to look after, or an administrator
            whom only another one changes
        """
        if not self.keeps(person):
            raise NotAllowedError
        if not self.is_administrator and is_administrator(person):
            raise NotAllowedError(ANOTHER_ONE)

    def may_bar(self, person: Person) -> bool:
        """Say whether they may sign somebody out, or let them in no longer."""
        try:
            self.check_bars(person)
        except NotAllowedError:
            return False
        return True

    def check_bars(self, person: Person) -> None:
        """Let pass who may sign somebody out, or let them in no longer.

        :raises NotAllowedError: if it is they themselves, or somebody whom they may not change
        """
        if person.id == self.person_id:
            raise NotAllowedError(OWN_PART)
        self.check_keeps(person)

    def may_readdress(self, person: Person) -> bool:
        """Say whether they may choose where somebody's letters go.

        Whoever reads the letters can sign in by them, so that an agency's administrator
        does it only for people whose every role they could give themselves.
        """
        if self.is_administrator or person.id == self.person_id:
            return True
        roles = db.session.scalars(select(Membership.role).where(Membership.person_id == person.id))
        return set(roles) <= AGENCY_ROLES

    def check_readdresses(self, person: Person) -> None:
        """Let pass who may choose where somebody's letters go.

        :raises NotAllowedError: if the person has a part that only others give
        """
        if not self.may_readdress(person):
            raise NotAllowedError(ADDRESS)

    def keeps_posts(self) -> ColumnElement[bool]:
        """Build the condition under which they look after an agency's posts.

        A manager looks after those of the agencies that have a part in their programmes.
        """
        if self.is_administrator:
            return true()
        within = (
            select(Person.agency_id)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.programme_id.in_([each.id for each in self.programmes]))
        )
        return or_(Agency.id.in_(within), Agency.id == self.own_agency_id)

    def gives_posts(self) -> ColumnElement[bool]:
        """Build the condition, of a post and its agency, under which they may give the post.

        A manager gives none that sits on a body of a programme they do not manage, or owns
        something there: whoever holds it gets its packs and letters.
        """
        if self.is_administrator:
            return true()
        managed = [each.id for each in self.programmes]
        beyond = or_(
            Post.id.in_(
                select(Seat.post_id)
                .join(Seat.body)
                .where(Seat.post_id.is_not(None), Body.programme_id.not_in(managed))
            ),
            *(
                Post.id.in_(select(owner).where(owner.is_not(None), programme.not_in(managed)))
                for owner, programme in _OWNERS
            ),
        )
        return or_(Agency.id == self.own_agency_id, and_(self.keeps_posts(), not_(beyond)))

    def sees_part(self, person: Person, programme_id: int) -> bool:
        """Say whether they see what a person is in a programme."""
        return self.keeps(person) or programme_id in {each.id for each in self.programmes}

    def list_giveable(self, person: Person, programme: Programme) -> Sequence[Role]:
        """List the roles in a programme that they may give a person or take from them."""
        if person.id == self.person_id:
            return ()
        return self.list_giveable_at(person.agency_id, programme)

    def list_giveable_at(self, agency_id: int, programme: Programme) -> Sequence[Role]:
        """List the roles in a programme that they may give people of an agency."""
        return tuple(
            list_giveable(
                is_administrator=self.is_administrator,
                manages=programme.id in {each.id for each in self.programmes},
                keeps_agency=agency_id == self.own_agency_id,
            )
        )

    def check_gives(self, person: Person, programme: Programme, role: Role) -> None:
        """Let pass who may give or take a role.

        :raises NotAllowedError: if it is their own, or not theirs to give
        """
        if person.id == self.person_id:
            raise NotAllowedError(OWN_PART)
        if role not in self.list_giveable(person, programme):
            raise NotAllowedError


#: Whoever runs the service looks after everybody at the command line; the record names nobody.
OPERATOR = Keeper(None, ())


def get_keeper(person: Person, *, on: date) -> Keeper:
    """Find after whom a person looks.

    :param on: the London date whose posts count
    """
    rows = db.session.execute(
        select(Membership.role, Programme)
        .join(Membership.programme)
        .where(Membership.person_id == person.id)
        .order_by(Programme.name)
    ).all()
    posts = tuple(list_posts_of(person, on=on))
    roles: dict[int, set[Role]] = {}
    for row in rows:
        roles.setdefault(row.Programme.id, set()).add(row.role)
    programmes = {row.Programme.id: row.Programme for row in rows}
    members = tuple(
        Member(person, programmes[each], frozenset(held), posts, on) for each, held in roles.items()
    )
    return Keeper(person, members)


def get_kept(keeper: Keeper, person_id: int) -> Person:
    """Find somebody whom a keeper sees.

    :raises NotFoundError: if there is nobody, or they do not see them
    """
    person = db.session.scalar(
        select(Person)
        .where(Person.id == person_id, keeper.sees())
        .options(joinedload(Person.agency))
    )
    if person is None:
        raise NotFoundError
    return person


def get_changeable(keeper: Keeper, person_id: int) -> Person:
    """Find somebody whom a keeper may change.

    :raises NotFoundError: if there is nobody, or they do not see them
    :raises NotAllowedError: if the person is not theirs to look after, or their name is gone
    """
    person = get_kept(keeper, person_id)
    keeper.check_keeps(person)
    if person.anonymised_at is not None:
        raise NotAllowedError("Their name and address are gone for good.")
    return person


def get_other_changeable(keeper: Keeper, person_id: int) -> Person:
    """Find somebody whom a keeper may change, and who is not they themselves.

    :raises NotFoundError: if there is nobody, or they do not see them
    :raises NotAllowedError: if the person is not theirs to look after, or they themselves
    """
    person = get_changeable(keeper, person_id)
    if person.id == keeper.person_id:
        raise NotAllowedError(OWN_PART)
    return person


def list_kept_agencies(keeper: Keeper) -> Sequence[Agency]:
    """List the agencies to which a keeper can invite people, by name."""
    query = select(Agency).order_by(Agency.name)
    if not (keeper.is_administrator or keeper.programmes):
        query = query.where(Agency.id == keeper.own_agency_id)
    return db.session.scalars(query).all()


def list_open_programmes(keeper: Keeper) -> Sequence[Programme]:
    """List the programmes in which a keeper can give roles, by name.

    Those of an agency's administrator are the ones in which the agency has a part.
    """
    query = select(Programme).order_by(Programme.name)
    if not keeper.is_administrator:
        within = (
            select(Membership.programme_id)
            .join(Membership.person)
            .where(Person.agency_id == keeper.own_agency_id)
        )
        managed = [each.id for each in keeper.programmes]
        query = query.where(or_(Programme.id.in_(managed), Programme.id.in_(within)))
    return db.session.scalars(query).all()


def is_administrator(person: Person) -> bool:
    """Say whether somebody is an administrator anywhere."""
    found = select(Membership.id).where(
        Membership.person_id == person.id, Membership.role == Role.ADMINISTRATOR
    )
    return db.session.scalar(found.limit(1)) is not None


def name_roles(roles: Iterable[Role]) -> list[str]:
    """Name roles in their order."""
    held = set(roles)
    return [role.label for role in Role if role in held]
