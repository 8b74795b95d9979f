"""Bodies and meetings as programs get and send them."""

from datetime import date

from marshmallow import Schema, fields, validate

from risk_register.schemas.base import Words
from risk_register.schemas.machines.base import Asked, ListAsked, Machine
from risk_register.schemas.meetings import (
    CancellationSchema,
    ChangeSchema,
    MeetingSchema,
    MoveSchema,
    ReinstatementSchema,
)


class BodyOut(Schema):
    """A board or committee."""

    id = fields.Integer()
    key = fields.String()
    name = fields.String()
    kind = fields.String()
    is_public = fields.Boolean()
    has_packs = fields.Boolean()


class BodiesOut(Schema):
    """Bodies, by name."""

    items = fields.List(fields.Nested(BodyOut))


class MeetingOut(Schema):
    """A dated meeting."""

    id = fields.Integer()
    body = fields.String(metadata={"description": "Key of the body."})
    held_on = fields.Date()
    starts_at = fields.Time(format="%H:%M", metadata={"description": "London time."})
    ends_at = fields.Time(format="%H:%M", allow_none=True)
    place = fields.String()
    cancelled_at = fields.AwareDateTime(allow_none=True)
    version = fields.Integer()


class MeetingsOut(Schema):
    """Meetings, the earliest first."""

    items = fields.List(fields.Nested(MeetingOut))


class OneMeetingOut(MeetingOut):
    """A meeting with the steps of its month, as London dates."""

    quorum = fields.Integer(allow_none=True, metadata={"description": "Its own, if it has one."})
    cancel_reason = fields.String(allow_none=True)
    call_on = fields.Date()
    updates_due_on = fields.Date()
    lock_on = fields.Date()
    circulate_by = fields.Date()
    minutes_due_on = fields.Date()


class MeetingsAsked(ListAsked):
    """Which meetings, and which of their fields."""

    body = Words(longest=60)
    cancelled = fields.Boolean(load_default=False)


class MeetingIn(Machine, MeetingSchema):
    """A new meeting of a body; times are London times."""


class MeetingChangeIn(Machine, ChangeSchema):
    """When on its day, and where, a meeting is held."""

    class Meta(ChangeSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class OutlookAsked(Asked):
    """The day to which somebody thinks of moving a meeting; none: of cancelling it."""

    class Meta(Asked.Meta):
        """One thing has no pages."""

        exclude = ("after", "limit", "fields_")

    to_on = fields.Date(
        load_default=None,
        validate=validate.Range(
            min=date(2000, 1, 1), max=date(2099, 12, 31), error="Give a day of this century."
        ),
    )


class OutlookOut(Schema):
    """What would follow from a move or a cancellation, in sentences."""

    deadlines = fields.List(fields.String())
    others = fields.List(fields.String())
    mark = fields.String(metadata={"description": "To be sent with the act: it has been read."})


class MeetingMoveIn(Machine, MoveSchema):
    """A move, with the mark of what was said to follow."""

    class Meta(MoveSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class CancellationIn(Machine, CancellationSchema):
    """Why a meeting does not take place, with the mark of what was said to follow."""

    class Meta(CancellationSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class ReinstatementIn(Machine, ReinstatementSchema):
    """Why a cancelled meeting takes place after all."""

    class Meta(ReinstatementSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)
