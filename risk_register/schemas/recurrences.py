"""The rule by which a body meets, and the dates of it that are wanted."""

from typing import Any, ClassVar

from marshmallow import fields, post_load, validate

from risk_register.domain.recurrences import Ordinal, Recurrence
from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import Day, FormSchema, Whole
from risk_register.schemas.meetings import DetailsSchema

_RULE = ("ordinal", "weekday", "months_left_out", "every_months", "from_month")


class RuleSchema(FormSchema):
    """A rule and how far it is looked at; ``recurrence`` holds the rule once it is read."""

    dates: ClassVar[tuple[str, ...]] = ("from_on", "until_on")
    lists: ClassVar[tuple[str, ...]] = ("months_left_out",)

    ordinal = fields.String(
        required=True,
        validate=validate.OneOf([each.value for each in Ordinal], error="Choose which one."),
        error_messages={"required": "Choose which one."},
    )
    weekday = Whole(empty="Choose a day of the week.", wrong="Choose a day of the week.", highest=6)
    months_left_out = fields.List(
        Whole(empty="Choose a month.", wrong="Choose a month.", lowest=1, highest=12)
    )
    every_months = Whole(
        empty="Enter a number of months from 1 to 12.",
        wrong="Enter a number of months from 1 to 12.",
        lowest=1,
        highest=12,
    )
    from_month = Whole(empty="Choose a month.", wrong="Choose a month.", lowest=1, highest=12)
    from_on = Day(empty="Enter the date from which to look.")
    until_on = Day(empty=None)
    count = Whole(wrong="Enter a number of meetings from 1 to 60.", lowest=1, highest=60)

    @post_load
    def build(self, values: dict[str, Any], **_kwargs: object) -> dict[str, Any]:
        """Put the rule together."""
        rule = {name: values.pop(name) for name in _RULE}
        return values | {
            "recurrence": Recurrence(
                ordinal=Ordinal(rule["ordinal"]),
                weekday=rule["weekday"],
                months_left_out=frozenset(rule["months_left_out"]),
                every_months=rule["every_months"],
                from_month=rule["from_month"],
            )
        }


class PlanSchema(RuleSchema, DetailsSchema):
    """The dates that were ticked, and whether later ones plan themselves."""

    lists: ClassVar[tuple[str, ...]] = ("months_left_out", "chosen")

    chosen = fields.List(fields.Date(error_messages={"invalid": "Choose from the dates."}))
    keeps = fields.Boolean(load_default=False)
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class ForgetSchema(FormSchema):
    """A rule that no longer holds."""

    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
