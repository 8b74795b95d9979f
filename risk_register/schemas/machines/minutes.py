"""Minutes as programs get and write them."""

from marshmallow import RAISE, Schema, fields, validate

from risk_register.domain.minutes import MinutesState
from risk_register.domain.packs import Edition
from risk_register.schemas.escalations import ReasonSchema
from risk_register.schemas.machines.base import Machine
from risk_register.schemas.minutes import (
    MinutesAgreementSchema,
    MinutesApprovalSchema,
    MinuteSchema,
    OpeningSchema,
)


class MinutedItemOut(Schema):
    """What the minutes say about an item; of one that is withheld only its number."""

    number = fields.Integer(allow_none=True, metadata={"description": "On the agenda."})
    item_id = fields.Integer(allow_none=True)
    title = fields.String()
    minute = fields.String()
    urgency = fields.String(allow_none=True, metadata={"description": "Why it was taken late."})
    decisions = fields.List(fields.String())
    is_exempt = fields.Boolean()
    is_withheld = fields.Boolean()


class MinutedActionOut(Schema):
    """An action the meeting asked for, as it was agreed there."""

    reference = fields.String()
    text = fields.String()
    lead = fields.String(metadata={"description": "Title of the post."})
    due_on = fields.Date()


class MinutesOut(Schema):
    """A meeting's minutes, as far as they are for the reader's eyes."""

    meeting_id = fields.Integer()
    state = fields.String(validate=validate.OneOf([*MinutesState]))
    status = fields.String(metadata={"description": "How far they have come, in words."})
    marking = fields.String()
    opening = fields.String()
    present = fields.List(fields.String())
    apologies = fields.List(fields.String())
    absent = fields.List(fields.String())
    items = fields.List(fields.Nested(MinutedItemOut))
    actions = fields.List(fields.Nested(MinutedActionOut))
    breaches = fields.List(fields.String(), metadata={"description": "Why papers went out late."})
    corrections = fields.String(allow_none=True)
    agreed_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})
    agreed_at = fields.AwareDateTime(allow_none=True)
    approved_meeting_id = fields.Integer(allow_none=True)
    approved_at = fields.AwareDateTime(allow_none=True)
    version = fields.Integer()


class MinutesFileAsked(Schema):
    """Whose copy is wanted: one's own, or the one for publication."""

    class Meta:
        """Refuse what was not asked for."""

        unknown = RAISE

    edition = fields.Enum(
        Edition,
        by_value=True,
        load_default=Edition.FULL,
        validate=validate.OneOf([Edition.FULL, Edition.PUBLIC], error="There is no such."),
        error_messages={"unknown": "There is no such."},
        metadata={"description": "With public, exempt matters are left out."},
    )


class MinuteOut(Schema):
    """What the minutes say about one item."""

    item_id = fields.Integer()
    number = fields.Integer()
    title = fields.String()
    minute = fields.String()
    version = fields.Integer(metadata={"description": "Of the item."})


class MonthOut(Schema):
    """Of a month that is closed the minutes, the next agenda and meetings are begun."""

    closed_at = fields.AwareDateTime(allow_none=True, attribute="rolled_at")


class OpeningIn(Machine, OpeningSchema):
    """What stands before the items."""

    class Meta(OpeningSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class MinuteIn(Machine, MinuteSchema):
    """What was said about one item."""

    class Meta(MinuteSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class MinutesAgreementIn(Machine, MinutesAgreementSchema):
    """Who, in the chair, agreed the words."""

    class Meta(MinutesAgreementSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class MinutesApprovalIn(Machine, MinutesApprovalSchema):
    """Which later meeting approved the minutes, and with which corrections."""

    class Meta(MinutesApprovalSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class MinutesReopeningIn(Machine, ReasonSchema):
    """Why agreed minutes become a draft again."""

    class Meta(ReasonSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)
