"""Milestones: a new one, and what has become of one."""

from typing import ClassVar

from marshmallow import fields

from risk_register.domain.milestones import MilestoneState
from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import Day, FormSchema, Whole, Words

_CHOOSE = "Choose how it stands."


class NewMilestoneSchema(FormSchema):
    """A new milestone."""

    dates: ClassVar[tuple[str, ...]] = ("due_on",)

    text = Words(empty="Say what is to be reached.", longest=300)
    due_on = Day(empty="Enter the date by which it is to be reached.")


class MilestoneSchema(FormSchema):
    """How a milestone stands now."""

    dates: ClassVar[tuple[str, ...]] = ("due_on", "met_on")

    state = fields.Enum(
        MilestoneState,
        by_value=True,
        required=True,
        error_messages={"required": _CHOOSE, "unknown": _CHOOSE},
    )
    due_on = Day(empty="Enter the date by which it is to be reached.")
    met_on = Day(empty=None)
    reason = Words()
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
