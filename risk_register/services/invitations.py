"""Asking people in: a letter with a key, sent again or taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.errors import (
    AlreadyDoneError,
    BadAddressError,
    NotAllowedError,
    RuleError,
)
from risk_register.domain.permissions import Role
from risk_register.domain.sign_ins import KEY_LASTS, Purpose
from risk_register.mail.letters import check_address
from risk_register.models import Agency, Invitation, Person, Programme
from risk_register.services.account_letters import mail_invitation
from risk_register.services.departures import leave
from risk_register.services.events import record_event
from risk_register.services.keepers import (
    ANOTHER_ONE,
    Keeper,
    is_administrator,
    list_kept_agencies,
    list_open_programmes,
)
from risk_register.services.mail_domains import MailDomains, read_mail_domains
from risk_register.services.mailed_keys import make_key
from risk_register.services.memberships import add_role
from risk_register.services.outbox import PostRoom
from risk_register.services.people import TAKEN, add_person
from risk_register.services.posts import add_post, check_gives_post, find_post, take_up

INVITED = "Invited to it."
BARRED = "They are barred. An administrator lets them in again."


@dataclass(frozen=True)
class Invitee:
    """Somebody who is to be asked in."""

    name: str
    email: str
    agency: Agency
    post: str  #: its title; empty for none
    parts: tuple[tuple[Programme, Role], ...]


def build_invitee(
    keeper: Keeper,
    *,
    name: str,
    email: str,
    agency_id: int,
    post: str,
    parts: Iterable[tuple[int, Role]],
) -> Invitee:
    """Put together who is to be asked in, from what a keeper can choose.

    :param parts: roles, each in the programme of an id
    :raises RuleError: naming the field, if it is not theirs to choose
    """
    agencies = {each.id: each for each in list_kept_agencies(keeper)}
    programmes = {each.id: each for each in list_open_programmes(keeper)}
    if agency_id not in agencies:
        raise RuleError("Choose an agency.", field="agency_id")
    chosen = list(parts)
    if not {number for number, _ in chosen} <= set(programmes):
        raise RuleError("Choose a role.", field="parts")
    roles = tuple((programmes[number], role) for number, role in chosen)
    return Invitee(name, email, agencies[agency_id], post, roles)


def invite_person(invitee: Invitee, *, by: Keeper, room: PostRoom, at: datetime) -> Person:
    """Add somebody with their post and roles, and send them the key by which they begin.

    :raises NotAllowedError: if the agency or a role is not theirs to give
    :raises RuleError: if the address is somebody's, is none, or is not one of the agency's, or
        the post is not theirs to give
    """
    check_may_invite(invitee, by)
    post = find_post(invitee.agency, invitee.post) if invitee.post else None
    if post is not None:
        check_gives_post(by, post)
    check_person_address(invitee.email, invitee.agency)
    try:
        person = add_person(
            email=invitee.email,
            name=invitee.name,
            agency=invitee.agency.key,
            by=by.person,
            at=at,
        )
    except AlreadyDoneError as error:
        raise RuleError(TAKEN, field="email") from error
    if invitee.post:
        post = post or add_post(invitee.agency, invitee.post, by=by.person, at=at)
        take_up(post, person, from_on=london_day(at), by=by.person, at=at)
    for programme, role in invitee.parts:
        add_role(person, programme, role, reason=INVITED, by=by.person, at=at)
    _ask(person, _say_parts(invitee), by=by.person, room=room, at=at)
    return person


def invite_again(person: Person, *, by: Keeper, room: PostRoom, at: datetime) -> None:
    """Send a new key to somebody who has not come, or let somebody who has left come back.

    What they were before they left does not come back with them.

    :raises NotAllowedError: if they are not theirs to look after, or barred
    :raises AlreadyDoneError: if they sign in already
    """
    _check_asks(person, by)
    if not person.is_active and person.left_on is None:
        raise NotAllowedError(BARRED)
    if person.anonymised_at is not None:
        raise AlreadyDoneError("Their name and address are gone. Invite them as somebody new.")
    if person.is_active and person.signed_in_at is not None:
        raise AlreadyDoneError("They sign in already.")
    check_person_address(person.email, person.agency)
    for invitation in _list_open(person):
        invitation.revoked_at = at
    person.is_active, person.left_on = True, None
    _ask(person, (), by=by.person, room=room, at=at)


def take_back(person: Person, *, by: Keeper, at: datetime) -> None:
    """Take an invitation back: its key opens nothing, and what was given with it ends.

    :raises NotAllowedError: if they are not theirs to look after
    :raises AlreadyDoneError: if there is none, or they have signed in
    """
    _check_asks(person, by)
    invitations = _list_open(person)
    if not invitations or person.signed_in_at is not None:
        raise AlreadyDoneError("There is no invitation that waits.")
    for invitation in invitations:
        invitation.revoked_at = at
    record_event(
        "invitation taken back",
        subject=f"person {person.id}",
        programme=None,
        by=by.person,
        at=at,
    )
    leave(person, last_on=london_day(at), at_once=True, by=by.person, at=at)


def check_person_address(email: str, agency: Agency, *, domains: MailDomains | None = None) -> None:
    """Refuse an address that is none, or to which the agency's letters may not go.

    :param domains: where letters may go, if it is read already
    :raises RuleError: with the field ``email``
    """
    address = email.strip().lower()
    try:
        check_address(address)
    except BadAddressError as error:
        raise RuleError(str(error), field="email") from error
    allowed = domains or read_mail_domains(db.session.scalars(select(Person)))
    bar = allowed.find_bar(Person(agency_id=agency.id), address)
    if bar is not None:
        raise RuleError(bar, field="email")


def may_ask(person: Person, by: Keeper) -> bool:
    """Say whether somebody may invite a person again: who looks after them, or who invited them."""
    invited = select(Invitation.id).where(
        Invitation.person_id == person.id, Invitation.invited_by_id == by.person_id
    )
    return by.keeps(person) or db.session.scalar(invited.limit(1)) is not None


def _check_asks(person: Person, by: Keeper) -> None:
    if not may_ask(person, by):
        raise NotAllowedError
    if not by.is_administrator and is_administrator(person):
        raise NotAllowedError(ANOTHER_ONE)


def check_may_invite(invitee: Invitee, by: Keeper) -> None:
    """Let pass who may ask somebody in with such roles.

    :raises NotAllowedError: if the agency or a role is not theirs to give
    :raises RuleError: if a manager gives no role
    """
    if not (by.is_administrator or by.programmes or invitee.agency.id == by.own_agency_id):
        raise NotAllowedError
    for programme, role in invitee.parts:
        if role not in by.list_giveable_at(invitee.agency.id, programme):
            raise NotAllowedError
    if not invitee.parts and not (by.is_administrator or invitee.agency.id == by.own_agency_id):
        raise RuleError("Choose a role in one of your programmes.", field="parts")


def _ask(
    person: Person, lines: Sequence[str], *, by: Person | None, room: PostRoom, at: datetime
) -> None:
    db.session.add(
        Invitation(
            person_id=person.id,
            invited_at=at,
            invited_by_id=by.id if by else None,
            expires_at=at + KEY_LASTS[Purpose.INVITATION],
        )
    )
    record_event("person invited", subject=f"person {person.id}", programme=None, by=by, at=at)
    mail_invitation(person, make_key(person, Purpose.INVITATION, at=at), lines, room=room, at=at)


def _say_parts(invitee: Invitee) -> list[str]:
    said = [f"You are {invitee.post} at {invitee.agency.name}."] if invitee.post else []
    said += [
        f"In {programme.name} you are {role.label.lower()}." for programme, role in invitee.parts
    ]
    return said


def _list_open(person: Person) -> Sequence[Invitation]:
    return db.session.scalars(
        select(Invitation).where(
            Invitation.person_id == person.id,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
    ).all()
