"""Keeping the improvement plan: areas, success measures, and the places of actions."""

from typing import ClassVar

from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import Day, FormSchema, Whole, Words

_CHOOSE_POST = "Choose a post from the list."


class AreaSchema(FormSchema):
    """What is said about an area, and who leads it."""

    short = Words(empty="Give the area a short name.", longest=60)
    text = Words(empty="Say what is weak.", longest=1000)
    lead_id = Whole(wrong=_CHOOSE_POST, lowest=1)
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class NewAreaSchema(FormSchema):
    """A new area with its key."""

    key = Words(empty="Enter capital letters and a number, like W6.", longest=6)
    short = Words(empty="Give the area a short name.", longest=60)
    text = Words(empty="Say what is weak.", longest=1000)
    lead_id = Whole(wrong=_CHOOSE_POST, lowest=1)


class NewMeasureSchema(FormSchema):
    """A new success measure."""

    dates: ClassVar[tuple[str, ...]] = ("target_on",)

    text = Words(empty="Say what will show that the area is better.", longest=500)
    baseline = Words(longest=500)
    target = Words(longest=500)
    target_on = Day(empty=None)


class MeasureSchema(NewMeasureSchema):
    """A success measure that is worded anew."""

    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class MeasureRetirementSchema(FormSchema):
    """That an area is judged by a measure no longer, and why."""

    reason = Words()
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class PlannedActionSchema(FormSchema):
    """A new action of the plan."""

    dates: ClassVar[tuple[str, ...]] = ("due_on",)

    text = Words(empty="Say what will be done.", shortest=10, too_short="Say a little more.")
    lead_id = Whole(empty="Choose who leads it.", wrong="Choose who leads it.", lowest=1)
    due_on = Day(empty="Enter the date by which it will be done.")


class PlaceSchema(FormSchema):
    """An action that is there already, by its reference."""

    action = Words(empty="Choose an action.", longest=20)


class RemovalSchema(FormSchema):
    """Why an action is taken out of the plan."""

    reason = Words()
