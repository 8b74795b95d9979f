"""Circulation: capacities at the table, letters' states, and when to try again."""

from datetime import timedelta
from enum import StrEnum

#: How the record calls a seat that is a person's and no post's.
OWN_SEAT = "a person's own seat"


class Capacity(StrEnum):
    """In what capacity somebody sits with a body."""

    CHAIR = "chair"
    MEMBER = "member"
    DEPUTY = "deputy"
    IN_ATTENDANCE = "in_attendance"
    OBSERVER = "observer"
    FOR_INFORMATION = "for_information"

    @property
    def label(self) -> str:
        """Say it in words."""
        return self.value.replace("_", " ").capitalize()


class DeliveryState(StrEnum):
    """Where one letter to one reader stands."""

    QUEUED = "queued"  #: waiting for its first try
    SENT = "sent"  #: the mail server took it; that does not mean it was read
    RETRY = "retry"  #: refused for now; will be tried again
    FAILED = "failed"  #: refused for good; a person has to look
    UNCERTAIN = "uncertain"  #: the line broke at the end; it may have arrived
    STOPPED = "stopped"  #: there was no reason for it any more before it had gone
    HELD = "held"  #: a person has to say whether it goes; it may have gone already
    BOUNCED = "bounced"  #: the mail server took it, and it came back

    @property
    def label(self) -> str:
        """Say it in words."""
        return _LABELS[self]


class SendsBy(StrEnum):
    """How a body's packs reach their readers."""

    ATTACHED = "attached"
    LINK = "link"  #: to each reader's own copy, without a password
    LINK_IF_MARKED = "link_if_marked"  #: by link if the marking is above OFFICIAL

    @property
    def label(self) -> str:
        """Say it in words."""
        return {
            SendsBy.ATTACHED: "Attached to the letter",
            SendsBy.LINK: "By a personal link",
            SendsBy.LINK_IF_MARKED: "By a personal link if the pack is marked, else attached",
        }[self]


class WhenUncertain(StrEnum):
    """What becomes of a letter of which nobody knows whether it arrived."""

    SEND_AGAIN = "send_again"  #: under the same Message-ID, by which mail programs know a copy
    HOLD = "hold"  #: until a person decides
    HOLD_IF_MARKED = "hold_if_marked"

    @property
    def label(self) -> str:
        """Say it in words."""
        return {
            WhenUncertain.SEND_AGAIN: "Send it again under the same Message-ID",
            WhenUncertain.HOLD: "Hold it until a person decides",
            WhenUncertain.HOLD_IF_MARKED: "Hold it if the pack is marked, else send it again",
        }[self]

    def holds(self, *, is_marked: bool) -> bool:
        """Say whether the letter with a pack is held.

        :param is_marked: whether the pack's marking is above OFFICIAL
        """
        return self is WhenUncertain.HOLD or (self is WhenUncertain.HOLD_IF_MARKED and is_marked)


class Opening(StrEnum):
    """What a reader did with a personal link."""

    OPENED = "opened"  #: its page
    READ = "read"  #: the pack or a paper, on the screen or as a file
    ACKNOWLEDGED = "acknowledged"  #: said that they have it

    @property
    def label(self) -> str:
        """Say it in words."""
        return self.value.capitalize()


_LABELS = {
    DeliveryState.QUEUED: "Waiting to be sent",
    DeliveryState.SENT: "Sent",
    DeliveryState.RETRY: "Will be tried again",
    DeliveryState.FAILED: "Failed",
    DeliveryState.UNCERTAIN: "May have arrived; sending again",
    DeliveryState.STOPPED: "Stopped before it had gone",
    DeliveryState.HELD: "Held: it may have arrived",
    DeliveryState.BOUNCED: "Came back",
}

#: States of letters that will be tried, for the first time or again.
WAITING = (DeliveryState.QUEUED, DeliveryState.RETRY, DeliveryState.UNCERTAIN)

#: Minutes to wait after the first, second … failed try; then give up (24 hours in all).
RETRY_MINUTES = (1, 5, 15, 60, 240, 240, 240, 240, 240, 159)


def retry_after(attempts: int) -> timedelta | None:
    """Say how long to wait after so many failed tries; None means give up."""
    if attempts > len(RETRY_MINUTES):
        return None
    return timedelta(minutes=RETRY_MINUTES[attempts - 1])
