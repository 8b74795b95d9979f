"""Whether a pack still names the day of its meeting, which may have been moved since its freeze."""

import json
from datetime import date

from sqlalchemy import select

from risk_register.database import db
from risk_register.domain.day_words import say_short_day
from risk_register.domain.errors import RuleError
from risk_register.models import Pack, Snapshot


def find_told_day(pack: Pack) -> date | None:
    """Find the London date of the meeting that a pack's figures were frozen for.

    :returns: None if they are not frozen yet
    """
    if pack.snapshot_id is None:
        return None
    if not pack.meeting.moves:
        return pack.meeting.held_on  # most are never moved, and a snapshot is large
    body = db.session.scalars(select(Snapshot.body).where(Snapshot.id == pack.snapshot_id)).one()
    return date.fromisoformat(json.loads(body)["meeting"]["held_on"])


def names_other_day(pack: Pack) -> bool:
    """Say whether a frozen pack names another day than that on which its meeting is held."""
    return find_told_day(pack) not in (None, pack.meeting.held_on)


def check_day(pack: Pack) -> None:
    """Refuse a pack that names a day on which its meeting is not held.

    :raises RuleError: if the meeting was moved since the freeze, or cancelled
    """
    if pack.meeting.cancelled_at is not None:
        raise RuleError("The meeting was cancelled. Nobody needs its pack.")
    told_on, held_on = find_told_day(pack), pack.meeting.held_on
    if told_on is not None and told_on != held_on:
        raise RuleError(
            f"This version names {say_short_day(told_on)}, and the meeting was moved to "
            f"{say_short_day(held_on)}. A new version has to be made."
        )
