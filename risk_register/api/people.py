"""People: who works in the register and what they are; invited, given roles, leaving."""

from typing import Any

from risk_register import clock
from risk_register.api.afterwards import once_saved
from risk_register.api.paging import read_page, write_page
from risk_register.api.reading import complete_change
from risk_register.api.risks import tell_post
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.errors import RuleError
from risk_register.domain.permissions import Access
from risk_register.doors.post_rooms import open_room, send_now
from risk_register.models import Person, Programme
from risk_register.schemas.machines.agendas import NoWordsIn
from risk_register.schemas.machines.people import (
    GivenRoleIn,
    InviteeIn,
    LeavingIn,
    PeopleAsked,
    PeopleOut,
    PersonIn,
    PersonOut,
    WithdrawnRoleIn,
)
from risk_register.services.departures import leave
from risk_register.services.invitations import (
    build_invitee,
    invite_again,
    invite_person,
    take_back,
)
from risk_register.services.keepers import (
    Keeper,
    get_changeable,
    get_kept,
    get_other_changeable,
    list_open_programmes,
)
from risk_register.services.memberships import get_membership, give_role, withdraw_role
from risk_register.services.particulars import change_particulars
from risk_register.services.rosters import (
    RosterFilter,
    RosterLine,
    describe_people,
    list_roster,
)

room = Room("people", Group.PEOPLE, "People: who they are, what they are in which programme.")

PERSON = "/people/<int:person_id>"


@room.reads("/people", Access.KEEPERS, PeopleOut, asks=PeopleAsked)
def list_people(keeper: Keeper, asked: dict[str, Any]) -> Any:
    """List the people whom you look after or work with."""
    number = read_page(asked.pop("after"))
    page = list_roster(keeper, RosterFilter(**asked), on=clock.today(), number=number)
    following = write_page(number + 1) if number < page.pages else None
    return {"items": [_tell(line) for line in page.lines], "total": page.total, "next": following}


@room.adds(
    "/people",
    Access.KEEPERS,
    InviteeIn,
    PersonOut,
    example={
        "name": "A. Person",
        "email": "a.person@council.example",
        "agency_id": 1,
        "post": "Head of Transport",
        "parts": [{"programme": "send", "role": "risk_owner"}],
    },
)
def invite_one_person(keeper: Keeper, said: dict[str, Any]) -> Any:
    """Add somebody, and send them the key by which they begin."""
    given = dict(said)
    parts = [
        (_find_programme(keeper, part["programme"], field=f"parts.{at}.programme").id, part["role"])
        for at, part in enumerate(given.pop("parts"))
    ]
    invitee = build_invitee(keeper, parts=parts, **given)
    person = invite_person(invitee, by=keeper, room=open_room(), at=clock.now())
    once_saved(send_now)
    return _told(keeper, person.id, location=f"/api/v1/people/{person.id}")


@room.reads(PERSON, Access.KEEPERS, PersonOut, has_etag=True)
def get_one_person(keeper: Keeper, person_id: int) -> Any:
    """Show somebody: what they hold, and what they are in which programme."""
    return _told(keeper, person_id)


@room.changes(PERSON, Access.KEEPERS, PersonIn, PersonOut, example={"name": "A. Person-Smith"})
def change_one_person(keeper: Keeper, sent: dict[str, Any], person_id: int) -> Any:
    """Say what somebody is called, or where their letters go; another address signs them out."""
    version = read_version(_name(person_id))
    person = get_changeable(keeper, person_id)
    said = complete_change(PersonIn, {"name": person.name, "email": person.email}, sent)
    change_particulars(person, by=keeper, room=open_room(), at=clock.now(), version=version, **said)
    once_saved(send_now)
    return _told(keeper, person_id)


@room.adds(f"{PERSON}/invitations", Access.KEEPERS, NoWordsIn, PersonOut, example={})
def invite_person_again(keeper: Keeper, _said: dict[str, Any], person_id: int) -> Any:
    """Send somebody who has not come a letter with a new key."""
    person = get_kept(keeper, person_id)
    invite_again(person, by=keeper, room=open_room(), at=clock.now())
    once_saved(send_now)
    return tell_one(keeper, person_id)


