"""The sentences of letters that chase: their subjects, and what they say of one matter."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from risk_register.domain.chases import Stage

_LONDON = ZoneInfo("Europe/London")


def say_day(day: date) -> str:
    """Write a London date: 14 June 2018."""
    return f"{day.day} {day:%B %Y}"


def say_moment(at: datetime) -> str:
    """Write a moment in London time: 14 June 2018, 09:30."""
    local = at.astimezone(_LONDON)
    return f"{say_day(local.date())}, {local:%H:%M}"


def say_things(count: int) -> str:
    """Count what is due: "1 thing is", "3 things are"."""
    return "1 thing is" if count == 1 else f"{count} things are"


def say_due(count: int, stage: Stage | None, due_on: date | None) -> str:
    """Give the subject of a letter about what is due from its reader.

    :param stage: the furthest one of those it is about
    :param due_on: the earliest day; None if there is no single one
    """
    things = say_things(count)
    if stage is Stage.OVERDUE:
        return f"Overdue: {things} still due from you"
    if stage is Stage.DUE_DAY:
        return f"Today is the last day: {things} due from you"
    begin = "Reminder: " if stage is Stage.REMINDER else ""
    return f"{begin}{things} due from you" + (f" by {say_day(due_on)}" if due_on else "")


def say_nothing_due(meetings: Sequence[tuple[str, date]]) -> str:
    """Give the subject of the monthly line.

    :param meetings: body and London date of each meeting nothing is due for
    """
    named = " and ".join(f"the {body} on {say_day(held_on)}" for body, held_on in meetings)
    return f"Nothing is due from you for {named}" if named else "Nothing is due from you"


def say_silence(count: int) -> str:
    """Give the subject of a letter that says who has not answered."""
    return "1 post has not answered" if count == 1 else f"{count} posts have not answered"


def say_moved(body: str, before: date | None, held_on: date) -> str:
    """Say that a meeting has another date.

    :param before: London date it was to be held on; None if nobody knows
    """
    instead = f" instead of {say_day(before)}" if before else ""
    return f"The {body} now meets on {say_day(held_on)}{instead}."


def say_cancelled(body: str, held_on: date) -> str:
    """Say that a meeting falls away."""
    return f"The {body} does not meet on {say_day(held_on)}: the meeting is cancelled."


def say_new_due_day(due_on: date, today: date, *, is_due: bool) -> str:
    """Say until when answers are wanted now that the meeting was moved.

    :param is_due: whether anything is due from the reader at the moment
    """
    if not is_due:
        return f"Updates are due by {say_day(due_on)}. What you have answered is enough."
    if due_on < today:
        return f"Updates were due on {say_day(due_on)} for the new date. Answer now."
    return f"Answer by {say_day(due_on)}."


def say_held_up(from_at: datetime, until_at: datetime) -> str:
    """Say why a letter is late."""
    until = until_at.astimezone(_LONDON)
    is_same_day = from_at.astimezone(_LONDON).date() == until.date()
    end = f"{until:%H:%M}" if is_same_day else say_moment(until_at)
    return f"This letter is late: the service was down from {say_moment(from_at)} to {end}."


def say_last_said(told_on: date | None) -> str:
    """Say when somebody last looked at a risk or reported on an action."""
    return f"last answered on {say_day(told_on)}" if told_on else "nobody has answered yet"


def say_acceptance(name: str, expires_on: date, *, has_ended: bool) -> str:
    """Say that a risk is borne no longer, or not for long.

    :param name: reference, and title if it may be told
    """
    if has_ended:
        return (
            f"{name} was accepted until {say_day(expires_on)}. That has ended: "
            "the risk is back under review, and somebody has to decide again."
        )
    back_on = say_day(expires_on + timedelta(days=1))
    return (
        f"{name} is accepted until {say_day(expires_on)}. "
        f"On {back_on} it is back under review unless it is decided again."
    )


def say_not_approved(body: str, held_on: date) -> str:
    """Say that the pack waits for the programme manager."""
    return f"The pack for the {body} on {say_day(held_on)} is not approved."


def say_last_day(body: str, held_on: date, circulate_by: date, today: date) -> str:
    """Say that the pack has to go out today, or should have gone."""
    pack = f"the pack for the {body} on {say_day(held_on)}"
    if today <= circulate_by:
        return f"Today is the last day to circulate {pack} in time."
    return (
        f"The last day to circulate {pack} in time was {say_day(circulate_by)}, and it has not "
        "gone out. It can still go, with a reason that is printed in it."
    )


def say_vacancies(count: int) -> str:
    """Give the subject of a letter about posts that nobody can answer for."""
    return f"Nobody can answer for {count} {'post' if count == 1 else 'posts'}"
