"""The words a risk is described with."""

from enum import StrEnum

from risk_register.domain.errors import RuleError


class RiskStatus(StrEnum):
    """Where a risk stands in its life; every one keeps its reference for good."""

    DRAFT = "draft"  #: proposed, not yet in the register
    OPEN = "open"
    OCCURRED = "occurred"  #: it has happened, and is dealt with as an issue
    CLOSED = "closed"
    DECLINED = "declined"  #: proposed and not taken into the register
    MERGED = "merged"  #: another risk stands for it

    @property
    def label(self) -> str:
        """Say it in words."""
        return _STATUS_LABELS[self]

    @property
    def is_live(self) -> bool:
        """Say whether the risk stands in the register and in packs."""
        return self in LIVE


_STATUS_LABELS = {
    RiskStatus.DRAFT: "Proposed",
    RiskStatus.OPEN: "Open",
    RiskStatus.OCCURRED: "Has happened",
    RiskStatus.CLOSED: "Closed",
    RiskStatus.DECLINED: "Declined",
    RiskStatus.MERGED: "Merged",
}

LIVE = (RiskStatus.OPEN, RiskStatus.OCCURRED)


class Move(StrEnum):
    """A step in a risk's life; each needs a reason."""

    ADMIT = "admit"
    DECLINE = "decline"
    MERGE = "merge"
    OCCUR = "occur"
    CLOSE = "close"
    REOPEN = "reopen"

    @property
    def label(self) -> str:
        """Say it as the button does."""
        return _MOVES[self][0]

    @property
    def meaning(self) -> str:
        """Explain it in one line, for the point of choosing."""
        return _MOVES[self][1]

    @property
    def event(self) -> str:
        """Name its line in the record."""
        return _MOVES[self][2]


_MOVES = {
    Move.ADMIT: (
        "Admit to the register",
        "It gets a place in the list and in the next pack.",
        "risk admitted",
    ),
    Move.DECLINE: (
        "Decline",
        "It does not enter the register; the proposal and your reason stay on record.",
        "risk declined",
    ),
    Move.MERGE: (
        "Merge into another risk",
        "The other risk stands for both; the history of both is kept.",
        "risk merged",
    ),
    Move.OCCUR: (
        "It has happened",
        "It is dealt with as an issue from now on and stays in the list and in packs.",
        "risk occurred",
    ),
    Move.CLOSE: (
        "Close",
        "It leaves the list; the next pack says so with your reason.",
        "risk closed",
    ),
    Move.REOPEN: (
        "Open again",
        "It comes back under the same reference, with its whole history.",
        "risk reopened",
    ),
}

#: From where each move may be made, and where it leads.
PATHS: dict[Move, tuple[frozenset[RiskStatus], RiskStatus]] = {
    Move.ADMIT: (frozenset({RiskStatus.DRAFT}), RiskStatus.OPEN),
    Move.DECLINE: (frozenset({RiskStatus.DRAFT}), RiskStatus.DECLINED),
    Move.MERGE: (
        frozenset({RiskStatus.DRAFT, RiskStatus.OPEN, RiskStatus.OCCURRED}),
        RiskStatus.MERGED,
    ),
    Move.OCCUR: (frozenset({RiskStatus.OPEN}), RiskStatus.OCCURRED),
    Move.CLOSE: (frozenset(LIVE), RiskStatus.CLOSED),
    Move.REOPEN: (
        frozenset({RiskStatus.CLOSED, RiskStatus.DECLINED, RiskStatus.MERGED}),
        RiskStatus.OPEN,
    ),
}


def list_moves(status: RiskStatus) -> list[Move]:
    """List the moves that can be made from a status, in the order of a life."""
    return [move for move in Move if status in PATHS[move][0]]


def after_move(status: RiskStatus, move: Move) -> RiskStatus:
    """Give the status a move leads to.

    :raises RuleError: if the move cannot be made from here
    """
    allowed, reached = PATHS[move]
    if status not in allowed:
        raise RuleError(f"A risk that is {status.label.lower()} cannot take this step.")
    return reached


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
