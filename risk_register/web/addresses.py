"""Where a door leads back to."""

from flask import url_for


def body_page(programme_key: str, body_key: str) -> str:
    """Give the address of a body's page."""
    return url_for("bodies.show_body", programme_key=programme_key, body_key=body_key)


def risk_page(programme_key: str, reference: str) -> str:
    """Give the address of a risk's page."""
    return url_for("risks.show_risk", programme_key=programme_key, reference=reference)
