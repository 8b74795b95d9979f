"""Working copies on their way back, as programs bring and read them."""

from marshmallow import Schema, fields, validate

from risk_register.domain.working_copies import Field, Part
from risk_register.services.import_weighings import RowOutcome


class CopyOut(Schema):
    """A workbook that was read, and waits to be looked at."""

    file_name = fields.String()
    sha256 = fields.String()


class ChangeOut(Schema):
    """A field as the register has it, and as the workbook has it."""

    field = fields.String(validate=validate.OneOf([*Field]))
    before = fields.String()
    after = fields.String()


class CopiedRowOut(Schema):
    """What would become of a row."""

    sheet = fields.String(validate=validate.OneOf([*Part]))
    row = fields.Integer(metadata={"description": "As the spreadsheet shows it."})
    reference = fields.String(metadata={"description": "Which it is here; empty if it is new."})
    outcome = fields.String(validate=validate.OneOf([*RowOutcome]))
    because = fields.List(fields.String(), metadata={"description": "Why it is stopped."})
    changes = fields.List(fields.Nested(ChangeOut))


class CopyPreviewOut(Schema):
    """What a workbook would change, page by page; nothing is saved yet."""

    file_name = fields.String()
    sha256 = fields.String()
    seen = fields.String(metadata={"description": "To be sent back to take it in as it is."})
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    items = fields.List(fields.Nested(CopiedRowOut))
    total = fields.Integer()
    next = fields.String(allow_none=True)
