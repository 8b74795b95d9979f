"""Many people asked in at once: looked at first, then all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.errors import NotAllowedError, RuleError
from risk_register.domain.pasted_tables import FIELD
from risk_register.domain.people_sheets import PersonLine, read_people
from risk_register.domain.permissions import Role
from risk_register.models import Agency, Holding, Person, Post, Programme
from risk_register.services.invitations import (
    Invitee,
    check_may_invite,
    check_person_address,
    invite_person,
)
from risk_register.services.keepers import Keeper, list_kept_agencies, list_open_programmes
from risk_register.services.mail_domains import MailDomains, read_mail_domains
from risk_register.services.outbox import PostRoom
from risk_register.services.people import TAKEN
from risk_register.services.posts import NOT_YOURS, list_barred_posts
from risk_register.services.programmes import is_current

Row = TypeVar("Row", Agency, Programme)


@dataclass(frozen=True)
class FoundPerson:
    """A line with who would be asked in, or what is wrong with it."""

    line: PersonLine
    invitee: Invitee | None
    problem: str | None


@dataclass(frozen=True)
class _Known:
    """What the lines are held against, read once for all of them."""

    agencies: Mapping[str, Agency]  #: by key, name and short name, in lower case
    programmes: Mapping[str, Programme]  #: by key and name, in lower case
    addresses: frozenset[str]
    barred: frozenset[tuple[int, str]]  #: agency and title of posts that are not theirs to give
    held: Mapping[tuple[int, str], str]  #: holder by agency and title of a post that is held
    domains: MailDomains


def weigh_people(text: str, *, by: Keeper, at: datetime) -> list[FoundPerson]:
    """Say of each line whom it would ask in; saves nothing.

    :raises RuleError: if the sheet as a whole cannot be read
    """
    known = _read_known(by, at)
    seen: dict[str, int] = {}
    posts: dict[tuple[int, str], int] = {}
    found = []
    for line in read_people(text):
        try:
            invitee = _read(line, known, by)
            _check_once(line, invitee, seen, posts)
            found.append(FoundPerson(line, invitee, None))
        except NotAllowedError:
            found.append(FoundPerson(line, None, "This agency or role is not yours to give."))
        except RuleError as error:
            found.append(FoundPerson(line, None, str(error)))
    return found


def invite_people(text: str, *, by: Keeper, room: PostRoom, at: datetime) -> int:
    """Ask in everybody of a sheet, or nobody.

    :returns: how many they were
    :raises RuleError: naming the first line that is wrong
    """
    found = weigh_people(text, by=by, at=at)
    for each in found:
        if each.invitee is None:
            raise RuleError(f"Line {each.line.number}: {each.problem}", field=FIELD)
    for each in found:
        if each.invitee is not None:
            try:
                invite_person(each.invitee, by=by, room=room, at=at)
            except RuleError as error:
                raise RuleError(f"Line {each.line.number}: {error}", field=FIELD) from error
    return len(found)


def _read_known(by: Keeper, at: datetime) -> _Known:
    people = db.session.scalars(select(Person)).all()
    holdings = db.session.scalars(
        select(Holding)
        .join(Holding.post)
        .where(*is_current(Holding, on=london_day(at)))
        .options(joinedload(Holding.post), joinedload(Holding.person))
    )
    agencies: dict[str, Agency] = {}
    for agency in list_kept_agencies(by):
        for name in (agency.name, agency.short, agency.key):
            agencies[name.casefold()] = agency
    programmes: dict[str, Programme] = {}
    for programme in list_open_programmes(by):
        for name in (programme.name, programme.key):
            programmes[name.casefold()] = programme
    return _Known(
        agencies,
        programmes,
        frozenset(person.email for person in people),
        list_barred_posts(by),
        {_key(each.post): each.person.name for each in holdings},
        read_mail_domains(people),
    )


def _read(line: PersonLine, known: _Known, by: Keeper) -> Invitee:
    if not line.name:
        raise RuleError("The name is missing.")
    agency = _choose(line.agency, known.agencies, "agency")
    parts: tuple[tuple[Programme, Role], ...] = ()
    if line.roles:
        programme = _choose(line.programme, known.programmes, "programme")
        parts = tuple((programme, _read_role(role)) for role in line.roles)
    invitee = Invitee(line.name, line.email, agency, line.post, parts)
    check_may_invite(invitee, by)
    check_person_address(line.email, agency, domains=known.domains)
    if line.email.lower() in known.addresses:
        raise RuleError(TAKEN)
    post = (agency.id, line.post.casefold())
    if post in known.barred:
        raise RuleError(NOT_YOURS)
    holder = known.held.get(post)
    if line.post and holder is not None:
        raise RuleError(f"{holder} holds this post.")
    return invitee


def _choose(said: str, known: Mapping[str, Row], what: str) -> Row:
    """Find what a cell names; an empty one means the only one there is."""
    rows = list({id(row): row for row in known.values()}.values())
    if not said and len(rows) == 1:
        return rows[0]
    if not said:
        raise RuleError(f"The {what} is missing.")
    row = known.get(said.casefold())
    if row is None:
        raise RuleError(f"There is no {what} “{said}” that you look after.")
    return row


def _read_role(said: str) -> Role:
    wanted = said.casefold().replace("_", " ")
    for role in Role:
        if role.label.casefold() == wanted:
            return role
    raise RuleError(f"There is no role “{said}”.")


def _check_once(
    line: PersonLine,
    invitee: Invitee,
    seen: dict[str, int],
    posts: dict[tuple[int, str], int],
) -> None:
    """Refuse an address or a post that an earlier line has."""
    first = seen.setdefault(line.email.lower(), line.number)
    if first != line.number:
        raise RuleError(f"Line {first} has this address already.")
    if invitee.post:
        key = (invitee.agency.id, invitee.post.casefold())
        first = posts.setdefault(key, line.number)
        if first != line.number:
            raise RuleError(f"Line {first} takes up this post already.")


def _key(post: Post) -> tuple[int, str]:
    return post.agency_id, post.title.casefold()


def count_wrong(found: Sequence[FoundPerson]) -> int:
    """Count the lines that are wrong."""
    return sum(each.problem is not None for each in found)
