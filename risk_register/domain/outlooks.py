"""What a change of rules or holidays does to a meeting whose month has begun, in sentences."""

from dataclasses import dataclass
from datetime import date

from risk_register.domain.calendar_changes import DeadlineChange, compare_deadlines
from risk_register.domain.calendars import Deadlines
from risk_register.domain.day_words import begin, say_count, say_full_day, say_time
from risk_register.domain.deadline_words import CIRCULATE, LOCK, MEETING, MINUTES, UPDATES

#: The steps of the month of a body that gets no packs.
_WITHOUT_PACK = (CIRCULATE, MEETING, MINUTES)


@dataclass(frozen=True)
class Progress:
    """How far a meeting's month had come by a London date."""

    today: date
    called: int = 0  #: people whom the call for updates has reached
    frozen: int | None = None  #: the newest version of its pack that is made
    gets_pack: bool = True  #: whether the clock makes its pack, before the change
    recorded_on: date = date.min  #: when the meeting came into the register


def say_new_deadlines(
    before: Deadlines, after: Deadlines, progress: Progress, *, gets_pack: bool
) -> list[str]:
    """Say which deadlines of a meeting move, and what that means for what has been done.

    :param gets_pack: whether the clock makes its pack after the change
    """
    changes = [
        change
        for change in compare_deadlines(before, after, progress.today)
        if (progress.gets_pack and gets_pack) or change.name in _WITHOUT_PACK
    ]
    if before.held_on < progress.today:  # of a meeting that was held only what is to come counts
        changes = [change for change in changes if not (change.is_past and change.was_past)]
    said = [change.sentence for change in changes]
    said.extend(_say_done({change.name: change for change in changes}, progress))
    said.extend(_say_pack(after, progress, gets_pack=gets_pack))
    return said


def say_closed_meeting(day: date, name: str) -> str:
    """Say that a meeting stands on a day that is to be closed."""
    return (
        f"The meeting itself is on {say_full_day(day)} ({name}) and stays there. "
        "Move it if nobody can come."
    )


def _say_done(changes: dict[str, DeadlineChange], progress: Progress) -> list[str]:
    said = []
    if UPDATES in changes and progress.called:
        people = begin(say_count(progress.called, "person")).replace("persons", "people")
        verb = "was" if progress.called == 1 else "were"
        said.append(f"{people} {verb} called for the old day already and will be told the new one.")
    if LOCK in changes and progress.frozen is not None:
        said.append(
            f"Its figures are frozen: version {progress.frozen} of the pack stays as it is."
        )
    return said


def _say_pack(after: Deadlines, progress: Progress, *, gets_pack: bool) -> list[str]:
    if progress.gets_pack is gets_pack:
        return []
    if progress.frozen is not None:
        return [f"Version {progress.frozen} of its pack stays as it is."]
    is_over = after.held_on < progress.today
    if not gets_pack:
        return [] if is_over else ["Its pack is still to be made: the clock will make none."]
    if is_over and progress.recorded_on > after.lock_on:
        return []  # it came too late for a pack
    if after.lock_on < progress.today:
        said = "The clock will make a pack for it at once, because its lock is past."
    else:
        at = say_time(after.rules.lock_time)
        said = f"The clock will make its pack on {say_full_day(after.lock_on)} at {at}."
    return [said]
