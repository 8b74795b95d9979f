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


class RiskKind(StrEnum):
    """Which way an uncertain event would move the objectives (ISO 31073:2022, 3.1.1)."""

    THREAT = "threat"
    OPPORTUNITY = "opportunity"

    @property
    def label(self) -> str:
        """Say it in a word."""
        return self.value.capitalize()

    @property
    def chance(self) -> str:
        """Join cause and event: "Because of …, there is a risk that …"."""
        word = "risk" if self is RiskKind.THREAT else "chance"
        return f"there is a {word} that"

    @property
    def outcome(self) -> str:
        """Join event and consequence: "…, which would lead to …"."""
        return "which would lead to" if self is RiskKind.THREAT else "which would bring"

    @property
    def coming(self) -> str:
        """Name its proximity: a threat strikes, an opportunity comes."""
        return "Would strike" if self is RiskKind.THREAT else "Would come"

    @property
    def treatments(self) -> tuple["Treatment", ...]:
        """List what can be done about it."""
        return tuple(choice for choice in Treatment if choice.kind is self)


class Treatment(StrEnum):
    """What is done about a risk.

    The Orange Book's four Ts for a threat; for an opportunity the four
    responses of MSP and M_o_R in the words boards use.
    """

    TREAT = "treat"
    TOLERATE = "tolerate"
    TRANSFER = "transfer"
    TERMINATE = "terminate"
    EXPLOIT = "exploit"
    SHARE = "share"
    ENHANCE = "enhance"
    IGNORE = "ignore"

    @property
    def kind(self) -> RiskKind:
        """Name the kind of risk it answers; each answers one."""
        return _TREATMENTS[self][0]

    @property
    def meaning(self) -> str:
        """Explain it in a few words, for the point of choosing."""
        return _TREATMENTS[self][1]


_TREATMENTS = {
    Treatment.TREAT: (RiskKind.THREAT, "bring it down"),
    Treatment.TOLERATE: (RiskKind.THREAT, "live with it"),
    Treatment.TRANSFER: (RiskKind.THREAT, "let somebody else carry it"),
    Treatment.TERMINATE: (RiskKind.THREAT, "stop what causes it"),
    Treatment.EXPLOIT: (RiskKind.OPPORTUNITY, "make sure that it comes"),
    Treatment.SHARE: (RiskKind.OPPORTUNITY, "seek it together with others"),
    Treatment.ENHANCE: (RiskKind.OPPORTUNITY, "make it likelier or larger"),
    Treatment.IGNORE: (RiskKind.OPPORTUNITY, "let it come, or not"),
}


def check_treatment(kind: RiskKind, treatment: Treatment) -> None:
    """Refuse a treatment that answers the other kind of risk.

    :raises RuleError: if it does
    """
    if treatment.kind is not kind:
        choices = ", ".join(choice.value for choice in kind.treatments)
        article = "an" if kind is RiskKind.OPPORTUNITY else "a"
        raise RuleError(
            f"“{treatment.value.capitalize()}” is no treatment of {article} {kind.value}. "
            f"Choose one of: {choices}.",
            field="treatment",
        )


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

    @property
    def marking(self) -> str:
        """Give the marking of what carries it (Government Security Classifications)."""
        return "OFFICIAL" if self is Publication.OPEN else "OFFICIAL-SENSITIVE"


class ControlState(StrEnum):
    """How far a control holds today."""

    IN_PLACE = "in place"
    PARTLY_IN_PLACE = "partly in place"
    NOT_IN_PLACE = "not in place"


class ReviewOutcome(StrEnum):
    """What an owner's look at a risk ended in."""

    CONFIRMED = "confirmed"
    UPDATED = "updated"
