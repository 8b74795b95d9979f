"""A question about a risk, and its answer."""

from marshmallow import fields, validate

from risk_register.schemas.base import FormSchema, Words


class QuestionSchema(FormSchema):
    """What the programme manager wants to know."""

    question = Words(
        empty="Say what you want to know.",
        shortest=10,
        too_short="Say what you want to know, in 10 characters or more.",
    )


class AnswerSchema(FormSchema):
    """What the owner says to it."""

    answer = Words(empty="Write your answer.")
    back = fields.String(load_default="", validate=validate.OneOf(["", "work"]))
