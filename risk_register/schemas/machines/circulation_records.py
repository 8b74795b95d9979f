"""The circulation record of a meeting, as programs get it."""

from marshmallow import Schema, fields, validate

from risk_register.domain.circulation import DeliveryState


class RecordedFileOut(Schema):
    """A file as it went out."""

    label = fields.String()
    sha256 = fields.String()
    size = fields.Integer(metadata={"description": "In bytes."})
    note = fields.String(metadata={"description": "What sets it apart; empty for nothing."})


class RecordedLetterOut(Schema):
    """One letter: what it brought, and what became of it."""

    brought = fields.String()
    sha256 = fields.String(allow_none=True, metadata={"description": "Of the pack's PDF."})
    by_link = fields.Boolean()
    address = fields.String()
    message_id = fields.String()
    state = fields.String(validate=validate.OneOf([*DeliveryState]))
    sent_at = fields.AwareDateTime(allow_none=True)
    answer = fields.String(allow_none=True, metadata={"description": "The mail server's words."})
    came_back = fields.String(allow_none=True)
    opened_at = fields.AwareDateTime(allow_none=True)
    acknowledged_at = fields.AwareDateTime(allow_none=True)


class RecordedSeatOut(Schema):
    """A seat as it was on the day: its letter, or why it got none."""

    title = fields.String()
    name = fields.String(allow_none=True, metadata={"description": "Who held it."})
    agency = fields.String()
    capacity = fields.String()
    is_entitled = fields.Boolean(
        allow_none=True, metadata={"description": "To exempt items; null if no seat is on record."}
    )
    letter = fields.Nested(RecordedLetterOut, allow_none=True)
    why_not = fields.String(allow_none=True)


class RecordedCirculationOut(Schema):
    """One decision to send, with all that came of it, as it was when it went out."""

    title = fields.String()
    pack_id = fields.Integer()
    number = fields.Integer(metadata={"description": "Which circulation of that pack."})
    decided_at = fields.AwareDateTime()
    decided_by = fields.String()
    timing = fields.String()
    is_late = fields.Boolean()
    late_reason = fields.String(allow_none=True)
    late_agreed_by = fields.String(allow_none=True)
    repeat_reason = fields.String(allow_none=True)
    note = fields.String(allow_none=True)
    files = fields.List(fields.Nested(RecordedFileOut))
    papers = fields.List(fields.Nested(RecordedFileOut))
    seats = fields.List(fields.Nested(RecordedSeatOut))
    fates = fields.List(
        fields.String(), metadata={"description": "That it was withdrawn, or replaced."}
    )
    head = fields.String(allow_none=True, metadata={"description": "Of the record then."})


class CirculationRecordOut(Schema):
    """Everything that went out for one meeting, the first circulation first."""

    programme = fields.String()
    body = fields.String()
    held_on = fields.Date()
    place = fields.String()
    circulations = fields.List(fields.Nested(RecordedCirculationOut))
    publications = fields.List(fields.String())
    head = fields.String(metadata={"description": "Of the record when this was read."})
    read_at = fields.AwareDateTime()
