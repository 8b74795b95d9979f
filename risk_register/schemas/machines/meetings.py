"""Bodies, meetings, packs and circulations as programs get them."""

from marshmallow import Schema, fields


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


class MeetingsOut(Schema):
    """Meetings, the earliest first."""

    items = fields.List(fields.Nested(MeetingOut))


class OneMeetingOut(MeetingOut):
    """A meeting with the steps of its month, as London dates."""

    cancelled_at = fields.AwareDateTime(allow_none=True)
    call_on = fields.Date()
    updates_due_on = fields.Date()
    lock_on = fields.Date()
    circulate_by = fields.Date()
    minutes_due_on = fields.Date()


class PackOut(Schema):
    """An edition and version of a meeting's pack."""

    id = fields.Integer()
    meeting_id = fields.Integer()
    body = fields.String(metadata={"description": "Key of the body."})
    held_on = fields.Date()
    edition = fields.String()
    version = fields.Integer()
    state = fields.String()
    made_at = fields.AwareDateTime(allow_none=True)
    approved_at = fields.AwareDateTime(allow_none=True)
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    sha256 = fields.String(allow_none=True, metadata={"description": "Of the PDF."})


class PacksOut(Schema):
    """Packs, the newest meeting and version first."""

    items = fields.List(fields.Nested(PackOut))


class LetterOut(Schema):
    """A letter of a circulation."""

    reader = fields.String(metadata={"description": "Title of the reader's post."})
    edition = fields.String(allow_none=True)
    state = fields.String()
    sent_at = fields.AwareDateTime(allow_none=True)


class CirculationOut(Schema):
    """One decision to send a pack."""

    number = fields.Integer()
    decided_as = fields.String(allow_none=True)
    decided_at = fields.AwareDateTime()
    late_reason = fields.String(allow_none=True)
    head = fields.String(allow_none=True, metadata={"description": "Of the record."})
    letters = fields.List(fields.Nested(LetterOut))


class CirculationsOut(Schema):
    """Circulations of a pack, the newest first."""

    items = fields.List(fields.Nested(CirculationOut))
