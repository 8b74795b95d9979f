"""Lines of the record as programs get them."""

from marshmallow import Schema, fields

from risk_register.domain.matters import Matter
from risk_register.schemas.base import FormSchema, Whole


class EventOut(Schema):
    """One line of the record in words; ``hash`` seals it."""

    sequence = fields.Integer()
    hash = fields.String()
    at = fields.AwareDateTime()
    matter = fields.String()
    subject = fields.String(metadata={"description": "What it was done to: risk R-001."})
    sentence = fields.String()
    reason = fields.String(allow_none=True)


class EventsOut(Schema):
    """Lines in the order in which they were written."""

    items = fields.List(fields.Nested(EventOut))
    next = fields.Integer(metadata={"description": "What to send as after the next time."})
    has_more = fields.Boolean()


class EventsAsked(FormSchema):
    """From where on."""

    after = Whole(wrong="Give the number of a line.", lowest=0)
    matter = fields.Enum(
        Matter, by_value=True, load_default=None, error_messages={"unknown": "There is no such."}
    )
