"""Seats on a body: whose they are, in what capacity, and from when to when."""

import re
from typing import Any, ClassVar

from marshmallow import ValidationError, fields, post_load

from risk_register.domain.circulation import Capacity
from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import Day, FormSchema, Whole
from risk_register.services.seats import SeatFacts, Sitter

_SITTER = re.compile(r"(post|person)-([1-9][0-9]{0,8})")
_FACTS = (
    "capacity",
    "from_on",
    "until_on",
    "deputy_for_id",
    "is_entitled_to_exempt",
    "wants_paper",
)


class SitterField(fields.Field[Sitter]):
    """Whose a seat is: ``post-3`` or ``person-5``."""

    def __init__(self) -> None:
        """Set the sentence."""
        super().__init__(
            required=True,
            error_messages={"required": "Choose whose seat it is."},
            metadata={
                "description": "A post by its id, or a person: post-3, person-5.",
                "pattern": f"^{_SITTER.pattern}$",
            },
        )

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Sitter:  # noqa: ARG002 - marshmallow's own signature
        found = _SITTER.fullmatch(str(value))
        if found is None:
            raise ValidationError("Choose whose seat it is.")
        return Sitter(**{f"{found[1]}_id": int(found[2])})


class SeatFactsSchema(FormSchema):
    """What is said of a seat besides whose it is; ``facts`` holds it once it is read."""

    dates: ClassVar[tuple[str, ...]] = ("from_on", "until_on")

    capacity = fields.Enum(
        Capacity,
        by_value=True,
        required=True,
        error_messages={"required": "Choose a capacity.", "unknown": "Choose a capacity."},
    )
    deputy_for_id = Whole(wrong="Choose a post.", lowest=1)
    is_entitled_to_exempt = fields.Boolean(load_default=False)
    wants_paper = fields.Boolean(load_default=False)
    from_on = Day(empty="Enter the first day of the seat.")
    until_on = Day(empty=None)

    @post_load
    def gather(self, values: dict[str, Any], **_kwargs: object) -> dict[str, Any]:
        """Put the facts together."""
        facts = SeatFacts(**{name: values.pop(name) for name in _FACTS})
        return values | {"facts": facts}


class NewSeatSchema(SeatFactsSchema):
    """A new seat."""

    sitter = SitterField()


class SeatSchema(SeatFactsSchema):
    """Something else about a seat."""

    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class SeatEndSchema(FormSchema):
    """The last day of a seat."""

    dates: ClassVar[tuple[str, ...]] = ("until_on",)

    until_on = Day(empty="Enter the last day of the seat.")
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
