"""The rules of an agenda: standing items, paper references, the running clock, what is late."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from string import ascii_lowercase

from risk_register.domain.errors import RuleError
from risk_register.domain.exemptions import say_exempt
from risk_register.domain.meetings import ItemKind, Purpose

LONGEST_TITLE = 200  # characters
LONGEST_REFERENCE = 40  # characters
LONGEST_MINUTES = 480  #: that one item may take
#: The last item of every agenda; new ones go before it.
ANY_OTHER_BUSINESS = "Any other business"

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(frozen=True)
class StandingItem:
    """An item that stands on every agenda of a body; ``minutes_long`` in minutes."""

    kind: ItemKind
    title: str
    purpose: Purpose
    minutes_long: int


_OPENING = (
    StandingItem(ItemKind.APOLOGIES, "Apologies and deputies", Purpose.INFORMATION, 5),
    StandingItem(ItemKind.MINUTES, "Minutes of the last meeting", Purpose.DECISION, 5),
    StandingItem(ItemKind.ACTION_LOG, "Action log", Purpose.DISCUSSION, 10),
)
_PACK = StandingItem(ItemKind.PACK, "Risk register: the month's pack", Purpose.DECISION, 40)
_CLOSING = StandingItem(ItemKind.OTHER, ANY_OTHER_BUSINESS, Purpose.DISCUSSION, 5)


def list_standing(*, has_packs: bool) -> list[StandingItem]:
    """List the items of an agenda that is drafted, in their order.

    :param has_packs: whether the body gets a pack of the register
    """
    return [*_OPENING, *([_PACK] if has_packs else []), _CLOSING]


def make_reference(
    body: str, held_on: date, number: int, *, taken: Collection[str] = frozenset()
) -> str:
    """Make the reference of an item's paper: ``SPB/2018/06/4``, SEND Programme Board, item 4.

    The letters are the body's initials, of the words with a capital; of all words if none has one.

    :param taken: references that other papers of the meeting have; the next letter is added then
    """
    words = _WORD.findall(body)
    initials = [word[0] for word in words if word[0].isupper()] or [word[0] for word in words]
    plain = f"{''.join(initials).upper()[:20]}/{held_on:%Y/%m}/{number}"
    if plain not in taken:
        return plain
    endings = (letter * times for times in count(1) for letter in ascii_lowercase)
    return next(found for ending in endings if (found := f"{plain}{ending}") not in taken)


def reckon_starts(starts_at: time, lengths: Sequence[int | None]) -> list[time | None]:
    """Reckon when each item begins, in London civil time.

    After an item without a time allotted nobody knows; those are None.

    :param lengths: minutes allotted to each item, in order
    """
    starts: list[time | None] = []
    clock: datetime | None = datetime.combine(date.min, starts_at)
    for length in lengths:
        starts.append(clock.time() if clock else None)
        clock = clock + timedelta(minutes=length) if clock and length else None
    return starts


def say_withheld_item(paragraph: int | None) -> str:
    """Give what stands in the place of an exempt item: "Exempt item (exempt, paragraph 3)"."""
    return f"Exempt item ({say_exempt(paragraph)})" if paragraph else "Exempt item"


def check_exemption(*, is_exempt: bool, paragraph: int | None) -> None:
    """Refuse an exempt item that does not say why it is exempt.

    Local Government Act 1972, s.100A(4) and Schedule 12A: paragraphs 1 to 7.

    :raises RuleError: if no paragraph is named
    """
    if is_exempt and paragraph is None:
        raise RuleError("Choose the paragraph it is exempt under.", field="exempt_paragraph")


def check_lateness(*, is_issued: bool, reason: str) -> None:
    """Refuse a late item that does not say why it cannot wait.

    Local Government Act 1972, s.100B(4)(b): by reason of special circumstances, which shall be
    specified in the minutes, the chair is of the opinion that it should be considered as urgent.

    :param is_issued: whether the agenda has gone out
    :raises RuleError: if it has, and no reason is given
    """
    if is_issued and not reason.strip():
        raise RuleError(
            "The agenda has gone out. Say which special circumstances make the item urgent.",
            field="late_reason",
        )
