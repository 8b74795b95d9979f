"""When an accepted risk counts as borne, and what brings it back."""

from datetime import date, timedelta
from enum import StrEnum

from risk_register.domain.directions import is_better
from risk_register.domain.risks import RiskKind

#: An acceptance may not reach further than so many days ahead; boards look at least yearly.
LONGEST_DAYS = 366


class AcceptanceState(StrEnum):
    """Where an acceptance stands on a day."""

    HOLDS = "holds"
    EXPIRED = "expired"  #: its last day has passed; somebody has to decide again
    EXCEEDED = "exceeded"  #: the score is worse than what was accepted
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Say it in words."""
        return {
            AcceptanceState.HOLDS: "Accepted",
            AcceptanceState.EXPIRED: "Acceptance has expired",
            AcceptanceState.EXCEEDED: "The score is worse than what was accepted",
            AcceptanceState.WITHDRAWN: "Acceptance was withdrawn",
        }[self]


def find_state(
    *,
    accepted: int,
    score: int | None,
    kind: RiskKind,
    expires_on: date,
    is_withdrawn: bool,
    on: date,
) -> AcceptanceState:
    """Say where an acceptance stands.

    :param accepted: the score that was accepted
    :param score: the present one
    :param kind: worse is higher for a threat and lower for an opportunity
    :param expires_on: the last London date it holds on
    """
    if is_withdrawn:
        return AcceptanceState.WITHDRAWN
    if score is not None and is_better(accepted, score, kind):
        return AcceptanceState.EXCEEDED
    if on > expires_on:
        return AcceptanceState.EXPIRED
    return AcceptanceState.HOLDS


def latest_expiry(on: date) -> date:
    """Give the last date an acceptance of today may hold to."""
    return on + timedelta(days=LONGEST_DAYS)
