"""Carrying a risk to a body, and bringing it back."""

from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import FormSchema, Whole, Words


class EscalationSchema(FormSchema):
    """Which body is asked, and why."""

    body_id = Whole(empty="Choose a body.", wrong="Choose a body.", lowest=1)
    reason = Words()
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class ReasonSchema(FormSchema):
    """A step that needs nothing but its reason."""

    reason = Words()
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
