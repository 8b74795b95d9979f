"""Ratings of actions as programs get and send them."""

from marshmallow import Schema, fields

from risk_register.schemas.machines.base import Machine
from risk_register.schemas.ratings import RatingSchema


class RatingOut(Schema):
    """How somebody rated an action's delivery on one day."""

    level = fields.String(metadata={"description": "Key of a level of the programme's scale."})
    name = fields.String(metadata={"description": "Of the level."})
    reason = fields.String(allow_none=True)
    rated_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})
    rated_at = fields.AwareDateTime()


class RatingsOut(Schema):
    """Ratings of an action, the newest first."""

    items = fields.List(fields.Nested(RatingOut))


class RatingIn(Machine, RatingSchema):
    """A level, and why."""
