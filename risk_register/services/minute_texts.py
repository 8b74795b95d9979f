"""One reader's copy of a meeting's minutes, put together from what was recorded of it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from risk_register.database import db
from risk_register.domain.exemptions import say_withheld
from risk_register.domain.meetings import Presence
from risk_register.domain.minutes import (
    MinutedAction,
    MinutedItem,
    MinutesText,
    Presences,
    say_day,
    say_status,
    say_urgency,
)
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import Publication
from risk_register.models import (
    AgendaItem,
    Attendance,
    Circulation,
    Decision,
    Meeting,
    Minutes,
    Pack,
    Seat,
)
from risk_register.services.decisions import list_decisions_at, say_decision
from risk_register.services.minutes import state_of
from risk_register.services.programmes import Member
from risk_register.services.readership import holds_entitled_seat
from risk_register.services.seats import list_seat_holders
from risk_register.services.withheld_words import list_repeats

EXEMPT_ITEM = "Exempt item"
EXEMPT_REASON = "The reason is exempt."
OTHER_DECISIONS = "Other decisions"


@dataclass(frozen=True)
class Clearance:
    """Whether a reader may read exempt items of the agenda, and decisions about exempt risks."""

    items: bool
    risks: bool


PUBLIC = Clearance(items=False, risks=False)


def find_clearance(member: Member, meeting: Meeting) -> Clearance:
    """Say what of a meeting's exempt matters a member may read."""
    is_entitled = holds_entitled_seat(member, meeting.body)
    return Clearance(
        items=is_entitled or member.may(Permission.KEEP_MEETINGS),
        risks=is_entitled or member.may(Permission.READ_REGISTER),
    )


def gather_minutes(minutes: Minutes, clearance: Clearance) -> MinutesText:
    """Put a reader's copy together; what was withdrawn is left out, what is exempt withheld.

    The public copy leaves out what was decided about restricted risks.
    """
    meeting = minutes.meeting
    decisions = [
        each
        for each in list_decisions_at(meeting)
        if each.withdrawn_at is None and not (clearance == PUBLIC and _is_restricted(each))
    ]
    items = _list_items(meeting)
    shown = [each for each in decisions if _may_read(each, clearance)]
    has_exempt = _holds_exempt(items, shown, clearance)
    publication = Publication.EXEMPT if has_exempt else Publication.OPEN
    return MinutesText(
        programme=meeting.body.programme.name,
        body=meeting.body.name,
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        place=meeting.place,
        status=_say_status(minutes),
        is_public=clearance == PUBLIC,
        marking=publication.marking,
        opening=minutes.opening,
        presences=_gather_presences(meeting),
        items=_gather_items(items, decisions, clearance),
        actions=[
            MinutedAction(
                reference=each.action.reference,
                text=each.action.text,
                lead=each.action.lead.title,
                due_on=each.action.original_due_on,
            )
            for each in shown
            if each.action is not None
        ],
        breaches=_list_breaches(meeting, clearance),
        corrections=minutes.corrections,
    )


def _say_status(minutes: Minutes) -> str:
    agreed = minutes.agreed_as.title if minutes.agreed_as else None
    approved = minutes.approved_meeting
    return say_status(
        state_of(minutes), agreed=agreed, approved=say_day(approved.held_on) if approved else None
    )


def _may_read(decision: Decision, clearance: Clearance) -> bool:
    if decision.item is not None and decision.item.is_exempt and not clearance.items:
        return False
    is_exempt = decision.risk is not None and decision.risk.publication is Publication.EXEMPT
    return clearance.risks or not is_exempt


def _is_restricted(decision: Decision) -> bool:
    return decision.risk is not None and decision.risk.restricted_at is not None


def _holds_exempt(
    items: Sequence[AgendaItem], shown: Sequence[Decision], clearance: Clearance
) -> bool:
    about = (each.risk for each in shown if each.risk is not None)
    is_shown = clearance.items and any(item.is_exempt for item in items)
    return is_shown or any(risk.publication is Publication.EXEMPT for risk in about)