@room.adds(f"{PERSON}/invitations/end", Access.KEEPERS, NoWordsIn, PersonOut, example={})
def take_invitation_back(keeper: Keeper, _said: dict[str, Any], person_id: int) -> Any:
    """Take an invitation back: its key opens nothing, and what was given with it ends."""
    person = get_kept(keeper, person_id)
    take_back(person, by=keeper, at=clock.now())
    return _tell_person(keeper, person)  # who has no part left is out of a manager's sight


@room.adds(
    f"{PERSON}/roles",
    Access.KEEPERS,
    GivenRoleIn,
    PersonOut,
    example={"programme": "send", "role": "risk_owner", "reason": "Leads on transport"},
)
def give_one_role(keeper: Keeper, said: dict[str, Any], person_id: int) -> Any:
    """Give somebody a role in a programme; they have it when they sign in again."""
    person, role = get_kept(keeper, person_id), said["role"]
    programme = _find_programme(keeper, said["programme"], field="programme")
    keeper.check_gives(person, programme, role)
    give_role(person, programme, role, reason=said["reason"], by=keeper.person, at=clock.now())
    return tell_one(keeper, person_id)


@room.adds(
    f"{PERSON}/roles/<int:membership_id>/withdrawal",
    Access.KEEPERS,
    WithdrawnRoleIn,
    PersonOut,
    example={"reason": "Works elsewhere now"},
)
def withdraw_one_role(
    keeper: Keeper, said: dict[str, Any], person_id: int, membership_id: int
) -> Any:
    """Take a role back; its person is signed out."""
    person = get_kept(keeper, person_id)
    held = get_membership(person, membership_id)
    role, programme = held.role, held.programme
    keeper.check_gives(person, programme, role)
    told = tell_one(keeper, person_id)  # who has no part left is out of a manager's sight
    withdraw_role(person, programme, role, by=keeper.person, at=clock.now(), **said)
    told["parts"] = [each for each in told["parts"] if each["membership_id"] != membership_id]
    return told


@room.adds(
    f"{PERSON}/leaving", Access.KEEPERS, LeavingIn, PersonOut, example={"last_on": "2018-07-31"}
)
def let_person_leave(keeper: Keeper, said: dict[str, Any], person_id: int) -> Any:
    """Note somebody's last day; at its end, or at once, the account is closed."""
    leave(get_other_changeable(keeper, person_id), by=keeper.person, at=clock.now(), **said)
    return tell_one(keeper, person_id)


def _find_programme(keeper: Keeper, key: str, *, field: str) -> Programme:
    for programme in list_open_programmes(keeper):
        if programme.key == key:
            return programme
    raise RuleError("Give the key of a programme in which you give roles.", field=field)


def _name(person_id: int) -> str:
    return f"person-{person_id}"


def _told(keeper: Keeper, person_id: int, *, location: str | None = None) -> Told:
    told = tell_one(keeper, person_id)
    return Told(told, etag=write_etag(_name(person_id), told["version"]), location=location)


def tell_one(keeper: Keeper, person_id: int) -> dict[str, Any]:
    """Tell of somebody whom a keeper looks after or works with."""
    return _tell_person(keeper, get_kept(keeper, person_id))


def _tell_person(keeper: Keeper, person: Person) -> dict[str, Any]:
    (line,) = describe_people([person], keeper, on=clock.today())
    return _tell(line)


def _tell(line: RosterLine) -> dict[str, Any]:
    person = line.person
    return {
        **{name: getattr(person, name) for name in ("id", "name", "email", "version")},
        "agency": person.agency.key,
        "keeps_agency": person.keeps_agency,
        "state": line.state.name.lower(),
        "posts": [tell_post(post) for post in line.posts],
        "parts": [
            {"membership_id": held.id, "programme": part.programme.key, "role": held.role}
            for part in line.parts
            for held in part.memberships
        ],
    }
