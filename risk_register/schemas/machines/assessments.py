"""Judgements, reviews and controls as programs get and send them."""

from marshmallow import Schema, fields, validate

from risk_register.domain.risks import ControlState
from risk_register.domain.scoring import Basis
from risk_register.schemas.assessments import AssessmentSchema, ReviewSchema
from risk_register.schemas.controls import ControlSchema, RetirementSchema
from risk_register.schemas.machines.base import Machine
from risk_register.schemas.machines.risks import ScoreOut


class AssessmentOut(ScoreOut):
    """One dated judgement."""

    id = fields.Integer()
    basis = fields.String(validate=validate.OneOf([*Basis]))
    reason = fields.String()
    confidence = fields.String(allow_none=True)
    method = fields.String()
    assessed_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})
    assessed_at = fields.AwareDateTime()


class AssessmentsOut(Schema):
    """Judgements, the newest first."""

    items = fields.List(fields.Nested(AssessmentOut))


class AssessmentIn(Machine, AssessmentSchema):
    """A judgement; ``reason`` is required when it changes the score."""

    class Meta(AssessmentSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version", "back", "domain")


class ReviewOut(Schema):
    """Somebody looked at a risk."""

    id = fields.Integer()
    outcome = fields.String()
    note = fields.String(allow_none=True)
    reviewed_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})
    reviewed_at = fields.AwareDateTime()


class ReviewsOut(Schema):
    """The newest reviews, the newest first."""

    items = fields.List(fields.Nested(ReviewOut))


class ReviewIn(Machine, ReviewSchema):
    """Somebody looked, and nothing has changed."""

    class Meta(ReviewSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version", "back")


class ControlOut(Schema):
    """What holds a risk down."""

    id = fields.Integer()
    risk = fields.String(metadata={"description": "Reference of the risk."})
    text = fields.String()
    state = fields.String(validate=validate.OneOf([*ControlState]))
    assurance_line = fields.Integer(allow_none=True)
    gaps = fields.String()
    retired_at = fields.AwareDateTime(allow_none=True)
    retire_reason = fields.String(allow_none=True)
    version = fields.Integer()


class ControlsOut(Schema):
    """Controls that hold today, then those that were retired."""

    items = fields.List(fields.Nested(ControlOut))


class ControlIn(Machine, ControlSchema):
    """A control."""

    class Meta(ControlSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class RetirementIn(Machine, RetirementSchema):
    """That a control holds no longer."""

    class Meta(RetirementSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)
