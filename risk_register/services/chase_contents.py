"""What letters that chase hold: plain values, in the words that may travel.

A risk that is exempt from publication is named by its reference only, and so is
whatever hangs on it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from risk_register.domain.chase_letters import (
    say_acceptance,
    say_day,
    say_due,
    say_held_up,
    say_last_said,
    say_nothing_due,
    say_things,
)
from risk_register.domain.chases import NoticeKind, Stage, was_held_up
from risk_register.models import Notice, Person
from risk_register.services.acceptances import Ending
from risk_register.services.calls import Item, Situation, Worker
from risk_register.services.duties import DutyKind
from risk_register.services.moved_meetings import Change
from risk_register.services.notices import queue_notice
from risk_register.services.outbox import PostRoom
from risk_register.services.reminders import Mark
from risk_register.services.sign_in_links import make_link
from risk_register.services.ticks import Standstill

#: From the first letter of a month to the last.
_MONTH_STAGES = (Stage.CALL, Stage.REMINDER, Stage.DUE_DAY, Stage.OVERDUE)


@dataclass(frozen=True, eq=False)
class Part:
    """What one programme has to say to one person."""

    situation: Situation
    worker: Worker
    items: Sequence[Item]
    endings: Sequence[Ending]
    changes: Sequence[Change]
    marks: Sequence[Mark]  #: what has come for them; empty: it is not time

    @property
    def stage(self) -> Stage | None:
        """Give the furthest stage of the month that has come; None if none has."""
        reached = [mark.stage for mark in self.marks if mark.stage in _MONTH_STAGES]
        return max(reached, key=_MONTH_STAGES.index, default=None)

    @property
    def has_words(self) -> bool:
        """Say whether the letter speaks of this programme."""
        return bool(self.items or self.marks)


def write_due_letter(
    person: Person,
    parts: Sequence[Part],
    *,
    room: PostRoom,
    stood: Standstill | None,
    link_until: datetime,
    at: datetime,
) -> Notice:
    """Queue one letter with everything that is due from somebody.

    :param stood: when the clock last stood still
    """
    spoken = [part for part in parts if part.has_words]
    is_due = any(part.items for part in spoken)
    kind = _find_kind(spoken, is_due=is_due)
    content = build_content(parts)
    marks = [(mark, part.situation) for part in spoken for mark in part.marks]
    content["caught_up"] = say_why_late(marks, stood)
    return _queue(
        person, spoken, kind, _say_subject(kind, spoken), content, room, link_until, at=at
    )


def write_nudge(
    person: Person,
    parts: Sequence[Part],
    *,
    asker: str,
    room: PostRoom,
    link_until: datetime,
    at: datetime,
) -> Notice:
    """Queue the letter by which a programme manager asks somebody again.

    :param asker: the post that asks
    """
    spoken = [part for part in parts if part.items]
    count = sum(len(part.items) for part in spoken)
    subject = f"The {asker} asks again: {say_things(count)} due from you"
    content = build_content(parts)
    content["lines"] = [f"The {asker} asks you to answer what is still due.", *content["lines"]]
    return _queue(person, spoken, NoticeKind.NUDGE, subject, content, room, link_until, at=at)


def build_content(parts: Sequence[Part]) -> dict[str, Any]:
    """Gather what the letter's template draws: plain values, each of which may travel."""
    spoken = [part for part in parts if part.has_words]
    return {
        "greeting": parts[0].worker.title,
        "programmes": [_tell_programme(part) for part in spoken],
        "lines": [line for part in spoken for line in _list_lines(part)],
    }


def _queue(
    person: Person,
    spoken: Sequence[Part],
    kind: NoticeKind,
    subject: str,
    content: Mapping[str, Any],
    room: PostRoom,
    link_until: datetime,
    *,
    at: datetime,
) -> Notice:
    link = None
    if any(part.items for part in spoken):
        link = make_link(person, posts=spoken[0].worker.posts, expires_at=link_until, at=at)
    return queue_notice(
        person,
        kind=kind,
        subject=subject,
        content=content,
        programme=spoken[0].situation.programme if len(spoken) == 1 else None,
        link=link,
        domain=room.sender.rpartition("@")[2],
        at=at,
    )


