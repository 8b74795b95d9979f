"""Files on their way into the register, as programs bring and read them."""

from marshmallow import RAISE, Schema, fields, validate

from risk_register.domain.import_fields import ImportField
from risk_register.domain.import_mappings import LONGEST_SOURCE
from risk_register.domain.risks import Proximity
from risk_register.schemas.base import Day, FormSchema, Whole, Words
from risk_register.schemas.imports import AgreementSchema
from risk_register.schemas.machines.base import Asked, Machine
from risk_register.services.import_weighings import RowOutcome

_POST = "Give the id of a post."
_MARK = "Give the mark of the draft that you have read."


class FileAsked(Schema):
    """What a file is called; its ending says what it is."""

    class Meta:
        """Refuse what was not asked for."""

        unknown = RAISE

    name = Words(
        empty="Give the file's name, like register.xlsx.", longest=200, example="register.xlsx"
    )


class RegisterAsked(FileAsked):
    """A register's file, and whether a place in it will be named."""

    pointed = fields.Boolean(
        load_default=False,
        metadata={"description": "Whether to read it also if no register is found in it."},
    )


class DraftOut(Schema):
    """A file that was read, and waits to be looked at."""

    file_name = fields.String()
    sha256 = fields.String()
    read_at = fields.AwareDateTime()


class MeaningOut(Schema):
    """What the parts of a file mean: suggested, or as somebody said."""

    source = fields.String(metadata={"description": "Whose register it is."})
    sheet = fields.String()
    columns = fields.Dict(keys=fields.String(), values=fields.String())
    levels = fields.Dict(keys=fields.String(), values=fields.Dict())
    owners = fields.Dict(keys=fields.String(), values=fields.Integer())
    owner_id = fields.Integer(allow_none=True)
    categories = fields.Dict(keys=fields.String(), values=fields.String())
    category = fields.String()
    proximity = fields.String(validate=validate.OneOf([*Proximity]))
    month_first = fields.Boolean()
    due_on = fields.String(allow_none=True)


class RowOut(Schema):
    """What would become of a row."""

    row = fields.Integer(metadata={"description": "As the spreadsheet shows it."})
    source_id = fields.String(metadata={"description": "Its reference there."})
    outcome = fields.String(validate=validate.OneOf([*RowOutcome]))
    risk = fields.String(allow_none=True, metadata={"description": "Which it is here."})
    because = fields.List(fields.String(), metadata={"description": "Why it is stopped."})
    changed = fields.List(fields.String(), metadata={"description": "What would change."})


class PreviewOut(Schema):
    """What a file would do to the register, page by page; nothing is saved yet."""

    file_name = fields.String()
    sha256 = fields.String()
    mark = fields.String(metadata={"description": "Of the file and what it means."})
    seen = fields.String(metadata={"description": "To be sent back to take it in as it is."})
    meaning = fields.Nested(MeaningOut)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    items = fields.List(fields.Nested(RowOut))
    total = fields.Integer()
    next = fields.String(allow_none=True)


class PreviewAsked(Asked):
    """Which page of the rows."""


class RegisterPlaceIn(Machine, FormSchema):
    """Where in the file the register stands."""

    mark = Words(empty=_MARK, longest=16)
    sheet = Words(empty="Name the sheet.", longest=200)
    row = Whole(wrong="Enter the row's number.", lowest=1)


class MeaningIn(Machine, FormSchema):
    """What the parts of a file mean; what is not named stays as it is."""

    mark = Words(empty=_MARK, longest=16)
    source = Words(longest=LONGEST_SOURCE)
    columns = fields.Dict(
        keys=fields.String(),
        values=fields.Enum(ImportField, by_value=True),
        load_default=dict,
        metadata={"description": "Field of a column, by its place from 0."},
    )
    levels = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(
            keys=fields.String(),
            values=fields.Integer(strict=True, allow_none=True, validate=validate.Range(1, 99)),
        ),
        load_default=dict,
        metadata={"description": "Point of each value, by field; null leaves it unscored."},
    )
    owners = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(strict=True, validate=validate.Range(1, 2**31 - 1)),
        load_default=dict,
        metadata={"description": "Id of a post for each owner that the file names."},
    )
    owner_id = Whole(wrong=_POST, lowest=1)
    categories = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)
    category = Words(longest=60)
    proximity = fields.Enum(Proximity, by_value=True, load_default=None)
    month_first = fields.Boolean(load_default=None)
    due_on = Day(empty=None)


class AgreementIn(Machine, AgreementSchema):
    """Taking a file in as it was seen; rows that are stopped only stay out if that is said."""


class RunOut(Schema):
    """A file that was taken in."""

    id = fields.Integer()
    source = fields.String()
    file_name = fields.String()
    sha256 = fields.String()
    added = fields.Integer()
    changed = fields.Integer()
    left_out = fields.Integer()
    applied_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})
    applied_at = fields.AwareDateTime()


class TakenRowOut(Schema):
    """What a row became."""

    row = fields.Integer()
    source_id = fields.String()
    risk = fields.String(metadata={"description": "Reference of the risk."})
    action = fields.String(allow_none=True, metadata={"description": "Reference of the action."})


class OneRunOut(RunOut):
    """A file that was taken in, row by row."""

    rows = fields.List(fields.Nested(TakenRowOut))


class RunsOut(Schema):
    """The last files that were taken in, the newest first."""

    items = fields.List(fields.Nested(RunOut))
