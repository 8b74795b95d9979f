"""What becomes of a month's work when its meeting is moved or cancelled, in sentences.

What becomes of its days, ``calendar_changes`` says.
"""

from dataclasses import dataclass
from datetime import date

from risk_register.domain.day_words import begin, say_count, say_number, say_short_day

_FEEDS = "Calendars that people follow show it when they next ask for it."


@dataclass(frozen=True)
class PackSoFar:
    """How far the newest version of a meeting's pack has come."""

    version: int
    told_on: date | None  #: London date of the meeting that it names; None if it is not frozen
    is_drawing: bool
    holding: int = 0  #: people to whom any version has gone
    waiting: int = 0  #: people whose letters with it have not gone


@dataclass(frozen=True)
class MonthSoFar:
    """What has been done for a meeting."""

    called: int = 0  #: people whom the call for updates has reached
    noted: int = 0  #: seats whose coming or apologies are noted
    pack: PackSoFar | None = None


def say_move(month: MonthSoFar, to_on: date, *, closed: str | None) -> list[str]:
    """Say what becomes of it when the meeting is moved.

    :param closed: why offices are shut on the new day: "Good Friday"; None if they are open
    """
    said = []
    if closed:
        said.append(f"Offices are shut on {say_short_day(to_on)}: {closed}.")
    if month.called:
        said.append(f"{_say_called(month.called)} The register writes to them with the new dates.")
    else:
        said.append("Nobody has been called for updates yet, so nobody is written to.")
    if month.noted:
        said.append(
            f"The attendance of {say_count(month.noted, 'seat')} is noted for the old day and "
            "stays so: ask them again."
        )
    if month.pack:
        said += _say_moved_pack(month.pack, to_on)
    return [*said, _FEEDS]


def say_cancellation(month: MonthSoFar) -> list[str]:
    """Say what becomes of it when the meeting is cancelled."""
    said = []
    if month.called:
        said.append(
            f"{_say_called(month.called)} The register writes to them that no answer is needed."
        )
    else:
        said.append("Nobody has been called for updates, and nobody will be.")
    pack = month.pack
    if pack is None:
        said.append("No pack is made for it.")
    else:
        if pack.is_drawing:
            said.append("Its pack is being drawn just now. What is drawn is not kept.")
        else:
            said.append(
                f"Version {pack.version} of its pack stays in the register, and can neither be "
                "approved nor circulated."
            )
        said += _say_letters(pack, "Tell them yourself: the register does not.")
    return [*said, _FEEDS]


def _say_called(count: int) -> str:
    return f"The call for updates has gone to {_say_people(count)}."


def _say_moved_pack(pack: PackSoFar, to_on: date) -> list[str]:
    name = f"Version {pack.version} of the pack"
    following = f"version {pack.version + 1}"
    if pack.told_on is None:
        return [
            f"{name} is not frozen yet.",
            f"If it names the old day, it cannot be approved, and {following} has to be made.",
        ]
    if pack.told_on == to_on:
        return [f"{name} was made for this very day, and holds again."]
    return [
        f"{name} keeps its figures and names {say_short_day(pack.told_on)}.",
        f"It can no longer be approved or circulated: {following} has to be made.",
        *_say_letters(pack, f"They learn the new day when {following} is circulated."),
    ]


def _say_letters(pack: PackSoFar, rest: str) -> list[str]:
    said = []
    if pack.waiting:
        letters = "letter" if pack.waiting == 1 else "letters"
        said.append(f"{begin(say_number(pack.waiting))} {letters} not yet sent will be stopped.")
    if pack.holding:
        hold = "reader holds" if pack.holding == 1 else "readers hold"
        said.append(f"{begin(say_number(pack.holding))} {hold} a pack for it. {rest}")
    return said


def _say_people(count: int) -> str:
    return "one person" if count == 1 else f"{say_number(count)} people"
