"""Agendas: the items of a meeting, in their order, each with its paper's reference."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.agendas import (
    ANY_OTHER_BUSINESS,
    StandingItem,
    check_exemption,
    check_lateness,
    list_standing,
    reckon_starts,
)
from risk_register.domain.circulation import Capacity
from risk_register.domain.errors import AlreadyDoneError, ChangedMeanwhileError, NotFoundError
from risk_register.domain.meetings import ItemKind, Purpose
from risk_register.domain.permissions import Permission
from risk_register.models import (
    AgendaItem,
    Body,
    Circulation,
    Meeting,
    Pack,
    Paper,
    Person,
    Post,
    Programme,
)
from risk_register.services.agenda_numbers import give_reference, renumber
from risk_register.services.attendances import reads_exempt
from risk_register.services.events import record_event
from risk_register.services.meetings import deadlines_of
from risk_register.services.minutes import check_unagreed
from risk_register.services.programmes import Member
from risk_register.services.risks import check_reason
from risk_register.services.seats import list_seat_holders


@dataclass(frozen=True)
class ItemWords:
    """What an item says; reason and agreement count only for one that came late."""

    title: str
    purpose: Purpose
    presenter_id: int | None = None
    minutes_long: int | None = None
    reference: str = ""
    is_exempt: bool = False
    exempt_paragraph: int | None = None
    late_reason: str = ""
    agreed_by_id: int | None = None  #: the chair's post


@dataclass(frozen=True)
class AgendaLine:
    """An item as one reader sees it; ``item`` is None if it is withheld from them."""

    number: int
    starts_at: time | None  #: London civil time
    item: AgendaItem | None
    exempt_paragraph: int | None = None


def list_items(meeting: Meeting) -> Sequence[AgendaItem]:
    """List the items that stand on a meeting's agenda, in their order."""
    return db.session.scalars(
        _chosen(AgendaItem.meeting_id == meeting.id, AgendaItem.removed_at.is_(None)).order_by(
            AgendaItem.number, AgendaItem.id
        )
    ).all()


def list_removed(meeting: Meeting) -> Sequence[AgendaItem]:
    """List the items that were taken off a meeting's agenda, the last one first."""
    return db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.removed_at.is_not(None))
        .order_by(AgendaItem.removed_at.desc(), AgendaItem.id)
    ).all()


def list_lines(member: Member, meeting: Meeting) -> list[AgendaLine]:
    """List a meeting's agenda as a member may read it, with the running clock.

    :raises NotAllowedError: if the member may not read meetings
    """
    member.check(Permission.READ_MEETINGS)
    items = list_items(meeting)
    starts = reckon_starts(meeting.starts_at, [item.minutes_long for item in items])
    sees_all = not any(item.is_exempt for item in items) or reads_exempt(member, meeting.body)
    return [
        AgendaLine(item.number, starts_at, item)
        if sees_all or not item.is_exempt
        else AgendaLine(item.number, starts_at, None, item.exempt_paragraph)
        for item, starts_at in zip(items, starts, strict=True)
    ]


def get_item(programme: Programme, meeting_id: int, item_id: int) -> AgendaItem:
    """Find an item that stands on the agenda of a meeting.

    :raises NotFoundError: if there is none, or it was taken off
    """
    item = db.session.scalar(
        _chosen(
            AgendaItem.id == item_id,
            AgendaItem.meeting_id == meeting_id,
            AgendaItem.removed_at.is_(None),
            Body.programme_id == programme.id,
        )
    )
    if item is None:
        raise NotFoundError("There is no such item.")
    return item


def find_pack_item(meeting: Meeting) -> AgendaItem | None:
    """Find the item under which a meeting takes its pack."""
    return db.session.scalar(
        select(AgendaItem).where(
            AgendaItem.meeting_id == meeting.id,
            AgendaItem.kind == ItemKind.PACK,
            AgendaItem.removed_at.is_(None),
        )
    )


