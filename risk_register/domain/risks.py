"""The words a risk is described with."""

from enum import StrEnum


class RiskStatus(StrEnum):
    """Where a risk stands in its life."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Treatment(StrEnum):
    """What is done about a risk (Orange Book, the four Ts)."""

    TREAT = "treat"
    TOLERATE = "tolerate"
    TRANSFER = "transfer"
    TERMINATE = "terminate"


class Proximity(StrEnum):
    """When a risk would strike."""

    NOW = "now"
    WITHIN_3_MONTHS = "within_3_months"
    WITHIN_6_MONTHS = "within_6_months"
    LATER = "later"

    @property
    def label(self) -> str:
        """Say it in words."""
        return self.value.replace("_", " ")


class Publication(StrEnum):
    """Whether a risk may be shown to the public.

    Exempt items follow Schedule 12A of the Local Government Act 1972.
    """

    OPEN = "open"
    EXEMPT = "exempt"


class ControlState(StrEnum):
    """How far a control holds today."""

    IN_PLACE = "in place"
    PARTLY_IN_PLACE = "partly in place"
    NOT_IN_PLACE = "not in place"


class ReviewOutcome(StrEnum):
    """What an owner's look at a risk ended in."""

    CONFIRMED = "confirmed"
    UPDATED = "updated"
