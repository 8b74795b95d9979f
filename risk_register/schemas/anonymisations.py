"""Whose names are to be replaced."""

from typing import ClassVar

from marshmallow import fields

from risk_register.schemas.base import FormSchema, Whole


class AnonymisationSchema(FormSchema):
    """The people who are ticked."""

    lists: ClassVar[tuple[str, ...]] = ("ids",)

    ids = fields.List(Whole(wrong="Tick one person or more.", lowest=1), load_default=list)
