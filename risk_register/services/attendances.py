"""Who comes to a meeting: apologies, deputies, and who was there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.attendances import (
    READING_ONLY,
    Place,
    Quorum,
    Tally,
    count_quorum,
    find_year_before,
    mark_state,
    tally_attendance,
)
from risk_register.domain.circulation import Capacity
from risk_register.domain.errors import ChangedMeanwhileError, NotFoundError, RuleError
from risk_register.domain.meetings import Presence
from risk_register.domain.permissions import Permission
from risk_register.models import Attendance, Body, Meeting, Person, Seat
from risk_register.services.events import record_event
from risk_register.services.minutes import check_unagreed
from risk_register.services.programmes import Member
from risk_register.services.seats import list_seat_holders


@dataclass(frozen=True)
class AttendanceRow:
    """A seat at a meeting: who holds it, what is noted, and who may come instead."""

    seat: Seat
    person: Person | None  #: None when the post is vacant
    noted: Attendance | None
    deputies: tuple[Seat, ...]

    @property
    def state(self) -> str:
        """Give what is noted as a form carries it."""
        noted = self.noted
        return mark_state(noted.presence, noted.deputy_id) if noted else ""

    @property
    def place(self) -> Place:
        """Give it to those who count."""
        if self.noted is None:
            return Place(self.seat.id, self.seat.capacity)
        return Place(self.seat.id, self.seat.capacity, self.noted.presence, self.noted.deputy_id)


@dataclass(frozen=True)
class SeatNote:
    """What a form says about a seat, and what it showed before, as ``mark_state`` writes it."""

    seat_id: int
    presence: Presence
    deputy_id: int | None  #: counts only for somebody who is not present
    was: str

    @property
    def state(self) -> str:
        """Give what it says as a form carries it."""
        return mark_state(self.presence, self.comes_instead)

    @property
    def comes_instead(self) -> int | None:
        """Give the seat that comes instead; nobody does if the holder comes."""
        return None if self.presence is Presence.PRESENT else self.deputy_id


def list_rows(meeting: Meeting) -> list[AttendanceRow]:
    """List every seat that has a place in the room on the meeting's day, chair first."""
    noted = {row.seat_id: row for row in _list_noted([meeting.id])}
    holders = [
        holder
        for holder in list_seat_holders(meeting.body, on=meeting.held_on)
        if holder.seat.capacity not in READING_ONLY
    ]
    deputies: dict[int | None, list[Seat]] = {}
    for holder in holders:
        if holder.seat.capacity is Capacity.DEPUTY and holder.seat.deputy_for_id is not None:
            deputies.setdefault(holder.seat.deputy_for_id, []).append(holder.seat)
    return [
        AttendanceRow(
            holder.seat,
            holder.person,
            noted.get(holder.seat.id),
            tuple(deputies.get(holder.seat.post_id, ())) if holder.seat.post_id else (),
        )
        for holder in holders
    ]


def list_own_seats(member: Member, body: Body, *, on: date) -> list[Seat]:
    """List the seats on a body that a member or their posts hold on a London date, chair first."""
    posts = {post.id for post in member.posts}
    return [
        holder.seat
        for holder in list_seat_holders(body, on=on)
        if holder.seat.post_id in posts or holder.seat.person_id == member.person.id
    ]


def reads_exempt(member: Member, body: Body) -> bool:
    """Say whether a member keeps a body's meetings, or may see exempt items at its table."""
    if member.may(Permission.KEEP_MEETINGS):
        return True
    return any(seat.is_entitled_to_exempt for seat in list_own_seats(member, body, on=member.on))


def note_attendance(
    meeting: Meeting, notes: Sequence[SeatNote], *, by: Member, at: datetime
) -> None:
    """Note who came and who sent apologies; seats about which nothing is said stay as they are.

    :raises NotAllowedError: if the member may not keep meetings
    :raises NotFoundError: if a seat is not at this meeting
    :raises ChangedMeanwhileError: if somebody noted something else since the form was drawn
    :raises RuleError: with the field of the deputy who cannot come instead, or if the minutes
        are agreed
    """
    by.check(Permission.KEEP_MEETINGS)
    if _note(meeting, notes, by=by, at=at):
        _record("attendance noted", meeting, by=by, at=at, facts=_count_presences(meeting))


def send_apologies(
    meeting: Meeting,
    *,
    seat_id: int,
    deputy_id: int | None,
    comes: bool,
    was: str,
    by: Member,
    at: datetime,
) -> None:
    """Let whoever holds a seat send apologies and name a deputy, or say that they come after all.

    :param comes: whether they come; then there is no deputy
    :param was: what the form showed, as ``mark_state`` writes it
    :raises NotFoundError: if the seat is not the member's
    :raises ChangedMeanwhileError: if somebody noted something else since the form was drawn
    :raises RuleError: if the meeting is past or cancelled, its minutes are agreed, or the deputy
        cannot come instead
    """
    by.check(Permission.READ_MEETINGS)
    mine = {seat.id: seat for seat in list_own_seats(by, meeting.body, on=meeting.held_on)}
    if seat_id not in mine:
        raise NotFoundError("You hold no such seat on this body.")
    if meeting.cancelled_at is not None:
        raise RuleError("The meeting was cancelled; nobody has to send apologies.")
    if meeting.held_on < london_day(at):
        raise RuleError("The meeting is over. Ask the board secretary to correct who came.")
    if comes and not was:
        raise RuleError("No apologies were sent for this seat.")
    presence = Presence.PRESENT if comes else Presence.APOLOGIES
    note = SeatNote(seat_id, presence, deputy_id, was)
    if not _note(meeting, [note], by=by, at=at):
        return
    kind = "apologies taken back" if comes else "apologies sent"
    facts: dict[str, object] = {"seat": mine[seat_id].recorded_title}
    if note.comes_instead is not None:
        facts["deputy"] = db.session.get_one(Seat, note.comes_instead).recorded_title
    _record(kind, meeting, by=by, at=at, facts=facts)


