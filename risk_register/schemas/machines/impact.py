"""Evidence of impact as programs get and send it."""

from marshmallow import Schema, fields

from risk_register.schemas.impact import ImpactSchema, ImpactWithdrawalSchema
from risk_register.schemas.machines.base import Machine


class StatementOut(Schema):
    """What has become better in an area, and how that is known."""

    id = fields.Integer()
    text = fields.String()
    source = fields.String()
    seen_on = fields.Date()
    added_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})
    added_at = fields.AwareDateTime()
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    withdraw_reason = fields.String(allow_none=True)


class StatementsOut(Schema):
    """What stands as evidence of impact, the newest seen first."""

    items = fields.List(fields.Nested(StatementOut))


class StatementIn(Machine, ImpactSchema):
    """What has become better, how that is known, and when it was seen."""


class WithdrawnStatementIn(Machine, ImpactWithdrawalSchema):
    """Why it is taken back."""
