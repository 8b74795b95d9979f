"""Saying what is measured, in what, and where it should be by when."""

from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields

from risk_register.domain.errors import RuleError
from risk_register.domain.indicators import Aim, Direction, Sector
from risk_register.domain.periods import PeriodKind
from risk_register.domain.readings import read_number
from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import Day, FormSchema, Whole, Words

MOST_DUE_DAYS = 800


class Number(fields.Field[Decimal | None]):
    """A decimal number as people type it; an empty field is None if that is allowed."""

    def __init__(self, *, empty: str | None = None) -> None:
        """Set the sentence for an empty number; None allows it."""
        if empty is None:
            super().__init__(load_default=None)
        else:
            super().__init__(required=True, error_messages={"required": empty, "null": empty})
        self.empty = empty

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Decimal | None:  # noqa: ARG002 - marshmallow's own signature
        text = str(value).strip()
        if not text:
            if self.empty is None:
                return None
            raise ValidationError(self.empty)
        try:
            return read_number(text)
        except RuleError as error:
            raise ValidationError(str(error)) from None


class ChangedIndicatorSchema(FormSchema):
    """What is said about an indicator that is measured already."""

    dates = ("baseline_on", "target_on")
    lists = ("area_ids", "risk_ids")

    title = Words(empty="Enter a title.", longest=200)
    definition = Words(empty="Say what it measures.", longest=1000)
    sector = fields.Enum(
        Sector,
        by_value=True,
        required=True,
        error_messages={"required": "Choose a sector.", "unknown": "Choose a sector."},
    )
    denominator = Words(longest=200)
    source = Words(empty="Say where the figures come from.", longest=200)
    attribution = Words(longest=300)
    owner_id = Whole(empty="Choose a post.", wrong="Choose a post from the list.", lowest=1)
    due_days = Whole(
        empty="Say after how many days a value is due.",
        wrong=f"Enter a number of days from 0 to {MOST_DUE_DAYS}.",
        highest=MOST_DUE_DAYS,
    )
    counts_people = fields.Boolean(load_default=False)
    baseline = Number()
    baseline_on = Day(empty=None)
    target = Number()
    target_on = Day(empty=None)
    tolerance = Number()
    area_ids = fields.List(Whole(wrong="Choose areas from the list.", lowest=1), load_default=[])
    risk_ids = fields.List(Whole(wrong="Choose risks from the list.", lowest=1), load_default=[])
    reason = Words()
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=0)


class IndicatorSchema(ChangedIndicatorSchema):
    """A new indicator, with what never changes about it."""

    unit = Words(empty="Say in what it is counted, like % or children.", longest=40)
    direction = fields.Enum(
        Direction,
        by_value=True,
        required=True,
        error_messages={
            "required": "Choose which way is better.",
            "unknown": "Choose which way is better.",
        },
    )
    period_kind = fields.Enum(
        PeriodKind,
        by_value=True,
        required=True,
        error_messages={
            "required": "Choose how often it is measured.",
            "unknown": "Choose how often it is measured.",
        },
    )


class EndSchema(FormSchema):
    """That an indicator is measured no longer, and why."""

    reason = Words(
        empty="Say why it is measured no longer.",
        shortest=10,
        too_short="Say why, in 10 characters or more.",
    )
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


def read_aim(values: dict[str, Any], direction: Direction) -> Aim:
    """Take the trajectory out of a form's values."""
    return Aim(
        direction,
        values.pop("baseline"),
        values.pop("baseline_on"),
        values.pop("target"),
        values.pop("target_on"),
        values.pop("tolerance") or Decimal(0),
    )