def count_attendance(meeting: Meeting, rows: Sequence[AttendanceRow]) -> Quorum:
    """Count who is there, against the meeting's own quorum or else the body's."""
    needed = meeting.quorum if meeting.quorum is not None else meeting.body.quorum
    return count_quorum([row.place for row in rows], needed=needed)


def list_stand_ins(meeting: Meeting) -> dict[int, str]:
    """Say for each deputy's seat who gets papers why: whose apologies, or the body's rule.

    Of several deputies of one post, only the one who was named gets them, if one was.
    """
    found: dict[int, str] = {}
    away = [row for row in _list_noted([meeting.id]) if row.presence is Presence.APOLOGIES]
    if not (away or meeting.body.deputies_always):
        return found
    rows = list_rows(meeting)
    if meeting.body.deputies_always:
        for row in rows:
            if row.seat.capacity is Capacity.DEPUTY:
                found[row.seat.id] = "Deputies of this body always get papers."
    for row in rows:
        if row.noted is None or row.noted.presence is not Presence.APOLOGIES:
            continue
        named = [seat for seat in row.deputies if seat.id == row.noted.deputy_id]
        for seat in named or row.deputies:
            found[seat.id] = f"Deputises for the {row.seat.title}, who has sent apologies."
    return found


def tally_year(meeting: Meeting, rows: Sequence[AttendanceRow], *, on: date) -> Mapping[int, Tally]:
    """Count by seat who came in the year that ends with a meeting, itself included.

    Meetings at which nobody noted who came count for nobody, and those before a seat began or
    after it ended not for that seat. A deputy came instead if noted as present.

    :param on: London date up to which meetings have been held
    """
    held = db.session.scalars(
        select(Meeting).where(
            Meeting.body_id == meeting.body_id,
            Meeting.cancelled_at.is_(None),
            Meeting.held_on >= find_year_before(meeting.held_on),
            Meeting.held_on <= min(meeting.held_on, on),
        )
    ).all()
    noted = {(row.meeting_id, row.seat_id): row for row in _list_noted([each.id for each in held])}
    counted = {
        meeting_id for (meeting_id, _), row in noted.items() if row.presence is Presence.PRESENT
    }

    def came_instead(row: Attendance | None) -> bool:
        deputy = noted.get((row.meeting_id, row.deputy_id)) if row and row.deputy_id else None
        return deputy is not None and deputy.presence is Presence.PRESENT

    tallies = {}
    for seat in (row.seat for row in rows):
        mine = [
            noted.get((each.id, seat.id))
            for each in held
            if each.id in counted and _sat(seat, each.held_on)
        ]
        tallies[seat.id] = tally_attendance(
            (row.presence if row else None, came_instead(row)) for row in mine
        )
    return tallies


def _sat(seat: Seat, on: date) -> bool:
    return seat.from_on <= on and (seat.until_on is None or on <= seat.until_on)


def _list_noted(meetings: Sequence[int]) -> Sequence[Attendance]:
    return db.session.scalars(
        select(Attendance).where(Attendance.meeting_id.in_(meetings)).order_by(Attendance.id)
    ).all()


def _note(meeting: Meeting, notes: Sequence[SeatNote], *, by: Member, at: datetime) -> bool:
    """Write down what is new of some notes; say whether anything is."""
    check_unagreed(meeting)
    rows = {row.seat.id: row for row in list_rows(meeting)}
    new = [note for note in notes if _is_new(note, rows)]
    for note in new:
        row = rows[note.seat_id]
        noted = row.noted or Attendance(meeting=meeting, seat=row.seat)
        noted.presence = note.presence
        noted.deputy_id = _find_deputy(note, row)
        noted.noted_by, noted.noted_as, noted.noted_at = by.person, by.post, at
        db.session.add(noted)
    db.session.flush()
    _check_deputies(meeting)
    return bool(new)


def _is_new(note: SeatNote, rows: Mapping[int, AttendanceRow]) -> bool:
    row = rows.get(note.seat_id)
    if row is None:
        raise NotFoundError("There is no such seat at this meeting.")
    if row.state not in (note.was, note.state):
        raise ChangedMeanwhileError
    return note.state != row.state


def _find_deputy(note: SeatNote, row: AttendanceRow) -> int | None:
    """Find the seat that comes instead.

    :raises RuleError: if it is no deputy's of this post
    """
    seat_id = note.comes_instead
    if seat_id is not None and seat_id not in {seat.id for seat in row.deputies}:
        raise RuleError(f"Choose a deputy of the {row.seat.title}.", field=f"deputy-{note.seat_id}")
    return seat_id


def _check_deputies(meeting: Meeting) -> None:
    """Refuse one deputy in two places."""
    taken: set[int] = set()
    for row in _list_noted([meeting.id]):
        if row.deputy_id is None:
            continue
        if row.deputy_id in taken:
            raise RuleError(
                "This deputy comes instead of somebody else already.",
                field=f"deputy-{row.seat_id}",
            )
        taken.add(row.deputy_id)


def _count_presences(meeting: Meeting) -> dict[str, object]:
    noted = _list_noted([meeting.id])
    return {choice.value: sum(row.presence is choice for row in noted) for choice in Presence}


def _record(
    kind: str, meeting: Meeting, *, by: Member, at: datetime, facts: Mapping[str, object]
) -> None:
    record_event(
        kind,
        subject=f"meeting {meeting.held_on.isoformat()}",
        programme=by.programme,
        by=by.person,
        at=at,
        facts={"body": meeting.body.name, **facts},
    )
