"""What boards decide, as programs get and send it."""

from typing import ClassVar

from marshmallow import Schema, fields, validate

from risk_register.domain.meetings import DecisionKind
from risk_register.schemas.decisions import DecisionSchema, OtherDecisionSchema, WithdrawalSchema
from risk_register.schemas.machines.base import Conditions, Machine


class DecisionOut(Schema):
    """What a body decided."""

    id = fields.Integer()
    meeting_id = fields.Integer()
    risk = fields.String(allow_none=True, metadata={"description": "Reference of the risk."})
    item_id = fields.Integer(allow_none=True)
    kind = fields.String(validate=validate.OneOf([*DecisionKind]))
    text = fields.String()
    outcome = fields.String(metadata={"description": "What came of it, and its words."})
    action = fields.String(allow_none=True, metadata={"description": "That it added."})
    recorded_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})
    recorded_at = fields.AwareDateTime(allow_none=True)
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    withdraw_reason = fields.String(allow_none=True)


class DecisionsOut(Schema):
    """Decisions: of a meeting in the order they were recorded, of a risk the newest first."""

    items = fields.List(fields.Nested(DecisionOut))


class DecisionIn(Machine, DecisionSchema):
    """A decision about a risk.

    ``scored`` needs ``likelihood`` and ``impact``, ``accepted`` needs ``expires_on``,
    ``escalated`` needs ``body_id``, ``action`` needs ``lead_id`` and ``due_on``.
    """

    class Meta(DecisionSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)

    counts_with: ClassVar[Conditions] = {
        "likelihood": ("kind", DecisionKind.SCORED.value),
        "impact": ("kind", DecisionKind.SCORED.value),
        "expires_on": ("kind", DecisionKind.ACCEPTED.value),
        "body_id": ("kind", DecisionKind.ESCALATED.value),
        "lead_id": ("kind", DecisionKind.ACTION.value),
        "due_on": ("kind", DecisionKind.ACTION.value),
    }


class OtherDecisionIn(Machine, OtherDecisionSchema):
    """A decision about an item of the agenda, or about none of them."""


class WithdrawnDecisionIn(Machine, WithdrawalSchema):
    """Why a decision should not have been recorded."""
