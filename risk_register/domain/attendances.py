"""Who came: whether the quorum was met, and how often a seat was filled over a year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from risk_register.domain.circulation import Capacity
from risk_register.domain.meetings import Presence

_A_DAY = timedelta(days=1)
#: Whose presence makes a quorum; a deputy's does while standing in for one of them.
VOTING = (Capacity.CHAIR, Capacity.MEMBER)
#: Who has no place in the room.
READING_ONLY = (Capacity.FOR_INFORMATION,)


@dataclass(frozen=True)
class Place:
    """A seat at one meeting; ``presence`` is None while nobody has noted it."""

    seat_id: int
    capacity: Capacity
    presence: Presence | None = None
    deputy_id: int | None = None  #: the seat that comes instead


@dataclass(frozen=True)
class Quorum:
    """How many of the voting seats are filled; ``needed`` is None where no quorum is set."""

    voting: int
    present: int  #: in person
    deputised: int  #: by a deputy who is present
    away: int  #: apologies or absent, without a deputy
    needed: int | None

    @property
    def filled(self) -> int:
        """Count the seats that are filled, in person or by a deputy."""
        return self.present + self.deputised

    @property
    def is_met(self) -> bool | None:
        """Say whether business can be done; None where no quorum is set."""
        return None if self.needed is None else self.filled >= self.needed


def count_quorum(places: Sequence[Place], *, needed: int | None) -> Quorum:
    """Count who is there: chair and members, and deputies who stand in for one of them.

    A deputy counts once, and only if noted as present.

    :param needed: seats that have to be filled
    """
    voting = [place for place in places if place.capacity in VOTING]
    there = {place.seat_id for place in places if place.presence is Presence.PRESENT}
    away = [place for place in voting if place.presence in (Presence.APOLOGIES, Presence.ABSENT)]
    named = {place.deputy_id for place in away if place.deputy_id is not None}
    return Quorum(
        voting=len(voting),
        present=sum(place.seat_id in there for place in voting),
        deputised=len(named & (there - {place.seat_id for place in voting})),
        away=sum(place.deputy_id is None for place in away),
        needed=needed,
    )


def say_quorum(quorum: Quorum) -> str:
    """Say it as the minutes do: "6 of 11 members present, quorum 4: quorate"."""
    said = f"{quorum.filled} of {quorum.voting} members present"
    if quorum.deputised:
        said += f", {quorum.deputised} of them by a deputy"
    if quorum.needed is None:
        return f"{said}; no quorum is set"
    return f"{said}, quorum {quorum.needed}: {'quorate' if quorum.is_met else 'not quorate'}"


def say_outlook(quorum: Quorum) -> str:
    """Say before a meeting how many can come: "9 of 11 members can come, quorum 4"."""
    said = f"{quorum.voting - quorum.away} of {quorum.voting} members can come"
    if quorum.needed is None:
        return f"{said}; no quorum is set"
    short = quorum.voting - quorum.away < quorum.needed
    return f"{said}, quorum {quorum.needed}{': too few' if short else ''}"


def say_presence(presence: Presence, *, is_over: bool) -> str:
    """Say what is noted for a seat; before a meeting, that its holder comes and not that they came.

    :param is_over: whether the meeting's day has come
    """
    return "Comes" if presence is Presence.PRESENT and not is_over else presence.label


def mark_state(presence: Presence | None, deputy_id: int | None) -> str:
    """Write what is noted for a seat as a form carries it: "", "present", "apologies:12"."""
    if presence is None:
        return ""
    return presence.value if deputy_id is None else f"{presence.value}:{deputy_id}"


@dataclass(frozen=True)
class Tally:
    """How often a seat was filled, of the meetings at which somebody noted who came."""

    meetings: int = 0
    attended: int = 0  #: in person
    deputised: int = 0  #: a deputy came instead


def tally_attendance(noted: Iterable[tuple[Presence | None, bool]]) -> Tally:
    """Count a seat's year.

    :param noted: for each meeting what is noted for the seat, and whether a deputy came instead
    """
    rows = list(noted)
    return Tally(
        meetings=len(rows),
        attended=sum(presence is Presence.PRESENT for presence, _ in rows),
        deputised=sum(
            came_instead and presence is not Presence.PRESENT for presence, came_instead in rows
        ),
    )


def say_tally(tally: Tally) -> str:
    """Say it in words: "attended 7 of 9, a deputy came once"."""
    if not tally.meetings:
        return "no meeting yet"
    said = f"attended {tally.attended} of {tally.meetings}"
    if not tally.deputised:
        return said
    times = {1: "once", 2: "twice"}.get(tally.deputised, f"{tally.deputised} times")
    return f"{said}, a deputy came {times}"


def find_year_before(day: date) -> date:
    """Give the day after the same one a year earlier, so that the two span one whole year.

    After 29 February the year begins on 1 March.
    """
    try:
        return day.replace(year=day.year - 1) + _A_DAY
    except ValueError:
        return date(day.year - 1, 3, 1)
