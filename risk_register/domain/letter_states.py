"""What the state of a letter means for whoever asks whether its reader has the pack."""

from collections.abc import Mapping

from risk_register.domain.circulation import DeliveryState

#: A sentence for each state; none of them says that a letter was read, for nobody knows.
MEANINGS: Mapping[DeliveryState, str] = {
    DeliveryState.QUEUED: "It waits for its first try.",
    DeliveryState.SENT: "The mail server accepted it. That does not say that it was read.",
    DeliveryState.RETRY: "The mail server refused it for now. It is tried again by itself.",
    DeliveryState.FAILED: "The mail server refused it for good. Its reader does not have it.",
    DeliveryState.UNCERTAIN: "The line broke at the end, so it may have arrived. It goes again.",
    DeliveryState.STOPPED: "It was stopped before it had gone. Its reader does not have it.",
    DeliveryState.HELD: "It may have arrived. Ask the reader, then say here what to do.",
    DeliveryState.BOUNCED: "It was accepted, and came back. Its reader does not have it.",
}
#: States of letters that have left: to send another one, a reason is needed.
GONE = (DeliveryState.SENT, DeliveryState.BOUNCED)
#: What is said for a reader whose letter came back, until the secretary says it better.
CAME_BACK = "The first letter came back."
