"""The register as it stood at a moment: plain values that no later change can reach."""

from dataclasses import dataclass
from datetime import date, datetime

from risk_register.domain.actions import ActionStatus
from risk_register.domain.risks import RiskKind, RiskStatus, Treatment


@dataclass(frozen=True, slots=True)
class JudgementAt:
    """The current judgement of a risk that stood at the moment; points count from 1."""

    likelihood: int
    impact: int
    score: int
    band: str  #: key of a band of the scheme it was made by
    judged_at: datetime
    by: str | None  #: title of the post that judged; None for the register itself
    reason: str


@dataclass(frozen=True, slots=True)
class ActionAt:
    """How an action stood; ``progress`` in per cent."""

    reference: str
    text: str
    lead: str  #: title of a post
    status: ActionStatus
    progress: int
    due_on: date


@dataclass(frozen=True, slots=True)
class RiskAt:
    """What a risk said at the moment; posts and agencies by the names they had then."""

    reference: str
    title: str
    category: str
    cause: str
    event: str
    consequence: str
    owner: str
    agency: str  #: short name of the owner's
    carrying_agency: str  #: its short name
    treatment: Treatment
    status: RiskStatus
    current: JudgementAt | None
    actions: tuple[ActionAt, ...]
    kind: RiskKind = RiskKind.THREAT

    @property
    def score(self) -> int | None:
        """Give the current score; None if nobody had judged it."""
        return self.current.score if self.current else None

    @property
    def rank(self) -> tuple[int, int, str]:
        """Sort the highest score first, then impact, then reference, as packs do."""
        if self.current is None:
            return (1, 0, self.reference)
        return (-self.current.score, -self.current.impact, self.reference)


@dataclass(frozen=True, slots=True)
class Departure:
    """How a risk that was known at the moment had left the register."""

    reference: str
    status: RiskStatus
    left_at: datetime | None
    reason: str | None
    into: str | None  #: reference of the risk that stands for it, if it was merged


@dataclass(frozen=True, slots=True)
class RegisterAt:
    """All risks in the register at a moment, by rank, and those that had left it."""

    at: datetime
    risks: tuple[RiskAt, ...]
    departures: tuple[Departure, ...] = ()
