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
    STOPPED = "stopped"  #: the pack was withdrawn or replaced before the letter had gone
    HELD = "held"  #: was waiting in a backup that was restored; it may have gone since

    @property
    def label(self) -> str:
        """Say it in words."""
        return _LABELS[self]


_LABELS = {
    DeliveryState.QUEUED: "Waiting to be sent",
    DeliveryState.SENT: "Sent",
    DeliveryState.RETRY: "Will be tried again",
    DeliveryState.FAILED: "Failed",
    DeliveryState.UNCERTAIN: "May have arrived; sending again",
    DeliveryState.STOPPED: "Stopped: the pack no longer holds",
    DeliveryState.HELD: "Held: the register was restored",
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


def receives_paper(
    capacity: Capacity, *, entitled: bool, has_exempt: bool, stands_in: bool = False
) -> str | None:
    """Say why a seat does not get the full pack; None means it does get it.

    :param entitled: whether the seat may see exempt items
    :param has_exempt: whether the pack holds any
    :param stands_in: of a deputy, whether the member has sent apologies or deputies always get it
    """
    if capacity is Capacity.DEPUTY and not stands_in:
        return "Deputies get the pack when the member has sent apologies."
    if has_exempt and not entitled:
        return "The pack holds exempt items, which this seat may not see."
    return None
