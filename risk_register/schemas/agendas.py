"""Items of an agenda: what they say, where they stand, taking them off."""

from marshmallow import fields, validate

from risk_register.domain.agendas import LONGEST_MINUTES, LONGEST_REFERENCE, LONGEST_TITLE
from risk_register.domain.meetings import Purpose
from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import FormSchema, Whole, Words

CHOOSE_PURPOSE = "Choose what the board is to do with it."


class NewItemSchema(FormSchema):
    """An item; ``minutes_long`` in minutes."""

    title = Words(empty="Enter the item's title.", longest=LONGEST_TITLE)
    purpose = fields.Enum(
        Purpose,
        by_value=True,
        required=True,
        error_messages={"required": CHOOSE_PURPOSE, "unknown": CHOOSE_PURPOSE},
    )
    presenter_id = Whole(wrong="Choose a post.", lowest=1)
    minutes_long = Whole(
        wrong=f"Enter whole minutes from 1 to {LONGEST_MINUTES}, or nothing.",
        lowest=1,
        highest=LONGEST_MINUTES,
    )
    reference = Words(longest=LONGEST_REFERENCE)
    is_exempt = fields.Boolean(load_default=False)
    exempt_paragraph = Whole(wrong="Choose a paragraph from 1 to 7.", lowest=1, highest=7)
    late_reason = Words()
    agreed_by_id = Whole(wrong="Choose a post.", lowest=1)


class ItemSchema(NewItemSchema):
    """An item that is changed."""

    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class MoveSchema(FormSchema):
    """Where an item goes; ``number`` is the place it had on the page."""

    direction = fields.String(required=True, validate=validate.OneOf(["up", "down"]))
    number = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class RemovalSchema(FormSchema):
    """Why an item is taken off; needed once the agenda has gone out."""

    reason = Words()
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
