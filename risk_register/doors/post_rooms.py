"""Letters that a page wants to go at once; if the process dies, the clock sends them."""

from flask import current_app

from risk_register import clock
from risk_register.domain.letter_sizes import Carriage
from risk_register.doors.background import go_on
from risk_register.services.deliveries import deliver_letters
from risk_register.services.notices import deliver_notices
from risk_register.services.outbox import PostRoom


def open_room() -> PostRoom:
    """Open the post room that the settings name."""
    room: PostRoom = current_app.extensions["open_room"]()
    return room


def find_carriage() -> Carriage:
    """Find what the post office of the settings can carry."""
    room = open_room()
    return Carriage(room.office.carries_files, room.most_bytes)


def find_domain() -> str:
    """Find the part of new letters' Message-IDs after the ``@``."""
    return str(current_app.config["MAIL_FROM"].rpartition("@")[2])


def send_now() -> None:
    """Send the notices that wait, after this request."""
    room = open_room()
    go_on(lambda: deliver_notices(room, at=clock.now()), name="Sending letters")


def send_packs_now() -> None:
    """Send the packs that wait, and all other letters after them, after this request."""
    room = open_room()
    go_on(lambda: deliver_letters(room, at=clock.now()), name="Sending letters")
