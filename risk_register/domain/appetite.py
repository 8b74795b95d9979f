"""What the board bears without asking, and for how long a risk has stood above it.

An appetite is set for each category by the scheme in force (Orange Book, HM
Treasury: averse to eager). A risk breaches it while its current score is above.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from risk_register.domain.effects import Dated


@dataclass(frozen=True)
class Breach:
    """A risk stands above what the board bears."""

    score: int
    most: int  #: the highest score the board bears in its category
    since: date  #: London date from which every score was above
    months: int  #: whole months since, counted by the calendar

    @property
    def words(self) -> str:
        """Say for how long: under a month, 1 month, 5 months."""
        if self.months == 0:
            return "under a month"
        return "1 month" if self.months == 1 else f"{self.months} months"


def find_breach(scores: Sequence[Dated], *, most: int | None, today: date) -> Breach | None:
    """Find whether a risk stands above the appetite of its category, and since when.

    It is measured against the appetite of today, the past included: a board that
    lowers its appetite wants to know for how long it has borne what it no longer bears.

    :param scores: its current scores, the oldest first
    :param most: the highest score the board bears; None if it has not said
    :param today: the London date; not before the newest score
    """
    if most is None or not scores or scores[-1].score <= most:
        return None
    first = scores[-1]
    for scored in reversed(scores):
        if scored.score <= most:
            break
        first = scored
    return Breach(scores[-1].score, most, first.given_on, count_months(first.given_on, today))


def count_months(since: date, until: date) -> int:
    """Count whole calendar months: from 31 January to 28 February is none, to 1 March one."""
    months = (until.year - since.year) * 12 + until.month - since.month
    return max(0, months - (until.day < since.day))
