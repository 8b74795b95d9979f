"""Where a door leads back to."""

from flask import url_for


def meeting_page(programme_key: str, meeting_id: int) -> str:
    """Give the address of a meeting's page."""
    return url_for("meetings.show_meeting", programme_key=programme_key, meeting_id=meeting_id)


def risk_page(programme_key: str, reference: str) -> str:
    """Give the address of a risk's page."""
    return url_for("risks.show_risk", programme_key=programme_key, reference=reference)
