"""Which roles need a second factor here; pages and programs ask for the same."""

from flask import current_app


def list_factor_roles() -> list[str]:
    """List the roles that need a second factor."""
    return [
        role.strip()
        for role in current_app.config["SECOND_FACTOR_ROLES"].split(",")
        if role.strip()
    ]
