"""Opening a programme in need."""

from risk_register.schemas.base import FormSchema, Whole, Words

_HOURS = "Enter a number of hours from 1 to 24."


class OpeningSchema(FormSchema):
    """Why, and for how long."""

    reason = Words()
    hours = Whole(empty=_HOURS, wrong=_HOURS, lowest=1, highest=24)


class ClosingSchema(FormSchema):
    """Nothing but the button."""
