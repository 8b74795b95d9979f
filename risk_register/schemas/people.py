"""People: how a list of them is narrowed."""

from marshmallow import fields, validate

from risk_register.domain.people import PersonState
from risk_register.domain.permissions import Role
from risk_register.schemas.base import FormSchema, Words


def _choice(*values: str) -> fields.String:
    return fields.String(
        load_default="", validate=validate.OneOf(["", *values], error="Choose one of the list.")
    )


class RosterSchema(FormSchema):
    """What an address narrows the list of people to."""

    words = Words(longest=100)
    agency = Words(longest=40)
    programme = Words(longest=40)
    role = _choice(*Role)
    state = _choice(*PersonState)
