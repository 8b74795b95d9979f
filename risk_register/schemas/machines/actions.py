"""Actions as programs get and send them."""

from marshmallow import Schema, fields, validate

from risk_register.domain.actions import ActionSort, ActionStatus
from risk_register.schemas.actions import ActionSchema, LinkSchema, ProgressSchema
from risk_register.schemas.base import Whole
from risk_register.schemas.machines.base import Asked, Machine
from risk_register.schemas.machines.risks import PostOut


class MitigationOut(Schema):
    """Where an action is meant to bring a risk."""

    risk = fields.String(metadata={"description": "Reference of the risk."})
    expected_likelihood = fields.Integer(allow_none=True)
    expected_impact = fields.Integer(allow_none=True)


class UpdateOut(Schema):
    """What somebody said about an action on one day."""

    status = fields.String(validate=validate.OneOf([*ActionStatus]))
    progress = fields.Integer(metadata={"description": "In per cent."})
    due_on = fields.Date()
    note = fields.String(allow_none=True)
    updated_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})
    updated_at = fields.AwareDateTime()


class ActionOut(Schema):
    """A planned piece of work."""

    reference = fields.String()
    text = fields.String()
    lead_id = fields.Integer()
    lead = fields.Nested(PostOut)
    original_due_on = fields.Date()
    due_on = fields.Date()
    slips = fields.Integer(metadata={"description": "How often the due date moved later."})
    status = fields.String(validate=validate.OneOf([*ActionStatus]))
    progress = fields.Integer(metadata={"description": "In per cent."})
    note = fields.String(allow_none=True)
    mitigations = fields.List(fields.Nested(MitigationOut))
    version = fields.Integer()


class OneActionOut(ActionOut):
    """An action with everything that was said about it."""

    updates = fields.List(fields.Nested(UpdateOut))


class ActionsOut(Schema):
    """A page of actions."""

    items = fields.List(fields.Nested(ActionOut))
    total = fields.Integer()
    next = fields.String(allow_none=True)


class ActionsAsked(Asked):
    """Which actions, and which page of 50."""

    class Meta(Asked.Meta):
        """Pages are as long as those of the list that people read."""

        exclude = ("limit",)

    open = fields.Boolean(load_default=True)
    lead_id = Whole(wrong="Give the id of a post.", lowest=1)
    sort = fields.String(load_default=ActionSort.DUE.value, validate=validate.OneOf([*ActionSort]))


class ActionIn(Machine, ActionSchema):
    """A new action, and where it is meant to bring its risk."""

    class Meta(ActionSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class MitigationIn(Machine, LinkSchema):
    """An action that is there already, and where it is meant to bring a risk."""

    class Meta(LinkSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class ProgressIn(Machine, ProgressSchema):
    """How an action goes."""

    class Meta(ProgressSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version", "back")
