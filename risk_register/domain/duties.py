"""When something is due from a person: a look at a risk, a word about an action.

Owners are asked twice over: when a review falls due, and when the call for the
next pack has gone out and they have not answered it. Whichever comes first counts.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

#: What falls due within so many days is shown as due now.
SOON_DAYS = 7


@dataclass(frozen=True)
class Call:
    """The call for updates of a board month that has gone out."""

    asked_at: datetime | None  #: answers up to this moment are of the month before
    due_on: date  #: London date by which owners answer
    held_on: date  #: London date of the meeting

    def is_answered(self, at: datetime | None) -> bool:
        """Say whether what was said at a moment answers it; None if nothing was said."""
        return at is not None and (self.asked_at is None or at > self.asked_at)


def find_review_due(
    *,
    review_due_on: date | None,
    reviewed_at: datetime | None,
    call: Call | None,
    today: date,
    warned_on: date | None = None,
) -> date | None:
    """Find when a look at a risk is due from its owner; None if nothing is due now.

    A risk that nobody has ever looked at is due today; one that an indicator warns of, a week
    after the value that does was recorded.

    :param review_due_on: London date of the next review
    :param call: None if none has gone out
    :param warned_on: London date on which an early warning came that nobody has answered
    """
    days = []
    if warned_on is not None:
        days.append(warned_on + timedelta(days=SOON_DAYS))
    if review_due_on is None:
        days.append(today)
    elif review_due_on <= today + timedelta(days=SOON_DAYS):
        days.append(review_due_on)
    if call is not None and not call.is_answered(reviewed_at):
        days.append(call.due_on)
    return min(days, default=None)


def find_report_due(
    *, due_on: date, told_at: datetime | None, call: Call | None, today: date
) -> date | None:
    """Find when a word about an unfinished action is due from its lead; None if not now.

    :param due_on: London date by which the action is to be done
    :param told_at: when somebody last reported on it
    """
    days = []
    if due_on <= today + timedelta(days=SOON_DAYS):
        days.append(due_on)
    if call is not None and due_on <= call.held_on and not call.is_answered(told_at):
        days.append(min(due_on, call.due_on))
    return min(days, default=None)
