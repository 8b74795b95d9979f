"""Who gets in at once or not at all: barred and let in, signed out, a second factor anew.

An agency's own administrator bars and signs out the people of that agency. Only
an administrator lets somebody in again, so that nobody undoes what another has
seen reason for.
"""

from datetime import datetime

from risk_register.database import db
from risk_register.domain.errors import NotAllowedError
from risk_register.models import Person
from risk_register.services.account_letters import tell_change
from risk_register.services.keepers import Keeper
from risk_register.services.outbox import PostRoom
from risk_register.services.passkeys import forget_passkeys
from risk_register.services.people import disable_person, enable_person, end_sessions
from risk_register.services.second_factors import demand_factor, forget_devices

ADMINISTRATORS = "Only an administrator lets them in again."
FACTOR = "Only an administrator takes the second factor of somebody with this part away."


def bar_person(person: Person, *, reason: str, by: Keeper, at: datetime) -> None:
    """Let somebody no longer sign in; they are out at once.

    :raises NotAllowedError: if they are not theirs to look after, or they themselves
    :raises AlreadyDoneError: if they may not sign in
    """
    _check_other(person, by)
    disable_person(person, reason=reason, by=by.person, at=at)
    forget_devices(person)
    forget_passkeys(person)


def let_in(person: Person, *, reason: str, by: Keeper, room: PostRoom, at: datetime) -> None:
    """Let somebody sign in again who was barred, and tell them.

    :raises NotAllowedError: if it is no administrator who does it, or they have left
    :raises AlreadyDoneError: if they may sign in
    """
    _check_other(person, by)
    if not by.is_administrator:
        raise NotAllowedError(ADMINISTRATORS)
    if person.left_on is not None:
        raise NotAllowedError("They have left. Invite them again.")
    enable_person(person, reason=reason, by=by.person, at=at)
    tell_change(person, "You may sign in again.", room=room, at=at)


def sign_out(person: Person, *, by: Keeper, at: datetime) -> None:
    """Sign somebody out everywhere; no browser is remembered any more.

    :raises NotAllowedError: if they are not theirs to look after, or they themselves
    """
    _check_other(person, by)
    forget_devices(person)
    end_sessions(person, by=by.person, at=at)


def renew_factor(person: Person, *, by: Keeper, room: PostRoom, at: datetime) -> None:
    """Take somebody's second factor away; they set one up before anything else opens.

    :raises NotAllowedError: if they are not theirs to look after, have a part that only others
        give, or are they themselves
    """
    _check_other(person, by)
    if not by.may_readdress(person):
        raise NotAllowedError(FACTOR)
    demand_factor(person, by=by.person, at=at)
    end_sessions(person, by=by.person, at=at)
    what = "Your second factor was taken away. You set one up when you next sign in."
    tell_change(person, what, room=room, at=at)


def _check_other(person: Person, by: Keeper) -> None:
    """Let pass who may change how a person gets in, as the person stands now."""
    by.check_bars(person)
    db.session.refresh(person)
