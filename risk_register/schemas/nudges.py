"""The form of one button that asks somebody again."""

from marshmallow import fields, validate

from risk_register.schemas.base import FormSchema


class NudgeSchema(FormSchema):
    """Where the button stands."""

    back = fields.String(load_default="reminders", validate=validate.OneOf(("desk", "reminders")))
