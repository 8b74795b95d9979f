"""Access review, opening in need and webhooks as programs get and send them."""

from marshmallow import Schema, fields, validate

from risk_register.domain.matters import Matter
from risk_register.domain.permissions import Role
from risk_register.schemas.access_reviews import AccessReviewSchema
from risk_register.schemas.machines.base import Machine
from risk_register.schemas.machines.risks import PostOut
from risk_register.schemas.openings import OpeningSchema
from risk_register.schemas.webhooks import WebhookSchema


class RoleHeldOut(Schema):
    """A role, and since when it is held."""

    role = fields.String(validate=validate.OneOf([*Role]))
    given_at = fields.AwareDateTime(allow_none=True)


class AccessLineOut(Schema):
    """Somebody with a part in the programme, and what is doubtful about it."""

    person_id = fields.Integer()
    name = fields.String()
    agency = fields.String(metadata={"description": "The agency's short name."})
    is_active = fields.Boolean(metadata={"description": "Whether they may sign in."})
    signed_in_on = fields.Date(allow_none=True, metadata={"description": "The last time."})
    left_on = fields.Date(allow_none=True)
    roles = fields.List(fields.Nested(RoleHeldOut))
    posts = fields.List(fields.Nested(PostOut))
    doubts = fields.List(fields.String())


class AccessReviewOut(Schema):
    """That somebody has looked."""

    quarter = fields.String(metadata={"description": "Like 2018-Q2."})
    note = fields.String()
    reviewed_by_id = fields.Integer()
    reviewed_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})
    reviewed_at = fields.AwareDateTime()


class AccessOut(Schema):
    """Who has what part, the doubtful ones first, and who looked at it when."""

    items = fields.List(fields.Nested(AccessLineOut))
    reviews = fields.List(fields.Nested(AccessReviewOut))


class AccessReviewIn(Machine, AccessReviewSchema):
    """What was looked at, and what was changed."""


class OpeningOut(Schema):
    """By what an administrator reads the programme at present."""

    is_open = fields.Boolean()
    reason = fields.String(allow_none=True)
    opened_at = fields.AwareDateTime(allow_none=True)
    until_at = fields.AwareDateTime(allow_none=True)


class OpeningIn(Machine, OpeningSchema):
    """Why, in 10 characters or more, and for how many hours."""


class WebhookOut(Schema):
    """An address of a program, what it is told of, and what it answered last."""

    id = fields.Integer()
    address = fields.String()
    matters = fields.List(fields.String(validate=validate.OneOf([*Matter])))
    added_at = fields.AwareDateTime()
    stopped_at = fields.AwareDateTime(allow_none=True)
    failing_since = fields.AwareDateTime(allow_none=True)
    answered_at = fields.AwareDateTime(allow_none=True)
    answer = fields.String(allow_none=True)


class WebhooksOut(Schema):
    """Webhooks, the newest first, stopped ones last."""

    items = fields.List(fields.Nested(WebhookOut))


class NewWebhookOut(WebhookOut):
    """A new webhook with its secret, which is not shown again."""

    secret = fields.String()


class WebhookIn(Machine, WebhookSchema):
    """Where messages go, and about what."""


class TriedOut(Schema):
    """What came back."""

    is_taken = fields.Boolean()
    answer = fields.String()
