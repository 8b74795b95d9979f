"""What to look at when somebody reviews who has what part in a programme, once a quarter."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self

#: A role that nobody has used for so long is asked about.
UNUSED_AFTER = timedelta(days=90)


class Doubt(StrEnum):
    """Why somebody's part should be looked at; the value is how people say it."""

    LEFT = "Has left, but still has a part"
    BARRED = "May not sign in, but still has a part"
    UNUSED = "Unused for 90 days"
    NO_POST = "Holds no post"


@dataclass(frozen=True)
class Quarter:
    """Three months of a calendar year; ``number`` is 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """Give the quarter a London date lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def key(self) -> str:
        """Write it as the record keeps it."""
        return f"{self.year}-Q{self.number}"

    @property
    def from_on(self) -> date:
        """Give its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def label(self) -> str:
        """Say it in words: April to June 2018."""
        last = date(self.year, 3 * self.number, 1)
        return f"{self.from_on:%B} to {last:%B} {self.year}"


@dataclass(frozen=True)
class Use:
    """What is known of how somebody uses their part."""

    is_active: bool
    left_on: date | None
    signed_in_at: datetime | None
    given_at: datetime | None  #: the earliest of their roles; None: longer than is known
    has_post: bool


def list_doubts(use: Use, *, at: datetime, today: date) -> list[Doubt]:
    """Say why somebody's part should be looked at, the gravest first.

    :param today: the London date of ``at``
    """
    doubts = []
    if use.left_on is not None and use.left_on < today:
        doubts.append(Doubt.LEFT)
    elif not use.is_active:
        doubts.append(Doubt.BARRED)
    seen_at = max(filter(None, (use.signed_in_at, use.given_at)), default=None)
    if seen_at is None or at - seen_at > UNUSED_AFTER:
        doubts.append(Doubt.UNUSED)
    if not use.has_post:
        doubts.append(Doubt.NO_POST)
    return doubts
