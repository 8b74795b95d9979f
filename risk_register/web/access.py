"""Who gets through a door: every route says what it needs, and nothing opens without it."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from risk_register import clock
from risk_register.domain.errors import NotAllowedError, NotFoundError, SettingsError
from risk_register.domain.permissions import Access, Need, Permission, may
from risk_register.doors import BY_KEY, NEED
from risk_register.services.keepers import Keeper, get_keeper
from risk_register.services.programmes import Member, get_member
from risk_register.web.kept import keep_typed, show_sign_in
from risk_register.web.scopes import Scope, check_scope, narrow_member, reaches

View = TypeVar("View", bound=Callable[..., Any])

NOT_DUE = "This is not due from you now, so your link cannot save it."
#: Attribute of a view that says how far it is open to links.
SCOPE = "scope"
#: Attribute of a view that is open before a second factor is set up that has to be.
BEFORE_FACTOR = "before_factor"


def needs(
    need: Need, *, by_link: Scope = False, before_factor: bool = False
) -> Callable[[View], View]:
    """Say what it takes to open a route.

    :param by_link: whether it answers to a session that began with the link of a letter; if
        it is a kind of duty, only about what is due
    :param before_factor: whether it is open to somebody who has yet to set up a second factor
    """

    def mark(view: View) -> View:
        setattr(view, NEED, need)
        setattr(view, SCOPE, by_link)
        setattr(view, BEFORE_FACTOR, before_factor)
        return view

    return mark


def need_of(app: Flask, endpoint: str) -> Need | None:
    """Give what a route needs; None if it does not say."""
    if endpoint == "static":
        return Access.ANYBODY
    return getattr(app.view_functions[endpoint], NEED, None)


def scope_of(app: Flask, endpoint: str) -> Scope:
    """Give how far a route is open to a session that began with the link of a letter."""
    return getattr(app.view_functions[endpoint], SCOPE, False)


def check_routes(app: Flask) -> None:
    """Refuse to start with a route that does not say who may open it.

    :raises SettingsError: naming the first such route
    """
    for rule in app.url_map.iter_rules():
        need = need_of(app, rule.endpoint)
        if need is None:
            raise SettingsError(f"The route {rule.rule} does not say who may open it.")
        if isinstance(need, Permission) and "programme_key" not in rule.arguments:
            raise SettingsError(f"The route {rule.rule} belongs to no programme.")


def check_door() -> ResponseReturnValue | None:
    """Let a request through, send it to the sign-in page, or refuse it; runs before each view."""
    if request.endpoint is None:
        return None  # nothing at this address: 404 for everybody
    need = need_of(current_app, request.endpoint)
    if need is Access.ANYBODY or getattr(
        current_app.view_functions[request.endpoint], BY_KEY, False
    ):
        return None  # or the door for programs asks for a key itself
    if need is None:
        abort(403)
    if not current_user.is_authenticated:
        return _ask_who()
    if _lacks_factor(request.endpoint):
        return redirect(url_for("second_factors.new_factor"))
    g.has_knocked = True  # from here on a refusal is somebody's, and of this door
    return _check_member(need, request.endpoint)


def _check_member(need: Need, endpoint: str) -> ResponseReturnValue | None:
    scope = scope_of(current_app, endpoint)
    check_scope(scope)
    if need is Access.KEEPERS:
        _admit_keeper()
    if isinstance(need, Permission):
        parts = request.view_args or {}
        g.member = narrow_member(
            get_member(
                current_user.person, parts["programme_key"], on=clock.today(), at=clock.now()
            )
        )
        # Whether the matter is the member's own is for the service to check.
        if not may(g.member.roles, need, owns=True):
            raise NotAllowedError
        if not reaches(g.member, scope, parts):
            return _refuse_matter()
    return None


def _admit_keeper() -> None:
    """Let in who looks after people; the menu leads through the first programme of theirs."""
    g.keeper = get_keeper(current_user.person, on=clock.today())
    if not g.keeper.is_any:
        raise NotAllowedError
    g.member = next(iter(g.keeper.members), None)


def _lacks_factor(endpoint: str) -> bool:
    """Say whether somebody has to set up a second factor before a page opens."""
    is_open = getattr(current_app.view_functions[endpoint], BEFORE_FACTOR, False)
    return current_user.needs_factor and not is_open


def _ask_who() -> ResponseReturnValue:
    if request.method == "GET":
        wanted = request.full_path.rstrip("?")
        return redirect(url_for("sessions.new_session", next=wanted))
    # A session that ended while somebody was writing must not cost them what they wrote.
    return show_sign_in(next_address=request.path, kept=keep_typed()), 401


def _refuse_matter() -> ResponseReturnValue:
    """Say nothing of what is not due; keep what was typed about what was due a moment ago."""
    if request.method == "GET":
        raise NotFoundError
    return show_sign_in(next_address=request.path, kept=keep_typed(), why=NOT_DUE), 404


def present_keeper() -> Keeper:
    """Give after whom the signed-in person looks."""
    keeper: Keeper = g.keeper
    return keeper


def present_member() -> Member:
    """Give what the signed-in person is in the programme of this page."""
    member: Member = g.member
    return member
