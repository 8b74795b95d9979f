"""The board's month as seven steps, and how ready its pack is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from risk_register.domain.calendars import Deadlines


class MonthStep(StrEnum):
    """A step of the month before a meeting, in its order."""

    CALL = "call"
    UPDATES = "updates"
    MODERATION = "moderation"
    FREEZE = "freeze"
    CIRCULATE = "circulate"
    MEET = "meet"
    MINUTES = "minutes"


class StepState(StrEnum):
    """Where a step stands today."""

    DONE = "done"
    PAST = "past"  #: its day is over; nothing records whether it was done
    NOW = "now"  #: the first that is still ahead
    LATE = "late"  #: its day is over and it is not done
    COMING = "coming"


@dataclass(frozen=True)
class DatedStep:
    """A step with its London date and where it stands."""

    step: MonthStep
    on: date
    state: StepState


@dataclass(frozen=True)
class Progress:
    """What has been done for the pack so far."""

    is_answered: bool  #: nobody who was asked is still silent
    is_frozen: bool  #: the pack's figures are fixed
    is_circulated: bool


@dataclass(frozen=True)
class Part:
    """Something the pack needs of ``wanted`` matters; ``missing`` names those that lack it."""

    needs: str
    wanted: int
    missing: tuple[str, ...]

    @property
    def there(self) -> int:
        """Count the matters that have it."""
        return self.wanted - len(self.missing)


def find_steps(deadlines: Deadlines, progress: Progress, *, today: date) -> list[DatedStep]:
    """Say of each step of the month where it stands.

    Calls, moderation, the meeting and its minutes leave no mark of their own, so
    they are past when their day is over, or when the pack has gone on without them.

    :param today: the London date
    """
    frozen = progress.is_frozen
    days = {
        MonthStep.CALL: (deadlines.call_on, _unmarked(deadlines.call_on <= today or frozen)),
        MonthStep.UPDATES: (
            deadlines.updates_due_on,
            StepState.DONE if progress.is_answered else _unmarked(frozen),
        ),
        MonthStep.MODERATION: (
            deadlines.moderation_ends_on,
            _unmarked(deadlines.moderation_ends_on < today or frozen),
        ),
        MonthStep.FREEZE: (deadlines.lock_on, StepState.DONE if frozen else None),
        MonthStep.CIRCULATE: (
            deadlines.circulate_by,
            StepState.DONE if progress.is_circulated else None,
        ),
        MonthStep.MEET: (deadlines.held_on, _unmarked(deadlines.held_on < today)),
        MonthStep.MINUTES: (deadlines.minutes_due_on, _unmarked(deadlines.minutes_due_on < today)),
    }
    steps: list[DatedStep] = []
    ahead = StepState.NOW
    for step, (day, settled) in days.items():
        state = settled or (StepState.LATE if day < today else ahead)
        if state is StepState.NOW:
            ahead = StepState.COMING
        steps.append(DatedStep(step, day, state))
    return steps


def count_ready(parts: Sequence[Part]) -> int:
    """Say in per cent how much of what the pack needs is there; 100 only if nothing is missing."""
    wanted = sum(part.wanted for part in parts)
    if wanted == 0:
        return 100
    return 100 * sum(part.there for part in parts) // wanted


def _unmarked(is_over: bool) -> StepState | None:
    return StepState.PAST if is_over else None
