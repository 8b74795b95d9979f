"""Sheets of people as programs send them, and whom each line would ask in."""

from marshmallow import Schema, fields

from risk_register.domain.people_sheets import MOST_CHARACTERS
from risk_register.schemas.base import FormSchema
from risk_register.schemas.machines.base import Machine, pasted


class PeopleSheetIn(Machine, FormSchema):
    """A header and one person a line, as it would be pasted: commas, semicolons or tabs between."""

    text = pasted(MOST_CHARACTERS)


class PersonLineOut(Schema):
    """Whom one line would ask in, or what is wrong with it."""

    line = fields.Integer(metadata={"description": "From 1, the header included."})
    name = fields.String()
    email = fields.String()
    agency = fields.String()
    post = fields.String()
    programme = fields.String()
    roles = fields.List(fields.String())
    problem = fields.String(allow_none=True)


class PeopleSheetOut(Schema):
    """Whom a sheet would ask in; nobody is asked yet."""

    wrong = fields.Integer(metadata={"description": "How many lines are."})
    items = fields.List(fields.Nested(PersonLineOut))


class InvitedOut(Schema):
    """How many people were asked in, each by a letter."""

    invited = fields.Integer()
