"""Days on which a programme differs from the published bank holidays."""

from typing import Any, ClassVar

from marshmallow import fields, post_load

from risk_register.domain.holidays import HolidayKind
from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import Day, FormSchema, Whole, Words
from risk_register.schemas.bodies import LONGEST_MARK, Stage
from risk_register.services.holidays import OwnDayFacts

LONGEST_REASON = 500  #: characters


class HolidaySchema(FormSchema):
    """A day that is shut or open; ``facts`` holds it once it is read."""

    dates: ClassVar[tuple[str, ...]] = ("day",)

    day = Day(empty="Enter the day.")
    name = Words(empty="Say what day it is.", longest=200)
    kind = fields.Enum(
        HolidayKind,
        by_value=True,
        required=True,
        error_messages={
            "required": "Choose whether offices are shut or open.",
            "unknown": "Choose whether offices are shut or open.",
        },
    )
    body_id = Whole(wrong="Choose a body.", lowest=1)
    mark = Words(longest=LONGEST_MARK)
    stage = Stage()

    @post_load
    def gather(self, values: dict[str, Any], **_kwargs: object) -> dict[str, Any]:
        """Put the facts together."""
        facts = OwnDayFacts(
            **{name: values.pop(name) for name in ("day", "name", "kind", "body_id")}
        )
        return values | {"facts": facts}


class RemovalSchema(FormSchema):
    """Why a day is as it is published again, and what the page said would follow."""

    reason = Words(empty="Say why.", longest=LONGEST_REASON)
    mark = Words(empty=STALE_FORM, longest=LONGEST_MARK)
