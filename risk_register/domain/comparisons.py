"""Two moments of the register set against each other.

Which risks are new, which have left or come back, whose score moved, whose words changed. First
all risks are compared by what decides it, which is little; what the pages tell is put together
only for those that are told.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from risk_register.domain.exemptions import say_parts
from risk_register.domain.moments import Departure, JudgementAt, RiskAt, Standing
from risk_register.domain.risks import Publication
from risk_register.domain.scoring import movement

#: What counts as the words of a risk, and how a page names it.
WORDS = {
    "kind": "Kind",
    "title": "Title",
    "cause": "Cause",
    "event": "Event",
    "consequence": "Consequence",
    "category": "Category",
    "owner": "Owner post",
    "agency": "Owner's agency",
    "carrying_agency": "Carried by",
    "affects": "Also affects",
    "treatment": "Treatment",
    "proximity": "Proximity",
    "publication": "Publication",
    "target_on": "Target date",
    "areas": "Improvement areas",
    "status": "Status",
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """The first of many, and how many there are in all."""

    total: int
    shown: tuple[T, ...]

    def __iter__(self) -> Iterator[T]:
        """Give those that are shown."""
        return iter(self.shown)


@dataclass(frozen=True, slots=True)
class Differences:
    """Which risks are different between two moments, each list in the order of its register."""

    new: list[Standing]
    reopened: list[Standing]
    gone: list[Standing]  #: as they stood earlier
    moved: list[Standing]
    reworded: list[Standing]
    unchanged: int  #: risks in both that neither moved nor say anything else


@dataclass(frozen=True, slots=True)
class Left:
    """A risk that stood in the earlier register only; how it left."""

    risk: RiskAt
    departure: Departure | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A risk whose current score is not what it was; ``risk`` as it stood later."""

    risk: RiskAt
    before: JudgementAt | None
    after: JudgementAt | None
    steps: tuple[JudgementAt, ...]  #: every judgement in between, the oldest first

    @property
    def points(self) -> int | None:
        """Count how far it moved; positive is up, None if one of the scores is missing."""
        return movement(
            self.after.score if self.after else None, self.before.score if self.before else None
        )


@dataclass(frozen=True, slots=True)
class Rewording:
    """One part of a risk's words, as it was and as it is."""

    name: str  #: as a page names it
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Somebody changed what a risk says."""

    edited_at: datetime
    by: str | None  #: a post's title, or a name; None for the register itself
    reason: str | None


@dataclass(frozen=True, slots=True)
class Reworded:
    """A risk that says something else than it did; ``risk`` as it stood later."""

    risk: RiskAt
    changes: tuple[Rewording, ...]
    edits: tuple[Edit, ...]  #: the oldest first


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of the register between two moments."""

    since: datetime
    until: datetime
    new: Told[RiskAt]
    reopened: Told[RiskAt]
    gone: Told[Left]
    moved: Told[Moved]
    reworded: Told[Reworded]
    unchanged: int  #: risks in both that neither moved nor say anything else

    @property
    def is_empty(self) -> bool:
        """Say whether nothing became of it."""
        every = (self.new, self.reopened, self.gone, self.moved, self.reworded)
        return not any(kind.total for kind in every)


def find_differences(
    earlier: Sequence[Standing],
    later: Sequence[Standing],
    *,
    left_before: Collection[int],
    edited: Collection[int],
) -> Differences:
    """Set a register against an earlier one.

    A new judgement that comes to the same likelihood and impact is no movement.

    :param left_before: ids of risks that had left the earlier register: they can only come back
    :param edited: ids of risks that say something else, in or out of the registers
    """
    before = {standing.risk_id: standing for standing in earlier}
    now = {standing.risk_id for standing in later}
    come = [standing for standing in later if standing.risk_id not in before]
    pairs = [
        (before[standing.risk_id], standing) for standing in later if standing.risk_id in before
    ]
    moved = [after for earliest, after in pairs if earliest.points != after.points]
    reworded = [
        after
        for earliest, after in pairs
        if after.risk_id in edited or earliest.status != after.status
    ]
    touched = {standing.risk_id for standing in (*moved, *reworded)}
    return Differences(
        new=[standing for standing in come if standing.risk_id not in left_before],
        reopened=[standing for standing in come if standing.risk_id in left_before],
        gone=[standing for standing in earlier if standing.risk_id not in now],
        moved=moved,
        reworded=reworded,
        unchanged=len(pairs) - len(touched),
    )


def list_rewordings(before: RiskAt, after: RiskAt) -> tuple[Rewording, ...]:
    """List what a risk says differently, in the order of ``WORDS``."""
    return tuple(
        Rewording(label, old, new)
        for name, label in WORDS.items()
        if (old := _say(before, name)) != (new := _say(after, name))
    )


def _say(risk: RiskAt, name: str) -> str:
    say = _SAID.get(name)
    return say(risk) if say else str(getattr(risk, name))


def _say_publication(risk: RiskAt) -> str:
    if risk.publication is Publication.EXEMPT:
        only = f", only {say_parts(risk.exempt_fields)}" if risk.exempt_fields else ""
        return f"Exempt, paragraph {risk.exempt_paragraph}{only}: {risk.exempt_reason}"
    return "Open"


def _say_target_date(risk: RiskAt) -> str:
    day = risk.target_on
    return f"{day.day} {day:%B %Y}" if day else "none"


#: How a page says what is no text.
_SAID: Mapping[str, Callable[[RiskAt], str]] = {
    "kind": lambda risk: risk.kind.label,
    "affects": lambda risk: ", ".join(risk.affects) or "none",
    "category": lambda risk: risk.category.capitalize(),
    "treatment": lambda risk: risk.treatment.value.capitalize(),
    "proximity": lambda risk: risk.proximity.label.capitalize(),
    "publication": _say_publication,
    "target_on": _say_target_date,
    "areas": lambda risk: ", ".join(risk.areas) or "none",
    "status": lambda risk: risk.status.label,
}
