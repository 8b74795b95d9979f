"""Asking somebody again who has not answered, by the programme manager's own hand."""

from datetime import datetime

from sqlalchemy import select

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.chases import Stage
from risk_register.domain.errors import AlreadyDoneError, NotFoundError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.models import Membership, Notice, Person
from risk_register.services.chase_contents import write_nudge
from risk_register.services.chases import find_link_end, list_parts_of
from risk_register.services.outbox import PostRoom
from risk_register.services.programmes import Member, list_programmes_of
from risk_register.services.reminders import NUDGE, Mark, list_nudged, note_reminders


def get_colleague(member: Member, person_id: int) -> Person:
    """Find somebody who has, or had, a part in the member's programme.

    :raises NotFoundError: if there is none, whether or not there is such a person elsewhere
    """
    has_part = Membership.programme_id == member.programme.id
    found = db.session.scalar(
        select(Person).where(
            Person.id == person_id,
            Person.id.in_(select(Membership.person_id).where(has_part)),
        )
    )
    if found is None:
        raise NotFoundError("There is no such person.")
    return found


def nudge_owner(member: Member, person: Person, *, room: PostRoom, at: datetime) -> Notice:
    """Send somebody a letter with what is due from them; at most one a day.

    :raises NotAllowedError: if the member may not nudge
    :raises RuleError: if they cannot answer in this programme, or nothing is due from them
    :raises AlreadyDoneError: if they were nudged today
    """
    member.check(Permission.NUDGE_OWNER)
    today = london_day(at)
    parts = list_parts_of(person, list_programmes_of(person), at=at)
    own = next((p for p in parts if p.situation.programme.id == member.programme.id), None)
    if own is None:
        raise RuleError("They cannot answer in this programme, so a nudge would not help.")
    if not own.items:
        raise RuleError(f"Nothing is due from the {own.worker.title} any more.")
    if list_nudged([person.id], on=today):
        raise AlreadyDoneError(
            f"The {own.worker.title} has been nudged today. The next nudge can go tomorrow."
        )
    notice = write_nudge(
        person,
        parts,
        asker=member.title,
        room=room,
        link_until=find_link_end(parts, today),
        at=at,
    )
    mark = Mark(member.programme, NUDGE, Stage.NUDGE, today, "what is still due")
    note_reminders(notice, [mark], title=own.worker.title, by=member.person, at=at)
    return notice
