"""Planning an action and saying how it goes."""

from typing import ClassVar

from marshmallow import fields, validate

from risk_register.domain.actions import ActionStatus
from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import Day, FormSchema, Whole, Words


class ActionSchema(FormSchema):
    """A new action, and where it is meant to bring its risk."""

    dates: ClassVar[tuple[str, ...]] = ("due_on",)

    text = Words(empty="Say what will be done.", shortest=10, too_short="Say a little more.")
    lead_id = Whole(empty="Choose who leads it.", wrong="Choose who leads it.", lowest=1)
    due_on = Day(empty="Enter the date by which it will be done.")
    expected_likelihood = Whole(wrong="Choose a point on the scale.", lowest=1)
    expected_impact = Whole(wrong="Choose a point on the scale.", lowest=1)
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class LinkSchema(FormSchema):
    """An action that is there already, and where it is meant to bring a risk."""

    action = Words(empty="Choose an action.", longest=20)
    expected_likelihood = Whole(wrong="Choose a point on the scale.", lowest=1)
    expected_impact = Whole(wrong="Choose a point on the scale.", lowest=1)
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class ProgressSchema(FormSchema):
    """How an action goes; ``progress`` in per cent."""

    dates: ClassVar[tuple[str, ...]] = ("due_on",)

    status = fields.String(
        required=True,
        validate=validate.OneOf(
            [choice.value for choice in ActionStatus], error="Choose how it is going."
        ),
        error_messages={"required": "Choose how it is going."},
    )
    progress = Whole(
        empty="Enter how far it is, from 0 to 100 per cent.",
        wrong="Enter a whole number from 0 to 100.",
        highest=100,
    )
    due_on = Day(empty="Enter the date by which it will be done.")
    note = Words()
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
    back = fields.String(load_default="", validate=validate.OneOf(["", "work", "risk", "action"]))
