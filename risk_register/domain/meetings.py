"""The words of a meeting: its agenda, who came, and what it decided."""

from enum import StrEnum


class ItemKind(StrEnum):
    """What an item of an agenda is about; each but ``OTHER`` stands on it once."""

    APOLOGIES = "apologies"
    MINUTES = "minutes"  #: of the last meeting
    ACTION_LOG = "action_log"
    PACK = "pack"
    OTHER = "other"


class Purpose(StrEnum):
    """What the board is to do with an item."""

    DECISION = "decision"
    DISCUSSION = "discussion"
    INFORMATION = "information"

    @property
    def label(self) -> str:
        """Say it in words."""
        return f"For {self.value}"


class Presence(StrEnum):
    """Whether a seat's holder came to a meeting."""

    PRESENT = "present"
    APOLOGIES = "apologies"
    ABSENT = "absent"

    @property
    def label(self) -> str:
        """Say it in words."""
        return self.value.capitalize()


class DecisionKind(StrEnum):
    """What a board decided."""

    NOTED = "noted"  #: written down in its own words, and nothing follows by itself
    AGREED = "agreed"
    CHALLENGED = "challenged"  #: the owner is asked back
    SCORED = "scored"
    ACCEPTED = "accepted"
    ESCALATED = "escalated"
    CLOSED = "closed"
    ACTION = "action"