def _list_items(meeting: Meeting) -> Sequence[AgendaItem]:
    return db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.removed_at.is_(None))
        .options(joinedload(AgendaItem.agreed_by))
        .order_by(AgendaItem.number, AgendaItem.id)
    ).all()


def _gather_items(
    items: Sequence[AgendaItem], decisions: Sequence[Decision], clearance: Clearance
) -> list[MinutedItem]:
    under: dict[int | None, list[Decision]] = defaultdict(list)
    known = {item.id for item in items}
    for decision in decisions:
        under[decision.item_id if decision.item_id in known else None].append(decision)
    minuted = [_minute_item(item, under[item.id], clearance) for item in items]
    if under[None]:
        said = [_say(decision, clearance) for decision in under[None]]
        minuted.append(MinutedItem(OTHER_DECISIONS, decisions=said))
    return minuted


def _minute_item(
    item: AgendaItem, decisions: Sequence[Decision], clearance: Clearance
) -> MinutedItem:
    if item.is_exempt and not clearance.items:
        return MinutedItem(EXEMPT_ITEM, number=item.number, is_exempt=True, is_withheld=True)
    agreed_by = item.agreed_by.title if item.agreed_by else None
    return MinutedItem(
        title=item.title,
        number=item.number,
        item_id=item.id,
        minute=item.minute or "",
        urgency=say_urgency(item.late_reason, agreed_by) if item.late_reason else None,
        decisions=[_say(decision, clearance) for decision in decisions],
        is_exempt=item.is_exempt,
    )


def _say(decision: Decision, clearance: Clearance) -> str:
    if _may_read(decision, clearance):
        return say_decision(decision, names_risk=True)
    paragraph = decision.risk.exempt_paragraph if decision.risk else None
    return f"A decision is {say_withheld(paragraph)}."


def _gather_presences(meeting: Meeting) -> Presences:
    rows = db.session.scalars(
        select(Attendance)
        .where(Attendance.meeting_id == meeting.id)
        .options(joinedload(Attendance.seat))
    ).all()
    held = {
        holder.seat.id: holder.person
        for holder in list_seat_holders(meeting.body, on=meeting.held_on)
    }
    order = {seat_id: place for place, seat_id in enumerate(held)}

    def name(seat: Seat) -> str:
        person = held.get(seat.id)
        if person is None or person.name == seat.title:
            return seat.title
        return f"{person.name}, {seat.title}"

    kept = sorted(rows, key=lambda row: order.get(row.seat_id, len(order)))
    instead_of = {row.deputy_id: row.seat.title for row in kept if row.deputy_id is not None}
    found: dict[Presence, list[str]] = defaultdict(list)
    for row in kept:
        absentee = instead_of.get(row.seat_id) if row.presence is Presence.PRESENT else None
        instead = f" (for the {absentee})" if absentee else ""
        found[row.presence].append(f"{name(row.seat)}{instead}")
    return Presences(found[Presence.PRESENT], found[Presence.APOLOGIES], found[Presence.ABSENT])


def _list_breaches(meeting: Meeting, clearance: Clearance) -> list[str]:
    """List why the pack went out later than the rule asks, as it was recorded then.

    A reason that repeats what is exempt was for readers who may see that.
    """
    circulations = db.session.scalars(
        select(Circulation)
        .join(Circulation.pack)
        .where(Pack.meeting_id == meeting.id, Circulation.late_reason.is_not(None))
        .options(contains_eager(Circulation.pack))
        .order_by(Circulation.id)
    )
    packs = {each.late_reason: each.pack for each in circulations if each.late_reason}
    sees_all = clearance.items and clearance.risks
    return [
        reason if sees_all or not list_repeats(pack, {"reason": reason}) else EXEMPT_REASON
        for reason, pack in packs.items()
    ]
