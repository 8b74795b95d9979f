"""Opening a programme in need: an administrator reads it for some hours, and everybody hears."""

from datetime import datetime, timedelta

from sqlalchemy import select

from risk_register.clock import LONDON
from risk_register.database import db
from risk_register.domain.chases import NoticeKind
from risk_register.domain.errors import AlreadyDoneError, RuleError
from risk_register.domain.permissions import Permission, Role
from risk_register.models import Membership, Opening, Person
from risk_register.services.events import record_event
from risk_register.services.notices import queue_notice
from risk_register.services.programmes import Member
from risk_register.services.risks import check_reason

MOST_HOURS = 24
NOBODY_TOLD = "Nobody of this programme could be told. Give somebody a role in it first."
_TOLD = (Role.PROGRAMME_MANAGER, Role.BOARD_SECRETARY, Role.AUDITOR)


def open_programme(
    member: Member, *, reason: str, hours: int, domain: str, at: datetime
) -> Opening:
    """Let an administrator read a programme, and write to those who answer for it.

    Those are its managers, board secretaries and auditors.

    They read what an auditor reads, restricted risks and history with it, and change nothing.

    :param reason: at least 10 characters; those written to read it
    :param hours: from 1 to 24
    :param domain: the part of the letters' Message-IDs after the ``@``
    :raises NotAllowedError: if the member is no administrator
    :raises AlreadyDoneError: if they have it open
    :raises RuleError: if the reason is missing, the hours are too many, or nobody of the
        programme could be told
    """
    member.check(Permission.OPEN_PROGRAMME)
    if find_own(member) is not None:
        raise AlreadyDoneError("You have opened this programme already.")
    said = check_reason(reason)
    if not 1 <= hours <= MOST_HOURS:
        raise RuleError(f"Enter a number of hours from 1 to {MOST_HOURS}.", field="hours")
    told = _list_told(member)
    if not told:
        raise RuleError(NOBODY_TOLD)
    opening = Opening(
        programme=member.programme,
        person=member.person,
        reason=said,
        opened_at=at,
        until_at=at + timedelta(hours=hours),
    )
    db.session.add(opening)
    record_event(
        "programme opened in need",
        subject=f"programme {member.programme.key}",
        programme=member.programme,
        by=member.person,
        at=at,
        reason=said,
        facts={"hours": hours},
    )
    for person in told:
        _tell(person, opening, member, domain=domain, at=at)
    return opening


def close_opening(member: Member, *, at: datetime) -> None:
    """End the member's opening before its time.

    :raises AlreadyDoneError: if it has ended
    """
    opening = find_own(member)
    if opening is None:
        raise AlreadyDoneError("This opening has ended already.")
    opening.closed_at = at
    record_event(
        "programme closed again",
        subject=f"programme {member.programme.key}",
        programme=member.programme,
        by=member.person,
        at=at,
    )


def find_own(member: Member) -> Opening | None:
    """Find the opening by which the member reads the programme at present; None without one."""
    return next((each for each in member.openings if each.person_id == member.person.id), None)


def _list_told(member: Member) -> list[Person]:
    answering = select(Membership.person_id).where(
        Membership.programme_id == member.programme.id, Membership.role.in_(_TOLD)
    )
    return list(
        db.session.scalars(
            select(Person)
            .where(
                Person.id.in_(answering),
                Person.is_active,
                Person.id != member.person.id,
            )
            .order_by(Person.id)
        )
    )


def _tell(person: Person, opening: Opening, member: Member, *, domain: str, at: datetime) -> None:
    until = opening.until_at.astimezone(LONDON)
    lasts = f"until {until.day} {until:%B %Y at %H:%M}"
    who = f"The {member.title} of the {member.person.agency.short}"
    what = "restricted risks and history with it. They can change nothing."
    queue_notice(
        person,
        kind=NoticeKind.OPENED,
        subject=f"{member.programme.name} was opened by an administrator",
        content={
            "lines": [
                f"{who} may read the whole programme {lasts}, {what}",
                f"The reason they gave: “{opening.reason}”",
            ]
        },
        programme=member.programme,
        link=None,
        domain=domain,
        at=at,
    )
