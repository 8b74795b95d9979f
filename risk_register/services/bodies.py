"""Bodies and the rules that their months follow."""

from risk_register.domain.calendars import BoardRules
from risk_register.models import Body


def rules_of(body: Body) -> BoardRules:
    """Give the rules of a body's months as the calendar counts by them."""
    return BoardRules(
        call_days=body.call_days,
        updates_due_days=body.updates_due_days,
        moderation_days=body.moderation_days,
        lock_days=body.lock_days,
        circulate_days=body.circulate_clear_days,
        minutes_days=body.minutes_days,
        lock_time=body.lock_time,
        counted=body.counted,
        issue_count=body.issue_count,
        issue_until=body.issue_until,
    )
