"""Where a door leads back to."""

from flask import url_for

from risk_register.web.scopes import present_link


def meeting_page(programme_key: str, meeting_id: int) -> str:
    """Give the address of a meeting's page."""
    return url_for("meetings.show_meeting", programme_key=programme_key, meeting_id=meeting_id)


def body_page(programme_key: str, body_key: str) -> str:
    """Give the address of a body's page."""
    return url_for("bodies.show_body", programme_key=programme_key, body_key=body_key)


def risk_page(programme_key: str, reference: str) -> str:
    """Give the address of a risk's page."""
    return url_for("risks.show_risk", programme_key=programme_key, reference=reference)


def action_page(programme_key: str, reference: str) -> str:
    """Give the address of an action's page."""
    return url_for("actions.show_action", programme_key=programme_key, reference=reference)


def area_page(programme_key: str, area_key: str) -> str:
    """Give the address of the page of an area of the plan."""
    return url_for("plan.show_area", programme_key=programme_key, area_key=area_key)


def way_back(back: str, otherwise: str) -> str:
    """Give where an answer leads: to what else is due, if that is where it came from.

    :param back: as the form says it; ``work`` is the list of what is due
    :param otherwise: the address it leads to if it came from elsewhere
    """
    if present_link():
        return url_for("sign_in_links.list_due")
    return url_for("work.show_work") if back == "work" else otherwise