def is_issued(meeting: Meeting, *, on: date) -> bool:
    """Say whether a meeting's agenda has gone out, so that a new item comes late.

    It has with the pack; where there is none, when the latest day to circulate has passed.
    """
    if not meeting.body.has_packs:
        return on > deadlines_of(meeting).circulate_by
    sent = (
        select(Circulation.id).join(Circulation.pack).where(Pack.meeting_id == meeting.id).limit(1)
    )
    return db.session.scalar(sent) is not None


def list_chairs(meeting: Meeting) -> list[Post]:
    """List the posts that may agree to a late item: the chair's, and those of its deputies."""
    seats = [holder.seat for holder in list_seat_holders(meeting.body, on=meeting.held_on)]
    chairs = {seat.post_id for seat in seats if seat.capacity is Capacity.CHAIR and seat.post}
    return [
        seat.post
        for seat in seats
        if seat.post and (seat.post_id in chairs or seat.deputy_for_id in chairs)
    ]


def is_drafted(meeting: Meeting) -> bool:
    """Say whether the standing items were ever put on a meeting's agenda."""
    standing = (AgendaItem.meeting_id == meeting.id, AgendaItem.kind != ItemKind.OTHER)
    return db.session.scalar(select(AgendaItem.id).where(*standing).limit(1)) is not None


def draft_agenda(meeting: Meeting, *, by: Member | None, at: datetime) -> Sequence[AgendaItem]:
    """Put the standing items on a meeting's agenda, round what stands there already.

    :param by: None for the service's clock
    :raises NotAllowedError: if the member may not keep meetings
    :raises AlreadyDoneError: if it was drafted before
    """
    if by is not None:
        by.check(Permission.KEEP_MEETINGS)
    if is_drafted(meeting):
        raise AlreadyDoneError("The agenda has been drafted already.")
    *opening, closing = list_standing(has_packs=meeting.body.has_packs)
    items = [
        *(_stand(meeting, item) for item in opening),
        *list_items(meeting),
        _stand(meeting, closing),
    ]
    db.session.add_all(items)
    renumber(items, is_issued=False)
    for item in items:
        if item.kind is ItemKind.PACK:
            give_reference(item, items)
    _record("agenda drafted", meeting, by=by.person if by else None, at=at)
    return items


def add_item(meeting: Meeting, words: ItemWords, *, by: Member, at: datetime) -> AgendaItem:
    """Put an item on the agenda, before any other business.

    One that comes after the agenda has gone out needs a reason. The chair's agreement may follow.

    :raises NotAllowedError: if the member may not keep meetings
    :raises RuleError: if it is late without a reason, exempt without a paragraph, or the minutes
        are agreed
    """
    by.check(Permission.KEEP_MEETINGS)
    check_unagreed(meeting)
    is_late = is_issued(meeting, on=london_day(at))
    check_lateness(is_issued=is_late, reason=words.late_reason)
    items = list(list_items(meeting))
    item = AgendaItem(meeting=meeting, kind=ItemKind.OTHER, papers=[])
    _write(item, words, is_late=is_late)
    db.session.add(item)
    closes = bool(items) and items[-1].title == ANY_OTHER_BUSINESS
    items.insert(len(items) - closes, item)
    renumber(items, is_issued=is_late)
    _record_item("agenda item added", item, by=by, at=at, reason=item.late_reason)
    return item


def change_item(
    item: AgendaItem, words: ItemWords, *, by: Member, at: datetime, version: int
) -> None:
    """Change what an item says.

    :param version: of the item the form was drawn from
    :raises NotAllowedError: if the member may not keep meetings
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if it came late and has no reason, is exempt without a paragraph, or the
        minutes are agreed
    """
    by.check(Permission.KEEP_MEETINGS)
    if item.version != version:
        raise ChangedMeanwhileError
    check_unagreed(item.meeting)
    is_late = item.late_reason is not None
    check_lateness(is_issued=is_late, reason=words.late_reason)
    _write(item, words, is_late=is_late)
    item.version += 1
    _record_item("agenda item changed", item, by=by, at=at)


