"""The two-person rule: nobody alone makes, approves and sends what a board reads."""

from enum import StrEnum


class TwoPersons(StrEnum):
    """At which steps of a pack somebody else than before has to act."""

    OFF = "off"
    APPROVING = "approving"
    CIRCULATING = "approving and circulating"

    @property
    def asks_at_approval(self) -> bool:
        """Say whether somebody else has to approve than who made the pack."""
        return self is not TwoPersons.OFF

    @property
    def asks_at_circulation(self) -> bool:
        """Say whether somebody else has to circulate than who approved the pack."""
        return self is TwoPersons.CIRCULATING
