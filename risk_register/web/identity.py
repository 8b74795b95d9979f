"""Who is asking: Flask-Login over sessions that the server keeps and can end."""

from datetime import timedelta
from typing import Any

from flask import Flask, current_app, request
from flask_login import LoginManager, UserMixin

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.models import Person
from risk_register.services.people import SEEN_STEP, find_session, touch_session
from risk_register.web.background import go_on


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """A person with the secret of their session, which is what Flask-Login keeps as the id."""

    def __init__(self, token: str, person: Person) -> None:
        self.token = token
        self.person = person

    def get_id(self) -> str:
        """Give what the signed cookie holds."""
        return self.token


def prepare_identity(app: Flask) -> None:
    """Let Flask-Login find people by their session's secret."""
    manager = LoginManager()
    # Phones change their address between two meetings; the secret alone counts.
    manager.session_protection = None
    manager.user_loader(_find_signed_in)
    manager.init_app(app, add_context_processor=False)


def _find_signed_in(token: str) -> SignedIn | None:
    found = _find(token)
    if found is None:
        return None
    if request.method == "GET" and clock.now() - found.seen_at >= SEEN_STEP:
        # A page that only reads must not wait for somebody who writes.
        go_on(lambda: _touch(token), name="noting that a session was used")
    return SignedIn(token, found.person)


def _touch(token: str) -> None:
    with write_transaction():
        touch_session(token, at=clock.now())


def _find(token: str) -> Any:
    return find_session(
        token,
        at=clock.now(),
        idle=timedelta(minutes=current_app.config["SESSION_IDLE_MINUTES"]),
        longest=timedelta(hours=current_app.config["SESSION_HOURS"]),
    )
