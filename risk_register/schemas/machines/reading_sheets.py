"""Sheets of values as programs send them, and what each line would do."""

from marshmallow import Schema, fields, validate

from risk_register.domain.reading_sheets import MOST_CHARACTERS
from risk_register.schemas.base import FormSchema
from risk_register.schemas.machines.base import Machine, pasted


class SheetIn(Machine, FormSchema):
    """A header and one value a line, as it would be pasted: commas, semicolons or tabs between."""

    text = pasted(MOST_CHARACTERS)


class SheetLineOut(Schema):
    """What one line would do."""

    line = fields.Integer(metadata={"description": "From 1, the header included."})
    indicator = fields.String()
    period = fields.String()
    value = fields.String()
    area = fields.String(allow_none=True, metadata={"description": "null: the programme's own."})
    is_provisional = fields.Boolean()
    outcome = fields.String(validate=validate.OneOf(["new", "restated", "stands already", "wrong"]))
    before = fields.String(allow_none=True, metadata={"description": "What it would replace."})
    problem = fields.String(allow_none=True)


class SheetOut(Schema):
    """What a sheet would do; ``text`` is what is to be sent to record it."""

    text = fields.String()
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    items = fields.List(fields.Nested(SheetLineOut))


class RecordedSheetOut(Schema):
    """How many values were recorded; what stood already was not."""

    added = fields.Integer()
