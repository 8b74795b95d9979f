"""How people are chased: the kinds of letters, the stages of a chase, and when each may go.

A step is due by range and never by its very day: what should have gone and did
not goes as soon as it can, but of several missed steps only the newest, and
none that comes before one that has gone. So it does not matter how often, how
late or in which order the clock ticks.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from risk_register.domain.calendars import (
    Deadlines,
    Holidays,
    count_back,
    count_forward,
    is_working_day,
)

#: London civil time before which no letter goes.
SEND_FROM = time(7)
#: Days before an acceptance ends on which its risk's owner hears of it.
ENDS_SOON_DAYS = (14, 1)
#: A chase outside the board's month is given up when its day is so long past.
LONGEST_CHASE = timedelta(days=365)
#: Until when a question, which has no due day, waits for a day its reader has chosen.
LONGEST_WAIT = timedelta(days=6)
#: Monday to Friday, as ``date.weekday`` counts: the days a letter may come on.
WEEKDAYS = range(5)
_LONDON = ZoneInfo("Europe/London")
_DAY = timedelta(days=1)


class NoticeKind(StrEnum):
    """What a letter that is not a pack is for."""

    DUE = "due"  #: what is due from its reader, in one letter for all programmes
    NOTHING_DUE = "nothing_due"  #: the monthly line, so that silence means failure
    NUDGE = "nudge"  #: the programme manager asks again
    ESCALATION = "escalation"  #: somebody else has not answered
    LATE = "late"  #: a step of the month is late
    MOVED = "moved"  #: a meeting was moved or cancelled after its call had gone out
    WITHDRAWN = "withdrawn"  #: a pack that its reader has got no longer holds
    RESET = "reset"  #: brings a key that opens the page for a new password
    SIGN_IN = "sign_in"  #: brings a key that signs in
    INVITATION = "invitation"  #: brings a key by which somebody new begins
    OPENED = "opened"  #: an administrator opened a programme that its reader manages
    WEBHOOK = "webhook"  #: a program is told nothing any more, because it does not answer
    ACCOUNT = "account"  #: something about how its reader signs in has changed


class Stage(StrEnum):
    """How far a chase has come."""

    CALL = "call"
    REMINDER = "reminder"
    DUE_DAY = "due_day"
    OVERDUE = "overdue"
    ESCALATION = "escalation"
    NUDGE = "nudge"
    NOTHING_DUE = "nothing_due"
    SOON = "soon"
    EXPIRED = "expired"
    LATE = "late"
    MOVED = "moved"

    @property
    def label(self) -> str:
        """Say it in words."""
        return _LABELS[self]


_LABELS = {
    Stage.CALL: "Asked",
    Stage.REMINDER: "Reminded",
    Stage.DUE_DAY: "Told that it is due today",
    Stage.OVERDUE: "Told that it is overdue",
    Stage.ESCALATION: "Told who has not answered",
    Stage.NUDGE: "Nudged by the programme manager",
    Stage.NOTHING_DUE: "Told that nothing is due",
    Stage.SOON: "Told that a day is near",
    Stage.EXPIRED: "Told that a day has passed",
    Stage.LATE: "Told that the month is late",
    Stage.MOVED: "Told that the meeting has changed",
}

#: Stages after which a person knows of a month's due date.
CALLED = frozenset({Stage.CALL, Stage.REMINDER, Stage.DUE_DAY, Stage.OVERDUE, Stage.MOVED})


@dataclass(frozen=True)
class Step:
    """A letter of a chase; ``number`` counts those of its stage, from 1."""

    stage: Stage
    on: date  #: London date from which it may go
    number: int = 1


@dataclass(frozen=True)
class Chase:
    """What is said to somebody about one due date, step by step, the earliest first."""

    steps: tuple[Step, ...]
    due_on: date
    ends_on: date  #: the last London date on which anything of it goes
    waits_until: date  #: no step waits longer than this for a day somebody has chosen
    escalates_on: date | None = None  #: when others hear who is silent; None: never


@dataclass(frozen=True)
class ChaseRules:
    """When a body's people are chased, in days from the day their updates are due."""

    chase_days: Sequence[int]  #: negative: before
    escalate_days: int


