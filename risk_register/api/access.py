"""Who gets through the door for programs: a key, its scopes, and what its person may do."""

from base64 import b64decode
from binascii import Error as Base64Error
from functools import partial

from flask import current_app, g, request

from risk_register import clock
from risk_register.api.errors import UnknownKeyError
from risk_register.database import write_transaction
from risk_register.domain.api_keys import Group, Reach, opens, write_scope
from risk_register.domain.errors import NotAllowedError
from risk_register.domain.permissions import Access, Permission, may
from risk_register.doors import GROUPS, NEED, READING
from risk_register.doors.background import go_on
from risk_register.models import ApiKey
from risk_register.services.api_keys import find_api_key, is_use_due, touch_api_key
from risk_register.services.keepers import Keeper, get_keeper
from risk_register.services.programmes import Member, get_member


def open_door() -> None:
    """Let a request through or refuse it; runs before each view of a room.

    :raises UnknownKeyError: if no key is shown that works
    :raises NotAllowedError: if the key or its person does not reach so far
    :raises NotFoundError: if there is no such programme, or the person has no part in it
    """
    view = current_app.view_functions[request.endpoint or ""]
    is_reading = request.method in READING
    key = find_api_key(_read_secret(is_reading=is_reading), at=clock.now())
    if key is None:
        raise UnknownKeyError
    current_app.extensions["api_limits"].count(key.id, writes=not is_reading)
    g.api_key = key  # from here on a refusal is somebody's, and of this door
    for group in getattr(view, GROUPS):
        _check_scope(key, group, Reach.READ if is_reading else Reach.WRITE)
    if is_reading and is_use_due(key, at=clock.now()):
        # Who only reads must not wait for somebody who writes.
        go_on(partial(_touch, key.id), name="noting that a key was used")
    need = getattr(view, NEED)
    if isinstance(need, Permission):
        g.member = _find_member(key, need)
    if need is Access.KEEPERS:
        g.keeper = _find_keeper(key)


def present_key() -> ApiKey:
    """Give the key of this request."""
    key: ApiKey = g.api_key
    return key


def present_member() -> Member:
    """Give what the key's person is in the programme of this request."""
    member: Member = g.member
    return member


def present_keeper() -> Keeper:
    """Give after whom the key's person looks."""
    keeper: Keeper = g.keeper
    return keeper


def _find_keeper(key: ApiKey) -> Keeper:
    keeper = get_keeper(key.person, on=clock.today())
    if not keeper.is_any:
        raise NotAllowedError
    return keeper


def _find_member(key: ApiKey, need: Permission) -> Member:
    programme_key = str((request.view_args or {})["programme_key"])
    member = get_member(key.person, programme_key, on=clock.today())
    # Whether the matter is the person's own is for the service to check.
    if not may(member.roles, need, owns=True):
        raise NotAllowedError
    return member


def _check_scope(key: ApiKey, group: Group, reach: Reach) -> None:
    if not opens(key.scopes, group, reach):
        scope = write_scope(group, reach)
        raise NotAllowedError(f"This key does not open that. It would need the scope {scope}.")


def _read_secret(*, is_reading: bool) -> str:
    """Read the key; a password (Basic) serves readers such as Excel, which know no other way.

    A browser repeats a password by itself, so it opens nothing that changes anything.
    """
    kind, _, rest = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer" and rest.strip():
        return rest.strip()
    if kind.lower() == "basic" and is_reading:
        try:
            return b64decode(rest.strip(), validate=True).decode().partition(":")[2]
        except (Base64Error, UnicodeDecodeError, ValueError):
            raise UnknownKeyError from None
    raise UnknownKeyError


def _touch(key_id: int) -> None:
    with write_transaction():
        touch_api_key(key_id, at=clock.now())
