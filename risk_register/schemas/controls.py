"""Saying what holds a risk down, and that it does no longer."""

from marshmallow import fields

from risk_register.domain.controls import AssuranceLine
from risk_register.domain.risks import ControlState
from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import FormSchema, Whole, Words


class ControlSchema(FormSchema):
    """A control, how far it holds, who assures that, and what it leaves open."""

    text = Words(empty="Say what holds the risk down.")
    state = fields.Enum(
        ControlState,
        by_value=True,
        required=True,
        error_messages={
            "required": "Choose how far it is in place.",
            "unknown": "Choose how far it is in place.",
        },
    )
    assurance_line = Whole(
        wrong="Choose a line from the list.", lowest=min(AssuranceLine), highest=max(AssuranceLine)
    )
    gaps = Words()
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class RetirementSchema(FormSchema):
    """That a control holds no longer, and why."""

    reason = Words(
        empty="Say why it no longer holds.",
        shortest=10,
        too_short="Say why, in 10 characters or more.",
    )
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
