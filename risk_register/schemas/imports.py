"""A file to import, what its parts mean, and agreeing to what it would do."""

from collections.abc import Iterable
from typing import Any, ClassVar

from marshmallow import fields, validate

from risk_register.domain.import_fields import ImportField
from risk_register.domain.import_mappings import LONGEST_SOURCE
from risk_register.domain.risks import Proximity
from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import Day, FormSchema, Whole, Words

#: What can be done with the page of meanings.
STAGES = ("look", "preview")
_POST = "Choose a post."


class UploadSchema(FormSchema):
    """Nothing but the file, which comes beside it."""


class LookSchema(FormSchema):
    """Where to look for the register."""

    stage = fields.String(
        load_default="preview", validate=validate.OneOf(STAGES, error="Choose a button.")
    )
    draft = Words(empty=STALE_FORM, longest=16)
    sheet = Words(longest=200)
    row = Whole(wrong="Enter the row's number.", lowest=1)


class MeaningSchema(LookSchema):
    """What holds for the whole file; what each column and value means is added to it."""

    dates: ClassVar[tuple[str, ...]] = ("due_on",)

    source = Words(empty="Say whose register it is.", longest=LONGEST_SOURCE)
    owner_id = Whole(empty=_POST, wrong=_POST, lowest=1)
    category = Words(longest=60)
    proximity = fields.Enum(
        Proximity,
        by_value=True,
        load_default=Proximity.LATER,
        error_messages={"unknown": "Choose when it would strike."},
    )
    month_first = fields.Boolean(load_default=False)
    due_on = Day(empty=None)


def build_meaning_schema(
    *,
    columns: Iterable[str],
    levels: Iterable[str],
    owners: Iterable[str],
    categories: Iterable[str],
) -> FormSchema:
    """Build the schema of a file's meanings, with a field for each column and each value.

    :param columns: names of the form's fields, like the others
    """
    known = fields.String(
        load_default="", validate=validate.OneOf(["", *ImportField], error="Choose what it holds.")
    )
    named: dict[str, Any] = dict.fromkeys(columns, known)
    named |= {name: Whole(wrong="Choose a point.", lowest=1, highest=99) for name in levels}
    named |= {name: Whole(wrong=_POST, lowest=1) for name in owners}
    named |= {name: Words(longest=60) for name in categories}
    built: FormSchema = type("FileMeaningSchema", (MeaningSchema,), named)()
    return built


class AgreementSchema(FormSchema):
    """Taking it in as it was seen."""

    seen = fields.String(
        required=True,
        validate=validate.Length(max=100_000),
        error_messages={"required": "Look at the rows first."},
    )
    leaves_out = fields.Boolean(load_default=False)
