"""Who may read a restricted risk."""

from enum import StrEnum
from typing import ClassVar

from marshmallow import fields

from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import FormSchema, Whole, Words

_AGENCIES = "Choose agencies from the list."
_PEOPLE = "Choose people from the list."
_CHOOSE = "Choose who may read the risk."


class Readership(StrEnum):
    """Who reads a risk."""

    EVERYBODY = "everybody"
    NAMED = "named"


class RestrictionSchema(FormSchema):
    """Whether a risk is restricted, to whom, and why."""

    lists: ClassVar[tuple[str, ...]] = ("agency_ids", "person_ids")

    readership = fields.Enum(
        Readership,
        by_value=True,
        required=True,
        error_messages={"required": _CHOOSE, "unknown": _CHOOSE, "null": _CHOOSE},
    )
    agency_ids = fields.List(Whole(empty=_AGENCIES, wrong=_AGENCIES, lowest=1), load_default=list)
    person_ids = fields.List(Whole(empty=_PEOPLE, wrong=_PEOPLE, lowest=1), load_default=list)
    reason = Words()
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