def chase_month(deadlines: Deadlines, rules: ChaseRules) -> Chase:
    """Lay out the chase of a board month; nothing of it goes after the meeting."""
    due_on, ends_on = deadlines.updates_due_on, deadlines.held_on
    dated = sorted((_count(days, deadlines), days) for days in set(rules.chase_days))
    steps = [Step(Stage.CALL, deadlines.call_on)]
    for day, days in dated:
        if deadlines.call_on < day <= ends_on:
            stage = _stage_of(days)
            number = 1 + sum(step.stage is stage for step in steps)
            steps.append(Step(stage, day, number))
    escalates_on = _count(rules.escalate_days, deadlines)
    return Chase(
        tuple(steps), due_on, ends_on, due_on, escalates_on if escalates_on <= ends_on else None
    )


def chase_acceptance(expires_on: date) -> Chase:
    """Lay out what is said about the end of an acceptance, and after it.

    :param expires_on: the last London date it holds on
    """
    soon = [
        Step(Stage.SOON, expires_on - timedelta(days=days), number)
        for number, days in enumerate(ENDS_SOON_DAYS, 1)
    ]
    steps = (*soon, Step(Stage.EXPIRED, expires_on + _DAY))
    return Chase(steps, expires_on, expires_on + LONGEST_CHASE, expires_on)


def chase_review(due_on: date, *, soon_days: int) -> Chase:
    """Lay out what is said about the review of a risk while no board asks for it.

    :param soon_days: how many days before it is said that the review is near
    """
    soon = Step(Stage.SOON, due_on - timedelta(days=soon_days))
    return Chase((soon, Step(Stage.EXPIRED, due_on + _DAY)), due_on, due_on + LONGEST_CHASE, due_on)


def chase_question(asked_on: date) -> Chase:
    """Lay out what is said about a question: that it was asked; the month's chase says the rest."""
    steps = (Step(Stage.CALL, asked_on),)
    return Chase(steps, asked_on, asked_on + LONGEST_CHASE, asked_on + LONGEST_WAIT)


def find_step(
    chase: Chase,
    *,
    gone: Collection[tuple[Stage, int]],
    digest_days: Collection[int] | None,
    today: date,
) -> Step | None:
    """Find the step that goes to somebody on a London date; None if there is none.

    :param gone: stage and number of each step that has gone to them
    :param digest_days: the weekdays they want letters on, Monday is 0; None: any
    """
    if today > chase.ends_on:
        return None
    reached = [step for step in chase.steps if goes_from(step, chase, digest_days) <= today]
    passed = [n for n, step in enumerate(chase.steps) if (step.stage, step.number) in gone]
    if not reached or chase.steps.index(reached[-1]) <= max(passed, default=-1):
        return None
    return reached[-1]


def goes_from(step: Step, chase: Chase, digest_days: Collection[int] | None) -> date:
    """Give the London date from which a step goes to somebody.

    It waits for their next chosen weekday, but a month's step no longer than until the due day.
    """
    day, last = step.on, max(step.on, chase.waits_until)
    while digest_days and day.weekday() not in digest_days and day < last:
        day += _DAY
    return day


def is_hour(at: datetime) -> bool:
    """Say whether letters may go at this time of day."""
    return at.astimezone(_LONDON).time() >= SEND_FROM


def was_held_up(from_on: date, holidays: Holidays, *, stood: tuple[datetime, datetime]) -> bool:
    """Say whether a letter would have gone while the clock stood still.

    :param from_on: the London date from which it may go
    :param stood: the moments between which the clock did not tick
    """
    while not is_working_day(from_on, holidays):
        from_on += _DAY
    return stood[0] < datetime.combine(from_on, SEND_FROM, _LONDON) < stood[1]


def _stage_of(days: int) -> Stage:
    if days < 0:
        return Stage.REMINDER
    return Stage.OVERDUE if days else Stage.DUE_DAY


def _count(days: int, deadlines: Deadlines) -> date:
    """Count days from the day updates are due, as the body counts them."""
    count = count_forward if days > 0 else count_back
    return count(deadlines.updates_due_on, abs(days), deadlines.rules.counted, deadlines.holidays)
