"""The two-person rule as the service is set."""

from flask import current_app

from risk_register.domain.two_persons import TwoPersons


def present_rule() -> TwoPersons:
    """Give the rule that is in force."""
    return TwoPersons(current_app.config["TWO_PERSONS"])
