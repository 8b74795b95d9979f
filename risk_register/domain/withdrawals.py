"""What readers who hold a pack are told when it holds no longer; no word of what it says."""

from dataclasses import dataclass
from datetime import date

from risk_register.domain.circulation import DeliveryState
from risk_register.domain.day_words import say_full_day
from risk_register.domain.packs import PackKind

#: States of a letter that its reader has, or may have.
MAY_HAVE_ARRIVED = (DeliveryState.SENT, DeliveryState.UNCERTAIN, DeliveryState.HELD)


@dataclass(frozen=True)
class EndedPack:
    """A pack that somebody holds and that no longer holds."""

    body: str
    held_on: date  #: London date of the meeting
    version: int  #: from 1
    kind: PackKind = PackKind.BOARD

    @property
    def name(self) -> str:
        """Name it as its letter did."""
        day = say_full_day(self.held_on)
        pack = f"the {self.kind.label} of the {self.body} for its meeting on {day}"
        return f"{pack}, version {self.version}"

    def say_withdrawn(self, *, by: str, on: date) -> list[str]:
        """Say that it was withdrawn.

        :param by: the post that decided it
        :param on: the London date of the decision
        """
        return [
            f"The {by} withdrew {self.name}, on {say_full_day(on)}.",
            "If you saved or printed it, do not use it any more, and delete or destroy it.",
            "A personal link to it gives nothing any more. If it has not reached you, all is well.",
            "If there is a new version for you, it comes with a letter of its own.",
        ]

    def say_replaced(self, version: int) -> list[str]:
        """Say that another version has gone to those who are on the list now."""
        return [
            f"Version {version} has replaced {self.name}.",
            "It went to those who are on the board's list now, and you are not among them.",
            "If you saved or printed the earlier version, do not use it any more.",
        ]
