"""Who is silent, and a letter that asks them again, as programs get and send it."""

from marshmallow import Schema, fields, validate

from risk_register.services.duties import DutyKind


class DueOut(Schema):
    """One thing that is due."""

    kind = fields.String(validate=validate.OneOf([*DutyKind]))
    reference = fields.String()
    due_on = fields.Date()


class HolderOut(Schema):
    """Somebody who may answer for a post."""

    person_id = fields.Integer()
    name = fields.String()
    is_nudged = fields.Boolean(metadata={"description": "Today; then not again."})


class SilentOut(Schema):
    """A post that has not answered; nobody can answer for it if it has no holders."""

    post_id = fields.Integer()
    title = fields.String()
    agency = fields.String()
    holders = fields.List(fields.Nested(HolderOut))
    due = fields.List(fields.Nested(DueOut))


class SilentsOut(Schema):
    """Posts that have not answered, those that owe the most first."""

    items = fields.List(fields.Nested(SilentOut))


class NudgeOut(Schema):
    """A letter that asks somebody again."""

    person_id = fields.Integer()
    title = fields.String()
    state = fields.String()
