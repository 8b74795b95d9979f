"""Two moments of the register set against each other.

Which risks are new, which have left, whose score moved, whose words changed.
"""

from dataclasses import dataclass
from datetime import datetime

from risk_register.domain.moments import Departure, JudgementAt, RegisterAt, RiskAt
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
    "treatment": "Treatment",
    "status": "Status",
}


@dataclass(frozen=True, slots=True)
class Left:
    """A risk that stood in the earlier register only; how it left, if the later one knows."""

    risk: RiskAt
    departure: Departure | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A risk whose current score is not what it was; ``risk`` as it stood later."""

    risk: RiskAt
    before: JudgementAt | None
    after: JudgementAt | None

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
class Reworded:
    """A risk that says something else than it did; ``risk`` as it stood later."""

    risk: RiskAt
    changes: tuple[Rewording, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of the register between two moments, each list in the order of its register."""

    since: datetime
    until: datetime
    new: tuple[RiskAt, ...]
    closed: tuple[Left, ...]
    moved: tuple[Moved, ...]
    reworded: tuple[Reworded, ...]
    unchanged: int  #: risks in both that neither moved nor say anything else

    @property
    def is_empty(self) -> bool:
        """Say whether nothing became of it."""
        return not (self.new or self.closed or self.moved or self.reworded)


def compare(earlier: RegisterAt, later: RegisterAt) -> Comparison:
    """Set a register against an earlier one.

    A new judgement that comes to the same likelihood and impact is no movement.
    """
    before = {risk.reference: risk for risk in earlier.risks}
    now = {risk.reference for risk in later.risks}
    departures = {departure.reference: departure for departure in later.departures}
    pairs = [(before[risk.reference], risk) for risk in later.risks if risk.reference in before]
    moved = tuple(
        Moved(after, earliest.current, after.current)
        for earliest, after in pairs
        if _points(earliest) != _points(after)
    )
    reworded = tuple(
        Reworded(after, changes)
        for earliest, after in pairs
        if (changes := _list_rewordings(earliest, after))
    )
    touched = {one.risk.reference for one in moved} | {one.risk.reference for one in reworded}
    return Comparison(
        since=earlier.at,
        until=later.at,
        new=tuple(risk for risk in later.risks if risk.reference not in before),
        closed=tuple(
            Left(risk, departures.get(risk.reference))
            for risk in earlier.risks
            if risk.reference not in now
        ),
        moved=moved,
        reworded=reworded,
        unchanged=len(pairs) - len(touched),
    )


def _points(risk: RiskAt) -> tuple[int, int, int] | None:
    judged = risk.current
    return (judged.likelihood, judged.impact, judged.score) if judged else None


def _list_rewordings(before: RiskAt, after: RiskAt) -> tuple[Rewording, ...]:
    return tuple(
        Rewording(label, _say(before, name), _say(after, name))
        for name, label in WORDS.items()
        if getattr(before, name) != getattr(after, name)
    )


def _say(risk: RiskAt, name: str) -> str:
    value = getattr(risk, name)
    if name == "status":
        return risk.status.label
    if name == "kind":
        return risk.kind.label
    return str(value).capitalize() if name in {"category", "treatment"} else str(value)
