"""Who is asking: Flask-Login over sessions that the server keeps and can end."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Flask, current_app, request
from flask_login import LoginManager, UserMixin

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.doors.background import go_on
from risk_register.models import Person, Post, SignInLink
from risk_register.services.people import SEEN_STEP, find_session, touch_session
from risk_register.services.sign_in_links import find_numbered_link, list_acting_posts


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """A person with the secret of their session, which is what Flask-Login keeps as the id.

    ``link`` is the link of a letter by which they came, and ``posts`` those for
    which it acts; without one they are signed in for everything, unless they have
    to set up a second factor before.
    """

    def __init__(
        self,
        token: str,
        person: Person,
        *,
        link: SignInLink | None = None,
        posts: Sequence[Post] = (),
        needs_factor: bool = False,
    ) -> None:
        self.token = token
        self.person = person
        self.link = link
        self.posts = tuple(posts)
        self.needs_factor = needs_factor

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
    if found.link_id is None:
        return SignedIn(token, found.person, needs_factor=found.needs_factor)
    return _find_by_link(token, found.link_id)


def _find_by_link(token: str, link_id: int) -> SignedIn | None:
    """Ask each time whether the link still works: its post may have changed hands meanwhile."""
    link = find_numbered_link(link_id)
    posts = list_acting_posts(link, at=clock.now()) if link else ()
    return SignedIn(token, link.person, link=link, posts=posts) if link and posts else None


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
