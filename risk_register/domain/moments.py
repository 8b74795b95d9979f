"""The register as it stood at a moment: plain values that no later change can reach."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from risk_register.domain.acceptances import AcceptanceState
from risk_register.domain.actions import ActionStatus
from risk_register.domain.controls import AssuranceLine
from risk_register.domain.risks import (
    ControlState,
    Proximity,
    Publication,
    RiskKind,
    RiskStatus,
    Treatment,
)


class Standing(NamedTuple):
    """As little of a risk as decides whether it stood in the register, and where on the list.

    A tuple, because ten thousand of them are made for one page.
    """

    risk_id: int
    number: int
    status: RiskStatus
    likelihood: int | None  #: of the current judgement; points count from 1
    impact: int | None
    score: int | None

    @property
    def reference(self) -> str:
        """Print the number as people say it: R-014."""
        return f"R-{self.number:03}"

    @property
    def points(self) -> tuple[int | None, int | None, int | None]:
        """Give what a movement is told by."""
        return self[3:]


def rank(standing: Standing) -> tuple[int, int, int]:
    """Sort the highest score first, then impact, then reference, as packs do."""
    if standing.score is None or standing.impact is None:
        return (1, 0, standing.number)
    return (-standing.score, -standing.impact, standing.number)


@dataclass(frozen=True, slots=True)
class JudgementAt:
    """A judgement of a risk that stood at the moment; points count from 1.

    The band is the one of the scheme by which it was judged, whatever came later.
    """

    likelihood: int
    impact: int
    score: int
    scheme_id: int  #: under which it was given
    band: str  #: its key
    band_name: str
    tone: str  #: colour and shape of the band
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
    original_due_on: date
    slips: int  #: how often the due date had moved later
    note: str | None


@dataclass(frozen=True, slots=True)
class ControlAt:
    """How far a control held."""

    text: str
    state: ControlState
    assurance: AssuranceLine | None
    gaps: str | None


@dataclass(frozen=True, slots=True)
class EscalationAt:
    """A body that had the risk before it."""

    body: str
    escalated_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class AcceptanceAt:
    """The newest decision to bear the risk, and where it stood on the moment's London date."""

    score: int
    expires_on: date
    state: AcceptanceState
    reason: str


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
    affects: tuple[str, ...]  #: short names of the other agencies that would feel it
    treatment: Treatment
    proximity: Proximity
    status: RiskStatus
    publication: Publication
    exempt_paragraph: int | None
    exempt_reason: str | None
    areas: tuple[str, ...]  #: keys of the improvement areas it threatened
    inherent: JudgementAt | None
    current: JudgementAt | None
    target: JudgementAt | None
    target_on: date | None
    review_due_on: date | None
    controls: tuple[ControlAt, ...]
    actions: tuple[ActionAt, ...]
    escalations: tuple[EscalationAt, ...]
    acceptance: AcceptanceAt | None
    kind: RiskKind = RiskKind.THREAT
    exempt_fields: tuple[str, ...] = ()  #: withheld parts of an exempt risk; none means all of it

    @property
    def score(self) -> int | None:
        """Give the current score; None if nobody had judged it."""
        return self.current.score if self.current else None


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
    """Risks in the register at a moment, by rank, and those that had left it, by number.

    A page of it holds some of the risks and no departures; ``total`` counts all.
    """

    at: datetime
    risks: tuple[RiskAt, ...]
    total: int
    departures: tuple[Departure, ...] = ()
