"""The improvement plan: its numbers, and how far an area is, with the reckoning in words.

Progress is the plain average of what the leads report, so that anybody can check it with a pencil.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from risk_register.domain.actions import ActionStatus
from risk_register.domain.sentences import join_words

#: How the key of an area is written: W4, SEND12.
AREA_KEY = re.compile(r"[A-Z]{1,4}([1-9][0-9]?)")


@dataclass(frozen=True)
class Work:
    """An action of an area, as far as progress is reckoned from it; ``progress`` in per cent."""

    number: str  #: in the plan: 4.1.2
    status: ActionStatus
    progress: int
    is_overdue: bool = False


@dataclass(frozen=True)
class AreaProgress:
    """How far an area is; dropped actions are counted apart and in nothing else."""

    total: int
    done: int
    overdue: int
    dropped: int
    per_cent: int | None  #: None if there is nothing to reckon it from
    reckoning: str  #: how it came about, in a sentence or two

    @property
    def words(self) -> str:
        """Say it in a line."""
        if not self.total:
            return "no action yet"
        late = f", {self.overdue} overdue" if self.overdue else ""
        return f"{self.done} of {self.total} done{late}"


def number_of_area(key: str) -> str:
    """Give what numbers in the plan begin with: the number in the key, or the key if it has none.

    >>> number_of_area("W4")
    '4'
    """
    found = AREA_KEY.fullmatch(key)
    return found[1] if found else key


def find_progress(works: Iterable[Work]) -> AreaProgress:
    """Reckon how far an area is."""
    every = list(works)
    counted = [work for work in every if work.status is not ActionStatus.DROPPED]
    shares = [_share(work) for work in counted]
    dropped = len(every) - len(counted)
    return AreaProgress(
        total=len(counted),
        done=sum(work.status is ActionStatus.DONE for work in counted),
        overdue=sum(work.is_overdue for work in counted),
        dropped=dropped,
        per_cent=_average(shares),
        reckoning=_explain(counted, shares, dropped),
    )


def _share(work: Work) -> int:
    return 100 if work.status is ActionStatus.DONE else work.progress


def _average(shares: Sequence[int]) -> int | None:
    """Average to a whole number, halves up, but 100 only if everything is."""
    if not shares:
        return None
    found = (2 * sum(shares) + len(shares)) // (2 * len(shares))
    return min(found, 99) if min(shares) < 100 else found


def _explain(counted: Sequence[Work], shares: Sequence[int], dropped: int) -> str:
    if not counted:
        return join_words("There is no action to reckon progress from.", _say_dropped(dropped))
    parts = ", ".join(
        f"{work.number} at {share}" for work, share in zip(counted, shares, strict=True)
    )
    if len(counted) == 1:
        said = f"What the lead reports of one action, in per cent: {parts}."
    else:
        said = (
            f"The average of what the leads report of {len(counted)} actions, in per cent: "
            f"{parts}. Each counts the same."
        )
    return join_words(said, _say_dropped(dropped))


def _say_dropped(dropped: int) -> str:
    if not dropped:
        return ""
    return f"{dropped} dropped action{' is' if dropped == 1 else 's are'} left out."
