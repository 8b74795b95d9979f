"""The states of a planned action and what they mean."""

from datetime import date
from enum import StrEnum


class ActionSort(StrEnum):
    """In which order a list of actions comes."""

    DUE = "due"  #: the earliest due first
    REFERENCE = "reference"  #: as they were planned
    PROGRESS = "progress"  #: the least done first


class ActionStatus(StrEnum):
    """How a planned action is going; about delivery, never about exposure."""

    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """Say it in words."""
        return self.value.replace("_", " ").capitalize()

    @property
    def meaning(self) -> str:
        """Explain it in one line, for the point of choosing and the pack's key."""
        return _MEANINGS[self]

    @property
    def is_finished(self) -> bool:
        """Say whether nothing more is expected."""
        return self in {ActionStatus.DONE, ActionStatus.DROPPED}


FINISHED = (ActionStatus.DONE, ActionStatus.DROPPED)

_MEANINGS = {
    ActionStatus.NOT_STARTED: "Work has not begun and is not yet late.",
    ActionStatus.ON_TRACK: "Work is going to plan and the due date will be met.",
    ActionStatus.AT_RISK: "There are problems; the due date may be missed.",
    ActionStatus.OFF_TRACK: "The due date will be missed unless something changes.",
    ActionStatus.DONE: "The work is complete.",
    ActionStatus.DROPPED: "The work will not be done; the note says why.",
}


def overdue_days(due_on: date, status: ActionStatus, on: date) -> int:
    """Count the days an unfinished action is late on a day; 0 if it is not."""
    return 0 if status.is_finished else max(0, (on - due_on).days)
