"""Milestones of an action: whether one was met, in time, or is late."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class MilestoneState(StrEnum):
    """What became of a milestone, as its form asks."""

    COMING = "coming"
    MET = "met"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """Say it in words."""
        return {
            MilestoneState.COMING: "Still to come",
            MilestoneState.MET: "Met",
            MilestoneState.DROPPED: "No longer wanted",
        }[self]


@dataclass(frozen=True)
class MilestoneStanding:
    """How a milestone stands on a day; ``days_late`` is 0 if it is in time."""

    state: MilestoneState
    days_late: int

    @property
    def is_late(self) -> bool:
        """Say whether it is still to come and its day has passed."""
        return self.state is MilestoneState.COMING and self.days_late > 0

    @property
    def words(self) -> str:
        """Say it in a few words."""
        days = f"{self.days_late} day{'' if self.days_late == 1 else 's'}"
        if self.state is MilestoneState.DROPPED:
            return "No longer wanted"
        if self.state is MilestoneState.MET:
            return f"Met, {days} late" if self.days_late else "Met in time"
        return f"Late by {days}" if self.days_late else "Still to come"


def find_standing(
    *, due_on: date, met_on: date | None, is_dropped: bool, on: date
) -> MilestoneStanding:
    """Find how a milestone stands on a London date; one that was met is judged by its last day."""
    if is_dropped:
        return MilestoneStanding(MilestoneState.DROPPED, 0)
    state = MilestoneState.COMING if met_on is None else MilestoneState.MET
    return MilestoneStanding(state, max(0, ((met_on or on) - due_on).days))
