"""The improvement plan as programs get and send it."""

from marshmallow import Schema, fields

from risk_register.schemas.machines.base import Machine
from risk_register.schemas.plan import (
    AreaSchema,
    MeasureRetirementSchema,
    MeasureSchema,
    NewAreaSchema,
    NewMeasureSchema,
    PlaceSchema,
    PlannedActionSchema,
    RemovalSchema,
)


class LineOut(Schema):
    """The place of an action in the plan."""

    id = fields.Integer()
    number = fields.String(metadata={"description": "As it is said: 4.1.2."})
    action = fields.String(metadata={"description": "Reference of the action."})
    removed_at = fields.AwareDateTime(allow_none=True)
    remove_reason = fields.String(allow_none=True)


class MeasureOut(Schema):
    """What will show that an area is better."""

    number = fields.String(metadata={"description": "As it is said: 4.1."})
    text = fields.String()
    baseline = fields.String(allow_none=True)
    target = fields.String(allow_none=True)
    target_on = fields.Date(allow_none=True)
    retired_at = fields.AwareDateTime(allow_none=True)
    retire_reason = fields.String(allow_none=True)
    actions = fields.List(fields.String(), metadata={"description": "References of actions."})
    lines = fields.List(fields.Nested(LineOut))
    version = fields.Integer()


class PlanAreaOut(Schema):
    """An area of the improvement plan with its success measures."""

    id = fields.Integer()
    key = fields.String()
    short = fields.String()
    text = fields.String()
    lead_id = fields.Integer(allow_none=True)
    per_cent = fields.Integer(allow_none=True, metadata={"description": "How far it is."})
    reckoning = fields.String(metadata={"description": "How that came about."})
    measures = fields.List(fields.Nested(MeasureOut))
    version = fields.Integer()


class PlanOut(Schema):
    """The improvement plan, by area."""

    items = fields.List(fields.Nested(PlanAreaOut))


class NewAreaIn(Machine, NewAreaSchema):
    """A new area with its key."""


class AreaIn(Machine, AreaSchema):
    """What is said about an area, and who leads it."""

    class Meta(AreaSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class NewMeasureIn(Machine, NewMeasureSchema):
    """A new success measure."""


class MeasureIn(Machine, MeasureSchema):
    """A success measure that is worded anew."""

    class Meta(MeasureSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class MeasureRetirementIn(Machine, MeasureRetirementSchema):
    """Why an area is judged by a measure no longer."""

    class Meta(MeasureRetirementSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class PlannedActionIn(Machine, PlannedActionSchema):
    """A new action of the plan."""


class PlaceIn(Machine, PlaceSchema):
    """An action that is there already, by its reference."""


class RemovalIn(Machine, RemovalSchema):
    """Why an action is taken out of the plan."""
