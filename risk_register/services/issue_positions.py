"""Where a sending at this moment stands against a body's rule, in words."""

from dataclasses import dataclass
from datetime import datetime

from risk_register.domain.deadline_words import say_reckoning
from risk_register.domain.issue_reckonings import explain_issue, find_breach
from risk_register.models import Meeting
from risk_register.services.bodies import rules_of
from risk_register.services.holidays import list_holidays
from risk_register.services.meetings import deadlines_of


@dataclass(frozen=True)
class IssuePosition:
    """How the latest day was counted, and by how much a sending now would miss it."""

    told: str  #: "Wednesday 6 June 2018. Five clear working days: … No holidays inside."
    breach: str | None  #: "Two clear working days instead of five."; None if it is in time


def find_position(meeting: Meeting, *, at: datetime) -> IssuePosition:
    """Say whether papers of a meeting that go out at a moment are in time."""
    reckoning = explain_issue(meeting.held_on, rules_of(meeting.body), list_holidays(meeting.body))
    return IssuePosition(say_reckoning(reckoning), find_breach(at, deadlines_of(meeting)))
