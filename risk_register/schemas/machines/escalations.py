"""Risks before a body, as programs get and send them."""

from marshmallow import Schema, fields

from risk_register.schemas.escalations import EscalationSchema
from risk_register.schemas.machines.base import Machine


class EscalationOut(Schema):
    """That a body was asked to look at a risk."""

    id = fields.Integer()
    body = fields.String(metadata={"description": "Key of the body."})
    reason = fields.String()
    escalated_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})
    escalated_at = fields.AwareDateTime()
    returned_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})
    returned_at = fields.AwareDateTime(allow_none=True)
    return_reason = fields.String(allow_none=True)


class EscalationsOut(Schema):
    """Where a risk was escalated to, the newest first."""

    items = fields.List(fields.Nested(EscalationOut))


class EscalationIn(Machine, EscalationSchema):
    """Which body is asked, and why."""

    class Meta(EscalationSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)
