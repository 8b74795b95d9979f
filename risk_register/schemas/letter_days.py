"""The form that says on which weekdays letters come."""

from typing import ClassVar

from marshmallow import fields

from risk_register.schemas.base import FormSchema, Whole

EMPTY = "Choose one day or more from Monday to Friday."


class LetterDaysSchema(FormSchema):
    """The weekdays that are ticked, Monday is 0."""

    lists: ClassVar[tuple[str, ...]] = ("days",)

    days = fields.List(Whole(empty=EMPTY, wrong=EMPTY, highest=4), required=True)
