"""What the address that publishes a body's public editions is asked to do."""

from collections.abc import Mapping
from enum import StrEnum

from risk_register.domain.circulation import DeliveryState


class Asking(StrEnum):
    """What a letter to the address that publishes asks for."""

    PUBLISH = "publish"  #: the edition comes with it
    TAKE_DOWN = "take_down"

    @property
    def label(self) -> str:
        """Say it in words."""
        return {
            Asking.PUBLISH: "Asked to publish it",
            Asking.TAKE_DOWN: "Asked to take it down",
        }[self]


#: What the record calls each thing that can become of such a letter.
PUBLICATION_LETTER_EVENTS: Mapping[DeliveryState, str] = {
    DeliveryState.QUEUED: "publication letter queued",
    DeliveryState.SENT: "publication letter sent",
    DeliveryState.RETRY: "publication letter put off",
    DeliveryState.FAILED: "publication letter failed",
    DeliveryState.UNCERTAIN: "publication letter perhaps sent",
    DeliveryState.STOPPED: "publication letter stopped",
    DeliveryState.HELD: "publication letter held for a person",
    DeliveryState.BOUNCED: "publication letter came back",
}
