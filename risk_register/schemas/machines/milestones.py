"""Milestones of actions as programs get and send them."""

from typing import ClassVar

from marshmallow import Schema, fields, validate

from risk_register.domain.milestones import MilestoneState
from risk_register.schemas.machines.base import Conditions, Machine
from risk_register.schemas.milestones import MilestoneSchema, NewMilestoneSchema


class MilestoneOut(Schema):
    """What is to be reached on the way of an action."""

    id = fields.Integer()
    text = fields.String()
    state = fields.String(validate=validate.OneOf([*MilestoneState]))
    original_due_on = fields.Date()
    due_on = fields.Date()
    met_on = fields.Date(allow_none=True)
    days_late = fields.Integer()
    version = fields.Integer()


class MilestonesOut(Schema):
    """Milestones of an action, the earliest due first."""

    items = fields.List(fields.Nested(MilestoneOut))


class NewMilestoneIn(Machine, NewMilestoneSchema):
    """A new milestone."""


class MilestoneIn(Machine, MilestoneSchema):
    """How a milestone stands now."""

    class Meta(MilestoneSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)

    counts_with: ClassVar[Conditions] = {"met_on": ("state", MilestoneState.MET.value)}
