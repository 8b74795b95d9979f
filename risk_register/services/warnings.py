"""Letters to those who lead: who is silent, what nobody can answer for, and what is late.

Programme managers hear of silence in their programme, and whoever leads an
agency of that in their own agency only. Managers and secretaries hear when the
pack is late. One letter to a person and moment, and each matter once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from textwrap import shorten
from typing import Any

from sqlalchemy import select

from risk_register.database import db
from risk_register.domain.calendars import is_working_day, working_days_after
from risk_register.domain.chase_letters import (
    say_acceptance,
    say_day,
    say_last_day,
    say_not_approved,
    say_silence,
    say_vacancies,
)
from risk_register.domain.chases import NoticeKind, Stage
from risk_register.domain.permissions import Permission
from risk_register.models import Circulation, Meeting, Notice, Pack, Person, Post, Programme
from risk_register.services.calls import Silent, Situation, list_holders_of
from risk_register.services.chase_contents import say_why_late
from risk_register.services.chases import Board, read_board
from risk_register.services.meetings import deadlines_of, list_meetings
from risk_register.services.notices import queue_notice
from risk_register.services.outbox import PostRoom
from risk_register.services.packs import find_newest
from risk_register.services.reminders import Mark, note_reminders
from risk_register.services.ticks import find_standstill

LONGEST_SUBJECT = 200  # characters
#: Where a letter leads whoever may see it; whoever leads an agency need not read the register.
_PAGES = (("reminders", Permission.READ_REMINDERS), ("risks", Permission.READ_REGISTER))


@dataclass
class Warnings:
    """What one person has to hear, over all programmes."""

    person: Person
    title: str
    marks: list[Mark] = field(default_factory=list)
    silent: list[tuple[Programme, Silent]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    boards: list[Board] = field(default_factory=list)  #: of which it speaks

    def add(self, board: Board, mark: Mark, lines: Iterable[str] = ()) -> None:
        """Take up one matter with what is said about it; whoever leads twice hears it once."""
        if mark not in self.marks:
            self.marks.append(mark)
            self.lines.extend(lines)
        if board not in self.boards:
            self.boards.append(board)


@dataclass(frozen=True)
class _Matter:
    """Something that several people have to hear."""

    mark: Mark
    lines: Sequence[str]
    permissions: tuple[Permission, ...]
    silent: Sequence[Silent] = ()
    tells_leaders: bool = False  #: whoever leads an agency hears of its own silent posts


def list_warnings(boards: Iterable[Board]) -> list[Warnings]:
    """List what has to be said to whom, by person."""
    found: dict[int, Warnings] = {}
    for board in boards:
        if not is_working_day(board.situation.today, board.situation.holidays):
            continue
        for matter in _list_matters(board):
            _tell_members(board, matter, found)
            if matter.tells_leaders:
                _tell_leaders(board, matter, found)
    return [found[person_id] for person_id in sorted(found)]


def list_to_warn(boards: Iterable[Board]) -> list[int]:
    """List the people, by id, to whom a letter has to go about others, or about the month."""
    return [warnings.person.id for warnings in list_warnings(boards)]


def warn_person(
    person_id: int, programmes: Iterable[Programme], *, room: PostRoom, at: datetime
) -> Notice | None:
    """Write somebody the letter with what they have to hear; None if it has gone meanwhile."""
    boards = [read_board(programme, at=at) for programme in programmes]
    warnings = {each.person.id: each for each in list_warnings(boards)}.get(person_id)
    if warnings is None:
        return None
    kind, subject = _find_subject(warnings)
    notice = queue_notice(
        warnings.person,
        kind=kind,
        subject=subject,
        content=_build_content(warnings, room),
        programme=warnings.boards[0].situation.programme if len(warnings.boards) == 1 else None,
        link=None,
        domain=room.sender.rpartition("@")[2],
        at=at,
    )
    note_reminders(notice, warnings.marks, title=warnings.title, by=None, at=at)
    return notice


def _list_matters(board: Board) -> Iterable[_Matter]:
    yield from _list_silence(board)
    for meeting in list_meetings(board.situation.programme):
        if meeting.held_on >= board.situation.today:
            yield from _list_late(board, meeting)
    for ending in board.endings:
        if ending.has_ended:
            mark = Mark(
                board.situation.programme,
                ending.matter,
                Stage.EXPIRED,
                ending.expires_on,
                ending.reference,
            )
            said = say_acceptance(ending.name, ending.expires_on, has_ended=True)
            yield _Matter(mark, (said,), (Permission.ACCEPT_RISK,))


def _list_silence(board: Board) -> Iterable[_Matter]:
    situation = board.situation
    month, chase = situation.month, situation.chase
    if month is None or chase is None:
        return
    about = f"the meeting of {say_day(month.meeting.held_on)}"
    silent = situation.list_silent()
    vacant = [line for line in silent if not line.holders]
    if vacant:
        matter = f"vacancies {month.meeting.id}"
        mark = Mark(situation.programme, matter, Stage.ESCALATION, chase.due_on, about)
        yield _Matter(mark, (), (Permission.NUDGE_OWNER,), vacant)
    if silent and chase.escalates_on is not None and chase.escalates_on <= situation.today:
        mark = Mark(
            situation.programme,
            f"meeting {month.meeting.id}",
            Stage.ESCALATION,
            chase.due_on,
            about,
            from_on=chase.escalates_on,
        )
        yield _Matter(mark, (), (Permission.NUDGE_OWNER,), silent, tells_leaders=True)


def _list_late(board: Board, meeting: Meeting) -> Iterable[_Matter]:
    """Tell of a pack that is not approved a working day after its lock, or not out in time."""
    situation, deadlines = board.situation, deadlines_of(meeting)
    today, programme = situation.today, situation.programme
    approve_by = working_days_after(deadlines.lock_on, 1, situation.holidays)
    if today < min(approve_by, deadlines.circulate_by) or _is_out(meeting):
        return
    pack, body = find_newest(meeting), meeting.body.name
    who = (Permission.APPROVE_PACK, Permission.CIRCULATE_PACK)
    about = f"the pack for {say_day(meeting.held_on)}"
    if today >= approve_by and (pack is None or pack.approved_at is None):
        mark = Mark(
            programme,
            f"approval {meeting.id}",
            Stage.LATE,
            approve_by,
            about,
            from_on=approve_by,
        )
        yield _Matter(mark, (say_not_approved(body, meeting.held_on),), who)
    if today >= deadlines.circulate_by:
        by = deadlines.circulate_by
        number = 1 if today == by else 2  # a warning on the day, and a word after it
        mark = Mark(
            programme, f"circulation {meeting.id}", Stage.LATE, by, about, number, from_on=by
        )
        yield _Matter(mark, (say_last_day(body, meeting.held_on, by, today),), who)


def _is_out(meeting: Meeting) -> bool:
    """Say whether readers hold a pack of the meeting, though a newer version may be on its way."""
    sent = (
        select(Circulation.id)
        .join(Circulation.pack)
        .where(Pack.meeting_id == meeting.id, Pack.withdrawn_at.is_(None))
        .limit(1)
    )
    return db.session.scalar(sent) is not None


def _tell_members(board: Board, matter: _Matter, found: dict[int, Warnings]) -> None:
    for worker in board.situation.list_with(*matter.permissions):
        if board.ledger.has(worker.person.id, matter.mark):
            continue
        own = found.setdefault(worker.person.id, Warnings(worker.person, worker.title))
        own.add(board, matter.mark, matter.lines)
        told = {id(line) for _, line in own.silent}
        own.silent.extend(
            (board.situation.programme, line) for line in matter.silent if id(line) not in told
        )


def _tell_leaders(board: Board, matter: _Matter, found: dict[int, Warnings]) -> None:
    """Tell whoever leads an agency who of their own is silent."""
    agencies = {line.post.agency_id for line in matter.silent}
    leads = db.session.scalars(
        select(Post).where(Post.leads_agency, Post.agency_id.in_(agencies)).order_by(Post.id)
    ).all()
    holders = list_holders_of([post.id for post in leads], on=board.situation.today)
    managers = {worker.person.id for worker in board.situation.list_with(Permission.NUDGE_OWNER)}
    for post in leads:
        lines = [
            line
            for line in matter.silent
            if line.post.agency_id == post.agency_id and line.post.id != post.id
        ]
        for person in holders.get(post.id, ()):
            is_told = person.id in managers or board.ledger.has(person.id, matter.mark)
            if lines and not is_told:
                own = found.setdefault(person.id, Warnings(person, post.title))
                own.add(board, matter.mark)
                own.silent.extend(
                    (board.situation.programme, line)
                    for line in lines
                    if all(line is not told for _, told in own.silent)
                )


def _find_subject(warnings: Warnings) -> tuple[NoticeKind, str]:
    if any(mark.stage is Stage.LATE for mark in warnings.marks):
        return NoticeKind.LATE, shorten(warnings.lines[0], LONGEST_SUBJECT, placeholder=" …")
    if any(mark.stage is Stage.ESCALATION for mark in warnings.marks):
        is_vacant = all(not line.holders for _, line in warnings.silent)
        say = say_vacancies if is_vacant else say_silence
        return NoticeKind.ESCALATION, say(len(warnings.silent))
    count = len(warnings.marks)
    subject = "An acceptance has ended" if count == 1 else f"{count} acceptances have ended"
    return NoticeKind.LATE, subject


def _build_content(warnings: Warnings, room: PostRoom) -> dict[str, Any]:
    return {
        "greeting": warnings.title,
        "programmes": [_tell_programme(board, warnings.person, room) for board in warnings.boards],
        "lines": warnings.lines,
        "caught_up": say_why_late(_pair(warnings), find_standstill()),
        "silent": [_tell_silent(line, warnings) for line in warnings.silent],
    }


def _pair(warnings: Warnings) -> list[tuple[Mark, Situation]]:
    found = {board.situation.programme.id: board.situation for board in warnings.boards}
    return [(mark, found[mark.programme.id]) for mark in warnings.marks]


def _tell_programme(board: Board, person: Person, room: PostRoom) -> dict[str, Any]:
    situation = board.situation
    told = {"name": situation.programme.name}
    page = _find_page(situation, person)
    if page is not None:
        told["url"] = f"{room.public_url.rstrip('/')}/{situation.programme.key}/{page}"
    if situation.programme.notice:
        told["notice"] = situation.programme.notice
    if situation.month is not None:
        told["body"] = situation.month.meeting.body.name
        told["held_on"] = situation.month.meeting.held_on.isoformat()
    if situation.call is not None:
        told["due_on"] = situation.call.due_on.isoformat()
    return told


def _find_page(situation: Situation, person: Person) -> str | None:
    """Find the page on which somebody can look further; None for who leads from outside."""
    for page, permission in _PAGES:
        if any(person.id == each.person.id for each in situation.list_with(permission)):
            return page
    return None


def _tell_silent(told: tuple[Programme, Silent], warnings: Warnings) -> dict[str, Any]:
    programme, line = told
    board = next(each for each in warnings.boards if each.situation.programme is programme)
    asked_on = board.situation.chase.steps[0].on if board.situation.chase else None
    title = line.post.title if line.holders else f"{line.post.title} (nobody can answer for it)"
    return {
        "post": title if len(warnings.boards) == 1 else f"{title}, {programme.name}",
        "agency": line.post.agency.short,
        "count": len(line.items),
        **({"since": asked_on.isoformat()} if asked_on else {}),
        "items": [item.reference for item in line.items],
    }
