"""The circulation record of a meeting: who was entitled, who got what and when, in time or not.

It says what held when each pack went out, however long ago that was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from risk_register.domain.calendars import LONDON
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.day_words import say_full_day, say_short_day

FORGOTTEN = "no longer kept"  #: an address that had to be forgotten
#: Of a seat that gets packs: this time the letters were for others, such as one reader alone.
NOT_AMONG = "Not among the readers of this circulation."


@dataclass(frozen=True)
class RecordedFile:
    """A file as it went out; ``note`` says what sets it apart."""

    label: str
    sha256: str
    size: int  #: bytes
    note: str = ""


@dataclass(frozen=True)
class RecordedLetter:
    """One letter: what it brought, and what became of it."""

    brought: str  #: "Full edition, version 1"
    sha256: str | None  #: of the pack's PDF; None if it brought papers alone
    by_link: bool
    address: str
    message_id: str
    state: DeliveryState
    sent_at: datetime | None
    answer: str | None  #: the mail server's words
    came_back: str | None
    opened_at: datetime | None
    acknowledged_at: datetime | None

    @property
    def manner(self) -> str:
        """Say how the files travelled."""
        return "by a personal link" if self.by_link else "attached"


@dataclass(frozen=True)
class RecordedSeat:
    """A seat as it was on the day: its letter, or why it got none."""

    title: str
    name: str | None  #: who held it, where the title does not say it; for eyes inside the service
    agency: str
    capacity: str
    is_entitled: bool | None  #: to exempt items; None if no seat is on record
    letter: RecordedLetter | None
    why_not: str | None


@dataclass(frozen=True)
class RecordedCirculation:
    """One decision to send, with all that came of it."""

    title: str  #: "Version 1", "Version 1, sent again (2)", "Supplement 1"
    decided_at: datetime
    decided_by: str
    timing: str  #: "In time: the latest day was …", or by how much it was late
    is_late: bool
    late_reason: str | None
    late_agreed_by: str | None
    repeat_reason: str | None
    note: str | None
    files: tuple[RecordedFile, ...]
    papers: tuple[RecordedFile, ...]
    seats: tuple[RecordedSeat, ...]
    fates: tuple[str, ...]  #: that it was withdrawn, that another stands in its place
    head: str | None  #: of the record, as the letters print it
    pack_id: int
    number: int  #: which circulation of that pack, from 1

    @property
    def readers(self) -> list[RecordedSeat]:
        """Give the seats that got a letter."""
        return [seat for seat in self.seats if seat.letter is not None]

    @property
    def others(self) -> list[RecordedSeat]:
        """Give the seats that got none."""
        return [seat for seat in self.seats if seat.letter is None]

    @property
    def passed_over(self) -> list[RecordedSeat]:
        """Give the seats for which this circulation was not meant."""
        return [seat for seat in self.others if seat.why_not == NOT_AMONG]

    @property
    def refused(self) -> list[RecordedSeat]:
        """Give the seats that got none for a reason of their own."""
        return [seat for seat in self.others if seat.why_not != NOT_AMONG]

    @property
    def tally(self) -> str:
        """Count what became of the letters: "3 letters: 2 sent, 1 failed"."""
        letters = [seat.letter for seat in self.readers if seat.letter]
        counts = (
            (state.label.lower(), sum(letter.state is state for letter in letters))
            for state in DeliveryState
        )
        said = ", ".join(f"{count} {label}" for label, count in counts if count)
        return f"{len(letters)} letter{'' if len(letters) == 1 else 's'}: {said}"


@dataclass(frozen=True)
class CirculationRecord:
    """Everything that went out for one meeting, the first circulation first."""

    programme: str
    notice: str | None
    body: str
    held_on: date
    place: str
    circulations: tuple[RecordedCirculation, ...]
    head: str  #: of the record, when this was read
    read_at: datetime
    publications: tuple[str, ...] = ()  #: what was published, as sentences

    def list_lines(self) -> Iterator[tuple[RecordedCirculation, RecordedSeat]]:
        """Give every seat of every circulation."""
        for circulation in self.circulations:
            for seat in circulation.seats:
                yield circulation, seat


def say_timing(
    decided_on: date, latest_on: date | None, *, breach: str | None, has_reason: bool
) -> tuple[bool, str]:
    """Say whether a pack went out late, and by what rule.

    :param decided_on: London date
    :param latest_on: the latest day to circulate, as the pack itself names it; None if it does not
    :param breach: by how much it was late, where the rules of that time are those of today
    :param has_reason: whether a reason for lateness was asked for and given
    """
    if latest_on is None:
        return has_reason, "Late." if has_reason else "No latest day is on record."
    latest = say_full_day(latest_on)
    if breach:
        return True, f"Late: the latest day was {latest}. {breach}"
    if decided_on > latest_on or has_reason:
        return True, f"Late: the latest day was {latest}."
    return False, f"In time: the latest day was {latest}."


def say_moment(moment: datetime) -> str:
    """Write a moment in London time: 14 June 2018, 09:30."""
    local = moment.astimezone(LONDON)
    return f"{say_short_day(local.date())} {local.year}, {local:%H:%M}"


def join_sentences(parts: Sequence[str]) -> str:
    """Set sentences one after another, each with its full stop."""
    return " ".join(part if part.endswith((".", "”")) else f"{part}." for part in parts if part)
