"""People whose name and address are to be replaced, as programs read and choose them."""

from marshmallow import Schema, fields, validate

from risk_register.schemas.base import FormSchema
from risk_register.schemas.machines.base import Machine


class DuePersonOut(Schema):
    """Somebody who left so long ago that their name is to go."""

    id = fields.Integer()
    name = fields.String()
    agency = fields.String(metadata={"description": "Its short name."})
    left_on = fields.Date()


class DuePeopleOut(Schema):
    """Everybody who is due, the longest gone first."""

    years = fields.Integer(metadata={"description": "After their last day, as is set here."})
    items = fields.List(fields.Nested(DuePersonOut))


class AnonymisationIn(Machine, FormSchema):
    """Those of them whose name and address are replaced."""

    ids = fields.List(
        fields.Integer(strict=True, validate=validate.Range(1, 2**31 - 1)),
        required=True,
        validate=validate.Length(min=1, max=1000, error="Name 1 to 1,000 people."),
        error_messages={"required": "Name one person or more."},
    )


class AnonymisationOut(Schema):
    """How many names and addresses were replaced."""

    replaced = fields.Integer()
