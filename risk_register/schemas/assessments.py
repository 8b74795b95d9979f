"""Judging a risk, and confirming that nothing has changed."""

from marshmallow import fields, validate

from risk_register.domain.scoring import Basis, Confidence
from risk_register.schemas.base import FormSchema, Whole, Words

STALE_FORM = "Load the page again: its form has lost its version."


class AssessmentSchema(FormSchema):
    """A judgement; points count from 1 and the scheme decides how far."""

    likelihood = Whole(empty="Choose how likely it is.", wrong="Choose how likely it is.", lowest=1)
    impact = Whole(
        empty="Choose how hard it would hit.", wrong="Choose how hard it would hit.", lowest=1
    )
    reason = Words(shortest=10, too_short="Say why in 10 characters or more.")
    confidence = fields.String(
        load_default="",
        validate=validate.OneOf(
            ["", *(choice.value for choice in Confidence)], error="Choose how sure you are."
        ),
    )
    basis = fields.Enum(
        Basis,
        by_value=True,
        load_default=Basis.CURRENT,
        error_messages={"unknown": "Choose inherent, current or target."},
    )
    domain = Words(longest=40)  # whose words stand beside the points; it changes nothing else
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
    back = fields.String(load_default="", validate=validate.OneOf(["", "work", "risk"]))


class ReviewSchema(FormSchema):
    """Somebody looked and nothing has changed."""

    note = Words()
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
    back = fields.String(load_default="", validate=validate.OneOf(["", "work", "risk"]))
