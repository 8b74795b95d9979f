"""What was asked back about a risk, as programs get and send it."""

from marshmallow import Schema, fields

from risk_register.schemas.machines.base import Machine
from risk_register.schemas.notes import AnswerSchema, QuestionSchema


class QuestionOut(Schema):
    """A question to a risk's owner, and its answer."""

    id = fields.Integer()
    question = fields.String()
    asked_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})
    asked_at = fields.AwareDateTime()
    answer = fields.String(allow_none=True)
    answered_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})
    answered_at = fields.AwareDateTime(allow_none=True)


class QuestionsOut(Schema):
    """Questions about a risk, the newest first."""

    items = fields.List(fields.Nested(QuestionOut))


class QuestionIn(Machine, QuestionSchema):
    """What the programme manager wants to know."""


class AnswerIn(Machine, AnswerSchema):
    """What the owner says to it."""

    class Meta(AnswerSchema.Meta):
        """A program goes back nowhere."""

        exclude = ("back",)
