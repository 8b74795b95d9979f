"""Who comes to a meeting, as programs get and send it."""

from marshmallow import Schema, fields, validate

from risk_register.domain.circulation import Capacity
from risk_register.domain.meetings import Presence
from risk_register.schemas.attendances import CHOOSE_DEPUTY, ApologiesSchema
from risk_register.schemas.base import FormSchema, Whole, Words
from risk_register.schemas.machines.base import Machine

_SEAT = "Give the id of a seat."
_CHOOSE = "Give present, apologies or absent."


class SeatOut(Schema):
    """A seat at a meeting, and what is noted for it."""

    seat_id = fields.Integer()
    title = fields.String()
    capacity = fields.String(validate=validate.OneOf([*Capacity]))
    is_vacant = fields.Boolean()
    presence = fields.String(allow_none=True, validate=validate.OneOf([*Presence]))
    deputy_id = fields.Integer(allow_none=True, metadata={"description": "Seat that comes."})
    deputy_ids = fields.List(fields.Integer(), metadata={"description": "Seats that may come."})
    state = fields.String(metadata={"description": "What to send as was."})


class AttendanceOut(Schema):
    """Who comes, or came, the chair first; and the voting seats that are filled."""

    items = fields.List(fields.Nested(SeatOut))
    voting = fields.Integer()
    filled = fields.Integer()
    needed = fields.Integer(allow_none=True, metadata={"description": "The quorum."})


class SeatNoteIn(Machine, FormSchema):
    """What is noted for one seat."""

    seat_id = Whole(empty=_SEAT, wrong=_SEAT, lowest=1)
    presence = fields.Enum(
        Presence,
        by_value=True,
        required=True,
        error_messages={"required": _CHOOSE, "unknown": _CHOOSE},
    )
    deputy_id = Whole(wrong=CHOOSE_DEPUTY, lowest=1)
    was = Words(longest=40)


class AttendanceIn(Machine, FormSchema):
    """Who came and who sent apologies; seats that are not named stay as they are."""

    rows = fields.List(
        fields.Nested(SeatNoteIn),
        required=True,
        validate=validate.Length(min=1, max=200, error="Give 1 to 200 seats."),
    )


class ApologiesIn(Machine, ApologiesSchema):
    """Apologies for one's own seat, or that they are taken back."""
