"""Minutes: their words, who agreed them, and which meeting approved them."""

from risk_register.domain.minutes import LONGEST_MINUTE, LONGEST_OPENING
from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import FormSchema, Whole, Words


class OpeningSchema(FormSchema):
    """What stands before the items."""

    opening = Words(longest=LONGEST_OPENING)
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class MinuteSchema(FormSchema):
    """What was said about one item."""

    minute = Words(longest=LONGEST_MINUTE)
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class MinutesAgreementSchema(FormSchema):
    """Who, in the chair, agreed the words."""

    post_id = Whole(empty="Choose who agreed them.", wrong="Choose who agreed them.", lowest=1)
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class MinutesApprovalSchema(FormSchema):
    """Which meeting approved the minutes, and with which corrections."""

    meeting_id = Whole(
        empty="Choose a later meeting of the same body.",
        wrong="Choose a later meeting of the same body.",
        lowest=1,
    )
    corrections = Words()
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