def _find_kind(spoken: Sequence[Part], *, is_due: bool) -> NoticeKind:
    if any(part.changes for part in spoken):
        return NoticeKind.MOVED
    stages = {mark.stage for part in spoken for mark in part.marks}
    return (
        NoticeKind.NOTHING_DUE if stages == {Stage.NOTHING_DUE} and not is_due else NoticeKind.DUE
    )


def _say_subject(kind: NoticeKind, spoken: Sequence[Part]) -> str:
    if kind is NoticeKind.MOVED:
        return next(change.headline for part in spoken for change in part.changes)
    if kind is NoticeKind.NOTHING_DUE:
        months = [part.situation.month for part in spoken]
        named = [(month.meeting.body.name, month.meeting.held_on) for month in months if month]
        return say_nothing_due(named if len(named) == 1 else ())
    count = sum(len(part.items) for part in spoken)
    if count == 0:
        ending = next(each for part in spoken for each in part.endings)
        return f"{ending.reference} is accepted until {say_day(ending.expires_on)}"
    stages = [part.stage for part in spoken if part.stage]
    calls = {part.situation.call.due_on for part in spoken if part.situation.call}
    furthest = max(stages, key=_MONTH_STAGES.index, default=None)
    return say_due(count, furthest, calls.pop() if len(calls) == 1 and furthest else None)


def say_why_late(marks: Iterable[tuple[Mark, Situation]], stood: Standstill | None) -> str | None:
    """Say that a letter is late because the clock stood still; None if it is not.

    :param stood: when it last did
    """
    is_late = stood is not None and any(
        mark.from_on is not None
        and was_held_up(mark.from_on, situation.holidays, stood=(stood.from_at, stood.until_at))
        for mark, situation in marks
    )
    return say_held_up(stood.from_at, stood.until_at) if stood and is_late else None


def _tell_programme(part: Part) -> dict[str, Any]:
    situation = part.situation
    told: dict[str, Any] = {
        "name": situation.programme.name,
        "risks": [_tell_risk(each) for each in part.items if each.kind is DutyKind.REVIEW],
        "actions": [_tell_action(each) for each in part.items if each.kind is DutyKind.REPORT],
        "questions": [_tell_question(each) for each in part.items if each.kind is DutyKind.ANSWER],
    }
    if situation.programme.notice:
        told["notice"] = situation.programme.notice
    if situation.month is not None:
        told["body"] = situation.month.meeting.body.name
        told["held_on"] = situation.month.meeting.held_on.isoformat()
    if situation.call is not None:
        told["due_on"] = situation.call.due_on.isoformat()
    if part.stage is not None:
        told["stage"] = part.stage.value
    return told


def _tell_risk(item: Item) -> dict[str, str]:
    return {
        "reference": item.reference,
        **({"title": item.words} if item.words else {}),
        "why": say_last_said(item.told_on),
        "due_on": item.due_on.isoformat(),
    }


def _tell_action(item: Item) -> dict[str, str]:
    return {
        "reference": item.reference,
        **({"text": item.words} if item.words else {}),
        "why": say_last_said(item.told_on),
        "due_on": item.due_on.isoformat(),
    }


def _tell_question(item: Item) -> dict[str, str]:
    return {
        "reference": item.reference,
        **({"title": item.words} if item.words else {}),
        **({"question": item.question} if item.question else {}),
        "asked_on": item.due_on.isoformat(),
    }


def _list_lines(part: Part) -> Iterable[str]:
    for change in part.changes:
        yield change.say(is_due=bool(part.items))
    month = part.situation.month
    if month and not part.items and any(mark.stage is Stage.NOTHING_DUE for mark in part.marks):
        yield (
            f"Nothing is due from you for the {month.meeting.body.name} on "
            f"{say_day(month.meeting.held_on)}."
        )
    for each in part.endings:
        yield say_acceptance(each.name, each.expires_on, has_ended=each.has_ended)
