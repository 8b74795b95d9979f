"""What minutes say, and how far they have come."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

LONGEST_OPENING = 2000  # characters
LONGEST_MINUTE = 5000  # characters of one item


class MinutesState(StrEnum):
    """How far minutes have come."""

    DRAFTED = "drafted"
    AGREED = "agreed"  #: with the chair; read by everybody at the table
    APPROVED = "approved"  #: by a later meeting

    @property
    def is_open(self) -> bool:
        """Say whether their words can still be changed."""
        return self is MinutesState.DRAFTED


def find_state(agreed_at: datetime | None, approved_at: datetime | None) -> MinutesState:
    """Say how far minutes have come by the moments they were agreed and approved."""
    if approved_at is not None:
        return MinutesState.APPROVED
    return MinutesState.AGREED if agreed_at is not None else MinutesState.DRAFTED


@dataclass(frozen=True)
class Presences:
    """Who came and who did not, each as the minutes name them."""

    present: Sequence[str] = ()
    apologies: Sequence[str] = ()
    absent: Sequence[str] = ()


@dataclass(frozen=True)
class MinutedItem:
    """One item: what was said, what was decided, and why it came late if it did."""

    title: str
    number: int | None = None  #: on the agenda; None for what stood on none
    item_id: int | None = None
    minute: str = ""
    urgency: str | None = None  #: in words, if the item came late
    decisions: Sequence[str] = ()
    is_exempt: bool = False
    is_withheld: bool = False  #: from this reader

    @property
    def heading(self) -> str:
        """Give its number and title."""
        return f"{self.number} {self.title}" if self.number else self.title


@dataclass(frozen=True)
class MinutedAction:
    """An action the meeting asked for, as it was agreed there."""

    reference: str
    text: str
    lead: str  #: title of the post
    due_on: date  #: London date


@dataclass(frozen=True)
class MinutesText:
    """Everything one reader's copy of the minutes says."""

    programme: str
    body: str
    held_on: date  #: London date
    starts_at: time  #: London civil time
    place: str
    status: str
    marking: str  #: of what it holds (Government Security Classifications)
    is_public: bool = False  #: whether exempt matters are left out of it
    opening: str = ""
    presences: Presences = field(default_factory=Presences)
    items: Sequence[MinutedItem] = ()
    actions: Sequence[MinutedAction] = ()
    breaches: Sequence[str] = ()  #: why papers went out late
    corrections: str | None = None

    @property
    def title(self) -> str:
        """Name the minutes: whose, and of when."""
        return f"Minutes of the {self.body}, {say_day(self.held_on)}"


def say_urgency(reason: str, agreed_by: str | None) -> str:
    """Say why an item that was not on the agenda in time was taken.

    The Local Government Act 1972, section 100B(4)(b), asks for the special circumstances to be
    specified in the minutes.
    """
    chair = f"The {agreed_by} agreed" if agreed_by else "It was agreed"
    return f"{chair} to take it as urgent. Special circumstances: {reason.rstrip('.')}."


def say_status(state: MinutesState, *, agreed: str | None, approved: str | None) -> str:
    """Say how far minutes have come in one line.

    :param agreed: with whom and when
    :param approved: by which meeting
    """
    if state is MinutesState.APPROVED:
        return f"Approved by the meeting of {approved}"
    if state is MinutesState.AGREED:
        return f"Agreed with the {agreed}; not yet approved by a meeting"
    return "Draft: not yet agreed with the chair"


def say_day(day: date) -> str:
    """Write a London date: 14 June 2018."""
    return f"{day.day} {day:%B %Y}"
