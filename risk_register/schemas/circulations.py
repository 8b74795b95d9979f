"""Sending a pack, and one letter again."""

from marshmallow import fields, validate

from risk_register.schemas.base import FormSchema, Whole, Words

WRONG_ADDRESS = "Enter an e-mail address in the right form, like name@example.org."


class CirculationSchema(FormSchema):
    """What the secretary says with the pack; ``number`` keeps a double click from sending twice."""

    number = Whole(
        empty="Load the page again before you send.",
        wrong="Load the page again before you send.",
        lowest=1,
    )
    note = Words(longest=1000)
    late_reason = Words(longest=500)
    repeat_reason = Words(longest=500)


class ResendSchema(FormSchema):
    """Where one letter goes now."""

    address = fields.String(
        required=True,
        validate=[
            validate.Email(error=WRONG_ADDRESS),
            validate.Length(max=254, error=WRONG_ADDRESS),
        ],
        error_messages={"required": WRONG_ADDRESS},
    )


class SecondLetterSchema(ResendSchema):
    """Where one reader is sent a letter more, and why; ``number`` keeps out a double click."""

    number = Whole(
        empty="Load the page again before you send.",
        wrong="Load the page again before you send.",
        lowest=1,
    )
    reason = Words(longest=500)


class SupplementSchema(FormSchema):
    """What the secretary says with papers that were added later."""

    number = Whole(
        empty="Load the page again before you send.",
        wrong="Load the page again before you send.",
        lowest=1,
    )
    note = Words(longest=1000)
    late_reason = Words(longest=500)
