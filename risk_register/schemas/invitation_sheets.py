"""A sheet of people, pasted or from a file, and whether it has been looked at."""

from marshmallow import fields, validate

from risk_register.domain.people_sheets import MOST_CHARACTERS
from risk_register.schemas.base import FormSchema, Words


class PeopleSheetSchema(FormSchema):
    """What was pasted; a file comes beside it."""

    text = Words(longest=MOST_CHARACTERS)
    stage = fields.String(
        load_default="preview",
        validate=validate.OneOf(["preview", "save"], error="Look at it first."),
    )
