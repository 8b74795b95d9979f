"""The golden thread: an area of the plan with all that hangs on it, at one moment."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from risk_register.domain.actions import ActionStatus
from risk_register.domain.indicators import Standing
from risk_register.domain.milestones import MilestoneStanding
from risk_register.domain.moments import RiskAt
from risk_register.domain.periods import Period
from risk_register.domain.ratings import Level
from risk_register.domain.readings import Currency


@dataclass(frozen=True, slots=True)
class MilestoneAt:
    """A milestone that was wanted, and how it stood on the moment's day."""

    text: str
    due_on: date
    standing: MilestoneStanding


@dataclass(frozen=True, slots=True)
class WorkAt:
    """An action in its place in the plan; ``progress`` in per cent."""

    number: str  #: 4.1.2
    reference: str
    text: str
    lead: str  #: title of a post
    status: ActionStatus
    progress: int
    due_on: date
    level: Level | None  #: at which its delivery was rated
    milestones: tuple[MilestoneAt, ...]
    evidence: tuple[str, ...]  #: names of the files that stood
    risks: tuple[str, ...]  #: references of those it was meant to bring down


@dataclass(frozen=True, slots=True)
class MeasureAt:
    """What was to show that the area is better, with the actions under it."""

    number: str
    text: str
    target: str | None
    target_on: date | None
    works: tuple[WorkAt, ...]


@dataclass(frozen=True, slots=True)
class ImpactAt:
    """What stood as evidence of impact."""

    text: str
    source: str
    seen_on: date


@dataclass(frozen=True, slots=True)
class IndicatorAt:
    """What was measured to see whether the area improves, with its newest value."""

    reference: str
    title: str
    unit: str
    period: Period | None  #: of the newest value; None if there was none
    value: Decimal | None
    is_provisional: bool
    expected: Decimal | None  #: where it should have been at the period's end
    standing: Standing
    currency: Currency
    risks: tuple[str, ...]  #: references of those it warned of


@dataclass(frozen=True, slots=True)
class Thread:
    """Everything that hung on an area when all that was recorded up to a moment was done."""

    at: datetime
    key: str
    short: str
    text: str
    lead: str | None  #: title of a post
    measures: tuple[MeasureAt, ...]
    indicators: tuple[IndicatorAt, ...]
    impact: tuple[ImpactAt, ...]
    risks: tuple[RiskAt, ...]  #: that threatened it, the highest score first
