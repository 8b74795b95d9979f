"""Letting changed scores stand."""

from typing import ClassVar

from marshmallow import fields

from risk_register.schemas.base import FormSchema, Whole

_GONE = "Load the desk again: what was to be agreed is not there."


class AgreementSchema(FormSchema):
    """The judgements that were read, by their numbers."""

    lists: ClassVar[tuple[str, ...]] = ("assessments",)

    assessments = fields.List(Whole(empty=_GONE, wrong=_GONE, lowest=1), load_default=list)
