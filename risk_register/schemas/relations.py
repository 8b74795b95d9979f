"""Relating a risk to another one, and taking that back."""

from marshmallow import fields

from risk_register.domain.relations import RelationKind
from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import FormSchema, Whole, Words

_CHOOSE = "Choose how it bears on the other risk."


class RelationSchema(FormSchema):
    """How this risk bears on which other one."""

    kind = fields.Enum(
        RelationKind,
        by_value=True,
        required=True,
        error_messages={"required": _CHOOSE, "unknown": _CHOOSE},
    )
    other = Words(longest=20)
    note = Words(longest=500)
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class PartingSchema(FormSchema):
    """Why the two are not related any more."""

    reason = Words()
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
