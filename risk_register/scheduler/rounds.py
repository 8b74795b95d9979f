"""What one round of the clock did."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from risk_register.domain.jobs import Job
from risk_register.services.job_runs import Said
from risk_register.services.outbox import PostRoom


@dataclass(frozen=True)
class Outcome:
    """What became of one job of a round."""

    job: Job
    words: str  #: what it said, or why it failed
    has_failed: bool = False


@dataclass
class Round:
    """What one round of the clock did."""

    packs_made: int = 0
    packs_failed: int = 0
    letters_sent: int = 0
    letters_waiting: int = 0
    letters_failed: int = 0
    troubles: int = 0  #: jobs that could not be finished; the log says why
    outcomes: list[Outcome] = field(default_factory=list)  #: of the jobs that were due, in order

    @property
    def counts(self) -> dict[str, int]:
        """Give what was counted, by name."""
        return {name: count for name, count in vars(self).items() if isinstance(count, int)}

    @property
    def words(self) -> str:
        """Say it in a line; empty if there was nothing to do."""
        return say_counts(self.counts)

    def as_plain(self) -> dict[str, Any]:
        """Give it all as JSON holds it."""
        jobs = {
            outcome.job.value: {"said": outcome.words, "failed": outcome.has_failed}
            for outcome in self.outcomes
        }
        return {**self.counts, "jobs": jobs}


class Work(Protocol):
    """What a job does, as a function of a moment, in transactions of its own."""

    def __call__(self, room: PostRoom, done: Round, /, *, at: datetime) -> Said | None:
        """Do it; None if there was nothing to do.

        :raises RegisterError: if it failed, with the sentence that people are told
        """


def say_counts(counts: dict[str, int]) -> str:
    """Say what was counted in a line; empty if it was nothing."""
    return ", ".join(
        f"{name.replace('_', ' ')}: {count}" for name, count in counts.items() if count
    )