def move_item(item: AgendaItem, *, up: bool, number: int, by: Member, at: datetime) -> None:
    """Let an item change places with the one before or after it; at either end nothing happens.

    :param number: its place as the page showed it
    :raises NotAllowedError: if the member may not keep meetings
    :raises ChangedMeanwhileError: if it stands elsewhere by now
    :raises RuleError: if the minutes are agreed
    """
    by.check(Permission.KEEP_MEETINGS)
    if item.number != number:
        raise ChangedMeanwhileError
    check_unagreed(item.meeting)
    items = list(list_items(item.meeting))
    place = items.index(item)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(items):
        return
    items[place], items[other] = items[other], items[place]
    renumber(items, is_issued=is_issued(item.meeting, on=london_day(at)))
    _record_item("agenda item moved", item, by=by, at=at, before=number)


def remove_item(item: AgendaItem, *, reason: str, by: Member, at: datetime, version: int) -> None:
    """Take an item off the agenda; it is kept as removed, and the numbers close up.

    :param reason: needed once the agenda has gone out, at least 10 characters
    :raises NotAllowedError: if the member may not keep meetings
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if a needed reason says nothing, or the minutes are agreed
    """
    by.check(Permission.KEEP_MEETINGS)
    if item.version != version:
        raise ChangedMeanwhileError
    check_unagreed(item.meeting)
    issued = is_issued(item.meeting, on=london_day(at))
    said = check_reason(reason) if issued else reason.strip()
    left = [each for each in list_items(item.meeting) if each is not item]
    item.removed_at = at
    item.version += 1
    renumber(left, is_issued=issued)
    _record_item("agenda item removed", item, by=by, at=at, reason=said or None)


def _chosen(*conditions: ColumnElement[bool]) -> Select[AgendaItem]:
    return (
        select(AgendaItem)
        .join(AgendaItem.meeting)
        .join(Meeting.body)
        .where(*conditions)
        .options(
            contains_eager(AgendaItem.meeting).contains_eager(Meeting.body),
            joinedload(AgendaItem.presenter).joinedload(Post.agency),
            joinedload(AgendaItem.agreed_by),
            selectinload(AgendaItem.papers).options(
                joinedload(Paper.added_by),
                joinedload(Paper.added_as),
                joinedload(Paper.withdrawn_by),
                joinedload(Paper.withdrawn_as),
            ),
        )
    )


def _stand(meeting: Meeting, item: StandingItem) -> AgendaItem:
    return AgendaItem(
        meeting=meeting,
        kind=item.kind,
        title=item.title,
        purpose=item.purpose,
        minutes_long=item.minutes_long,
        papers=[],
    )


def _write(item: AgendaItem, words: ItemWords, *, is_late: bool) -> None:
    check_exemption(is_exempt=words.is_exempt, paragraph=words.exempt_paragraph)
    item.title, item.purpose = words.title.strip(), words.purpose
    item.presenter = _get_post(words.presenter_id)
    item.minutes_long = words.minutes_long
    item.reference = words.reference.strip() or None
    item.is_exempt = words.is_exempt
    item.exempt_paragraph = words.exempt_paragraph if words.is_exempt else None
    if is_late:
        item.late_reason = words.late_reason.strip()
        item.agreed_by = _get_post(words.agreed_by_id)


def _get_post(post_id: int | None) -> Post | None:
    if post_id is None:
        return None
    post = db.session.get(Post, post_id)
    if post is None:
        raise NotFoundError("There is no such post.")
    return post


def _record_item(
    kind: str,
    item: AgendaItem,
    *,
    by: Member,
    at: datetime,
    reason: str | None = None,
    before: int | None = None,
) -> None:
    facts = {"title": item.title, "number": item.number}
    if before is not None:
        facts["before"] = before
    _record(kind, item.meeting, by=by.person, at=at, reason=reason, facts=facts)


def _record(
    kind: str,
    meeting: Meeting,
    *,
    by: Person | None,
    at: datetime,
    reason: str | None = None,
    facts: dict[str, object] | None = None,
) -> None:
    record_event(
        kind,
        subject=f"meeting {meeting.held_on.isoformat()}",
        programme=meeting.body.programme,
        by=by,
        at=at,
        reason=reason,
        facts={"body": meeting.body.name, **(facts or {})},
    )
