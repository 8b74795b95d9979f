"""Risks that are borne knowingly, as programs get and send them."""

from marshmallow import Schema, fields, validate

from risk_register.domain.acceptances import AcceptanceState
from risk_register.schemas.acceptances import AcceptanceSchema
from risk_register.schemas.escalations import ReasonSchema
from risk_register.schemas.machines.base import Machine


class AcceptanceOut(Schema):
    """That a risk was borne at a score, until a date."""

    id = fields.Integer()
    score = fields.Integer()
    reason = fields.String()
    expires_on = fields.Date(metadata={"description": "The last day it holds on."})
    state = fields.String(validate=validate.OneOf([*AcceptanceState]))
    accepted_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})
    accepted_at = fields.AwareDateTime()
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    withdraw_reason = fields.String(allow_none=True)


class AcceptancesOut(Schema):
    """Acceptances of a risk, the newest first; only that one can hold."""

    items = fields.List(fields.Nested(AcceptanceOut))


class AcceptanceIn(Machine, AcceptanceSchema):
    """Why a risk is borne, and how long."""

    class Meta(AcceptanceSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class ReasonIn(Machine, ReasonSchema):
    """A step that needs nothing but its reason."""

    class Meta(ReasonSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)
